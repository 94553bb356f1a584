"""The time in which nobody ran an interview is given back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bot import events as ev
from bot import interview as rules
from bot.summary import time_used
from storage.errors import Conflict
from storage.memory import MemoryRepository
from storage.records import Entry, EntryKind, Interview, Status
from tests.bot.stage import Stage

AWAY = 3600.0
GONE = timedelta(seconds=AWAY)


async def test_everything_to_come_moves_by_the_time_that_was_lost() -> None:
    stage = Stage()
    await stage.start()
    await stage.act(ev.Typed("m1", "It keeps"))
    before = await stage.current()
    after = rules.slept(before, stage.now, stage.now + GONE).interview
    for name in ("deadline", "warn_at", "quiet_until", "expires_at"):
        assert getattr(after, name) == getattr(before, name) + GONE
    assert after.turns == before.turns
    assert after.status is Status.ANSWERING


async def test_what_is_paused_over_or_not_asleep_stays_as_it_is() -> None:
    stage = Stage()
    running = await stage.start()
    assert rules.slept(running, stage.now, stage.now) == rules.Step(running)
    paused = (await stage.act(ev.Paused())).interview
    assert rules.slept(paused, stage.now, stage.now + GONE) == rules.Step(paused)
    ended = (await stage.act(ev.Stopped())).interview
    assert rules.slept(ended, stage.now, stage.now + GONE) == rules.Step(ended)


async def test_waking_keeps_the_time_and_does_not_count_it_as_thinking() -> None:
    stage = Stage()
    started = await stage.start()
    since = stage.now
    stage.later(AWAY)
    (woken,) = await stage.service.wake("test", since)
    assert woken == await stage.current()
    assert started.deadline is not None
    assert woken.deadline == started.deadline + GONE
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
    assert await stage.service.wake("test", since) == [paused]
    assert await stage.service.wake("elsewhere", since) == []


class Contested(MemoryRepository):
    """A store in which somebody else is always faster."""

    async def save(self, interview: Interview, _entries: Sequence[Entry]) -> Interview:
        raise Conflict(interview.id)


async def test_an_interview_that_somebody_runs_after_all_is_left_alone() -> None:
    stage = Stage(repository=Contested())
    started = await stage.start()
    since = stage.now
    stage.later(AWAY)
    assert await stage.service.wake("test", since) == [started]
