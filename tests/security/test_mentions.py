"""Whatever members, names and packs say: nobody is pinged, and nothing is hidden in a card."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.discord_app.text import calm, in_fence, name, quote
from bot.hidden import HIDDEN
from content.markdown import read_document
from content.model import Pack
from tests.discord_app.stage import PACK, Stage, labels, stage, words
from tests.discord_app.wire import EPHEMERAL, walk

PINGS = "@everyone @here <@{mia}> <@!{mia}> <@&456> <#789> <@123>"
HIDING = "\u202etxt.exe\u202c\u200b\u2066x\u2069\U000e0041\U000e0042\ufeff\x07"


def evil_pack(pings: str) -> Pack:
    """Return the pack of these tests with pings in its every text."""
    text = PACK.read_text("utf-8")
    for word in ("cache", "index", "canary", "flag", "site", "structure", "price", "Rollback"):
        text = text.replace(word, f"{word} {pings}")
    return read_document("coach.md", text.encode())


def sent(s: Stage) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every message that went over the wire, new or changed, and its request."""
    for request in s.env.http_requests:
        body = request.json
        if not isinstance(body, dict) or body.get("type") in (8, 9):  # choices, a window
            continue
        data = body.get("data", body)
        if isinstance(data, dict) and ("content" in data or "components" in data):
            yield f"{request.method} {request.path}", data


def shown(data: dict[str, Any]) -> str:
    texts = [c["content"] for c in walk(data.get("components")) if c.get("type") == 10]
    return "\n".join([data.get("content") or "", *texts])


async def everything(s: Stage, eve: Any, pings: str) -> None:
    """Let somebody hostile do all there is to do."""
    text = f"{pings} it takes load off the database {HIDING}"
    await s.start(eve, questions=4, kind="mixed", seconds=60)
    await eve.slash(s.channel, "interview hint")
    await eve.slash(s.channel, "interview status")
    message = await eve.send(s.channel, text)
    await eve.edit(message, f"{text} again")
    await eve.click(s.card(), label="Pause")
    await eve.slash(s.channel, "interview resume")
    await eve.click(s.card(), label="Submit")
    await eve.click(s.last("key points covered"), label="Reference answer")
    await eve.click(s.last("key points covered"), label="Next question")
    opened = await eve.click(s.card(), label="Answer")
    await eve.click(s.card(), label="Skip")
    await eve.submit_modal(opened, {"text": text})  # too late: it is handed back
    await s.env.advance_time(16 + 61)  # the third question, and its time
    await s.env.advance_time(61 + 61)
    await s.start(s.mia)  # the channel is taken, or was a moment ago
    for command, options in (
        ("leaderboard", {"period": "all"}),
        ("questions browse", {}),
        ("questions search", {"query": text[:200]}),
        ("questions show", {"query": "q1", "reveal": True}),
        ("questions browse", {"topic": pings}),
        ("interview start", {"pack": text}),
        ("interview start", {"topic": text}),
        ("transcript list", {}),
        ("transcript show", {"session": text}),
        ("help", {}),
    ):
        await eve.slash(s.channel, command, **options)
    (session, *_) = await s.repository.interviews_of(str(eve.id))
    for form in ("md", "html", "json"):
        await eve.slash(s.channel, "transcript export", session=session.id, format=form)
    await eve.slash(s.channel, "transcript show", session=session.id)
    await eve.slash(s.channel, "interview end")


async def test_no_message_of_a_hostile_interview_pings_anybody(tmp_path: Path) -> None:
    pings = PINGS.format(mia=1)
    async with stage(tmp_path, packs=(evil_pack(pings),)) as s:
        pings = PINGS.format(mia=s.mia.id)
        eve = s.guild.add_member(s.env.create_user("eve", global_name="@everyone <@1> @here"))
        await everything(s, eve, pings)
        requests = list(sent(s))
        assert len(requests) > 30
        kinds = {where.split("/")[-1] for where, _ in requests}
        assert {"callback", "messages", "@original"} & kinds
        for where, data in requests:
            allowed = data.get("allowed_mentions")
            assert allowed is not None, where
            assert allowed.get("parse") == [], where
            assert not allowed.get("users"), where
            assert not allowed.get("roles"), where
            assert not allowed.get("replied_user"), where
        assert any("everyone" in shown(data) for _, data in requests)
        for message in s.messages(viewer=eve):
            assert not message.mention_everyone
            assert not message.role_mentions


async def test_nothing_that_a_member_typed_is_hidden_or_alive_in_a_card(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        called = f"@everyone **x** {HIDING}"
        eve = s.guild.add_member(s.env.create_user("eve", global_name=called[:32]))
        await everything(s, eve, PINGS.format(mia=s.mia.id))
        for where, data in sent(s):
            if "Nothing is lost" in shown(data):  # one's own words in a fence, for oneself
                continue
            text = shown(data)
            assert not HIDDEN.search(text), where
            private = data.get("flags", 0) & EPHEMERAL
            assert private or not re.search(r"(?<!\\)@(everyone|here)|(?<!\\)<[@#]", text), where


async def test_what_everybody_reads_of_an_answer_is_escaped(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        await s.start(questions=1, topic="Storage", difficulty="easy")
        said = "takes [load](https://evil.example) off <@123> @everyone the ||database||"
        await s.mia.send(s.channel, said)
        await s.mia.click(s.card(), label="Submit")
        verdict = words(s.last("key points covered"))
        assert "](https" not in verdict
        assert "@everyone" not in verdict.replace("\\@", "")
        assert "Next question" not in labels(s.messages()[-1])


@pytest.mark.parametrize("text", [HIDING, PINGS, "`" * 7, "a\u0489" * 9, "x\n# y\n> z", "[a](b)"])
def test_words_on_cards_are_one_harmless_line(text: str) -> None:
    for shown_as in (quote(text, 100), name(text)):
        assert "\n" not in shown_as
        assert not HIDDEN.search(shown_as)
        for char in "@<`[*_":
            assert char not in shown_as.replace(f"\\{char}", "")


@pytest.mark.parametrize("ticks", range(1, 13))
def test_no_run_of_ticks_leaves_a_fence(ticks: int) -> None:
    for text in ("`" * ticks, f"a {'`' * ticks} b", f"{'`' * ticks}\n{'`' * ticks}", "`" * 3 + "x"):
        inner = in_fence(text).removeprefix("```\n").removesuffix("\n```")
        assert "```" not in inner


def test_towers_of_marks_are_cut() -> None:
    assert len(calm("a" + "\u0489" * 50)) <= 3
    assert len(calm("a" + "\u0301" * 50)) <= 3
