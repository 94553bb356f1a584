"""A simulated Discord with the real bot in it, and all that happened there."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any, cast

import discord
import simcord
from simcord.backend.models import Message
from typing_extensions import override

from bot.discord_app.client import InterviewClient, create_bot
from bot.owing import owing
from bot.service import InterviewService
from bot.shelf import Shelf
from bot.tenure import Tenure
from content.library import load
from storage.memory import MemoryRepository
from storage.records import Interview
from storage.repository import Repository
from storage.sql import open_repository
from tests.discord_app import wire
from tests.discord_app.stage import PACK
from tests.discord_app.stories.faults import Trouble, Unsteady
from tests.discord_app.stories.steps import PLACES

PACKS = (load(PACK),)


class QuickEnv(simcord.Env):
    """Looks more often whether all is quiet: a real database answers within a millisecond."""

    @override
    async def _settle_internal(self, *, idle: float = 0.05, **options: Any) -> None:
        await super()._settle_internal(idle=min(idle, 0.002), **options)


class Errors(logging.Handler):
    """Keeps what was logged as an error."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.records: list[logging.LogRecord] = []

    @override
    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


class World:
    """Discord, the bot, the store, and what people did."""

    def __init__(self, env: simcord.Env, folder: Path, trouble: Trouble, *, real: bool) -> None:
        self.env = env
        self.backend = env.backend
        self.trouble = trouble
        self.real = real
        """Whether the store is a database."""
        self.store = Unsteady(None, trouble)
        self.stores: list[Repository] = []
        self.errors = Errors()
        self.tenure: Tenure | None = None
        self.said: dict[str, list[str]] = {}
        """By message or interaction: every text it ever had."""
        self.author: dict[str, str] = {}
        self.due: dict[tuple[str, int], set[str]] = {}
        """By interview and turn: the messages that were written while somebody should listen."""
        self.accepted: dict[str, str] = {}
        """Answers that were acknowledged: interaction and interview."""
        self.downs: list[tuple[datetime, datetime]] = []
        """When nobody could run interviews."""
        self.tidied: set[int] = set()
        """The bot's messages that somebody deleted."""
        self.modals: list[tuple[int, int, str, Message | None]] = []
        self.events: list[tuple[str, Any]] = []
        self.well_since_calm = True
        self._url = f"sqlite:///{folder / 'interviews.db'}"
        self._bots = 0

    # The stage

    async def open(self) -> None:
        """Let the first process start, and people come."""
        self.env.bot = await self.new_bot()
        assert self.tenure is not None
        assert await self.tenure.take()
        await self.env.start()
        self.backend.subscribers.append(lambda name, payload: self.events.append((name, payload)))
        guild = self.env.create_guild("Study server")
        rooms = [guild.create_text_channel(name) for name in ("one", "two")]
        self.guild = guild.id
        self.people = []
        for name in ("mia", "noor"):
            member = guild.add_member(self.env.create_user(name, global_name=name.title()))
            self.people.append(member.id)
        power = discord.Permissions(manage_messages=True)
        role = guild.create_role("moderator", permissions=power)
        boss = guild.add_member(self.env.create_user("max"), roles=[role])
        self.people.append(boss.id)
        thread = self.backend.create_thread(
            rooms[1].id, name="practice", owner_id=self.people[0], type=11
        )
        self.rooms = [rooms[0].id, rooms[1].id, thread.id]
        await self.env.settle()

    async def new_bot(self) -> InterviewClient:
        """Open the store anew and build a bot on it, which has yet to get its lease."""
        if not self.stores or self.real:
            self.stores.append(
                await open_repository(self._url) if self.real else MemoryRepository()
            )
        self.store.inner = self.stores[-1]
        service = InterviewService(
            cast("Repository", self.store),
            Shelf(PACKS),
            clock=self.env.now,
            rng=Random(self._bots),
            owing=owing,
        )
        self._bots += 1
        self.tenure = Tenure(
            service.repository.leases, ["discord:0"], holder=f"bot{self._bots}", clock=self.env.now
        )
        return create_bot(service, self.tenure, shard_count=1)

    @property
    def now(self) -> datetime:
        """The simulated time."""
        return self.env.now()

    def channel(self, place: int, who: int) -> int:
        """Return the channel that is meant; the last place is one's direct messages."""
        if place < PLACES - 1:
            return self.rooms[place]
        return int(self.backend.get_dm_channel(self.people[who]).id)

    def exists(self, channel: int) -> bool:
        """Whether a channel has not been deleted."""
        return channel in self.backend.channels

    def server_of(self, channel: int) -> int | None:
        """Return the server that a channel belongs to."""
        return self.backend.channels[channel].guild_id

    def messages(self, channel: int) -> list[Message]:
        """Return what is to be seen in a channel, oldest first."""
        found = self.backend.messages.get(channel, {})
        return [found[number] for number in sorted(found)]

    def of_bot(self, channel: int, viewer: int | None = None) -> list[Message]:
        """Return the bot's messages in a channel that somebody sees."""
        me = self.backend.bot_user.id
        return [m for m in self.messages(channel) if m.author_id == me and m.visible_to(viewer)]

    async def active_in(self, channel: int) -> Interview | None:
        """Return what really runs in a channel."""
        found: Interview | None = await self.store.inner.active_in(str(channel))
        return found


def buttons(message: Message) -> Iterator[dict[str, Any]]:
    """Yield the buttons of a message that carry something, disabled or not."""
    for part in wire.walk(message.components):
        if part.get("type") == 2 and part.get("custom_id"):
            yield part
