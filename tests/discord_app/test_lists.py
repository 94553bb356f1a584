"""Leaderboard, transcripts, the question bank, help: everything beside the interview."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import discord

from tests.discord_app.stage import Stage, labels, stage, words


async def interview(s: Stage, who: Any, *, skip: bool = False, **options: Any) -> None:
    """Let somebody give a whole interview through the answer window."""
    await s.start(who, **options)
    while await s.repository.active_in(str(s.channel.id)) is not None:
        if skip:
            await who.slash(s.channel, "interview skip")
        else:
            shown = await who.slash(s.channel, "interview answer")
            await who.submit_modal(shown, {"text": s.good_answer()})
        running = await s.repository.active_in(str(s.channel.id))
        if running is not None:
            await who.click(s.messages()[-1], label="Next question")


async def test_the_leaderboard_shows_everybody_and_the_caller(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        empty = await s.mia.slash(s.channel, "leaderboard")
        assert empty.response is not None
        assert "Nobody is on this board yet" in words(empty.response)
        await interview(s, s.mia, questions=2)
        await interview(s, s.noor, questions=1, skip=True)
        board = await s.mia.slash(s.channel, "leaderboard", period="all")
        assert board.response is not None
        assert not board.ephemeral
        text = words(board.response)
        assert "🥇 **Mia**" in text
        assert "number **1** of" in text
        week = await s.mia.click(board.response.message, label="Week")
        assert "This week" in words(s.messages()[-1])
        assert week.acknowledged
        refused = await s.noor.click(board.response.message, label="Month")
        assert refused.ephemeral
        assert refused.response is not None
        assert "Somebody else asked for this list" in words(refused.response)
        narrowed = await s.noor.slash(s.channel, "leaderboard", topic="storage")
        assert narrowed.response is not None
        assert "Storage" in words(narrowed.response)
        unknown = await s.noor.slash(s.channel, "leaderboard", topic="cooking @everyone")
        assert unknown.response is not None
        assert "the option offers them all" in words(unknown.response)
        assert "@everyone" not in words(unknown.response).replace("\\@", "")
        vague = await s.noor.slash(s.channel, "leaderboard", topic="e")
        assert vague.response is not None
        assert "Several topics have" in words(vague.response)


async def test_own_transcripts_are_listed_shown_and_exported(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        await interview(s, s.mia, questions=2)
        listed = await s.mia.slash(s.channel, "transcript list")
        assert listed.ephemeral
        assert listed.response is not None
        (done,) = await s.repository.interviews_of(str(s.mia.id))
        assert done.id in words(listed.response)
        choices = await s.mia.autocomplete(s.channel, "transcript show", "session", "")
        assert [choice["value"] for choice in choices] == [done.id]

        shown = await s.mia.slash(s.channel, "transcript show", session=done.id)
        assert shown.ephemeral
        assert shown.response is not None
        assert s.env.backend.get_user(s.mia.id).name not in words(shown.response)
        for form in ("md", "html", "json"):
            handed = await s.mia.slash(s.channel, "transcript export", session=done.id, format=form)
            assert handed.ephemeral
            assert handed.response is not None
            (file,) = handed.response.attachments
            assert file.filename.endswith(f".{form}")
            text = (await file.read()).decode()
            assert "canary" in text or "cache" in text or "index" in text or "flags" in text
            if form == "json":
                assert json.loads(text)["session"]["id"] == done.id


async def test_nobody_reads_somebody_elses_transcript(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        await interview(s, s.mia, questions=1)
        (done,) = await s.repository.interviews_of(str(s.mia.id))
        assert await s.noor.autocomplete(s.channel, "transcript show", "session", "") == []
        for command in ("show", "export"):
            refused = await s.noor.slash(s.channel, f"transcript {command}", session=done.id)
            assert refused.ephemeral
            assert refused.response is not None
            assert not refused.response.attachments
        missing = await s.noor.slash(s.channel, "transcript show", session="nothing")
        assert missing.response is not None
        assert "</transcript list:" in words(missing.response)


async def test_the_summary_carries_the_transcript(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        await interview(s, s.mia, questions=2)
        summary = s.messages()[-1]
        assert "of 100" in words(summary)
        (file,) = summary.attachments
        public = (await file.read()).decode()
        assert public.startswith("# Mock interview")
        assert "Reference answer" not in public
        assert "with the reference answers: </transcript export:" in words(summary)
        (done,) = await s.repository.interviews_of(str(s.mia.id))
        handed = await s.mia.slash(s.channel, "transcript export", session=done.id)
        assert handed.response is not None
        (file,) = handed.response.attachments
        assert "Reference answer" in (await file.read()).decode()
        await s.env.advance_time(1)
        await interview(s, s.mia, questions=1)
        assert "your last session" in words(s.messages()[-1])


async def test_questions_are_browsed_searched_and_shown_without_answers(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        browsed = await s.mia.slash(s.channel, "questions browse")
        assert browsed.ephemeral
        assert browsed.response is not None
        assert "What is a cache for?" in words(browsed.response)
        assert "B-tree" not in words(browsed.response)
        found = await s.mia.slash(s.channel, "questions search", query="canarry relase")
        assert found.response is not None
        assert "What is a canary release?" in words(found.response)
        nothing = await s.mia.slash(s.channel, "questions search", query="zzz **bold")
        assert nothing.response is not None
        assert "Nothing fits" in words(nothing.response)
        closed = await s.mia.slash(s.channel, "questions show", query="q3")
        assert closed.response is not None
        assert "Small share" not in words(closed.response)
        opened = await s.mia.slash(s.channel, "questions show", query="q3", reveal=True)
        assert opened.response is not None
        assert "Small share" in words(opened.response)
        choices = await s.mia.autocomplete(s.channel, "questions show", "query", "index")
        assert choices[0]["value"] == "q2"


async def test_a_standing_question_is_never_revealed(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        await s.start(questions=1, topic="Storage", difficulty="medium")
        refused = await s.mia.slash(s.channel, "questions show", query="q2", reveal=True)
        assert refused.ephemeral
        assert refused.response is not None
        assert "B-tree" not in words(refused.response)


async def test_pages_are_turned(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        for _ in range(9):
            await s.start(questions=1)
            await s.mia.slash(s.channel, "interview skip")
        listed = await s.mia.slash(s.channel, "transcript list")
        assert listed.response is not None
        assert labels(listed.response) == ["Next"]
        await s.mia.click(listed.response, label="Next")
        assert listed.response is not None
        assert labels(listed.response) == ["Previous"]


async def test_options_offer_what_there_is(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        packs = await s.mia.autocomplete(s.channel, "interview start", "pack", "small")
        assert [choice["value"] for choice in packs] == ["coach"]
        topics = await s.mia.autocomplete(s.channel, "interview start", "topic", "DEL")
        assert [choice["value"] for choice in topics] == ["Delivery"]
        none = await s.mia.autocomplete(
            s.channel, "interview start", "topic", "x" * 300, pack="nonsense"
        )
        assert none == []
        refused = await s.start(pack="nonsense")
        assert refused.response is not None
        assert "There is no pack" in words(refused.response)
        short = await s.start(seconds=5)
        assert short.response is not None
        assert "30 to 1800" in words(short.response)


async def test_help_has_commands_to_click(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        told = await s.mia.slash(s.channel, "help")
        assert told.ephemeral
        assert told.response is not None
        ids = {c["name"]: c["id"] for c in s.env.backend.commands[None].values()}
        assert f"</interview start:{ids['interview']}>" in words(told.response)
        s.bot.tree.ids.clear()
        told = await s.mia.slash(s.channel, "help")
        assert told.response is not None
        assert "`/interview start`" in words(told.response)


async def test_everything_works_in_a_direct_message(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        await s.env.settle()
        user: Any = s.mia.user
        await user.send_dm("hello?")
        channel = user.dm_channel
        await user.slash("interview start", questions=1, kind="core")
        assert "QUESTION 1 OF 1" in words(s.card(channel))
        await user.send_dm(s.good_answer(channel))
        await s.env.advance_time(6)
        assert "interview finished" in words(s.messages(channel)[-1])
        await user.slash("leaderboard")
        assert isinstance(s.bot.get_channel(channel.id), discord.DMChannel | None)
