"""Sends what is still owed: after a start, and once Discord is well again."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot import logs
from bot.discord_app.channel import Mailbox, TryLater, Unreachable
from bot.discord_app.delivery import Delivery
from bot.discord_app.drawing import mark_of
from bot.discord_app.locks import Locks
from bot.discord_app.places import FRONT_END
from bot.errors import NothingToAsk
from bot.owing import pointless
from bot.service import InterviewService
from storage.errors import StoreError
from storage.records import NOWHERE, Interview, Post, PostKind, Shards

log = logging.getLogger(__name__)

MOST = 1000
"""So much is looked at in one go."""
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(minutes=5)
AT_ONCE = 50
"""So many interviews are looked after at once."""
TRIES = 8
"""After so many a message that Discord refuses for no known reason is given up."""


class Debts:
    """Pays what is owed, each message once, in order.

    Whether a message arrived is not always known: Discord may have taken it and the answer been
    lost, or the process have died before it was noted. So the channel is searched for its mark
    first; and should the channel not be readable, its nonce keeps Discord from showing it twice.
    """

    def __init__(
        self,
        mailbox: Mailbox,
        service: InterviewService,
        delivery: Delivery,
        locks: Locks,
        shards: Shards,
    ) -> None:
        self._mailbox = mailbox
        self._service = service
        self._repository = service.repository
        self._delivery = delivery
        self._locks = locks
        self._shards = shards
        self._failed: dict[str, tuple[int, datetime]] = {}
        """By nonce: how often a message failed, and when to try again."""
        self._paying: set[str] = set()
        """Interviews that are looked after at the moment."""
        self._room = asyncio.Semaphore(AT_ONCE)
        self.depth = 0
        """How much was owed when it was last looked at."""

    async def pay(self) -> None:
        """Try to send whatever is owed and not to be waited for.

        An interview whose channel is slow holds up no other, nor the next look.
        """
        owed = await self._repository.unsent(front_end=FRONT_END, shards=self._shards, limit=MOST)
        self.depth = len(owed)
        nonces = {post.nonce for post in owed}
        self._failed = {nonce: kept for nonce, kept in self._failed.items() if nonce in nonces}
        by_interview: dict[str, list[Post]] = {}
        for post in owed:
            by_interview.setdefault(post.interview, []).append(post)
        paid = await asyncio.gather(
            *(self._pay_all(name, posts) for name, posts in by_interview.items()),
            return_exceptions=True,
        )
        for failure in filter(None, paid):
            raise failure

    async def _pay_all(self, interview: str, posts: Sequence[Post]) -> None:
        """Send what is owed to an interview, in order."""
        if interview in self._paying:
            return
        self._paying.add(interview)
        try:
            async with self._room:
                for post in posts:
                    if not await self._pay_one(post):
                        return  # what follows must not come before it
        finally:
            self._paying.discard(interview)

    async def _pay_one(self, post: Post) -> bool:
        """Send a message, unless it is too early for another try; return whether it is settled."""
        tries, at = self._failed.get(post.nonce, (0, self._service.clock()))
        if self._service.clock() < at:
            return False
        interview = await self._repository.get(post.interview)
        with logs.about(interview=interview.id, channel=interview.channel):
            return await self._try(post, interview, tries)

    async def _try(self, post: Post, interview: Interview, tries: int) -> bool:
        try:
            async with self._locks.of(interview.channel):
                await self._settle(post)
        except StoreError:
            raise
        except Unreachable as error:
            await self._delivery.lost(interview, error)
            if not interview.active:
                await self._repository.sent(post, NOWHERE)
                return True
        except TryLater as error:
            log.warning("interview %s: a message is still owed: %s", interview.id, error)
        except Exception:
            log.exception("interview %s: its %s cannot be sent", interview.id, post.kind)
            if tries + 1 >= TRIES:
                await self._repository.sent(post, NOWHERE)
                return True
        else:
            self._failed.pop(post.nonce, None)
            return True
        wait = min(FIRST_WAIT * 2**tries, LONGEST_WAIT)
        self._failed[post.nonce] = (tries + 1, self._service.clock() + wait)
        return False

    async def _settle(self, post: Post) -> None:
        """Send a message, note the one that is there already, or see that it is pointless."""
        interview = await self._repository.get(post.interview)
        posts = await self._repository.posts(interview.id)
        if post not in posts:  # somebody sent it while we waited for the lock
            return
        found = await self._mailbox.find(interview, mark_of(post), since=post.at)
        if found is not None:
            log.info("interview %s: its %s had arrived", interview.id, post.kind)
            await self._repository.sent(post, str(found))
            if post.kind in (PostKind.CARD, PostKind.VERDICT):
                await self._delivery.redraw_one(post.kind, interview, post.turn)
            else:
                await self._delivery.redraw(interview)
            return
        if pointless(post, interview):
            await self._repository.sent(post, NOWHERE)
            return
        try:
            await self._delivery.make_way(post.kind, interview, post.turn)
            await self._delivery.deliver(post, interview)
        except NothingToAsk as error:
            await self._delivery.say_lost_question(interview, error)
