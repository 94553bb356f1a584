"""What can happen to an interview, and what the interview wants done about it. Small values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from content.scoring.receipt import Receipt
from storage.records import EndReason

# What happened


@dataclass(frozen=True, slots=True)
class Typed:
    """The candidate sent a message."""

    message: str
    text: str


@dataclass(frozen=True, slots=True)
class Edited:
    """The candidate changed a message of this turn."""

    message: str
    text: str


@dataclass(frozen=True, slots=True)
class Deleted:
    """A message of this turn was deleted."""

    message: str


@dataclass(frozen=True, slots=True)
class StartedTyping:
    """The candidate is typing, so the interviewer waits."""


@dataclass(frozen=True, slots=True)
class Submitted:
    """The candidate says that what was typed is the answer."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A whole answer at once, from the modal or the terminal; it closes the turn."""

    message: str
    text: str


@dataclass(frozen=True, slots=True)
class Scored:
    """The receipt of the closed answer."""

    receipt: Receipt


@dataclass(frozen=True, slots=True)
class HintAsked:
    """The candidate wants a hint. `aspects` are the indices of those that offer one."""

    aspects: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Skipped:
    """The candidate passes on the question."""


@dataclass(frozen=True, slots=True)
class Paused:
    """The candidate stops the clock."""


@dataclass(frozen=True, slots=True)
class Resumed:
    """The candidate is back."""


@dataclass(frozen=True, slots=True)
class NextAsked:
    """The candidate has read the verdict."""


@dataclass(frozen=True, slots=True)
class Stopped:
    """The interview is over, whatever stands."""

    reason: EndReason = EndReason.STOPPED


@dataclass(frozen=True, slots=True)
class Ticked:
    """Time has passed."""


@dataclass(frozen=True, slots=True)
class Woken:
    """The interview is run again, which nobody did since a moment.

    After at most `patience` it goes on by itself; after longer it waits for its candidate.
    """

    since: datetime
    patience: timedelta


Event = (
    Typed
    | Edited
    | Deleted
    | StartedTyping
    | Submitted
    | Answered
    | Scored
    | HintAsked
    | Skipped
    | Paused
    | Resumed
    | NextAsked
    | Stopped
    | Ticked
    | Woken
)

# What is to be done


@dataclass(frozen=True, slots=True)
class Ask:
    """Show the question of a turn."""

    turn: int


@dataclass(frozen=True, slots=True)
class Listening:
    """Show that the first words of an answer have arrived."""

    turn: int


@dataclass(frozen=True, slots=True)
class Warn:
    """Say that the time is nearly up."""

    turn: int


@dataclass(frozen=True, slots=True)
class Score:
    """Judge the answer of a turn and report it as `Scored`."""

    turn: int


@dataclass(frozen=True, slots=True)
class ShowVerdict:
    """Show how a turn ended: its receipt, or that it was skipped or ran out of time."""

    turn: int


@dataclass(frozen=True, slots=True)
class GiveHint:
    """Show the hint of an aspect."""

    turn: int
    aspect: int


@dataclass(frozen=True, slots=True)
class ShowPaused:
    """Say that the clock stands, and whether the interviewer stopped it by itself."""

    by_itself: bool = False


@dataclass(frozen=True, slots=True)
class ShowResumed:
    """Say that the clock runs again."""


@dataclass(frozen=True, slots=True)
class Summarise:
    """Show how the interview went."""


Effect = (
    Ask | Listening | Warn | Score | ShowVerdict | GiveHint | ShowPaused | ShowResumed | Summarise
)
