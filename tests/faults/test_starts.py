"""A start that meets trouble comes up in the end, or ends with a sentence."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.faults.starts import STARTS, Start, begin
from tests.simulated.server import SimulatedDiscord

AT_ONCE = 4


async def test_each_call_of_a_start_meets_each_fault(tmp_path: Path) -> None:
    room = asyncio.Semaphore(AT_ONCE)
    async with SimulatedDiscord() as discord:

        async def one(number: int, start: Start) -> list[str]:
            async with room:
                wrong = await begin(discord, tmp_path / f"bot{number}", start)
            return [f"{start}: {problem}" for problem in wrong]

        found = await asyncio.gather(*(one(n, start) for n, start in enumerate(STARTS)))
    problems = [problem for some in found for problem in some]
    assert not problems, "\n".join(problems)
