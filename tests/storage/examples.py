"""Interviews to keep: plain ones by hand, and any at all by hypothesis."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from itertools import count
from typing import Any

from hypothesis import strategies as st

from content.scoring.receipt import (
    AspectResult,
    Flag,
    Note,
    PointResult,
    PointStatus,
    Receipt,
    Span,
)
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

NOW = datetime(2026, 3, 4, 5, 6, 7, 89, tzinfo=UTC)
_numbers = count(1)


def second(number: float) -> datetime:
    """Return a time so many seconds after NOW."""
    return NOW + timedelta(seconds=number)


def an_interview(**changes: Any) -> Interview:
    """Return an interview in a channel of its own, in which the first question was asked."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "id": f"i{number:06}",
        "channel": f"c{number:06}",
        "server": "server",
        "candidate": "ada",
        "candidate_name": "Ada",
        "front_end": "discord",
        "pack": "mlops",
        "pack_version": "mlops@1",
        "settings": Settings(questions=2),
        "plan": ("q1", "q2"),
        "status": Status.ASKING,
        "started_at": NOW,
        "turns": (Turn(1, "q1", NOW),),
        "deadline": second(180),
    }
    return Interview(**values | changes)


def a_receipt(question: str = "q1", score: float = 70.0, *flags: Flag) -> Receipt:
    """Return a receipt with one covered point."""
    span = Span(0, 5, "drift")
    return Receipt(
        question=question,
        score=score,
        aspects=(AspectResult("Monitoring", score),),
        points=(PointResult("p1", "Monitoring", PointStatus.COVERED, 1.0, (span,), "it is said"),),
        notes=tuple(Note(flag, "because", (span,)) for flag in flags),
        scorer="1",
        pack="mlops@1",
    )


def an_entry(text: str = "hello", at: datetime = NOW) -> Entry:
    """Return a line of a transcript."""
    return Entry(at, 1, EntryKind.MESSAGE, text, {"message": "m1"})


zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
times = st.datetimes(
    min_value=datetime.min + timedelta(days=2),  # noqa: DTZ901 - the zone is added
    max_value=datetime.max - timedelta(days=2),  # noqa: DTZ901
    timezones=zones,
)
durations = st.timedeltas(min_value=timedelta(), max_value=timedelta(days=400))
any_text = st.text(max_size=30) | st.sampled_from(["", "\x00", "a\u200bb", "\U0001f600", "\ud800"])
numbers = st.floats(allow_nan=False, allow_infinity=False)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | numbers | any_text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(any_text, inner, max_size=3),
    max_leaves=5,
)

spans = st.builds(Span, st.integers(0, 9), st.integers(0, 9), any_text)
receipts = st.builds(
    Receipt,
    question=any_text,
    score=numbers,
    aspects=st.lists(st.builds(AspectResult, any_text, numbers), max_size=2).map(tuple),
    points=st.lists(
        st.builds(
            PointResult,
            any_text,
            any_text,
            st.sampled_from(PointStatus),
            numbers,
            st.lists(spans, max_size=2).map(tuple),
            any_text,
        ),
        max_size=2,
    ).map(tuple),
    notes=st.lists(
        st.builds(Note, st.sampled_from(Flag), any_text, st.lists(spans, max_size=2).map(tuple)),
        max_size=2,
    ).map(tuple),
    scorer=any_text,
    pack=any_text,
)
messages = st.builds(Message, any_text, any_text, times, st.booleans(), st.booleans())
entries = st.lists(
    st.builds(
        Entry,
        times,
        st.integers(0, 99),
        st.sampled_from(EntryKind),
        any_text,
        st.dictionaries(any_text, json_values, max_size=3),
    ),
    max_size=4,
)


@st.composite
def turns(draw: st.DrawFn) -> tuple[Turn, ...]:
    """Build up to three turns, numbered from 1."""
    return tuple(
        Turn(
            number=number,
            question=draw(any_text),
            asked_at=draw(times),
            state=draw(st.sampled_from(TurnState)),
            messages=tuple(draw(st.lists(messages, max_size=3))),
            hints=tuple(draw(st.lists(st.integers(0, 9), max_size=3))),
            answer=draw(any_text),
            receipt=draw(st.none() | receipts),
            score=draw(st.none() | numbers),
            finished_at=draw(st.none() | times),
            away=draw(durations),
        )
        for number in range(1, draw(st.integers(0, 3)) + 1)
    )


settings = st.builds(
    Settings,
    preset=any_text,
    questions=st.integers(1, 99),
    kind=any_text,
    topic=st.none() | any_text,
    difficulty=st.none() | any_text,
    seconds=st.integers(0, 9999),
    total_seconds=st.none() | st.integers(0, 9999),
    quiet_seconds=st.floats(0, 1000),
)


@st.composite
def interviews(draw: st.DrawFn) -> Interview:
    """Build an interview in any state, possible or not."""
    moment = st.none() | times
    return Interview(
        id=draw(any_text),
        channel=draw(any_text),
        server=draw(st.none() | any_text),
        candidate=draw(any_text),
        candidate_name=draw(any_text),
        front_end=draw(any_text),
        pack=draw(any_text),
        pack_version=draw(any_text),
        settings=draw(settings),
        plan=tuple(draw(st.lists(any_text, max_size=3))),
        status=draw(st.sampled_from(Status)),
        started_at=draw(times),
        turns=draw(turns()),
        paused_from=draw(st.none() | st.sampled_from(Status)),
        deadline=draw(moment),
        remaining=draw(st.none() | durations),
        warn_at=draw(moment),
        quiet_until=draw(moment),
        next_at=draw(moment),
        expires_at=draw(moment),
        ended_at=draw(moment),
        end_reason=draw(st.none() | st.sampled_from(EndReason)),
        shard_key=draw(st.integers(0, 2**42)),
        version=draw(st.integers(0, 9)),
    )
