"""What is being typed, and when the candidate was last here: kept outside of the transcript.

A draft changes with every key, so it must not fill the transcript. It is one small note in the
store, next to a sign of life. If the process dies, the next one finds both: the words go back into
the editor, and the clock is stopped as of the last sign of life.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from storage.repository import Repository


@dataclass(frozen=True, slots=True)
class Left:
    """What the last process left behind."""

    turn: int
    draft: str
    seen: datetime


class Keeper:
    """Keeps the draft of one interview."""

    def __init__(self, repository: Repository, interview_id: str) -> None:
        self._repository = repository
        self._key = f"terminal draft {interview_id}"

    async def keep(self, turn: int, draft: str, now: datetime) -> None:
        """Note the draft of a turn and a sign of life."""
        note = {"turn": turn, "draft": draft, "seen": now.isoformat()}
        await self._repository.remember(self._key, json.dumps(note))

    async def left(self) -> Left | None:
        """Return what was kept last; None if there is nothing of use."""
        note = await self._repository.recall(self._key)
        try:
            kept = json.loads(note or "")
            return Left(kept["turn"], kept["draft"], datetime.fromisoformat(kept["seen"]))
        except (ValueError, KeyError, TypeError):
            return None
