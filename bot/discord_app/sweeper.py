"""Keeps this process's right to run its shards, and does what is due in them, every second.

Two loops. One beats, so that no other process takes over, and notices gaps in which nobody could
run the interviews: before this start, while the store was away, while the machine slept. The other
first makes up for a gap, and only then does what is due; it goes on whatever happens. What is to
be shown is shown beside it, so that a channel in which Discord is slow holds up no other.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.discord_app.channel import TryLater
from bot.discord_app.debts import AT_ONCE, Debts
from bot.discord_app.delivery import Delivery
from bot.discord_app.locks import Locks
from bot.discord_app.places import FRONT_END
from bot.discord_app.steady import steadily
from bot.outcome import Outcome
from bot.service import InterviewService
from bot.tenure import BEAT_SECONDS, GAP, Tenure
from storage.errors import StoreError
from storage.records import Interview, Shards

log = logging.getLogger(__name__)

SECONDS = 1.0
ASK_EVERY = 15
"""Sweeps between two looks into the store while nothing that is known here is due."""
PAY_EVERY = 5
"""Sweeps between two looks for what is owed."""

Listen = Callable[[Interview], Awaitable[None]]
"""Takes in what a candidate wrote while nobody listened."""


class Sweeper:
    """The clock of all interviews of some shards.

    `patience` is how long a gap may be for interviews to go on by themselves; `lost` is called
    when another process has taken over.
    """

    def __init__(
        self,
        service: InterviewService,
        delivery: Delivery,
        debts: Debts,
        locks: Locks,
        *,
        tenure: Tenure,
        shards: Shards,
        patience: timedelta,
        listen: Listen,
        lost: Callable[[], None],
    ) -> None:
        self._service = service
        self._delivery = delivery
        self._debts = debts
        self._locks = locks
        self._tenure = tenure
        self._shards = shards
        self._patience = patience
        self._listen = listen
        self._lost = lost
        self._started = self._caught_up = self._stopped = False
        self._woken: list[Outcome] = []
        self._giving = asyncio.Lock()
        self._beat = asyncio.Lock()
        self._missed: set[str] = set()
        self._sweeps = 0
        self._under_way: set[asyncio.Task[None]] = set()
        self._store = _Store()
        self._beating = steadily(BEAT_SECONDS, self.beat, service.clock)
        self._sweeping = steadily(SECONDS, self.sweep, service.clock)

    async def start(self) -> None:
        """Begin, with the time given back in which nobody was here. The leases must be held.

        Nothing that members do should come before that: a pause would keep what is left on the
        clock.
        """
        self._beating.start()
        await self._try_to_give_back()
        self._sweeping.start()

    def stop(self) -> None:
        """Begin nothing more; a sweep under way is finished. The leases are still kept."""
        self._stopped = True
        self._sweeping.stop()

    async def end(self) -> None:
        """Keep the leases no longer; a beat under way is finished."""
        async with self._beat:
            self._beating.cancel()
        task = self._beating.get_task()
        if task is not None:
            await asyncio.wait({task})

    @property
    def well(self) -> bool:
        """Whether the leases are held and the store answers."""
        return self._tenure.complete and not self._late

    async def still(self) -> bool:
        """Whether this process may act on what it hears; if so, no time is to be given back.

        What was frozen for a while hears late of what a successor may have dealt with already.
        """
        if self._late:
            await self.beat()
        if self._tenure.complete and self._tenure.since:
            await self._try_to_give_back()
        return self._tenure.complete

    @property
    def _late(self) -> bool:
        return self._service.clock() - self._tenure.beat_at > GAP

    async def beat(self) -> None:
        """Keep the leases. Never raises."""
        try:
            async with self._beat:
                held = await self._tenure.beat()
        except StoreError as error:
            self._store.failed(error)
            return
        except Exception:
            log.exception("a beat failed; the next one comes in %s s", BEAT_SECONDS)
            return
        self._store.answered()
        if not held:
            log.error("another process runs these shards now; this one lets go")
            self.stop()
            self._beating.stop()
            self._lost()

    async def sweep(self) -> None:
        """Do everything that is due, once. Never raises."""
        if self._stopped or self._late:  # late is not the candidate's fault
            return
        try:
            await self._make_up()
            await self._listen_again()
            self._sweeps += 1
            ask = self._sweeps % ASK_EVERY == 0
            if ask or self._delivery.watch.due(self._service.clock()):
                for outcome in await self._service.sweep(FRONT_END, self._shards):
                    self._begin(self._show(outcome))
            if self._sweeps % PAY_EVERY == 0:
                self._begin(self._debts.pay())
        except StoreError as error:
            self._store.failed(error)
        except Exception:
            log.exception("a sweep failed; the next one comes in %s s", SECONDS)

    async def listen(self) -> None:
        """Take in what was written in the running interviews while nobody listened."""
        active = await self._service.repository.active(front_end=FRONT_END, shards=self._shards)
        await self._beside_each_other(self._catch_up(interview) for interview in active)

    def missed(self, channel: str) -> None:
        """Read a channel again at the next sweep: something there could not be taken in."""
        self._missed.add(channel)

    async def _listen_again(self) -> None:
        """Take in what was missed before anything falls due, such as the end of an answer."""
        missed, self._missed = self._missed, set()
        try:
            for channel in sorted(missed):
                interview = await self._service.repository.active_in(channel)
                if interview is not None:
                    await self._catch_up(interview)
        except StoreError:
            self._missed |= missed
            raise

    async def _catch_up(self, interview: Interview) -> None:
        try:
            await self._listen(interview)
        except StoreError:
            raise
        except TryLater as error:
            log.info("interview %s: what was missed is read later: %s", interview.id, error)
            self.missed(interview.channel)
        except Exception:
            log.exception("interview %s: what was missed cannot be read", interview.id)

    def _begin(self, doing: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(self._to_the_end(doing))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _to_the_end(self, doing: Coroutine[None, None, None]) -> None:
        try:
            await doing
        except StoreError as error:
            self._store.failed(error)
        except Exception:
            log.exception("what a sweep began has failed; what is owed is tried again")

    async def _make_up(self) -> None:
        """After a gap: give its time back, hear what was missed, show what was never shown."""
        await self._give_back()
        if self._caught_up:
            return
        await self.listen()
        await self._debts.pay()
        self._caught_up = True
        woken, self._woken = self._woken, []
        await self._beside_each_other(self._show(outcome, anew=True) for outcome in woken)

    async def _beside_each_other(self, doings: Iterable[Coroutine[None, None, None]]) -> None:
        """Do many things, some at a time, each to its end; a StoreError comes last."""
        room = asyncio.Semaphore(AT_ONCE)

        async def one(doing: Coroutine[None, None, None]) -> None:
            async with room:
                await doing

        done = await asyncio.gather(*map(one, doings), return_exceptions=True)
        for failure in filter(None, done):
            raise failure

    async def _try_to_give_back(self) -> None:
        try:
            await self._give_back()
        except StoreError as error:
            self._store.failed(error)
        except Exception:
            log.exception("the time could not be given back; the next sweep tries again")

    async def _give_back(self) -> None:
        """Give running interviews the time back in which nobody ran them."""
        async with self._giving:
            gaps = dict(self._tenure.since)
            if gaps or not self._started:
                await self._give(gaps)

    async def _give(self, gaps: Mapping[str, datetime]) -> None:
        if not self._started:
            self._delivery.watch.load(await self._active())
        self._caught_up = False
        for name, since in gaps.items():
            ids = frozenset({int(name.rpartition(":")[2])})
            self._woken += await self._service.wake(
                FRONT_END, since, shards=Shards(self._shards.count, ids), patience=self._patience
            )
        await self._tenure.made_up(gaps)
        self._started = True
        if gaps:
            since = min(gaps.values())
            log.info("nobody was here since %s; running interviews got the time back", since)

    async def _active(self) -> Sequence[Interview]:
        return await self._service.repository.active(front_end=FRONT_END, shards=self._shards)

    async def _show(self, outcome: Outcome, *, anew: bool = False) -> None:
        """Show an outcome; one that cannot be shown holds up no other."""
        name = outcome.interview.id
        try:
            async with self._locks.of(outcome.interview.channel):
                if anew:  # the countdown has moved, and whatever happened since is shown with it
                    latest = await self._service.repository.get(name)
                    outcome = replace(outcome, interview=latest)
                    await self._delivery.redraw(latest)
                await self._delivery.show(outcome)
        except StoreError:
            raise
        except Exception:
            log.exception("interview %s cannot be shown, will try again", name)


class _Store:
    """Says once that the store is away, and once that it is back."""

    def __init__(self) -> None:
        self._away = False

    def failed(self, error: StoreError) -> None:
        """Note that it did not answer."""
        if not self._away:
            log.warning("the store does not answer, interviews wait: %s", error)
        self._away = True

    def answered(self) -> None:
        """Note that it did."""
        if self._away:
            log.info("the store answers again")
        self._away = False
