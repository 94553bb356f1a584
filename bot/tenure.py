"""Who may run some shards: this process, or another one that got there first.

A lease per shard lies in the store. Its holder beats about every second. Who wants it watches the
beats: a lease that was given up, or whose beat has not changed for `LENGTH` by the watcher's own
clock, is taken by comparing and swapping, so that clocks which disagree do no harm. Leases are
taken in order, so that two processes can never wait for each other.
"""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from storage.records import Lease
from storage.repository import Leases

BEAT_SECONDS = 1.0
LENGTH = timedelta(seconds=5)
"""After so long without a beat a holder is taken for dead."""
LONG_DEAD = timedelta(seconds=60)
"""A beat that is as old as this when it is first seen needs no watching."""


def this_process() -> str:
    """Return a name that no other process has."""
    return f"{socket.gethostname()}/{os.getpid()}/{secrets.token_hex(3)}"


class Tenure:
    """The right to run what some leases stand for.

    `clock` returns the current time; `holder` names this process.
    """

    def __init__(
        self,
        leases: Leases,
        names: Sequence[str],
        *,
        holder: str,
        clock: Callable[[], datetime],
        length: timedelta = LENGTH,
    ) -> None:
        self._leases = leases
        self._names = names
        self._holder = holder
        self._clock = clock
        self._length = length
        self._held: set[str] = set()
        self._watched: dict[str, tuple[Lease, datetime]] = {}
        self.beat_at = clock()
        """When it was last certain that everything is held."""
        self.since: dict[str, datetime] = {}
        """For each lease, when its last holder was heard of for the last time."""
        self.rival: str | None = None
        """Who holds what is wanted."""

    @property
    def complete(self) -> bool:
        """Whether everything is held, as far as this process knows."""
        return len(self._held) == len(self._names)

    async def take(self) -> bool:
        """Try once to get what is still missing; return whether everything is held."""
        if self._held and not await self.beat():
            return False
        for name in self._names:
            if name not in self._held and not await self._take(name):
                return False
        self.rival = None
        self.beat_at = self._clock()
        return True

    async def beat(self) -> bool:
        """Show that this process is alive; False if another one has taken over."""
        now = self._clock()
        if self._held and await self._leases.beat(self._held, self._holder, now):
            self.beat_at = now
            return True
        self._held.clear()
        return False

    async def release(self) -> None:
        """Give everything up, so that a successor need not wait."""
        now = self._clock()
        for lease in (await self._leases.of(self._held)).values():
            if lease.holder == self._holder:
                await self._leases.take(Lease(lease.name, "", now), lease)
        self._held.clear()

    async def _take(self, name: str) -> bool:
        now = self._clock()
        found = (await self._leases.of({name})).get(name)
        if found is not None and not self._free(found, now):
            self.rival = found.holder
            return False
        if not await self._leases.take(Lease(name, self._holder, now), found):
            return False
        self._held.add(name)
        if found is not None:
            self.since[name] = found.beat_at
        return True

    def _free(self, lease: Lease, now: datetime) -> bool:
        """Whether nobody holds a lease, or a holder that is dead."""
        if lease.holder in ("", self._holder) or now - lease.beat_at >= LONG_DEAD:
            return True
        watched, first_seen = self._watched.get(lease.name, (None, now))
        if watched != lease:
            self._watched[lease.name] = (lease, now)
            return False
        return now - first_seen >= self._length
