"""What is said in channels: typed, edited, deleted, or about to be typed."""

from __future__ import annotations

import logging
import re

import aiohttp
import discord

from bot import events as ev
from bot.discord_app.channel import MOST_MISSED, Mailbox
from bot.discord_app.delivery import Delivery
from bot.discord_app.locks import Locks
from bot.discord_app.once import Once
from bot.service import LISTENING, InterviewService
from content.errors import CoachError
from storage.errors import StoreError
from storage.records import Interview, PostKind, Status

log = logging.getLogger(__name__)

EAR = "👀"
"""The reaction that says: heard."""
MOST_FILES = 2
"""So many files of a message are read."""
LONGEST_FILE = 32_000
"""Bytes of a text file that is read as an answer; Discord makes one of a long paste."""


class Hearing:
    """Hands what candidates type to the service, in order, and nothing of what others say.

    A StoreError means that it was not taken in; `catch_up` does that later.
    """

    def __init__(
        self, mailbox: Mailbox, service: InterviewService, delivery: Delivery, locks: Locks
    ) -> None:
        self._mailbox = mailbox
        self._service = service
        self._delivery = delivery
        self._locks = locks
        self._gone = Once()
        """Messages that were deleted; the gateway may name one before it delivers it."""

    async def message(self, message: discord.Message, me: int) -> None:
        """Take in a message. `me` is the bot's own id, whose mention is not part of an answer."""
        channel, author = str(message.channel.id), str(message.author.id)
        if message.author.bot or not self._delivery.watch.concerns(channel, author):
            return
        async with self._locks.of(channel):
            text = await _words_of(message, me)
            if not text or message.id in self._gone:
                return
            heard = await self._heard(channel, author, ev.Typed(str(message.id), text))
        if heard:
            await _react(message)

    async def catch_up(self, interview: Interview, me: int) -> None:
        """Take in what the candidate did to the question that stands while nobody listened.

        New messages are typed ones, others may have been edited or deleted since. What was heard
        before is no news: the rules know each message by its id.
        """
        if interview.status not in LISTENING:
            return
        turn = interview.turn
        card = await self._delivery.shown(PostKind.CARD, interview, turn.number)
        known = {int(m.id): m for m in turn.messages if m.id.isdecimal() and not m.deleted}
        shown = [*known, card] if card else [*known]
        if not shown:  # the question was not shown yet
            return
        found = await self._mailbox.since(interview, min(shown) - 1)
        if found is None:
            return
        for message in found:
            await self.message(message, me)
            if message.id in known:
                await self.edit(message, me)
        there = {message.id for message in found}
        for gone in known.keys() - there if len(found) < MOST_MISSED else ():
            await self.deletion(interview.channel, gone)

    async def edit(self, message: discord.Message, me: int) -> None:
        """Take in the new text of a message; it may come before the message itself."""
        channel, author = str(message.channel.id), str(message.author.id)
        if not self._delivery.watch.concerns(channel, author):
            return
        async with self._locks.of(channel):
            text = await _words_of(message, me)
            if not text:
                return
            if not message.author.bot and await self._is_news(channel, message.id):
                await self._heard(channel, author, ev.Typed(str(message.id), text))
            else:
                await self._heard(channel, author, ev.Edited(str(message.id), text))

    async def _is_news(self, channel: str, message: int) -> bool:
        """Whether a message was written after the question that stands, and not heard of yet."""
        interview = await self._service.repository.active_in(channel)
        if interview is None:
            return False
        turn = interview.turn
        card = await self._delivery.shown(PostKind.CARD, interview, turn.number)
        known = any(heard.id == str(message) for heard in turn.messages)
        return not known and card is not None and message > card

    async def deletion(self, channel: str, message: int) -> None:
        """Take in that a message is gone; Discord does not say whose it was."""
        if not self._delivery.watch.concerns(channel):
            return
        self._gone.first(message)
        interview = await self._service.repository.active_in(channel)
        if interview is not None:
            async with self._locks.of(channel):
                await self._heard(channel, interview.candidate, ev.Deleted(str(message)))

    async def typing(self, channel: str, author: str) -> None:
        """Take in that somebody is typing."""
        if self._delivery.watch.concerns(channel, author):
            async with self._locks.of(channel):
                await self._heard(channel, author, ev.StartedTyping())

    async def _heard(self, channel: str, author: str, event: ev.Event) -> bool:
        """Hand on what was heard; return whether it opened an answer."""
        try:
            outcome = await self._service.heard(channel, author, event)
        except StoreError:  # it is heard later
            raise
        except CoachError as error:
            # Nobody asked for anything, so there is nobody to tell but the log.
            log.warning(
                "%s in channel %s was not taken in: %s", type(event).__name__, channel, error
            )
            return False
        if outcome is None:
            return False
        await self._delivery.show(outcome)
        interview = outcome.interview
        if (
            isinstance(event, ev.Deleted)
            and interview.status is Status.ASKING
            and any(message.id == event.message for message in interview.turn.messages)
        ):
            await self._delivery.redraw(interview)  # nothing is left to submit
        return any(isinstance(effect, ev.Listening) for effect in outcome.effects)


def without_mention(text: str, me: int) -> str:
    """Return a message without the mention of the bot that it starts or ends with."""
    mention = rf"<@!?{me}>"
    return re.sub(rf"^\s*{mention}[\s,:]*|\s*{mention}\s*$", "", text).strip()


async def _words_of(message: discord.Message, me: int) -> str:
    """Return the text of a message, and of the file that Discord makes of a long paste."""
    parts = [without_mention(message.content, me)]
    for attachment in message.attachments[:MOST_FILES]:
        kind = attachment.content_type or ""
        is_text = attachment.filename.endswith(".txt") or kind.startswith("text/plain")
        if is_text and attachment.size <= LONGEST_FILE:
            parts.append(await _read(attachment))
    return "\n".join(part for part in parts if part.strip())


async def _read(attachment: discord.Attachment) -> str:
    try:
        return (await attachment.read()).decode("utf-8", "replace")
    except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
        log.warning("the file %s was not read: %s", attachment.id, error)
        return ""


async def _react(message: discord.Message) -> None:
    try:
        await message.add_reaction(EAR)
    except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
        log.debug("no reaction in channel %s: %s", message.channel.id, error)
