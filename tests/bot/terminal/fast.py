"""The practice with a small pack and a clock that runs faster. Run by the tests as a program.

fast.py DATABASE SPEED BEGAN [WISH AS JSON] [EXPORT]
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from bot.launch import PATIENCE, repository
from bot.planning import Wish
from bot.service import InterviewService
from bot.terminal.practice import Person, practise
from tests.bot.stage import shelf

EPOCH = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)


async def main(
    database: str, speed: str, began: str, wish: str = "{}", export: str | None = None
) -> None:
    def clock() -> datetime:
        return EPOCH + timedelta(seconds=(time.time() - float(began)) * float(speed))

    async with repository(f"sqlite:///{database}") as store:
        service = InterviewService(
            store, shelf(), clock=clock, rng=Random(began), quiet_seconds=PATIENCE
        )
        chosen = Wish(pack="backend", **json.loads(wish))
        await practise(
            service, Person("ada", "Ada"), chosen, export=Path(export) if export else None
        )


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
