"""What a change calls for, and when it has become pointless."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot import events as ev
from bot import interview as rules
from bot.owing import owing, pointless
from storage.records import Interview, Post, PostKind, Status
from tests.bot.stage import NOW
from tests.bot.test_interview_table import at, fresh, second


def owed(interview: Interview, event: ev.Event, after: timedelta = timedelta()) -> list[Post]:
    step = rules.apply(interview, event, NOW + after)
    return list(owing(step, NOW + after))


def test_a_verdict_and_the_summary_come_from_one_change() -> None:
    last = rules.apply(at(Status.REVIEWING), ev.NextAsked(), NOW).interview
    last = rules.apply(
        rules.apply(last, ev.Skipped(), NOW).interview, ev.NextAsked(), NOW
    ).interview
    posts = owed(last, ev.Skipped())
    assert [(post.kind, post.turn) for post in posts] == [
        (PostKind.VERDICT, 3),
        (PostKind.SUMMARY, 0),
    ]
    assert {post.version for post in posts} == {last.version + 1}


def test_time_calls_for_a_warning_and_the_next_question() -> None:
    interview = fresh()
    assert interview.warn_at is not None
    (warning,) = owed(interview, ev.Ticked(), interview.warn_at - NOW)
    assert (warning.kind, warning.turn) == (PostKind.WARNING, 1)
    (card,) = owed(at(Status.REVIEWING), ev.NextAsked())
    assert (card.kind, card.turn) == (PostKind.CARD, 2)


def test_only_the_interviewers_own_pause_is_posted() -> None:
    assert owed(fresh(), ev.Paused()) == []
    woken = ev.Woken(NOW, timedelta(seconds=10))
    (pause,) = owed(fresh(), woken, second(60))
    assert (pause.kind, pause.turn) == (PostKind.PAUSE, 1)


@pytest.mark.parametrize(
    ("kind", "status", "expected"),
    [
        (PostKind.CARD, Status.ASKING, False),
        (PostKind.CARD, Status.PAUSED, False),
        (PostKind.CARD, Status.REVIEWING, True),
        (PostKind.CARD, Status.ENDED, True),
        (PostKind.WARNING, Status.ASKING, False),
        (PostKind.WARNING, Status.PAUSED, True),
        (PostKind.PAUSE, Status.PAUSED, False),
        (PostKind.PAUSE, Status.ASKING, True),
        (PostKind.VERDICT, Status.ENDED, False),
        (PostKind.SUMMARY, Status.ENDED, False),
    ],
)
def test_what_would_tell_nothing_is_pointless(
    kind: PostKind, status: Status, *, expected: bool
) -> None:
    post = Post("abc", kind, 0 if kind is PostKind.SUMMARY else 1, 1, NOW)
    assert pointless(post, at(status)) is expected


def test_an_earlier_question_is_pointless() -> None:
    later = rules.apply(at(Status.REVIEWING), ev.NextAsked(), NOW).interview
    assert pointless(Post("abc", PostKind.CARD, 1, 1, NOW), later)
