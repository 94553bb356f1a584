"""Keeping the bot connected: sign in, do without what Discord refuses, leave in good order."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Protocol

import aiohttp
import discord

from bot.discord_app.client import InterviewClient, create_bot, lease_names, shards_of
from bot.service import InterviewService
from bot.tenure import BEAT_SECONDS, LENGTH, Tenure, this_process
from content.errors import CoachError
from storage.errors import StoreError

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

    @property
    def resume_minutes(self) -> int:
        """After an absence of up to so long interviews go on by themselves."""
        ...


Connect = Callable[[InterviewClient, str], Awaitable[None]]
"""Signs a client in and stays until it is closed."""


async def connect(bot: InterviewClient, token: str) -> None:
    """Sign in and stay until the client is closed."""
    await bot.start(token)


async def run(
    settings: Settings,
    service: InterviewService,
    *,
    connect: Connect = connect,
    lease: timedelta = LENGTH,
) -> None:
    """Run the bot until a signal ends it; CannotConnect says why it cannot run.

    Waits while another process runs the same shards, and again if one takes over; it is taken for
    dead after `lease` without a sign of life. If Discord refuses the message-content intent, the
    bot goes on without it.
    """
    token = (settings.discord_token or "").strip()
    if not token:
        raise CannotConnect(
            "There is no DISCORD_TOKEN. Create a bot at https://discord.com/developers, "
            "and put its token into the environment or into .env."
        )
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # it never speaks
    shards = shards_of(settings.shard_count, settings.shard_ids)
    message_content = True
    with _leaving_on_signals() as leaving:
        while not leaving.wanted.is_set():
            tenure = Tenure(
                service.repository.leases,
                lease_names(shards),
                holder=this_process(),
                clock=service.clock,
                length=lease,
            )
            if not await _take(tenure, leaving.wanted):
                return
            bot = create_bot(
                service,
                tenure,
                message_content=message_content,
                guild_id=settings.discord_guild_id,
                shard_count=settings.shard_count,
                shard_ids=settings.shard_ids,
                resume_within=timedelta(minutes=settings.resume_minutes),
            )
            leaving.bot = bot
            try:
                async with bot:
                    try:
                        await _stay(bot, token, connect)
                    finally:
                        await bot.close()  # discord.py does not wait for all of it
            except discord.PrivilegedIntentsRequired:
                log.warning(
                    "Discord refused the message content intent, so members answer through the "
                    "answer window, by mentioning the bot or in direct messages; switch the "
                    "intent on under Bot at https://discord.com/developers/applications to let "
                    "them type freely"
                )
                message_content = False
                continue
            if not bot.lost:
                return


async def _take(tenure: Tenure, leaving: asyncio.Event) -> bool:
    """Wait for the right to run the shards; return False if it is time to leave."""
    told: str | None = None
    while not leaving.is_set():
        try:
            if await tenure.take():
                return True
        except StoreError as error:
            log.warning("the store does not answer: %s", error)
        if tenure.rival is not None and tenure.rival != told:
            told = tenure.rival
            log.warning("%s runs these shards; waiting until it leaves or falls silent", told)
        with suppress(TimeoutError):
            await asyncio.wait_for(leaving.wait(), BEAT_SECONDS)
    return False


async def _stay(bot: InterviewClient, token: str, connect: Connect) -> None:
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
    except discord.HTTPException as error:
        raise CannotConnect(
            f"Discord refuses to let the bot in ({error}). Start again in a minute; if it stays "
            "like this, look after your application at https://discord.com/developers/applications."
        ) from error


class _Leaving:
    """The wish to leave, and the bot that has to be told."""

    def __init__(self) -> None:
        self.wanted = asyncio.Event()
        self.bot: InterviewClient | None = None
        self._closing: asyncio.Task[None] | None = None

    def leave(self, name: str) -> None:
        """Close the client, once."""
        log.info("%s: leaving; interviews go on after the next start", name)
        self.wanted.set()
        if self.bot is not None and self._closing is None:
            self._closing = asyncio.create_task(self.bot.close())


@contextmanager
def _leaving_on_signals() -> Iterator[_Leaving]:
    """Close the client on SIGINT and SIGTERM; interviews wait in the store."""
    loop = asyncio.get_running_loop()
    leaving = _Leaving()
    caught: list[signal.Signals] = []
    for each in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError, RuntimeError):  # Windows, or not the main thread
            loop.add_signal_handler(each, leaving.leave, each.name)
            caught.append(each)
    try:
        yield leaving
    finally:
        for each in caught:
            loop.remove_signal_handler(each)
