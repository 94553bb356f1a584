"""Which messages a change calls for: the pure part of the outbox."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from bot import events as ev
from bot.rules.step import Step
from storage.records import Interview, Post, PostKind, Status, TurnState

Owing = Callable[[Step, datetime], Sequence[Post]]
"""Returns the messages that a step calls for, at a time."""


def owing_nothing(_step: Step, _now: datetime) -> Sequence[Post]:
    """Owe no messages: what is to be shown is shown at once, as in a terminal."""
    return ()


def owing(step: Step, now: datetime) -> Sequence[Post]:
    """Return the messages that must reach the channel after a step, once each."""
    interview = step.interview
    called = [_called_for(effect, interview) for effect in step.effects]
    return [
        Post(interview.id, kind, turn, interview.version + 1, now)
        for kind, turn in filter(None, called)
    ]


def _called_for(effect: ev.Effect, interview: Interview) -> tuple[PostKind, int] | None:
    match effect:
        case ev.Ask(turn=turn):
            return PostKind.CARD, turn
        case ev.Warn(turn=turn):
            return PostKind.WARNING, turn
        case ev.ShowVerdict(turn=turn):
            return PostKind.VERDICT, turn
        case ev.ShowPaused(by_itself=True):
            return PostKind.PAUSE, interview.turn.number
        case ev.Summarise():
            return PostKind.SUMMARY, 0
    return None


def pointless(post: Post, interview: Interview) -> bool:
    """Return whether a message that is still owed would tell nothing any more."""
    current = interview.active and post.turn == interview.turn.number
    match post.kind:
        case PostKind.CARD:
            return not current or interview.turn.state is not TurnState.OPEN
        case PostKind.WARNING:
            return not current or interview.deadline is None
        case PostKind.PAUSE:
            return not current or interview.status is not Status.PAUSED
    return False
