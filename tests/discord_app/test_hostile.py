"""Texts that try to ping, to break a card or to outgrow Discord's limits."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.discord_app.text import calm, clip, clip_markdown, graphemes, in_fence, length, quote
from tests.discord_app.stage import stage, words

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
FLAG = "\U0001f1e9\U0001f1ea"

HOSTILE = [
    "@everyone @here <@123> <@&456> <#789> answers quickly the second time",
    "```\nanswers quickly the second time\n``` ``` **serves stale data",
    "**answers quickly** the second time __and||`serves stale data`||",
    "\u202eanswers quickly the second time\u202c\u200b\u200b\u2066",
    "answers quickly the second time " + "a\u0301\u0302\u0303\u0304\u0305" * 50,
    FAMILY * 300,
    "\U0001f600" * 2000,
    "[a link](https://example.com) </interview start:1> <t:0:R> :smile: # heading\n> quote\n- list",
    "x" * 2000,
    "answers quickly the second time\r\n" * 60,
    "\\" * 500 + "serves stale data",
    "\x00\x07 answers quickly the second time \ud83d",
]


@pytest.mark.parametrize("text", HOSTILE)
async def test_a_hostile_answer_is_judged_like_any_other(tmp_path: Path, text: str) -> None:
    async with stage(tmp_path) as s:
        await s.start(questions=1, topic="Storage", difficulty="easy")
        shown = await s.mia.click(s.card(), label="Answer")
        await s.mia.submit_modal(shown, {"text": text})
        summary = s.messages()[-1]
        assert "interview finished" in words(summary)
        verdict = words(s.last("key points covered"))
        assert "\u202e" not in verdict
        assert "@everyone" not in verdict.replace("\\@", "")
        (done,) = await s.repository.interviews_of(str(s.mia.id))
        shown = await s.mia.slash(s.channel, "transcript show", session=done.id)
        assert shown.response is not None
        assert shown.ephemeral


async def test_a_hostile_name_stays_a_name(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        eve = s.guild.add_member(s.env.create_user("eve", global_name="**@everyone** ```\u202e"))
        await s.start(eve, questions=1, topic="Storage", difficulty="easy")
        await eve.send(s.channel, s.good_answer())
        await s.env.advance_time(6)
        board = await s.mia.slash(s.channel, "leaderboard")
        assert board.response is not None
        assert "\\*\\*\\@everyone" in words(board.response)


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("a short one", 20, "a short one"),
        ("a sentence that is too long", 18, "a sentence that…"),
        (FAMILY * 3, 12, FAMILY + "…"),
        (FLAG * 5, 10, FLAG * 2 + "…"),
        ("e\u0301" * 10, 6, "e\u0301" * 2 + "…"),
    ],
)
def test_clipping_never_cuts_what_belongs_together(text: str, limit: int, short: str) -> None:
    assert clip(text, limit) == short
    assert length(clip(text, limit)) <= limit


@pytest.mark.parametrize("mark", ["**", "`", "__", "~~", "```\n"])
def test_clipped_markdown_is_closed(mark: str) -> None:
    text = f"before {mark}inside and so on and on and on and on{mark} after"
    for limit in range(12, 60):
        short = clip_markdown(text, limit)
        assert short.count(mark.strip()) % 2 == 0, (limit, short)
        assert length(short) <= limit + 1


def test_quotes_are_one_line_escaped_and_within_their_limit() -> None:
    assert quote("**a**\n<@1>", 40) == "\\*\\*a\\*\\* \\<\\@1\\>"
    assert length(quote("*" * 500, 40)) <= 40
    assert quote("a sentence that is too long", 18) == "a sentence that…"
    assert not quote("*" * 500, 40).endswith("\\…")


def test_calm_drops_what_nobody_can_see() -> None:
    assert calm("a\u200bb\u202ec\ufeffd\x00e") == "abcde"
    assert calm("a\u0301\u0302\u0303\u0304") == "a\u0301\u0302"
    assert calm(FAMILY) == FAMILY


def test_a_fence_cannot_be_left() -> None:
    assert in_fence("a ``` b").count("```") == 2


def test_graphemes_of_flags_and_families() -> None:
    assert graphemes(FLAG * 2 + FAMILY) == [FLAG, FLAG, FAMILY]
