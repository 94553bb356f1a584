"""The turn: how a question is asked, closed, judged and left; and the end of it all."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot import events as ev
from bot.errors import IllegalEvent, NoHintLeft
from bot.rules.step import (
    HINT_COST,
    REVIEW_TIME,
    SCORING_RETRY,
    SKIP_REVIEW_TIME,
    TYPING_TIME,
    Step,
    aim_warning,
    quiet_time,
    start_clock,
    stop_clock,
    wait,
    with_turn,
)
from storage.records import EndReason, Entry, EntryKind, Interview, Status, Turn, TurnState


def ask(interview: Interview, now: datetime) -> Step:
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
        after = aim_warning(after, now)
    elif settings.seconds:
        after = start_clock(replace(after, remaining=timedelta(seconds=settings.seconds)), now)
    entry = Entry(now, number, EntryKind.QUESTION, "", {"question": question})
    return Step(after, (ev.Ask(number),), (entry,))


def next_asked(interview: Interview, _event: ev.NextAsked, now: datetime) -> Step:
    """Ask the next question."""
    return ask(interview, now)


def close(interview: Interview, now: datetime) -> Step:
    """Close the answer and ask for its receipt."""
    turn = replace(interview.turn, answer=interview.turn.text)
    after = replace(
        stop_clock(with_turn(interview, turn), now),
        status=Status.SCORING,
        quiet_until=None,
        next_at=now + SCORING_RETRY,
    )
    entry = Entry(now, turn.number, EntryKind.SUBMITTED, turn.answer)
    return Step(after, (ev.Score(turn.number),), (entry,))


def scored(interview: Interview, event: ev.Scored, now: datetime) -> Step:
    """Judge the turn by its receipt, less the cost of its hints."""
    turn = interview.turn
    receipt = event.receipt
    if receipt.question != turn.question:
        raise IllegalEvent("That receipt belongs to another question.")
    score = max(0.0, receipt.score - HINT_COST * len(turn.hints))
    return finish_turn(
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


def skipped(interview: Interview, _event: ev.Skipped, now: datetime) -> Step:
    """Pass on the question."""
    turn = replace(interview.turn, state=TurnState.SKIPPED, answer=interview.turn.text, score=0.0)
    return finish_turn(interview, turn, now, Entry(now, turn.number, EntryKind.SKIPPED))


def hint_asked(interview: Interview, event: ev.HintAsked, now: datetime) -> Step:
    """Give the next hint; NoHintLeft if there is none."""
    turn = interview.turn
    left = [aspect for aspect in event.aspects if aspect not in turn.hints]
    if not left:
        raise NoHintLeft
    aspect = left[0]
    after = with_turn(interview, replace(turn, hints=(*turn.hints, aspect)))
    if after.quiet_until is not None:  # reading a hint takes a moment
        after = wait(after, now, quiet=max(TYPING_TIME, quiet_time(interview)))
    entry = Entry(now, turn.number, EntryKind.HINT, "", {"aspect": aspect, "cost": HINT_COST})
    return Step(after, (ev.GiveHint(turn.number, aspect),), (entry,))


def finish_turn(interview: Interview, turn: Turn, now: datetime, entry: Entry) -> Step:
    """Show how the turn ended, then wait for the next question or end the interview."""
    after = with_turn(interview, replace(turn, finished_at=now))
    shown = Step(after, (ev.ShowVerdict(turn.number),), (entry,))
    if after.last_question:
        return shown.then(end(after, EndReason.COMPLETED, now))
    if after.settings.total_seconds:
        left = after.remaining if after.deadline is None else after.deadline - now
        if left is None or left <= timedelta():
            return shown.then(end(after, EndReason.TIME_UP, now))
        after = start_clock(replace(after, remaining=left), now)
    else:
        after = replace(after, deadline=None, remaining=None, warn_at=None)
    pause = REVIEW_TIME if turn.state is TurnState.ANSWERED else SKIP_REVIEW_TIME
    after = replace(after, status=Status.REVIEWING, quiet_until=None, next_at=now + pause)
    return replace(shown, interview=after)


def stopped(interview: Interview, event: ev.Stopped, now: datetime) -> Step:
    """End the interview."""
    return end(interview, event.reason, now)


def end(interview: Interview, reason: EndReason, now: datetime) -> Step:
    """End the interview; a question that still stands is abandoned with what was typed."""
    after = interview
    if after.turns and after.turn.state is TurnState.OPEN:
        turn = after.turn
        gone = replace(turn, state=TurnState.ABANDONED, answer=turn.text, finished_at=now)
        after = with_turn(after, gone)
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
