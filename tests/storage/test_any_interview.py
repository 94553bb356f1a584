"""Properties: any interview can be kept, and a whole one is kept step by step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import events as ev
from bot import interview as rules
from bot.errors import InterviewError
from content.scoring.receipt import Flag
from storage.cleaning import clean
from storage.records import EndReason, Entry, Interview, Settings, Status
from storage.repository import Repository
from tests.storage import examples
from tests.storage.examples import NOW, a_receipt, an_interview

quick = settings(
    deadline=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
_numbers = count(1)


def named(interview: Interview, number: int) -> Interview:
    """Give an interview an id and a channel that no other example has."""
    return replace(
        interview, id=f"{interview.id}{number:06}", channel=f"{interview.channel}{number:06}"
    )


@quick
@given(first=examples.interviews(), later=examples.interviews(), entries=examples.entries)
async def test_any_interview_comes_back(
    store: Repository, first: Interview, later: Interview, entries: list[Entry]
) -> None:
    """Keep one state of an interview, then another that need not resemble it."""
    first = named(first, next(_numbers))
    kept = await store.add(first, entries)
    assert kept == replace(clean(first), version=1)
    assert await store.get(first.id) == kept
    saved = await store.save(replace(later, id=kept.id, channel=kept.channel, version=1), entries)
    assert saved == replace(clean(later), id=kept.id, channel=kept.channel, version=2)
    assert await store.get(first.id) == saved
    assert await store.transcript(first.id) == clean(entries) * 2
    assert await store.active_in(first.channel) == (saved if saved.active else None)


Happening = Callable[[Interview], ev.Event]


def always(events: st.SearchStrategy[ev.Event]) -> st.SearchStrategy[Happening]:
    """Wrap events that do not depend on where the interview stands."""

    def constant(event: ev.Event) -> Happening:
        return lambda _interview: event

    return events.map(constant)


def receive(score: float, flags: list[Flag]) -> Happening:
    """Return the receipt of whatever question stands."""
    return lambda interview: ev.Scored(a_receipt(interview.turn.question, score, *flags))


ids = st.sampled_from(["m1", "m2", "m3"])
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
happenings = st.one_of(
    always(st.builds(ev.Typed, ids, texts)),
    always(st.builds(ev.Edited, ids, texts)),
    always(st.builds(ev.Deleted, ids)),
    always(st.builds(ev.Answered, ids, texts)),
    always(st.builds(ev.HintAsked, st.just((0, 2)))),
    always(st.builds(ev.Stopped, st.sampled_from(EndReason))),
    always(
        st.sampled_from(
            [
                ev.StartedTyping(),
                ev.Submitted(),
                ev.Skipped(),
                ev.Paused(),
                ev.Resumed(),
                ev.NextAsked(),
                ev.Ticked(),
            ]
        )
    ),
    st.builds(receive, st.floats(0, 100), st.lists(st.sampled_from(Flag), max_size=2)),
)
pauses = st.sampled_from([0.0, 0.000001, 1.5, 30.0, 170.0]) | st.floats(0, 90_000)
modes = st.builds(
    Settings,
    questions=st.just(3),
    seconds=st.sampled_from([0, 60, 180]),
    total_seconds=st.sampled_from([None, 300]),
)


@quick
@given(mode=modes, course=st.lists(st.tuples(pauses, happenings), min_size=5, max_size=40))
async def test_an_interview_is_kept_step_by_step(
    store: Repository, mode: Settings, course: list[tuple[float, Happening]]
) -> None:
    """Save after every event; what the store returns is what the next event meets."""
    now = NOW
    new = named(an_interview(settings=mode, plan=("q1", "q2", "q3"), turns=()), next(_numbers))
    step = rules.begin(new, now)
    interview = await store.add(step.interview, step.entries)
    written = list(step.entries)
    for seconds, happening in course:
        now += timedelta(seconds=seconds)
        try:
            step = rules.apply(interview, happening(interview), now)
        except InterviewError:
            continue
        saved = await store.save(step.interview, step.entries)
        assert saved == replace(step.interview, version=interview.version + 1)
        interview = saved
        written += step.entries
    assert await store.get(interview.id) == interview
    assert await store.transcript(interview.id) == written
    assert (await store.active_in(interview.channel) is None) is (interview.status is Status.ENDED)
    waking = interview.wake_at is not None and interview.wake_at <= now
    assert (interview.id in await store.due(now, front_end="discord", limit=10**6)) is waking
