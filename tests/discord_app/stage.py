"""A simulated Discord with the real bot in it, on a real store, and what a test says to it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import discord
import simcord
from simcord.results import InteractionResult

from bot.discord_app.client import InterviewClient, create_bot
from bot.owing import owing
from bot.service import InterviewService
from bot.shelf import Shelf
from bot.tenure import Tenure
from content.errors import CoachError
from content.library import load
from content.model import Pack
from storage.repository import Repository
from storage.sql import open_repository
from tests.discord_app import wire
from tests.discord_app.wire import walk

PACK = Path(__file__).with_name("coach.md")

ANSWERS = {
    "What is a cache for?": (
        "It answers quickly the second time and takes load off the database, "
        "but it sometimes serves stale data."
    ),
    "How does an index speed up a query?": (
        "An index is a sorted tree of keys. The price is that inserts get slower."
    ),
    "What is a canary release?": (
        "A few percent of users get the new version first, so a bug hits only few people."
    ),
    "Why do teams use feature flags?": (
        "You turn a feature on without deploying. Old flags pile up."
    ),
    "The site that became slow": "I roll back the release and then profile the slow requests.",
}


class Clock:
    """The simulated time, once there is a simulation."""

    def __init__(self) -> None:
        self.env: simcord.Env | None = None
        self.ahead = timedelta()
        """How far it is ahead of the simulation: the time in which no bot was there."""

    def __call__(self) -> datetime:
        start = datetime(2026, 1, 1, tzinfo=UTC)
        return (self.env.now() if self.env is not None else start) + self.ahead


def words(message: Any) -> str:
    """Return all text that a message shows."""
    texts = [c["content"] for c in walk(raw(message)) if c.get("type") == 10]
    return "\n".join([message.content or "", *texts]).strip()


def raw(message: Any) -> list[dict[str, Any]]:
    """Return a message's components as JSON."""
    return [c if isinstance(c, dict) else c.to_dict() for c in message.components]


def labels(message: Any) -> list[str]:
    """Return the labels of the buttons that can be pressed."""
    return [
        c["label"]
        for c in walk(raw(message))
        if c.get("type") == 2 and not c.get("disabled") and c.get("custom_id")
    ]


@dataclass
class Stage:
    """One server with a text channel, one candidate and one other member."""

    env: simcord.Env
    bot: InterviewClient
    url: str
    packs: tuple[Pack, ...]
    clock: Clock
    options: dict[str, Any]
    repositories: list[Repository]
    store: Repository | None = None
    guild: Any = None
    channel: Any = None
    mia: Any = None
    noor: Any = None
    requests: list[Any] = field(default_factory=list)

    @property
    def repository(self) -> Repository:
        return self.repositories[-1]

    async def start(
        self, who: Any = None, channel: Any = None, **options: Any
    ) -> InteractionResult:
        """Use `/interview start`."""
        options.setdefault("kind", "core")
        result: InteractionResult = await (who or self.mia).slash(
            channel or self.channel, "interview start", **options
        )
        return result

    async def restart(self, after: float = 0.0) -> None:
        """Let the process die and start anew, seconds later, on the same database and Discord."""
        self.clock.ahead += timedelta(seconds=after)
        bot, repository = await make_bot(
            self.url, self.packs, self.clock, self.options, store=self.store
        )
        self.repositories.append(repository)
        await self.env.restart_bot(bot)
        self.bot = bot

    def messages(self, channel: Any = None, viewer: Any = None) -> list[discord.Message]:
        """Return the bot's messages, oldest first."""
        history = (channel or self.channel).history(viewer=viewer)
        return [m for m in history if m.author.bot]

    def last(self, containing: str = "", channel: Any = None) -> discord.Message:
        """Return the bot's newest message that contains some words."""
        found = [m for m in self.messages(channel) if containing in words(m)]
        assert found, f"no message with {containing!r} in:\n" + "\n---\n".join(
            words(m) for m in self.messages(channel)
        )
        return found[-1]

    def card(self, channel: Any = None) -> discord.Message:
        """Return the newest question card."""
        return self.last("QUESTION ", channel)

    def question(self, channel: Any = None) -> str:
        """Return the title of the newest question."""
        text = words(self.card(channel))
        return next(title for title in ANSWERS if title in text)

    def good_answer(self, channel: Any = None) -> str:
        """Return an answer to the newest question that deserves points."""
        return ANSWERS[self.question(channel)]


async def make_bot(
    url: str,
    packs: tuple[Pack, ...],
    clock: Clock,
    options: dict[str, Any],
    *,
    store: Repository | None = None,
) -> tuple[InterviewClient, Repository]:
    """Open the store anew, unless one is given, and build a bot on it."""
    repository = store if store is not None else await open_repository(url)
    service = InterviewService(repository, Shelf(packs), clock=clock, rng=Random(7), owing=owing)
    tenure = Tenure(repository.leases, ["discord:0"], holder="stage", clock=clock)
    assert await tenure.take()
    return create_bot(service, tenure, shard_count=1, **options), repository


def original(error: BaseException) -> BaseException:
    """Return what a command raised; the simulation records refusals too."""
    found: BaseException = getattr(error, "original", error)
    return found


@asynccontextmanager
async def stage(
    folder: Path,
    *,
    approved: discord.Intents | None = None,
    packs: tuple[Pack, ...] | None = None,
    store: Repository | None = None,
    **options: Any,
) -> AsyncIterator[Stage]:
    """Open a simulated Discord; errors that the bot swallowed fail the test."""
    clock = Clock()
    url = f"sqlite:///{folder / 'interviews.db'}"
    packs = packs or (load(PACK),)
    bot, repository = await make_bot(url, packs, clock, options, store=store)
    repositories = [repository]
    try:
        env = simcord.Env(bot, approved_intents=approved, settle_timeout=20.0)
        clock.env = env
        await env.start()
        try:
            with env.time_context():
                place = Stage(env, bot, url, packs, clock, options, repositories, store)
                place.guild = env.create_guild("Study server")
                place.channel = place.guild.create_text_channel("mock-interviews")
                place.mia = place.guild.add_member(env.create_user("mia", global_name="Mia"))
                place.noor = place.guild.add_member(env.create_user("noor", global_name="Noor"))
                await env.settle()
                yield place
                wrong = wire.problems(env.http_requests)
                assert not wrong, "\n".join(wrong)
        finally:
            await env.shutdown()
        unexpected = [e for e in env.errors if not isinstance(original(e), CoachError)]
        assert not unexpected, unexpected
    finally:
        for opened in repositories:
            await opened.close()
