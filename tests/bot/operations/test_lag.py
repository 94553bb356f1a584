"""How late the event loop is, on a clock of the test's own."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from bot.operations.lag import Lag


class Loop:
    """A loop that wakes a sleeper late by given seconds, and then never again."""

    def __init__(self, *late: float) -> None:
        self.now = 100.0
        self._late: Iterator[float] = iter(late)

    def clock(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        late = next(self._late, None)
        if late is None:
            raise asyncio.CancelledError
        self.now += seconds + late


async def measured(loop: Loop) -> tuple[Lag, list[float]]:
    seen: list[float] = []
    lag = Lag(seen.append, every=0.5, clock=loop.clock, sleep=loop.sleep)
    with pytest.raises(asyncio.CancelledError):
        await lag.measure()
    return lag, seen


async def test_how_late_it_was_is_told_each_time() -> None:
    _, seen = await measured(Loop(0.0, 0.25, 4.0))
    assert seen == [0.0, 0.25, 4.0]


async def test_a_clock_that_is_early_counts_as_in_time() -> None:
    _, seen = await measured(Loop(-0.1))
    assert seen == [0.0]


async def test_it_knows_for_how_long_it_was_silent() -> None:
    loop = Loop(0.0)
    lag, _ = await measured(loop)
    assert lag.silent == 0
    loop.now += 31
    assert lag.silent == 31


async def test_a_real_loop_is_measured() -> None:
    seen: asyncio.Queue[float] = asyncio.Queue()
    task = asyncio.create_task(Lag(seen.put_nowait, every=0.001).measure())
    try:
        assert await asyncio.wait_for(seen.get(), 30) >= 0
    finally:
        task.cancel()
