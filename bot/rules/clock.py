"""Time: pauses, what is due, and time that nobody saw go by."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot import events as ev
from bot.rules.step import (
    EXPIRY,
    IDLE_TURNS,
    SCORING_RETRY,
    SKIP_REVIEW_TIME,
    TYPING_TIME,
    Step,
    quiet_time,
    start_clock,
    stop_clock,
    wait,
    with_turn,
)
from bot.rules.turns import ask, close, end, finish_turn
from storage.records import EndReason, Entry, EntryKind, Interview, Status, TurnState


def paused(interview: Interview, _event: ev.Paused, now: datetime) -> Step:
    """Stop the clock for the candidate."""
    return pause(interview, now)


def resumed(interview: Interview, _event: ev.Resumed, now: datetime) -> Step:
    """Go on where it was paused."""
    before = interview.paused_from or Status.ASKING
    after = replace(start_clock(interview, now), status=before, paused_from=None)
    if before is Status.ANSWERING:
        after = wait(after, now, quiet=max(TYPING_TIME, quiet_time(interview)))
    elif before is Status.REVIEWING:
        after = replace(after, next_at=now + SKIP_REVIEW_TIME)
    entry = Entry(now, after.turn.number, EntryKind.RESUMED)
    return Step(after, (ev.ShowResumed(),), (entry,))


def pause(
    interview: Interview, now: datetime, *, idle: bool = False, away: timedelta | None = None
) -> Step:
    """Stop the clock; `idle` and `away` say why, if the interviewer does it by itself."""
    after = replace(
        stop_clock(interview, now),
        status=Status.PAUSED,
        paused_from=interview.status,
        quiet_until=None,
        next_at=None,
    )
    left = after.remaining.total_seconds() if after.remaining is not None else None
    data: dict[str, Any] = {"seconds_left": left, "idle": idle}
    if away is not None:
        data["away"] = away.total_seconds()
    entry = Entry(now, after.turn.number, EntryKind.PAUSED, "", data)
    return Step(after, (ev.ShowPaused(by_itself=idle or away is not None),), (entry,))


def woken(interview: Interview, event: ev.Woken, now: datetime) -> Step:
    """Give back the time in which nobody ran the interview: what is to come moves by it.

    In the transcript it stands as a pause, so that it does not count as thinking. The expiry
    stays where it is: an interview that was forgotten for a day is over. An answer whose judgement
    was cut short is judged at once.
    """
    away = now - event.since
    if away <= timedelta() or interview.turn.asked_at > event.since:
        return Step(interview)
    if interview.status is Status.PAUSED:
        return Step(interview)
    noted = with_turn(interview, replace(interview.turn, away=interview.turn.away + away))
    timed = interview.deadline is not None
    waits = timed or interview.status in (Status.ANSWERING, Status.REVIEWING)
    scoring = interview.status is Status.SCORING
    if away > event.patience and not scoring and waits:
        return pause(noted, event.since, away=away)

    def later(moment: datetime | None) -> datetime | None:
        return moment + away if moment is not None else None

    after = replace(
        noted,
        deadline=later(interview.deadline),
        warn_at=later(interview.warn_at),
        quiet_until=later(interview.quiet_until),
        next_at=now if scoring else later(interview.next_at),
    )
    number = interview.turn.number
    entries = (
        Entry(event.since, number, EntryKind.PAUSED, "", {"away": away.total_seconds()}),
        Entry(now, number, EntryKind.RESUMED),
    )
    return Step(after, (), entries)


def ticked(interview: Interview, _event: ev.Ticked, now: datetime) -> Step:
    """Do the one thing that has been due for longest; nothing if nothing is."""
    due = interview.wake_at
    if due is None or due > now:
        return Step(interview)
    if due == interview.expires_at:
        return end(interview, EndReason.EXPIRED, now)
    if due == interview.deadline:
        return _time_up(interview, now)
    if due == interview.warn_at:
        number = interview.turn.number
        entry = Entry(now, number, EntryKind.WARNING)
        return Step(replace(interview, warn_at=None), (ev.Warn(number),), (entry,))
    if due == interview.quiet_until:
        return close(interview, now)
    return _move_on(interview, now)


def _time_up(interview: Interview, now: datetime) -> Step:
    turn = interview.turn
    entry = Entry(now, turn.number, EntryKind.TIME_UP)
    if interview.status is Status.REVIEWING:
        return Step(interview, (), (entry,)).then(end(interview, EndReason.TIME_UP, now))
    if interview.status is Status.ANSWERING:
        return Step(interview, (), (entry,)).then(close(interview, now))
    return finish_turn(interview, replace(turn, state=TurnState.TIMED_OUT, score=0.0), now, entry)


def _move_on(interview: Interview, now: datetime) -> Step:
    """Go on after a verdict, or ask again for a receipt that has not come."""
    if interview.status is Status.SCORING:
        retry = replace(interview, next_at=now + SCORING_RETRY)
        return Step(retry, (ev.Score(interview.turn.number),))
    return pause(interview, now, idle=True) if _idle(interview) else ask(interview, now)


def _idle(interview: Interview) -> bool:
    """Whether the last questions went by without any sign of the candidate."""
    last = interview.turns[-IDLE_TURNS:]
    if len(last) < IDLE_TURNS or any(t.state is not TurnState.TIMED_OUT for t in last):
        return False
    # Whatever the candidate does moves the expiry, a resume after the last such pause included.
    return interview.expires_at is None or interview.expires_at - EXPIRY <= last[0].asked_at
