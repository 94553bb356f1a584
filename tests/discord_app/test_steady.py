"""The pace of what the bot does by itself."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from pathlib import Path

from storage.memory import MemoryLeases, MemoryRepository
from tests.discord_app.stage import stage


class Counting(MemoryLeases):
    """Counts the beats."""

    def __init__(self) -> None:
        super().__init__()
        self.beats = 0

    async def beat(self, names: Collection[str], holder: str, at: datetime) -> bool:
        self.beats += 1
        return await super().beat(names, holder, at)


class Counted(MemoryRepository):
    """Has leases that count the beats."""

    def __init__(self) -> None:
        super().__init__()
        self.counting = Counting()

    @property
    def leases(self) -> Counting:
        return self.counting


async def test_a_machine_that_slept_makes_up_for_no_round(tmp_path: Path) -> None:
    store = Counted()
    async with stage(tmp_path, store=store) as s:
        before = store.counting.beats
        await s.env.advance_time(5)
        assert store.counting.beats - before in (4, 5, 6)
        before = store.counting.beats
        s.env.backend.advance_clock(600)
        await s.env.advance_time(5)
        assert store.counting.beats - before < 12
