"""Does what is due, about every second, and goes on whatever happens."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

from discord.ext import tasks

from bot.discord_app.delivery import Delivery
from bot.discord_app.locks import Locks
from bot.discord_app.places import FRONT_END
from bot.service import InterviewService, Outcome
from storage.errors import StoreError
from storage.records import Interview

log = logging.getLogger(__name__)

SECONDS = 1.0
ASK_EVERY = 15
"""Sweeps between two looks into the store while nothing that is known here is due."""
HEARTBEAT = f"alive:{FRONT_END}"
AWAY = timedelta(seconds=2 * ASK_EVERY)
"""After so long without a heartbeat nobody ran the interviews."""
OWED_EVERY = 5
"""Sweeps between two tries to send what Discord did not take."""

Listen = Callable[[Interview], Awaitable[None]]
"""Takes in what a candidate wrote while nobody listened."""


class Sweeper:
    """The clock of all interviews in Discord."""

    def __init__(
        self, service: InterviewService, delivery: Delivery, locks: Locks, listen: Listen
    ) -> None:
        self._listen = listen
        self._service = service
        self._delivery = delivery
        self._locks = locks
        self._sweeps = 0
        self._failing = False
        self._loop = tasks.loop(seconds=SECONDS)(self.sweep)

    def start(self) -> None:
        """Begin sweeping."""
        self._loop.start()

    def stop(self) -> None:
        """End sweeping; a sweep under way is finished."""
        self._loop.stop()

    async def sweep(self) -> None:
        """Do everything that is due, once. Never raises."""
        try:
            if not self._delivery.watch.loaded:
                await self.recover()
            self._sweeps += 1
            ask = self._sweeps % ASK_EVERY == 0
            if ask or self._failing or self._delivery.watch.due(self._service.clock()):
                await self._do_what_is_due()
            if self._delivery.owed and self._sweeps % OWED_EVERY == 0:
                await self._pay()
        except StoreError as error:
            if not self._failing:
                log.warning("the store does not answer, interviews wait: %s", error)
            self._failing = True
        except Exception:
            log.exception("a sweep failed; the next one comes in %s s", SECONDS)
        else:
            if self._failing:
                log.info("the store answers again")
            self._failing = False

    async def _do_what_is_due(self) -> None:
        await self._beat()
        for outcome in await self._service.sweep(FRONT_END):
            async with self._locks.of(outcome.interview.channel):
                await self._show(outcome)

    async def _show(self, outcome: Outcome) -> None:
        """Show an outcome; one that cannot be shown holds up no other."""
        try:
            await self._delivery.show(outcome)
        except Exception:
            log.exception("interview %s cannot be shown, will try again", outcome.interview.id)
            self._delivery.owe(outcome.interview)

    async def recover(self) -> None:
        """After a start: know which channels to listen to, and show what was never shown."""
        interviews = await self._running_again()
        self._delivery.watch.load(interviews)
        for interview in interviews:
            await self._catch_up(interview)
        await self.listen(interviews)

    async def listen(self, interviews: Sequence[Interview]) -> None:
        """Take in what was written in some interviews while nobody listened."""
        for interview in interviews:
            try:
                await self._listen(interview)
            except StoreError:
                raise
            except Exception:
                log.exception("interview %s: what was missed cannot be read", interview.id)

    async def _running_again(self) -> Sequence[Interview]:
        """Return the running interviews, with the time given back in which no bot ran them."""
        repository, now = self._service.repository, self._service.clock()
        beat = await repository.recall(HEARTBEAT)
        last = datetime.fromisoformat(beat) if beat else now
        away = now - last > AWAY
        if away:
            log.info("nobody was here for %s; running interviews get it back", now - last)
            interviews = await self._service.wake(FRONT_END, last)
        else:
            interviews = await repository.active(front_end=FRONT_END)
        await self._beat()
        for interview in interviews if away else ():
            await self._redraw(interview)
        return interviews

    async def _redraw(self, interview: Interview) -> None:
        """Show the new end of the countdown."""
        try:
            async with self._locks.of(interview.channel):
                await self._delivery.redraw(interview)
        except Exception:
            log.exception("interview %s cannot be redrawn", interview.id)

    async def _beat(self) -> None:
        """Note in the store that somebody is here."""
        now = self._service.clock()
        await self._service.repository.remember(HEARTBEAT, now.isoformat())

    async def _pay(self) -> None:
        """Try again to send what is owed."""
        for interview_id in list(self._delivery.owed):
            await self._catch_up(await self._service.repository.get(interview_id))

    async def _catch_up(self, interview: Interview) -> None:
        try:
            async with self._locks.of(interview.channel):
                await self._delivery.catch_up(interview)
        except StoreError:
            raise
        except Exception:
            log.exception("interview %s cannot be shown", interview.id)
