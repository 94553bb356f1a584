"""Which messages show what: remembered in the store, so that a restart does not lose them."""

from __future__ import annotations

from enum import StrEnum

from storage.repository import Repository


class Slot(StrEnum):
    """What a remembered message shows."""

    CARD = "card"
    """The question of a turn."""
    VERDICT = "verdict"
    """How a turn ended."""
    IDLE = "idle"
    """The question whether the candidate is still there."""
    SUMMARY = "summary"
    """How the interview went (turn 0)."""


class Slots:
    """Message ids by interview, turn and what they show."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository

    async def find(self, slot: Slot, interview: str, turn: int) -> int | None:
        """Return the id of a message; None if it was never sent."""
        found = await self._repository.recall(f"{slot}:{interview}:{turn}")
        return int(found) if found else None

    async def keep(self, slot: Slot, interview: str, turn: int, message: int) -> None:
        """Remember the id of a message."""
        await self._repository.remember(f"{slot}:{interview}:{turn}", str(message))
