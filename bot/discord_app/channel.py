"""Sending into a channel, and what to do when that is no longer possible."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, TypeVar

import aiohttp
import discord
from discord.ui import LayoutView

from storage.records import Interview

log = logging.getLogger(__name__)

THREAD_ARCHIVED = 50083
UNKNOWN_CHANNEL = 10003
UNKNOWN_MESSAGE = 10008
T = TypeVar("T")
MOST_MISSED = 100
"""So many messages are read that were written while nobody listened."""

Files = Callable[[], Sequence[discord.File]]
"""Makes the attachments anew for each attempt: a file that was read once is empty."""


def no_files() -> Sequence[discord.File]:
    """Return no attachments."""
    return ()


class Edited(Enum):
    """What became of a wish to change a message."""

    YES = "yes"
    NO = "no"
    DELETED = "deleted"


class Unreachable(Exception):
    """An interview's channel does not take messages any more."""

    def __init__(self, reason: str, *, gone: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.gone = gone
        """Whether the channel itself is no more."""


class TryLater(Exception):
    """Discord itself has trouble; the message is still owed."""


async def once_more(call: Callable[[], Awaitable[T]]) -> T:
    """Make a call, and again if the connection broke; only for what does no harm when repeated.

    discord.py does so itself, but knows the error by its numbers on macOS and Windows alone.
    """
    try:
        return await call()
    except (aiohttp.ClientConnectionError, OSError) as error:
        log.info("the connection to Discord broke, trying again: %s", error)
        return await call()


class Mailbox:
    """Sends to channels and people by id, without needing them in a cache."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client

    async def send(
        self, interview: Interview, view: LayoutView, files: Files = no_files, *, nonce: str
    ) -> int:
        """Send into the interview's channel; Unreachable or TryLater if that fails.

        Of two messages with the same nonce within a few minutes Discord shows one.
        """
        try:
            return await self._send(interview, view, files, nonce)
        except discord.HTTPException as error:
            if error.code == THREAD_ARCHIVED and await self._reopen(interview):
                return await self._again(interview, view, files, nonce)
            raise _told(error) from error
        except (aiohttp.ClientError, OSError) as error:
            raise TryLater(str(error)) from error

    async def edit(self, interview: Interview, message: int, view: LayoutView) -> Edited:
        """Change a message, if that is possible."""
        partial = self._channel(interview).get_partial_message(message)
        try:
            quiet = discord.AllowedMentions.none()
            await once_more(lambda: partial.edit(view=view, allowed_mentions=quiet))
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            log.info("message %s in %s was not changed: %s", message, interview.channel, error)
            deleted = getattr(error, "code", None) == UNKNOWN_MESSAGE
            return Edited.DELETED if deleted else Edited.NO
        return Edited.YES

    async def find(self, interview: Interview, mark: int, *, since: datetime) -> int | None:
        """Return the id of the bot's own message that bears a mark; None if it cannot be seen.

        Looks at the messages from a moment on; a minute earlier, as clocks may differ. TryLater
        if Discord has trouble: what was not looked for may be there.
        """
        me = self._client.user
        after = since - timedelta(minutes=1)
        for message in await self._history(interview, after) or ():
            if me is not None and message.author.id == me.id and bears(message, mark):
                return message.id
        return None

    async def since(self, interview: Interview, message: int) -> list[discord.Message] | None:
        """Return what was written in the channel after a message, oldest first.

        None if the channel may not be read; TryLater if Discord has trouble.
        """
        return await self._history(interview, discord.Object(message))

    async def _history(
        self, interview: Interview, after: datetime | discord.Object
    ) -> list[discord.Message] | None:
        """Return the first messages since; None if they may not be read, TryLater on trouble."""
        try:
            history = self._channel(interview).history(after=after, limit=MOST_MISSED)
            return [found async for found in history]
        except discord.HTTPException as error:
            told = _told(error)
            if isinstance(told, TryLater):
                raise told from error
            log.info("the messages in %s could not be read: %s", interview.channel, error)
            return None
        except (aiohttp.ClientError, OSError) as error:
            raise TryLater(str(error)) from error

    async def tell(
        self, person: str, view: LayoutView, files: Files = no_files, *, nonce: str
    ) -> bool:
        """Send a direct message; return whether the person takes any; TryLater on trouble.

        Of two with the same nonce within a few minutes Discord shows one.
        """
        try:
            who = discord.Object(int(person))
            private = await once_more(lambda: self._client.create_dm(who))
            await once_more(lambda: private.send(view=view, files=files(), nonce=nonce))
        except (discord.Forbidden, discord.NotFound, ValueError) as error:
            log.info("no direct message to %s: %s", person, error)
            return False
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            raise TryLater(f"the direct message did not go out: {error}") from error
        return True

    def _channel(self, interview: Interview) -> discord.PartialMessageable:
        server = int(interview.server) if interview.server else None
        return self._client.get_partial_messageable(int(interview.channel), guild_id=server)

    async def _send(self, interview: Interview, view: LayoutView, files: Files, nonce: str) -> int:
        channel = self._channel(interview)
        message = await once_more(lambda: channel.send(view=view, files=files(), nonce=nonce))
        return message.id

    async def _again(self, interview: Interview, view: LayoutView, files: Files, nonce: str) -> int:
        try:
            return await self._send(interview, view, files, nonce)
        except discord.HTTPException as error:
            raise _told(error) from error

    async def _reopen(self, interview: Interview) -> bool:
        """Take a thread out of the archive, if the bot may."""
        try:
            thread = await self._client.fetch_channel(int(interview.channel))
            if not isinstance(thread, discord.Thread) or thread.locked:
                return False
            await thread.edit(archived=False)
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            log.info("thread %s stays archived: %s", interview.channel, error)
            return False
        return True


def bears(message: discord.Message, mark: int) -> bool:
    """Return whether one of a message's components has an id."""
    return any(component.id == mark for component in _all(message.components))


def _all(components: Sequence[Any]) -> Iterator[Any]:
    for component in components:
        yield component
        yield from _all(getattr(component, "children", ()))


def _told(error: discord.HTTPException) -> Exception:
    """Return what a failed send means."""
    if isinstance(error, discord.DiscordServerError) or error.status == 429 or error.status >= 500:
        return TryLater(str(error))
    if error.code == UNKNOWN_CHANNEL:
        return Unreachable("the channel was deleted", gone=True)
    if error.code == THREAD_ARCHIVED:
        return Unreachable("the thread is archived or locked", gone=False)
    if isinstance(error, discord.Forbidden | discord.NotFound):
        return Unreachable("I may no longer write in the channel", gone=False)
    return error
