"""Whether the clock of every interview stood still for exactly as long as nobody ran it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.records import Entry, EntryKind, Interview, Status

BEAT = timedelta(seconds=1.1)
"""How long a beat lasts, and a breath."""
BREATH = timedelta(seconds=0.15)
"""What nobody notices."""


@dataclass(frozen=True)
class Checked:
    """An interview's clock over an outage."""

    interview: str
    away: timedelta
    """How long nobody ran it."""
    given: timedelta
    """How much later the end is than before."""

    @property
    def error(self) -> float:
        """By how many seconds it is wrong."""
        return (self.given - self.away).total_seconds()

    def right(self, kills: int, beaten: timedelta) -> bool:
        """Whether the clock stands where it stood at the last beat, so long before the first kill.

        A process that was killed before it beat adds what it ran meanwhile.
        """
        error = self.given - self.away
        return -BREATH * kills <= error <= beaten + BREATH + BEAT * (kills - 1)


OPEN = (Status.ASKING, Status.ANSWERING)


def comparable(before: Interview, after: Interview, entries: Sequence[Entry]) -> bool:
    """Whether the same clock runs as before, and its candidate has not touched it since."""
    same = before.turn.number == after.turn.number and (
        before.status is after.status or (before.status in OPEN and after.status in OPEN)
    )
    by_hand = [e for e in entries if e.kind is EntryKind.PAUSED and "away" not in e.data]
    return same and not by_hand and before.deadline is not None and after.deadline is not None


def check(
    before: Interview, after: Interview, entries: Sequence[Entry], kills: Sequence[datetime]
) -> Checked | None:
    """Compare a clock before some kills and after them; None if nobody has looked after it yet.

    `entries` are those since the first kill. A process that was killed soon after its start may
    have run the interview for a moment; they say from when.
    """
    assert before.deadline is not None
    assert after.deadline is not None
    wakes = [e.at for e in entries if e.kind is EntryKind.RESUMED and e.at > kills[0]]
    away = _downtime(kills, wakes)
    return None if away is None else Checked(before.id, away, after.deadline - before.deadline)


def _downtime(kills: Sequence[datetime], wakes: Sequence[datetime]) -> timedelta | None:
    """Return for how long nobody was there; None if it was never noted that somebody is again."""
    total = timedelta()
    down: datetime | None = None
    for at, killed in sorted([(k, True) for k in kills] + [(w, False) for w in wakes]):
        if killed and down is None:
            down = at
        elif not killed and down is not None:
            total += at - down
            down = None
    return None if down is not None else total
