"""A step of an interview, its clock, and how long everything takes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot import events as ev
from storage.records import Entry, Interview, Turn

HINT_COST = 5.0
"""Points of 100 that a hint costs."""
REVIEW_TIME = timedelta(seconds=60)
"""How long a verdict stands before the next question comes by itself."""
SKIP_REVIEW_TIME = timedelta(seconds=15)
"""The same after a skipped question."""
TYPING_TIME = timedelta(seconds=10)
"""How long Discord shows somebody as typing; the interviewer waits at least that long."""
SCORING_RETRY = timedelta(seconds=10)
"""When to ask again for a receipt that has not come."""
EXPIRY = timedelta(hours=24)
"""After so long without a word from the candidate the interview is closed."""
IDLE_TURNS = 2
"""So many questions in a row without a word, and the interviewer pauses by itself."""


@dataclass(frozen=True, slots=True)
class Step:
    """The new state, what is to be done about it, and what the transcript gains."""

    interview: Interview
    effects: tuple[ev.Effect, ...] = ()
    entries: tuple[Entry, ...] = ()

    def then(self, following: Step) -> Step:
        """Return this step and the one after it as a single one."""
        return Step(
            following.interview,
            self.effects + following.effects,
            self.entries + following.entries,
        )


def warning_time(limit: timedelta) -> timedelta:
    """Return how long before the end of a limit the candidate is warned: a sixth, 10 s to 5 min."""
    return min(max(limit / 6, timedelta(seconds=10)), timedelta(minutes=5))


def quiet_time(interview: Interview) -> timedelta:
    """Return how long the interviewer waits after a message."""
    return timedelta(seconds=interview.settings.quiet_seconds)


def wait(interview: Interview, now: datetime, *, quiet: timedelta) -> Interview:
    """Let the answer stay open for a while longer; never shorter than it already is."""
    until = now + quiet
    if interview.quiet_until is not None:
        until = max(until, interview.quiet_until)
    return replace(interview, quiet_until=until)


def start_clock(interview: Interview, now: datetime) -> Interview:
    """Let the clock run with what is left on it."""
    if interview.remaining is None:
        return interview
    deadline = now + interview.remaining
    return aim_warning(replace(interview, deadline=deadline, remaining=None), now)


def stop_clock(interview: Interview, now: datetime) -> Interview:
    """Keep what is left on the clock."""
    if interview.deadline is None:
        return interview
    left = max(interview.deadline - now, timedelta())
    return replace(interview, deadline=None, warn_at=None, remaining=left)


def aim_warning(interview: Interview, now: datetime) -> Interview:
    """Set the warning, unless its time has passed (then it was given)."""
    settings = interview.settings
    if interview.deadline is None:
        return interview
    limit = timedelta(seconds=settings.total_seconds or settings.seconds)
    warn_at = interview.deadline - warning_time(limit)
    return replace(interview, warn_at=warn_at if warn_at > now else None)


def with_turn(interview: Interview, turn: Turn) -> Interview:
    """Return an interview with another version of its latest turn."""
    return replace(interview, turns=(*interview.turns[:-1], turn))
