"""What happens in interviews, told to whoever counts it."""

from __future__ import annotations

from typing import Protocol

from content.scoring.receipt import Receipt
from storage.records import Interview, TurnState


class Observer(Protocol):
    """Hears what was saved. It must be quick, and it never raises."""

    def started(self, interview: Interview) -> None:
        """Hear of a session that began."""
        ...

    def ended(self, interview: Interview) -> None:
        """Hear of a session that ended, once; its `end_reason` says why."""
        ...

    def turn(self, state: TurnState) -> None:
        """Hear how a question ended, once for each."""
        ...

    def judged(self, receipt: Receipt, seconds: float) -> None:
        """Hear of a verdict and how long the scoring took."""
        ...


class Nobody:
    """An observer that lets everything pass."""

    def started(self, interview: Interview) -> None:
        """Let it pass."""

    def ended(self, interview: Interview) -> None:
        """Let it pass."""

    def turn(self, state: TurnState) -> None:
        """Let it pass."""

    def judged(self, receipt: Receipt, seconds: float) -> None:
        """Let it pass."""
