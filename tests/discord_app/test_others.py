"""Other people, doubled clicks, old buttons."""

from __future__ import annotations

import asyncio
from pathlib import Path

import discord

from storage.records import Status
from tests.discord_app.stage import labels, stage, words


async def test_other_people_neither_answer_nor_press(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        await s.start(questions=2)
        await s.noor.send(s.channel, s.good_answer())
        await s.noor.typing(s.channel)
        interview = await s.repository.active_in(str(s.channel.id))
        assert interview is not None
        assert interview.status is Status.ASKING
        for label in ("Answer", "Hint (\u22125)", "Skip", "Pause", "End"):
            refused = await s.noor.click(s.card(), label=label)
            assert refused.ephemeral
            assert refused.response is not None
            assert "belongs to somebody else" in words(refused.response)
        for command in ("answer", "hint", "skip", "pause", "resume", "end"):
            refused = await s.noor.slash(s.channel, f"interview {command}")
            assert refused.response is not None
            assert refused.ephemeral
            assert "belongs to somebody else" in words(refused.response)
        assert await s.repository.get(interview.id) == interview


async def test_a_moderator_may_end_an_interview(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        mods = s.guild.create_role("Mods", permissions=discord.Permissions(manage_messages=True))
        mod = s.guild.add_member(s.env.create_user("mod"), roles=[mods])
        await s.start(questions=2)
        asked = await mod.slash(s.channel, "interview end")
        assert asked.response is not None
        await mod.click(asked.response, label="End the interview")
        assert await s.repository.active_in(str(s.channel.id)) is None


async def test_a_busy_channel_links_to_the_running_interview(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        await s.start(questions=2)
        refused = await s.start(s.noor)
        assert refused.ephemeral
        assert refused.response is not None
        assert "already running" in words(refused.response)
        assert f"/{s.channel.id}/{s.card().id}" in str(refused.response.components)
        elsewhere = s.guild.create_text_channel("quiet-corner")
        started = await s.start(s.noor, elsewhere)
        assert not started.ephemeral


async def test_of_two_starts_at_once_one_wins(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        outcomes = [await s.start(who) for who in (s.mia, s.noor, s.mia)]
        assert [outcome.ephemeral for outcome in outcomes] == [False, True, True]
        assert len(await s.repository.active(front_end="discord")) == 1
        assert len([m for m in s.messages() if "QUESTION" in words(m)]) == 1


async def test_old_buttons_say_so_and_do_nothing(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        await s.start(questions=2)
        card = s.card()
        stored = s.env.backend.get_message(s.channel.id, card.id)
        buttons = stored.components
        await s.mia.click(card, label="Skip")
        stored.components = buttons  # as an app that has not redrawn the message yet
        refused = await s.mia.click(card, label="Skip")
        assert refused.response is None or "over" in words(refused.response)
        assert len([m for m in s.messages() if "Skipped" in words(m) and labels(m)]) == 1
        await s.env.advance_time(16)
        for label in ("Answer", "Skip", "Pause", "Hint (\u22125)"):
            stored.components = buttons
            refused = await s.mia.click(card, label=label)
            assert refused.ephemeral
            assert refused.response is not None
            assert "question is over" in words(refused.response)


async def test_buttons_of_an_ended_interview_say_so(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        await s.start(questions=1)
        card = s.card()
        stored = s.env.backend.get_message(s.channel.id, card.id)
        buttons = stored.components
        asked = await s.mia.click(card, label="End")
        assert asked.response is not None
        await s.mia.click(asked.response, label="End the interview")
        for label in ("Answer", "Skip", "Pause", "End"):
            stored.components = buttons
            refused = await s.mia.click(card, label=label)
            assert refused.ephemeral
            assert refused.response is not None
            text = words(refused.response)
            assert "over" in text or "ended" in text


async def test_messages_in_quick_succession_keep_their_order(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        await s.start(questions=1)
        said = [f"part {number}" for number in range(5)]
        for text in said:
            s.env.backend.create_message(s.channel.id, s.mia.id, text)
        await s.env.settle()
        await s.mia.click(s.card(), label="Submit")
        (done,) = await s.repository.interviews_of(str(s.mia.id))
        assert done.turns[0].answer == "\n".join(said)
        await asyncio.sleep(0)
