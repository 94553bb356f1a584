"""How late the event loop is: a task sleeps and looks when it was woken."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

EVERY = 0.5
"""Seconds between two looks."""


class Lag:
    """Measures a loop from within; `observe` is told the seconds that it was late."""

    def __init__(
        self,
        observe: Callable[[float], None],
        *,
        every: float = EVERY,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._observe = observe
        self._every = every
        self._clock = clock
        self._sleep = sleep
        self._woken = clock()

    @property
    def silent(self) -> float:
        """Seconds for which nothing was measured; grows while the loop does not turn."""
        return self._clock() - self._woken

    async def measure(self) -> None:
        """Measure until cancelled."""
        self._woken = self._clock()
        while True:
            due = self._woken + self._every
            await self._sleep(self._every)
            self._woken = self._clock()
            self._observe(max(0.0, self._woken - due))
