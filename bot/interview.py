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
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot import events as ev
from bot.errors import IllegalEvent, NothingTyped
from bot.rules import answers, clock, turns
from bot.rules.step import EXPIRY, Step
from storage.records import Entry, EntryKind, Interview, Status

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
    return Step(started, (), (entry,)).then(turns.ask(started, now))


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
    ev.Typed: answers.typed,
    ev.Edited: answers.edited,
    ev.Deleted: answers.deleted,
    ev.StartedTyping: answers.started_typing,
    ev.Submitted: answers.submitted,
    ev.Answered: answers.answered,
    ev.Scored: turns.scored,
    ev.HintAsked: turns.hint_asked,
    ev.Skipped: turns.skipped,
    ev.Paused: clock.paused,
    ev.Resumed: clock.resumed,
    ev.NextAsked: turns.next_asked,
    ev.Stopped: turns.stopped,
    ev.Ticked: clock.ticked,
    ev.Woken: clock.woken,
}
