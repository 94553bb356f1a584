"""Who may run some shards: this process, or another one that got there first.

A lease per shard lies in the store. Its holder beats about every second. Who wants it watches the
beats: a lease that was given up, or whose beat has not changed for `LENGTH` by the watcher's own
clock, is taken by comparing and swapping, so that clocks which disagree do no harm. Leases are
taken in order, so that two processes can never wait for each other.

Holding a lease is not yet running what it stands for: first the time is given back in which nobody
did. Beside each lease lies a note of how far that has come. So a process that dies in between
leaves it to the next one to give back all of it.
"""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from storage.records import Lease
from storage.repository import Leases

BEAT_SECONDS = 1.0
LENGTH = timedelta(seconds=5)
"""After so long without a beat a holder is taken for dead."""
LONG_DEAD = timedelta(seconds=60)
"""A beat that is as old as this when it is first seen needs no watching."""
GAP = timedelta(seconds=3)
"""Without a beat for so long, nobody ran what is held."""
RUN = "/run"
"""Ends the name of the note that lies beside a lease: until when it was run."""


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
        self._run: set[str] = set()
        self._watched: dict[str, tuple[Lease, datetime]] = {}
        self.beat_at = clock()
        """When it was last certain that everything is held."""
        self.since: dict[str, datetime] = {}
        """For each lease that nobody ran for a while, since when; until it was made up for."""
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
        if now - self.beat_at > GAP:
            self._run.clear()
            for name in self._held:
                self.since.setdefault(name, self.beat_at)
        names = self._held | {name + RUN for name in self._run}
        if names and await self._leases.beat(names, self._holder, now):
            self.beat_at = now
            return True
        self._held.clear()
        self._run.clear()
        return False

    async def made_up(self, gaps: Mapping[str, datetime]) -> None:
        """Note that what is held is run again, and that some gaps (of `since`) were made up for."""
        found = await self._leases.of(self._held | {name + RUN for name in self._held})
        for name in sorted(self._held - self._run):
            if name not in found or found[name].holder != self._holder:
                continue
            note = Lease(name + RUN, self._holder, self._clock())
            if await self._leases.take(note, found.get(note.name)):
                self._run.add(name)
        for name, since in gaps.items():
            if self.since.get(name) == since:
                del self.since[name]

    async def release(self) -> None:
        """Give everything up, so that a successor need not wait."""
        now = self._clock()
        names = {name + RUN for name in self._run} | self._held
        for lease in (await self._leases.of(names)).values():
            if lease.holder == self._holder:
                await self._leases.take(Lease(lease.name, "", now), lease)
        self._held.clear()
        self._run.clear()

    async def _take(self, name: str) -> bool:
        now = self._clock()
        found = (await self._leases.of({name})).get(name)
        if found is not None and not self._free(found, now):
            self.rival = found.holder
            return False
        if not await self._leases.take(Lease(name, self._holder, now), found):
            return False
        run = (await self._leases.of({name + RUN})).get(name + RUN, found)
        if run is not None:
            self.since[name] = run.beat_at
        self._held.add(name)
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
