"""The time in which nobody ran an interview is given back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bot import events as ev
from bot import interview as rules
from bot.service import TRIES
from bot.summary import time_used
from storage.errors import Conflict
from storage.memory import MemoryRepository
from storage.records import Entry, EntryKind, Interview, Post, Status
from tests.bot.stage import Stage

AWAY = 600.0
GONE = timedelta(seconds=AWAY)
PATIENCE = timedelta(minutes=15)


def woken(stage: Stage, interview: Interview, away: timedelta = GONE) -> Interview:
    """Return an interview after nobody was there from now on."""
    event = ev.Woken(stage.now, PATIENCE)
    return rules.apply(interview, event, stage.now + away).interview


async def test_everything_to_come_moves_by_the_time_that_was_lost() -> None:
    stage = Stage()
    await stage.start()
    await stage.act(ev.Typed("m1", "It keeps"))
    before = await stage.current()
    after = woken(stage, before)
    for name in ("deadline", "warn_at", "quiet_until"):
        assert getattr(after, name) == getattr(before, name) + GONE
    assert after.status is Status.ANSWERING
    assert after.turn.away == GONE
    assert after.expires_at == before.expires_at


async def test_what_is_paused_or_was_asked_since_stays_as_it_is() -> None:
    stage = Stage()
    running = await stage.start()
    assert woken(stage, running, timedelta()) == running
    since = stage.now - timedelta(seconds=1)
    event = ev.Woken(since, PATIENCE)
    assert rules.apply(running, event, stage.now + GONE).interview == running
    paused = (await stage.act(ev.Paused())).interview
    assert woken(stage, paused) == paused


async def test_after_a_long_absence_it_waits_with_the_time_that_was_left() -> None:
    stage = Stage()
    await stage.start(seconds=180)
    stage.later(60)
    since = stage.now
    stage.later(3600)
    (outcome,) = await stage.service.wake("test", since, patience=PATIENCE)
    assert outcome.interview.status is Status.PAUSED
    assert outcome.interview.remaining == timedelta(seconds=120)
    assert outcome.effects == (ev.ShowPaused(by_itself=True),)
    assert (await stage.entries())[-1].data["away"] == 3600


async def test_waking_twice_gives_no_time_twice() -> None:
    stage = Stage()
    started = await stage.start()
    since = stage.now
    stage.later(AWAY)
    await stage.service.wake("test", since, patience=PATIENCE)
    stage.later(5)
    (outcome,) = await stage.service.wake("test", since, patience=PATIENCE)
    assert started.deadline is not None
    assert outcome.interview.deadline == started.deadline + GONE + timedelta(seconds=5)


async def test_a_question_asked_after_the_last_sign_of_life_has_its_whole_time() -> None:
    stage = Stage()
    since = stage.now
    stage.later(0.8)
    started = await stage.start()
    stage.later(AWAY)
    (outcome,) = await stage.service.wake("test", since, patience=PATIENCE)
    assert started.deadline is not None
    assert outcome.interview.deadline == started.deadline + GONE


async def test_an_answer_whose_judgement_was_cut_short_is_judged_at_once() -> None:
    stage = Stage()
    closed = rules.apply(await stage.start(), ev.Answered("m1", "It keeps results."), stage.now)
    await stage.repository.save(closed.interview, closed.entries)
    stage.later(0.5)
    since = stage.now
    stage.later(AWAY)
    await stage.service.wake("test", since, patience=PATIENCE)
    (outcome,) = await stage.service.sweep("test")
    assert ev.ShowVerdict(1) in outcome.effects


async def test_where_no_time_runs_a_long_absence_pauses_nothing() -> None:
    stage = Stage()
    await stage.start(seconds=0)
    since = stage.now
    stage.later(3600)
    (outcome,) = await stage.service.wake("test", since, patience=PATIENCE)
    assert outcome.interview.status is Status.ASKING


async def test_waking_keeps_the_time_and_does_not_count_it_as_thinking() -> None:
    stage = Stage()
    started = await stage.start()
    since = stage.now
    stage.later(AWAY)
    (outcome,) = await stage.service.wake("test", since, patience=PATIENCE)
    assert outcome.interview == await stage.current()
    assert started.deadline is not None
    assert outcome.interview.deadline == started.deadline + GONE
    assert [e.kind for e in await stage.entries()][-2:] == [EntryKind.PAUSED, EntryKind.RESUMED]
    await stage.act(ev.Answered("m1", "It keeps results close by."), after=30)
    ended = (await stage.act(ev.Stopped())).interview
    assert time_used(ended, await stage.entries()) == timedelta(seconds=30)


async def test_waking_returns_the_paused_too_and_nothing_of_other_front_ends() -> None:
    stage = Stage()
    await stage.start()
    paused = (await stage.act(ev.Paused())).interview
    since = stage.now
    stage.later(AWAY)
    (outcome,) = await stage.service.wake("test", since, patience=PATIENCE)
    assert outcome.interview == paused
    assert await stage.service.wake("elsewhere", since, patience=PATIENCE) == []


class EndedMeanwhile(MemoryRepository):
    """A store in which the candidate ends the interview while it is being woken."""

    async def active(self, **_about: object) -> Sequence[Interview]:
        found = await super().active(front_end="test")
        for interview in found:
            ended = rules.apply(interview, ev.Stopped(), interview.started_at).interview
            await super().save(ended, [])
        return found


async def test_one_that_ends_meanwhile_is_left_alone() -> None:
    stage = Stage(repository=EndedMeanwhile())
    await stage.start()
    assert await stage.service.wake("test", stage.now, patience=PATIENCE) == []


class Contested(MemoryRepository):
    """A store in which somebody else is faster a few times."""

    def __init__(self) -> None:
        super().__init__()
        self.left = TRIES - 1

    async def save(
        self, interview: Interview, entries: Sequence[Entry], posts: Sequence[Post] = ()
    ) -> Interview:
        self.left -= 1
        if self.left > 0:
            raise Conflict(interview.id)
        return await super().save(interview, entries, posts)


async def test_the_time_is_given_back_once_whoever_else_is_at_work() -> None:
    stage = Stage(repository=Contested())
    started = await stage.start()
    since = stage.now
    stage.later(AWAY)
    (outcome,) = await stage.service.wake("test", since, patience=PATIENCE)
    assert started.deadline is not None
    assert outcome.interview.deadline == started.deadline + GONE
