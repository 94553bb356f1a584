"""The answer: what is typed, corrected, taken back and handed in."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot import events as ev
from bot.errors import NothingTyped
from bot.rules.step import TYPING_TIME, Step, quiet_time, wait, with_turn
from bot.rules.turns import close
from storage.records import Entry, EntryKind, Interview, Message, Status, Turn

LONGEST_ANSWER = 64_000
"""Characters of all messages of a turn together, also of those that were deleted or changed."""
MOST_MESSAGES = 200


def typed(interview: Interview, event: ev.Typed, now: datetime) -> Step:
    """Take in a message; one that is known already is no news, and a flood is cut off."""
    turn = interview.turn
    if any(m.id == event.message for m in turn.messages):  # the gateway may repeat itself
        return Step(interview)
    text = event.text[: _room(turn)]
    if len(turn.messages) >= MOST_MESSAGES or (event.text and not text):
        return Step(interview)
    turn = replace(turn, messages=_in_order((*turn.messages, Message(event.message, text, now))))
    entry = Entry(now, turn.number, EntryKind.MESSAGE, text, {"message": event.message})
    effects = (ev.Listening(turn.number),) if interview.status is Status.ASKING else ()
    after = replace(with_turn(interview, turn), status=Status.ANSWERING)
    return Step(wait(after, now, quiet=quiet_time(interview)), effects, (entry,))


def _in_order(messages: tuple[Message, ...]) -> tuple[Message, ...]:
    """Return messages as they were written: one that was missed is heard of late.

    Numbers grow with time where a front end gives numbers; other ids stay as they came.
    """
    if not all(message.id.isdecimal() for message in messages):
        return messages
    return tuple(sorted(messages, key=lambda message: int(message.id)))


def _room(turn: Turn) -> int:
    """Return how many characters more an answer may have."""
    return max(0, LONGEST_ANSWER - sum(len(message.text) for message in turn.messages))


def edited(interview: Interview, event: ev.Edited, now: datetime) -> Step:
    """Take in the new text of a message of this turn."""
    turn = interview.turn
    changed = [m for m in turn.messages if m.id == event.message and m.text != event.text]
    if not any(not m.deleted for m in changed):
        return Step(interview)
    messages = tuple(
        replace(m, text=event.text, edited=True) if m.id == event.message else m
        for m in turn.messages
    )
    entry = Entry(now, turn.number, EntryKind.EDIT, event.text, {"message": event.message})
    after = with_turn(interview, replace(turn, messages=messages))
    return Step(wait(after, now, quiet=quiet_time(interview)), (), (entry,))


def deleted(interview: Interview, event: ev.Deleted, now: datetime) -> Step:
    """Strike out a message of this turn; without any other the question stands as before."""
    turn = interview.turn
    gone = [m for m in turn.messages if m.id == event.message and not m.deleted]
    if not gone:
        return Step(interview)
    messages = tuple(
        replace(m, deleted=True) if m.id == event.message else m for m in turn.messages
    )
    after = with_turn(interview, replace(turn, messages=messages))
    if not any(not m.deleted for m in messages):
        after = replace(after, status=Status.ASKING, quiet_until=None)
    entry = Entry(now, turn.number, EntryKind.DELETION, gone[0].text, {"message": event.message})
    return Step(after, (), (entry,))


def started_typing(interview: Interview, _event: ev.StartedTyping, now: datetime) -> Step:
    """Wait longer for somebody who is typing."""
    if interview.status is not Status.ANSWERING:
        return Step(interview)
    return Step(wait(interview, now, quiet=max(TYPING_TIME, quiet_time(interview))))


def submitted(interview: Interview, _event: ev.Submitted, now: datetime) -> Step:
    """Close the answer; NothingTyped if there is none."""
    if not interview.turn.text.strip():
        raise NothingTyped
    return close(interview, now)


def answered(interview: Interview, event: ev.Answered, now: datetime) -> Step:
    """Take in a whole answer and close it; NothingTyped if it is blank."""
    if not event.text.strip():
        raise NothingTyped
    kept = typed(interview, ev.Typed(event.message, event.text), now)
    closed = close(kept.interview, now)
    return Step(closed.interview, closed.effects, kept.entries + closed.entries)
