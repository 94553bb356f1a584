"""Keeping the bot connected: sign in, do without what Discord refuses, leave in good order."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Protocol

import aiohttp
import discord

from bot.discord_app.client import InterviewClient, create_bot
from bot.service import InterviewService
from content.errors import CoachError

log = logging.getLogger(__name__)


class CannotConnect(CoachError):
    """The bot cannot sign in to Discord."""


class Settings(Protocol):
    """What the bot needs to know of its surroundings."""

    @property
    def discord_token(self) -> str | None:
        """The bot's token."""
        ...

    @property
    def discord_guild_id(self) -> int | None:
        """The one server to register the commands in."""
        ...

    @property
    def shard_count(self) -> int | None:
        """How many shards there are in all processes together."""
        ...

    @property
    def shard_ids(self) -> Sequence[int] | None:
        """The shards of this process."""
        ...


Connect = Callable[[InterviewClient, str], Awaitable[None]]
"""Signs a client in and stays until it is closed."""


async def connect(bot: InterviewClient, token: str) -> None:
    """Sign in and stay until the client is closed."""
    async with bot:
        await bot.start(token)


async def run(settings: Settings, service: InterviewService, *, connect: Connect = connect) -> None:
    """Run the bot until a signal ends it; CannotConnect says why it cannot run.

    If Discord refuses the message-content intent, the bot goes on without it.
    """
    token = (settings.discord_token or "").strip()
    if not token:
        raise CannotConnect(
            "There is no DISCORD_TOKEN. Create a bot at https://discord.com/developers, "
            "and put its token into the environment or into .env."
        )
    try:
        await _stay(settings, service, token, connect, message_content=True)
    except discord.PrivilegedIntentsRequired:
        log.warning(
            "Discord refused the message content intent, so members answer through the answer "
            "window, by mentioning the bot or in direct messages; switch the intent on under Bot "
            "at https://discord.com/developers/applications to let them type freely"
        )
        await _stay(settings, service, token, connect, message_content=False)


async def _stay(
    settings: Settings,
    service: InterviewService,
    token: str,
    connect: Connect,
    *,
    message_content: bool,
) -> None:
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # it never speaks
    bot = create_bot(
        service,
        message_content=message_content,
        guild_id=settings.discord_guild_id,
        shard_count=settings.shard_count,
        shard_ids=settings.shard_ids,
    )
    with _leaving_on_signals(bot):
        try:
            await connect(bot, token)
        except discord.LoginFailure:
            raise CannotConnect(
                "Discord does not accept the DISCORD_TOKEN. Copy it anew from your application's "
                "Bot page at https://discord.com/developers/applications."
            ) from None
        except (discord.GatewayNotFound, aiohttp.ClientConnectionError, OSError) as error:
            raise CannotConnect(
                f"Discord cannot be reached ({error}). Check the network and start again."
            ) from error


@contextmanager
def _leaving_on_signals(bot: InterviewClient) -> Iterator[None]:
    """Close the client on SIGINT and SIGTERM; interviews wait in the store."""
    loop = asyncio.get_running_loop()
    closing: set[asyncio.Task[None]] = set()

    def leave(name: str) -> None:
        log.info("%s: leaving; interviews go on after the next start", name)
        closing.add(asyncio.create_task(bot.close()))

    caught: list[signal.Signals] = []
    for each in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError, RuntimeError):  # Windows, or not the main thread
            loop.add_signal_handler(each, leave, each.name)
            caught.append(each)
    try:
        yield
    finally:
        for each in caught:
            loop.remove_signal_handler(each)
