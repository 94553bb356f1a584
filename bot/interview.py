"""The rules of an interview, as a pure state machine.

    apply(interview, event, now) -> Step(interview, effects, entries)

Two rules hold everywhere:

1. `ALLOWED` is the whole truth about what may happen when, and where it may lead. An event that is
   not listed for a status raises `IllegalEvent` and changes nothing.
2. Nothing here reads the clock, rolls dice, waits or judges. `now` is handed in; scoring is an
   effect whose result comes back as the event `Scored`; waiting is `Interview.wake_at`, at which
   somebody sends `Ticked`.

The clock. With a time per question it starts with each question and stops when the answer is
closed. With one clock for all (`Settings.total_seconds`) it runs on through the verdicts. A pause
stops either; what is left is kept in `Interview.remaining`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot import events as ev
from bot.errors import IllegalEvent, NoHintLeft, NothingTyped
from storage.records import (
    EndReason,
    Entry,
    EntryKind,
    Interview,
    Message,
    Settings,
    Status,
    Turn,
    TurnState,
)

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

_OPEN = (Status.ASKING, Status.ANSWERING)
_CLOSED = frozenset({Status.SCORING})
_AFTER_TURN = frozenset({Status.REVIEWING, Status.ENDED})
_STOP = frozenset({Status.ENDED})
_SAME: frozenset[Status] = frozenset()

ALLOWED: dict[Status, dict[type[ev.Event], frozenset[Status]]] = {
    Status.ASKING: {
        ev.Typed: frozenset({Status.ANSWERING}),
        ev.Edited: _SAME,
        ev.Deleted: _SAME,
        ev.StartedTyping: _SAME,
        ev.Answered: _CLOSED,
        ev.HintAsked: _SAME,
        ev.Skipped: _AFTER_TURN,
        ev.Paused: frozenset({Status.PAUSED}),
        ev.Stopped: _STOP,
        ev.Ticked: _AFTER_TURN,
        ev.Woken: frozenset({Status.PAUSED}),
    },
    Status.ANSWERING: {
        ev.Typed: _SAME,
        ev.Edited: _SAME,
        ev.Deleted: frozenset({Status.ASKING}),
        ev.StartedTyping: _SAME,
        ev.Submitted: _CLOSED,
        ev.Answered: _CLOSED,
        ev.HintAsked: _SAME,
        ev.Skipped: _AFTER_TURN,
        ev.Paused: frozenset({Status.PAUSED}),
        ev.Stopped: _STOP,
        ev.Ticked: _CLOSED,
        ev.Woken: frozenset({Status.PAUSED}),
    },
    Status.SCORING: {
        ev.Scored: _AFTER_TURN,
        ev.Stopped: _STOP,
        ev.Ticked: _STOP,
        ev.Woken: _SAME,
    },
    Status.REVIEWING: {
        ev.NextAsked: frozenset({Status.ASKING}),
        ev.Paused: frozenset({Status.PAUSED}),
        ev.Stopped: _STOP,
        ev.Ticked: frozenset({Status.ASKING, Status.PAUSED, Status.ENDED}),
        ev.Woken: frozenset({Status.PAUSED}),
    },
    Status.PAUSED: {
        ev.Resumed: frozenset({*_OPEN, Status.REVIEWING}),
        ev.Stopped: _STOP,
        ev.Ticked: _STOP,
        ev.Woken: _SAME,
    },
    Status.ENDED: {},
}
"""What may happen in each status, and which other statuses it may lead to."""


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


def begin(interview: Interview, now: datetime) -> Step:
    """Ask the first question of an interview that has none yet."""
    settings = interview.settings
    total = settings.total_seconds
    started = replace(
        interview,
        deadline=now + timedelta(seconds=total) if total else None,
        expires_at=now + EXPIRY,
    )
    entry = Entry(
        now,
        0,
        EntryKind.STARTED,
        f"{interview.candidate_name} started an interview",
        {"pack": interview.pack_version, "preset": settings.preset, "plan": list(interview.plan)},
    )
    return Step(started, (), (entry,)).then(_ask(started, now))


def apply(interview: Interview, event: ev.Event, now: datetime) -> Step:
    """Return what an event leads to.

    Raises IllegalEvent (or a more telling InterviewError) if it is not possible; the interview
    that was handed in is never changed.
    """
    allowed = ALLOWED[interview.status].get(type(event))
    if allowed is None:
        raise IllegalEvent(_refusal(interview, event))
    step = _HANDLERS[type(event)](interview, event, now)
    after = step.interview.status
    if after is not interview.status and after not in allowed:
        raise AssertionError(f"{type(event).__name__}: {interview.status} must not become {after}")
    if step.interview.active and not isinstance(event, ev.Ticked | ev.Scored | ev.Woken):
        step = replace(step, interview=replace(step.interview, expires_at=now + EXPIRY))
    return step


def warning_time(limit: timedelta) -> timedelta:
    """Return how long before the end of a limit the candidate is warned: a sixth, 10 s to 5 min."""
    return min(max(limit / 6, timedelta(seconds=10)), timedelta(minutes=5))


# The answer


def _typed(interview: Interview, event: ev.Typed, now: datetime) -> Step:
    turn = interview.turn
    if any(m.id == event.message for m in turn.messages):  # the gateway may repeat itself
        return Step(interview)
    turn = replace(turn, messages=(*turn.messages, Message(event.message, event.text, now)))
    entry = Entry(now, turn.number, EntryKind.MESSAGE, event.text, {"message": event.message})
    effects = (ev.Listening(turn.number),) if interview.status is Status.ASKING else ()
    after = replace(_with_turn(interview, turn), status=Status.ANSWERING)
    return Step(_wait(after, now, quiet=_quiet(interview.settings)), effects, (entry,))


def _edited(interview: Interview, event: ev.Edited, now: datetime) -> Step:
    turn = interview.turn
    changed = [m for m in turn.messages if m.id == event.message and m.text != event.text]
    if not any(not m.deleted for m in changed):
        return Step(interview)
    messages = tuple(
        replace(m, text=event.text, edited=True) if m.id == event.message else m
        for m in turn.messages
    )
    entry = Entry(now, turn.number, EntryKind.EDIT, event.text, {"message": event.message})
    after = _with_turn(interview, replace(turn, messages=messages))
    return Step(_wait(after, now, quiet=_quiet(interview.settings)), (), (entry,))


def _deleted(interview: Interview, event: ev.Deleted, now: datetime) -> Step:
    turn = interview.turn
    gone = [m for m in turn.messages if m.id == event.message and not m.deleted]
    if not gone:
        return Step(interview)
    messages = tuple(
        replace(m, deleted=True) if m.id == event.message else m for m in turn.messages
    )
    after = _with_turn(interview, replace(turn, messages=messages))
    if not any(not m.deleted for m in messages):
        after = replace(after, status=Status.ASKING, quiet_until=None)
    entry = Entry(now, turn.number, EntryKind.DELETION, gone[0].text, {"message": event.message})
    return Step(after, (), (entry,))


def _started_typing(interview: Interview, _event: ev.StartedTyping, now: datetime) -> Step:
    if interview.status is not Status.ANSWERING:
        return Step(interview)
    return Step(_wait(interview, now, quiet=max(TYPING_TIME, _quiet(interview.settings))))


def _submitted(interview: Interview, _event: ev.Submitted, now: datetime) -> Step:
    if not interview.turn.text.strip():
        raise NothingTyped
    return _close(interview, now)


def _answered(interview: Interview, event: ev.Answered, now: datetime) -> Step:
    if not event.text.strip():
        raise NothingTyped
    typed = _typed(interview, ev.Typed(event.message, event.text), now)
    closed = _close(typed.interview, now)
    return Step(closed.interview, closed.effects, typed.entries + closed.entries)


def _close(interview: Interview, now: datetime) -> Step:
    """Close the answer and ask for its receipt."""
    turn = replace(interview.turn, answer=interview.turn.text)
    after = replace(
        _stop_clock(_with_turn(interview, turn), now),
        status=Status.SCORING,
        quiet_until=None,
        next_at=now + SCORING_RETRY,
    )
    entry = Entry(now, turn.number, EntryKind.SUBMITTED, turn.answer)
    return Step(after, (ev.Score(turn.number),), (entry,))


def _scored(interview: Interview, event: ev.Scored, now: datetime) -> Step:
    turn = interview.turn
    receipt = event.receipt
    if receipt.question != turn.question:
        raise IllegalEvent("That receipt belongs to another question.")
    score = max(0.0, receipt.score - HINT_COST * len(turn.hints))
    return _finish_turn(
        interview,
        replace(turn, state=TurnState.ANSWERED, receipt=receipt, score=score),
        now,
        Entry(
            now,
            turn.number,
            EntryKind.VERDICT,
            f"{score:.0f} of 100",
            {"score": score, "receipt": receipt.to_json()},
        ),
    )


# The turn


def _ask(interview: Interview, now: datetime) -> Step:
    """Ask the next planned question."""
    number = len(interview.turns) + 1
    question = interview.plan[number - 1]
    after = replace(
        interview,
        turns=(*interview.turns, Turn(number, question, now)),
        status=Status.ASKING,
        quiet_until=None,
        next_at=None,
    )
    settings = interview.settings
    if settings.total_seconds:
        after = _aim_warning(after, now)
    elif settings.seconds:
        after = _start_clock(replace(after, remaining=timedelta(seconds=settings.seconds)), now)
    entry = Entry(now, number, EntryKind.QUESTION, "", {"question": question})
    return Step(after, (ev.Ask(number),), (entry,))


def _finish_turn(interview: Interview, turn: Turn, now: datetime, entry: Entry) -> Step:
    """Show how the turn ended, then wait for the next question or end the interview."""
    after = _with_turn(interview, replace(turn, finished_at=now))
    shown = Step(after, (ev.ShowVerdict(turn.number),), (entry,))
    if after.last_question:
        return shown.then(_end(after, EndReason.COMPLETED, now))
    if after.settings.total_seconds:
        left = after.remaining if after.deadline is None else after.deadline - now
        if left is None or left <= timedelta():
            return shown.then(_end(after, EndReason.TIME_UP, now))
        after = _start_clock(replace(after, remaining=left), now)
    else:
        after = replace(after, deadline=None, remaining=None, warn_at=None)
    pause = REVIEW_TIME if turn.state is TurnState.ANSWERED else SKIP_REVIEW_TIME
    after = replace(after, status=Status.REVIEWING, quiet_until=None, next_at=now + pause)
    return replace(shown, interview=after)


def _hint_asked(interview: Interview, event: ev.HintAsked, now: datetime) -> Step:
    turn = interview.turn
    left = [aspect for aspect in event.aspects if aspect not in turn.hints]
    if not left:
        raise NoHintLeft
    aspect = left[0]
    after = _with_turn(interview, replace(turn, hints=(*turn.hints, aspect)))
    if after.quiet_until is not None:  # reading a hint takes a moment
        after = _wait(after, now, quiet=max(TYPING_TIME, _quiet(interview.settings)))
    entry = Entry(now, turn.number, EntryKind.HINT, "", {"aspect": aspect, "cost": HINT_COST})
    return Step(after, (ev.GiveHint(turn.number, aspect),), (entry,))


def _skipped(interview: Interview, _event: ev.Skipped, now: datetime) -> Step:
    turn = replace(interview.turn, state=TurnState.SKIPPED, answer=interview.turn.text, score=0.0)
    return _finish_turn(interview, turn, now, Entry(now, turn.number, EntryKind.SKIPPED))


def _next_asked(interview: Interview, _event: ev.NextAsked, now: datetime) -> Step:
    return _ask(interview, now)


# The clock


def _paused(interview: Interview, _event: ev.Paused, now: datetime) -> Step:
    return _pause(interview, now)


def _woken(interview: Interview, event: ev.Woken, now: datetime) -> Step:
    """Give back the time in which nobody ran the interview: what is to come moves by it.

    In the transcript it stands as a pause, so that it does not count as thinking. The expiry
    stays where it is: an interview that was forgotten for a day is over.
    """
    away = now - event.since
    if away <= timedelta() or interview.turn.asked_at > event.since:
        return Step(interview)
    if interview.status is Status.PAUSED:
        return Step(interview)
    noted = _with_turn(interview, replace(interview.turn, away=interview.turn.away + away))
    timed = interview.deadline is not None
    waits = timed or interview.status in (Status.ANSWERING, Status.REVIEWING)
    if away > event.patience and interview.status is not Status.SCORING and waits:
        return _pause(noted, event.since, away=away)

    def later(moment: datetime | None) -> datetime | None:
        return moment + away if moment is not None else None

    after = replace(
        noted,
        deadline=later(interview.deadline),
        warn_at=later(interview.warn_at),
        quiet_until=later(interview.quiet_until),
        next_at=later(interview.next_at),
    )
    number = _number(interview)
    entries = (
        Entry(event.since, number, EntryKind.PAUSED, "", {"away": away.total_seconds()}),
        Entry(now, number, EntryKind.RESUMED),
    )
    return Step(after, (), entries)


def _pause(
    interview: Interview, now: datetime, *, idle: bool = False, away: timedelta | None = None
) -> Step:
    after = replace(
        _stop_clock(interview, now),
        status=Status.PAUSED,
        paused_from=interview.status,
        quiet_until=None,
        next_at=None,
    )
    left = after.remaining.total_seconds() if after.remaining is not None else None
    data: dict[str, Any] = {"seconds_left": left, "idle": idle}
    if away is not None:
        data["away"] = away.total_seconds()
    entry = Entry(now, _number(after), EntryKind.PAUSED, "", data)
    return Step(after, (ev.ShowPaused(by_itself=idle or away is not None),), (entry,))


def _resumed(interview: Interview, _event: ev.Resumed, now: datetime) -> Step:
    before = interview.paused_from or Status.ASKING
    after = replace(_start_clock(interview, now), status=before, paused_from=None)
    if before is Status.ANSWERING:
        after = _wait(after, now, quiet=max(TYPING_TIME, _quiet(interview.settings)))
    elif before is Status.REVIEWING:
        after = replace(after, next_at=now + SKIP_REVIEW_TIME)
    entry = Entry(now, _number(after), EntryKind.RESUMED)
    return Step(after, (ev.ShowResumed(),), (entry,))


def _stopped(interview: Interview, event: ev.Stopped, now: datetime) -> Step:
    return _end(interview, event.reason, now)


def _ticked(interview: Interview, _event: ev.Ticked, now: datetime) -> Step:
    """Do the one thing that has been due for longest; nothing if nothing is."""
    due = interview.wake_at
    if due is None or due > now:
        return Step(interview)
    if due == interview.expires_at:
        return _end(interview, EndReason.EXPIRED, now)
    if due == interview.deadline:
        return _time_up(interview, now)
    if due == interview.warn_at:
        number = _number(interview)
        entry = Entry(now, number, EntryKind.WARNING)
        return Step(replace(interview, warn_at=None), (ev.Warn(number),), (entry,))
    if due == interview.quiet_until:
        return _close(interview, now)
    return _move_on(interview, now)


def _time_up(interview: Interview, now: datetime) -> Step:
    turn = interview.turn
    entry = Entry(now, turn.number, EntryKind.TIME_UP)
    if interview.status is Status.REVIEWING:
        return Step(interview, (), (entry,)).then(_end(interview, EndReason.TIME_UP, now))
    if interview.status is Status.ANSWERING:
        return Step(interview, (), (entry,)).then(_close(interview, now))
    return _finish_turn(interview, replace(turn, state=TurnState.TIMED_OUT, score=0.0), now, entry)


def _move_on(interview: Interview, now: datetime) -> Step:
    """Go on after a verdict, or ask again for a receipt that has not come."""
    if interview.status is Status.SCORING:
        retry = replace(interview, next_at=now + SCORING_RETRY)
        return Step(retry, (ev.Score(_number(interview)),))
    return _pause(interview, now, idle=True) if _idle(interview) else _ask(interview, now)


def _idle(interview: Interview) -> bool:
    """Whether the last questions went by without any sign of the candidate."""
    last = interview.turns[-IDLE_TURNS:]
    if len(last) < IDLE_TURNS or any(t.state is not TurnState.TIMED_OUT for t in last):
        return False
    # Whatever the candidate does moves the expiry, a resume after the last such pause included.
    return interview.expires_at is None or interview.expires_at - EXPIRY <= last[0].asked_at


def _end(interview: Interview, reason: EndReason, now: datetime) -> Step:
    """End the interview; a question that still stands is abandoned with what was typed."""
    after = interview
    if after.turns and after.turn.state is TurnState.OPEN:
        turn = after.turn
        gone = replace(turn, state=TurnState.ABANDONED, answer=turn.text, finished_at=now)
        after = _with_turn(after, gone)
    after = replace(
        after,
        status=Status.ENDED,
        ended_at=now,
        end_reason=reason,
        paused_from=None,
        deadline=None,
        remaining=None,
        warn_at=None,
        quiet_until=None,
        next_at=None,
        expires_at=None,
    )
    data: dict[str, Any] = {"reason": str(reason), "score": after.score}
    return Step(after, (ev.Summarise(),), (Entry(now, 0, EntryKind.ENDED, "", data),))


def _start_clock(interview: Interview, now: datetime) -> Interview:
    if interview.remaining is None:
        return interview
    deadline = now + interview.remaining
    return _aim_warning(replace(interview, deadline=deadline, remaining=None), now)


def _stop_clock(interview: Interview, now: datetime) -> Interview:
    if interview.deadline is None:
        return interview
    left = max(interview.deadline - now, timedelta())
    return replace(interview, deadline=None, warn_at=None, remaining=left)


def _aim_warning(interview: Interview, now: datetime) -> Interview:
    """Set the warning, unless its time has passed (then it was given)."""
    settings = interview.settings
    if interview.deadline is None:
        return interview
    limit = timedelta(seconds=settings.total_seconds or settings.seconds)
    warn_at = interview.deadline - warning_time(limit)
    return replace(interview, warn_at=warn_at if warn_at > now else None)


# Small things


def _quiet(settings: Settings) -> timedelta:
    return timedelta(seconds=settings.quiet_seconds)


def _wait(interview: Interview, now: datetime, *, quiet: timedelta) -> Interview:
    """Let the answer stay open for a while longer; never shorter than it already is."""
    until = now + quiet
    if interview.quiet_until is not None:
        until = max(until, interview.quiet_until)
    return replace(interview, quiet_until=until)


def _with_turn(interview: Interview, turn: Turn) -> Interview:
    return replace(interview, turns=(*interview.turns[:-1], turn))


def _number(interview: Interview) -> int:
    return interview.turn.number


def _refusal(interview: Interview, event: ev.Event) -> str:
    """Say why an event is not possible now, and what is."""
    special = {
        (Status.PAUSED, ev.Paused): "The interview is paused already. `/interview resume` goes on.",
        (Status.ASKING, ev.Submitted): str(NothingTyped()),
    }
    by_status = {
        Status.ASKING: "The interview is running: a question stands and waits for your answer.",
        Status.ANSWERING: "The interview is running: your answer is being listened to.",
        Status.SCORING: "Your answer is being scored. One moment, please.",
        Status.REVIEWING: "That question is over. The next one is about to come.",
        Status.PAUSED: "The interview is paused. Go on with `/interview resume` first.",
        Status.ENDED: "That interview has ended. Start a new one with `/interview start`.",
    }
    return special.get((interview.status, type(event)), by_status[interview.status])


_HANDLERS: dict[type[ev.Event], Callable[[Interview, Any, datetime], Step]] = {
    ev.Typed: _typed,
    ev.Edited: _edited,
    ev.Deleted: _deleted,
    ev.StartedTyping: _started_typing,
    ev.Submitted: _submitted,
    ev.Answered: _answered,
    ev.Scored: _scored,
    ev.HintAsked: _hint_asked,
    ev.Skipped: _skipped,
    ev.Paused: _paused,
    ev.Resumed: _resumed,
    ev.NextAsked: _next_asked,
    ev.Stopped: _stopped,
    ev.Ticked: _ticked,
    ev.Woken: _woken,
}
