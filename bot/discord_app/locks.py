"""One thing at a time per channel, in the order in which Discord reported it."""

from __future__ import annotations

import asyncio
from weakref import WeakValueDictionary


class Locks:
    """A lock per channel, forgotten when nobody holds or awaits it."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def of(self, channel: str) -> asyncio.Lock:
        """Return the lock of a channel."""
        lock = self._locks.get(channel)
        if lock is None:
            lock = self._locks[channel] = asyncio.Lock()
        return lock

    async def settled(self) -> None:
        """Wait until nobody holds a lock."""
        while held := [lock for lock in self._locks.values() if lock.locked()]:
            async with held[0]:
                pass
