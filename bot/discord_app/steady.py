"""A loop that keeps its pace when the clock jumps."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta

from discord.ext import tasks

Doing = Callable[[], Coroutine[None, None, None]]


def steadily(seconds: float, doing: Doing, clock: Callable[[], datetime]) -> tasks.Loop[Doing]:
    """Return a loop that does something every so many seconds.

    A machine that has slept for a night owes no round for each second of it: discord.py's loop
    makes up for what it missed as fast as it can, and here those rounds are left out.
    """
    least = timedelta(seconds=seconds / 2)
    last: datetime | None = None

    async def once() -> None:
        nonlocal last
        now = clock()
        if last is None or abs(now - last) >= least:
            last = now
            await doing()

    return tasks.loop(seconds=seconds)(once)
