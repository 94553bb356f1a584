"""One simulated Discord, one bot, and room for many visitors who do not know of each other."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from simcord.backend.models import Guild

from storage.repository import Repository
from storage.sql import open_repository
from tests.faults import bot
from tests.simulated import server
from tests.simulated.bot_process import BotProcess
from tests.simulated.server import SimulatedDiscord

BREATH = 0.04
"""Seconds between two looks: many are waiting at once."""
FRONT_END = "discord"
DISCORD_PY_ALONE = "Ignoring exception in autocomplete"
"""discord.py sends choices itself, and logs it if Discord does not take them."""


class Hasty(BotProcess):
    """A bot process whose longest waits are short."""

    life = staticmethod(bot.run)


@dataclass
class World:
    """A Discord with a bot in it, and the bot's store to look into."""

    discord: SimulatedDiscord
    bot: Hasty
    store: Repository
    owed: set[str] = field(default_factory=set)
    """Interviews to which messages are owed, as of a moment ago."""
    read: int = 0
    """How many lines of the log were looked at."""
    looks: int = 0
    """How often that was looked at."""
    guests: set[int] = field(default_factory=set)
    """Channels in which the bot is only because a member brought it along."""

    def guild(self, name: str) -> Guild:
        """Make a server for one visitor, so that nobody meets."""
        return self.discord.state.guild(name)

    def errors(self) -> list[dict[str, Any]]:
        """Return what the bot's log calls an error since this was asked last."""
        lines = self.log()
        new, self.read = lines[self.read :], len(lines)
        return [
            line
            for line in new
            if line.get("level") in ("error", "critical")
            and not line["message"].startswith(DISCORD_PY_ALONE)
        ]

    def log(self) -> list[dict[str, Any]]:
        """Return the log, a value for each record; what is no record is an error too."""
        found = []
        for line in self.bot.said().splitlines():
            try:
                found.append(json.loads(line))
            except ValueError:
                found.append({"level": "error", "message": line})
        return found

    def invite(self) -> None:
        """Let interactions say whose guest the bot is."""
        emit = self.discord.state.emit

        def told(event: str, payload: Mapping[str, Any]) -> None:
            if event == "INTERACTION_CREATE" and int(payload["channel_id"]) in self.guests:
                author = (payload.get("member") or payload)["user"]["id"]
                payload = {**payload, "authorizing_integration_owners": {"1": author}}
            emit(event, payload)

        self.discord.state.emit = told  # type: ignore[method-assign]

    async def watch(self) -> None:
        """Look into the store for what is owed, for all who wait for it."""
        while True:
            owed = await self.store.unsent(front_end=FRONT_END, limit=10_000)
            self.owed = {post.interview for post in owed}
            self.looks += 1
            await asyncio.sleep(0.3)


@asynccontextmanager
async def world(folder: Path) -> AsyncIterator[World]:
    """Open a world with a running bot."""
    before, server.BREATH = server.BREATH, BREATH
    url = f"sqlite:///{folder / 'interviews.db'}"
    discord = SimulatedDiscord()
    process = Hasty(discord, folder, url, LOG_FORMAT="json", ANSWER_QUIET_SECONDS="1.5")
    try:
        async with discord:
            await process.start()
            await process.ready()
            await discord.until(lambda: "ready as" in process.said(), "the end of the start")
            store = await open_repository(url)
            opened = World(discord, process, store)
            opened.invite()
            watching = asyncio.create_task(opened.watch())
            try:
                yield opened
            finally:
                watching.cancel()
                with suppress(asyncio.CancelledError):
                    await watching
                await store.close()
                await process.end()
    finally:
        server.BREATH = before
