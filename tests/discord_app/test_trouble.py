"""Permissions that are missing, channels that go, a Discord and a store that have trouble."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import discord
import pytest
from simcord.backend.models import Overwrite
from simcord.enums import OverwriteType
from simcord.interactions import base_payload

from bot import events as ev
from storage.errors import StoreUnavailable
from storage.memory import MemoryLeases, MemoryRepository
from storage.records import EVERYTHING, EndReason, Entry, Interview, Post, Shards, Status
from tests.discord_app.stage import Stage, labels, stage, words


def overwrite(s: Stage, channel: Any, **denied: bool) -> None:
    """Change what everybody, the bot included, may do in a channel."""
    allow, deny = discord.PermissionOverwrite(**denied).pair()
    assert s.bot.user is not None
    target = Overwrite(s.bot.user.id, OverwriteType.MEMBER, allow.value, deny.value)
    s.env.backend.set_overwrite(channel.id, target)


async def thread_of(s: Stage) -> Any:
    """Create a thread in the channel and return its handle."""
    channel = s.bot.get_channel(s.channel.id)
    assert isinstance(channel, discord.TextChannel)
    s.env.backend.create_thread(
        s.channel.id,
        name="practice",
        owner_id=s.mia.id,
        type=11,
    )
    await s.env.settle()
    (thread,) = s.channel.threads
    return thread


async def test_a_start_names_the_permission_that_is_missing(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        overwrite(s, s.channel, send_messages=False, attach_files=False)
        refused = await s.start()
        assert refused.ephemeral
        assert refused.response is not None
        text = words(refused.response)
        assert "**Send Messages** and **Attach Files**" in text
        assert await s.repository.active_in(str(s.channel.id)) is None


async def test_a_permission_lost_midway_pauses_and_tells_by_direct_message(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        await s.start(questions=2, seconds=60)
        overwrite(s, s.channel, send_messages=False)
        await s.env.advance_time(55)
        interview = await s.repository.active_in(str(s.channel.id))
        assert interview is not None
        assert interview.status is Status.PAUSED
        assert "I had to pause your interview" in words(s.messages(s.mia.user.dm_channel)[-1])
        overwrite(s, s.channel, send_messages=True)
        await s.mia.slash(s.channel, "interview resume")
        assert "Pause" in labels(s.card())


async def test_a_bot_that_a_member_brought_along_goes_on_through_its_replies(
    tmp_path: Path,
) -> None:
    async with stage(tmp_path) as s:
        overwrite(s, s.channel, send_messages=False)
        command = s.env.backend.find_command("interview", s.guild.id, type=1)
        assert command is not None
        options = [{"name": "questions", "type": 4, "value": 2}]
        options += [{"name": "seconds", "type": 4, "value": 30}]
        start = {"name": "start", "type": 1, "options": options}
        _, payload = base_payload(
            s.env.backend,
            type=2,
            channel_id=s.channel.id,
            guild_id=s.guild.id,
            user_id=s.mia.id,
            data={"id": command["id"], "name": "interview", "type": 1, "options": [start]},
        )
        payload["authorizing_integration_owners"] = {"1": str(s.mia.id)}
        s.env.backend.emit("INTERACTION_CREATE", payload)
        await s.env.settle()
        assert "QUESTION 1 OF 2" in words(s.card())
        await s.env.advance_time(31)
        assert "## Time is up" in words(s.messages()[-1])
        await s.env.advance_time(16)
        assert "QUESTION 2 OF 2" in words(s.card())


async def test_a_deleted_channel_ends_the_interview_and_keeps_the_transcript(
    tmp_path: Path,
) -> None:
    async with stage(tmp_path) as s:
        await s.start(questions=2)
        await s.mia.send(s.channel, "half an ans")
        s.env.backend.delete_channel(s.channel.id)
        await s.env.settle()
        (done,) = await s.repository.interviews_of(str(s.mia.id))
        assert done.end_reason is EndReason.CHANNEL_GONE
        assert done.turns[0].answer == "half an ans"
        told = s.messages(s.mia.user.dm_channel)[-1]
        assert "its channel was deleted" in words(told)
        assert told.attachments


async def test_an_interview_in_a_thread_that_is_archived(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        thread = await thread_of(s)
        await s.start(channel=thread, questions=2, seconds=30)
        assert "QUESTION 1 OF 2" in words(s.card(thread))
        s.env.backend.edit_channel(thread.id, {}, thread_metadata={"archived": True})
        s.env.inject_error("POST", f"/channels/{thread.id}/messages", status=400, code=50083)
        await s.env.advance_time(31 + 16)
        assert "QUESTION 2 OF 2" in words(s.card(thread))
        stored = s.env.backend.get_channel(thread.id)
        assert stored.thread_metadata is not None
        assert not stored.thread_metadata.archived


async def test_a_locked_thread_is_refused_at_the_start(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        thread = await thread_of(s)
        s.env.backend.edit_channel(thread.id, {}, thread_metadata={"locked": True})
        await s.env.settle()
        refused = await s.start(channel=thread)
        assert refused.response is not None
        assert "locked" in words(refused.response)


async def test_a_deleted_thread_ends_its_interview(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        thread = await thread_of(s)
        await s.start(channel=thread, questions=2)
        s.env.backend.delete_channel(thread.id)
        await s.env.settle()
        (done,) = await s.repository.interviews_of(str(s.mia.id))
        assert done.end_reason is EndReason.CHANNEL_GONE


async def test_a_removed_bot_ends_the_interviews_of_the_server(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        await s.start(questions=2)
        guild = s.bot.get_guild(s.guild.id)
        assert guild is not None
        await s.bot.on_guild_remove(guild)
        (done,) = await s.repository.interviews_of(str(s.mia.id))
        assert done.end_reason is EndReason.CHANNEL_GONE


async def test_what_discord_did_not_take_is_sent_later(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        await s.start(questions=2, seconds=30)
        await s.env.advance_time(25)
        s.env.inject_error("POST", "/channels/*/messages", status=503, times=2)
        await s.env.advance_time(6)
        assert not [m for m in s.messages() if "Time is up" in words(m) and labels(m)]
        await s.env.advance_time(20)
        assert [m for m in s.messages() if "## Time is up" in words(m)]
        await s.env.advance_time(16)
        assert "QUESTION 2 OF 2" in words(s.card())


async def test_a_crash_between_saving_and_showing_is_made_good(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        await s.start(questions=2)
        interview = await s.repository.active_in(str(s.channel.id))
        assert interview is not None
        await s.bot.service.act(interview.id, interview.candidate, ev.Skipped())
        await s.bot.service.act(interview.id, interview.candidate, ev.NextAsked())
        assert len([m for m in s.messages() if "QUESTION" in words(m)]) == 1
        await s.restart()
        assert "QUESTION 2 OF 2" in words(s.card())
        await s.mia.click(s.card(), label="Skip")


async def test_a_pack_that_lost_the_question_says_so_and_can_be_left(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        await s.start(questions=2, topic="Storage")
        await s.mia.click(s.card(), label="Skip")
        (pack,) = s.packs
        kept = tuple(q for q in pack.questions if q.category != "Storage")
        s.packs = (replace(pack, questions=kept),)
        await s.restart()
        await s.env.advance_time(16)
        assert "no longer has the question" in words(s.messages()[-1])
        asked = await s.mia.slash(s.channel, "interview end")
        assert asked.response is not None
        await s.mia.click(asked.response, label="End the interview")
        assert "interview ended" in words(s.messages()[-1])


async def test_an_unexpected_error_has_a_number_that_stands_in_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with stage(tmp_path) as s:
        await s.start(questions=1)
        s.env.inject_error("POST", "/interactions/*/*/callback", status=400, times=1)
        with caplog.at_level(logging.ERROR):
            refused = await s.mia.click(s.card(), label="Skip")
        assert refused.followups or refused.response
        said = refused.response or refused.followups[0]
        number = words(said).split("`")[1]
        assert number in caplog.text


async def test_discord_trouble_is_a_warning(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with stage(tmp_path) as s:
        await s.start(questions=1)
        s.env.inject_error("POST", "/interactions/*/*/callback", status=404, code=10062, times=1)
        with caplog.at_level(logging.WARNING):
            await s.mia.click(s.card(), label="Answer")
        assert "Discord did not take an answer" in caplog.text
        assert not [r for r in caplog.records if r.levelno >= logging.ERROR]


class Slow(MemoryRepository):
    """A store that takes its time."""

    async def active_in(self, channel: str) -> Interview | None:
        await asyncio.sleep(0.02)
        return await super().active_in(channel)

    async def get(self, interview_id: str) -> Interview:
        await asyncio.sleep(0.02)
        return await super().get(interview_id)

    async def add(
        self, interview: Interview, entries: Sequence[Entry], posts: Sequence[Post] = ()
    ) -> Interview:
        await asyncio.sleep(0.02)
        return await super().add(interview, entries, posts)


async def test_a_slow_store_makes_the_bot_think_not_fail(tmp_path: Path) -> None:
    async with stage(tmp_path, store=Slow(), patience=0.0) as s:
        await s.start(questions=3)
        assert any(r.json == {"type": 5} for r in s.env.http_requests)
        assert "QUESTION 1 OF 3" in words(s.card())
        refused = await s.start(s.noor)
        assert "already running" in words(refused.followups[-1])
        assert refused.followups[-1].ephemeral
        assert not [m for m in s.messages() if "One moment" in words(m)]
        hinted = await s.mia.click(s.card(), label="Hint (\u22125)")
        assert hinted.deferred
        assert "💡 " in words(s.card())
        shown = await s.mia.click(s.card(), label="Answer")
        await s.mia.submit_modal(shown, {"text": s.good_answer()})
        assert "Answered in" in words(s.card())
        await s.mia.click(s.last("of 100"), label="Next question")
        late = await s.mia.submit_modal(await s.mia.click(s.card(), label="Answer"), {"text": "  "})
        assert "no answer to submit" in words(late.followups[-1])
        status = await s.mia.slash(s.channel, "interview status")
        assert status.ephemeral
        await s.mia.slash(s.channel, "interview skip")
        asked = await s.mia.slash(s.channel, "interview end")
        assert asked.response is not None
        await s.mia.click(asked.response, label="End the interview")
        assert "interview ended" in words(s.messages()[-1])


class Flaky(MemoryRepository):
    """A store that can be out of reach."""

    def __init__(self) -> None:
        super().__init__()
        self.down = False
        self._flaky_leases = FlakyLeases(self)

    @property
    def leases(self) -> FlakyLeases:
        return self._flaky_leases

    def check(self) -> None:
        if self.down:
            raise StoreUnavailable("The database cannot be reached. Please try again in a minute.")

    async def active_in(self, channel: str) -> Interview | None:
        self.check()
        return await super().active_in(channel)

    async def get(self, interview_id: str) -> Interview:
        self.check()
        return await super().get(interview_id)

    async def unsent(
        self, *, front_end: str, shards: Shards = EVERYTHING, limit: int = 100
    ) -> Sequence[Post]:
        self.check()
        return await super().unsent(front_end=front_end, shards=shards, limit=limit)

    async def interviews_of(
        self, candidate: str, *, server: str | None = None, limit: int = 25, offset: int = 0
    ) -> Sequence[Interview]:
        self.check()
        return await super().interviews_of(candidate, server=server, limit=limit, offset=offset)


class FlakyLeases(MemoryLeases):
    """Its leases, out of reach together with it."""

    def __init__(self, store: Flaky) -> None:
        super().__init__()
        self._store = store

    async def beat(self, names: Collection[str], holder: str, at: datetime) -> bool:
        self._store.check()
        return await super().beat(names, holder, at)


async def test_a_store_out_of_reach_is_said_once_and_waited_for(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store = Flaky()
    async with stage(tmp_path, store=store) as s:
        await s.start(questions=2, seconds=30)
        shown = await s.mia.click(s.card(), label="Answer")
        store.down = True
        refused = await s.mia.slash(s.channel, "interview status")
        assert refused.ephemeral
        assert refused.response is not None
        assert "database cannot be reached" in words(refused.response)
        assert await s.mia.autocomplete(s.channel, "transcript show", "session", "") == []
        kept = await s.mia.submit_modal(shown, {"text": "an answer nobody wants to lose"})
        assert kept.response is not None
        assert "an answer nobody wants to lose" in words(kept.response)
        with caplog.at_level(logging.WARNING):
            await s.env.advance_time(40)
        assert caplog.text.count("the store does not answer") == 1
        store.down = False
        await s.env.advance_time(5)
        interview = await store.active_in(str(s.channel.id))
        assert interview is not None
        assert interview.status is Status.ASKING
        assert "you got that time back" in words(s.card())
        await s.env.advance_time(31)
        assert "## Time is up" in words(s.messages()[-1])
