"""Each call of a bot's start meets each fault: it comes up, or says why not and ends."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path

from tests.faults.routes import AT_START
from tests.faults.world import Hasty
from tests.simulated.faults import Fault
from tests.simulated.server import SimulatedDiscord

WITHIN = 25.0
SAYS = ("Discord cannot be reached", "Discord does not", "Discord refuses to let the bot in")
"""How the sentences begin with which a start may end."""


@dataclass(frozen=True)
class Start:
    """A call of the start, and what goes wrong with it."""

    route: str
    fault: Fault

    def __str__(self) -> str:
        return f"start: {self.route} x {self.fault}"


STARTS = [
    Start(route, fault)
    for route in sorted(AT_START)
    for fault in Fault
    if fault is not Fault.SLOW_AFTER
]


async def begin(discord: SimulatedDiscord, folder: Path, start: Start) -> list[str]:
    """Start a bot into a fault, and return what is wrong with what becomes of it."""
    await asyncio.to_thread(folder.mkdir)
    name = folder.name
    bot = Hasty(discord, folder, f"sqlite:///{folder / 'interviews.db'}", name=name)
    try:
        if start.route.startswith("GET /applications"):  # asked for from the second start on
            await bot.start()
            await bot.ready()
            await bot.terminate()
        rule = discord.faults.add(start.fault, start.route, by=f"{name}.*", seconds=0.5)
        await bot.start()
        await discord.until(
            lambda: not bot.alive or discord.gateway.of(bot.by), "a start or an end", within=WITHIN
        )
        wrong = [] if rule.struck else ["the call was not made"]
        said = bot.said()
        if "Traceback" in said:
            wrong.append(f"a traceback: {bot.tail(4)}")
        if not bot.alive and not any(sentence in said for sentence in SAYS):
            wrong.append(f"no sentence: {bot.tail(4)}")
        return wrong
    finally:
        await bot.end()
