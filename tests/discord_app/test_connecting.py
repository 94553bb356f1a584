"""Signing in, intents, and what the bot registers."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import discord
import pytest

from bot.discord_app.client import InterviewClient, create_bot
from bot.discord_app.running import CannotConnect, run
from bot.service import InterviewService
from bot.shelf import Shelf
from bot.tenure import Tenure
from content.library import load
from storage.memory import MemoryRepository
from tests.discord_app.stage import PACK, Clock, labels, stage, words

NO_CONTENT = discord.Intents.all()
NO_CONTENT.message_content = False


@dataclass(frozen=True)
class Settings:
    """What the bot needs to know of its surroundings."""

    discord_token: str | None = "a.good.token"  # noqa: S105 -- it opens nothing
    discord_guild_id: int | None = None
    shard_count: int | None = None
    shard_ids: Sequence[int] | None = None
    resume_minutes: int = 15


def service() -> InterviewService:
    return InterviewService(MemoryRepository(), Shelf([load(PACK)]), clock=Clock(), rng=Random(1))


def tenure(of: InterviewService) -> Tenure:
    return Tenure(of.repository.leases, ["discord:0"], holder="me", clock=of.clock)


async def test_without_the_message_content_intent_it_goes_on_without(
    caplog: pytest.LogCaptureFixture,
) -> None:
    tried: list[bool] = []

    async def connect(bot: InterviewClient, _token: str) -> None:
        tried.append(bot.intents.message_content)
        if bot.intents.message_content:
            raise discord.PrivilegedIntentsRequired(0)

    with caplog.at_level(logging.WARNING):
        await run(Settings(), service(), connect=connect)
    assert tried == [True, False]
    assert caplog.text.count("refused the message content intent") == 1


@pytest.mark.parametrize("token", [None, "", "   "])
async def test_no_token_is_said_in_a_sentence(token: str | None) -> None:
    with pytest.raises(CannotConnect, match="DISCORD_TOKEN"):
        await run(Settings(discord_token=token), service())


async def test_a_bad_token_is_said_in_a_sentence() -> None:
    async def connect(_bot: InterviewClient, _token: str) -> None:
        raise discord.LoginFailure("Improper token has been passed.")

    with pytest.raises(CannotConnect, match="does not accept the DISCORD_TOKEN"):
        await run(Settings(), service(), connect=connect)


async def test_no_network_is_said_in_a_sentence() -> None:
    async def connect(_bot: InterviewClient, _token: str) -> None:
        raise OSError("no route to host")

    with pytest.raises(CannotConnect, match="cannot be reached"):
        await run(Settings(), service(), connect=connect)


async def test_a_signal_ends_it_in_good_order() -> None:
    closed = asyncio.Event()

    async def connect(bot: InterviewClient, _token: str) -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        while not bot.is_closed():  # noqa: ASYNC110 -- discord.py has no event for it
            await asyncio.sleep(0.01)
        closed.set()

    await asyncio.wait_for(run(Settings(), service(), connect=connect), 5)
    assert closed.is_set()


def test_it_asks_for_no_more_than_it_needs() -> None:
    mine = service()
    wanted = {name for name, value in create_bot(mine, tenure(mine)).intents if value}
    assert wanted == {
        "guilds",
        "guild_messages",
        "dm_messages",
        "guild_typing",
        "dm_typing",
        "message_content",
    }


async def test_without_message_content_mentions_and_the_window_count(tmp_path: Path) -> None:
    async with stage(tmp_path, approved=NO_CONTENT, message_content=False) as s:
        await s.start(questions=2)
        assert "mention me" in words(s.card())
        assert "has not switched on" in words(s.card())
        await s.mia.send(s.channel, s.good_answer())
        assert "Answer" in labels(s.card())  # unread
        assert s.bot.user is not None
        await s.mia.send(s.channel, f"{s.bot.user.mention} {s.good_answer()}")
        await s.mia.click(s.card(), label="Submit")
        (interview,) = await s.repository.interviews_of(str(s.mia.id))
        assert interview.turns[0].answer == s.good_answer()
        await s.mia.click(s.last("of 100"), label="Next question")
        assert "has not switched on" not in words(s.card())


async def test_commands_are_registered_only_when_they_changed(tmp_path: Path) -> None:
    def puts() -> int:
        return sum(r.method == "PUT" and r.path.endswith("/commands") for r in s.env.http_requests)

    async with stage(tmp_path) as s:
        assert puts() == 1
        await s.restart()
        assert puts() == 1
        assert s.bot.tree.ids
        key = f"commands:{s.bot.application_id}:global"
        await s.repository.remember(key, "something older")
        await s.restart()
        assert puts() == 2


async def test_commands_can_be_registered_in_one_server_alone(tmp_path: Path) -> None:
    async with stage(tmp_path, guild_id=424242) as s:
        paths = [r.path for r in s.env.http_requests if r.method == "PUT"]
        assert paths == [f"/applications/{s.bot.application_id}/guilds/424242/commands"]


async def test_commands_work_everywhere(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        for command in s.bot.tree.payload(None):
            assert sorted(command["contexts"]) == [0, 1, 2]
            assert sorted(command["integration_types"]) == [0, 1]
