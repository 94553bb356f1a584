"""What only the tables can show: column types, cascades, indexes, and what a save writes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import StatementError

from bot import events as ev
from bot import interview as rules
from storage import queries, tables
from storage.records import EVERYTHING, Interview, Message, Turn
from storage.sql import SqlRepository, open_repository
from tests.storage.examples import NOW, a_receipt, an_entry, an_interview, second

EAST = timezone(timedelta(hours=5, minutes=45))


@asynccontextmanager
async def closing(repository: SqlRepository) -> AsyncIterator[SqlRepository]:
    try:
        yield repository
    finally:
        await repository.close()


@pytest.fixture
async def opened(url: str) -> AsyncIterator[SqlRepository]:
    async with closing(await open_repository(url)) as repository:
        yield repository


async def execute(repository: SqlRepository, statement: sa.Executable) -> Any:
    async with repository.engines.write.begin() as connection:
        result = await connection.execute(statement)
        return result.all() if result.returns_rows else None


class TestTimes:
    async def test_any_zone_goes_in_and_utc_comes_out(self, opened: SqlRepository) -> None:
        at = datetime(2026, 1, 1, 2, 3, 4, 5, tzinfo=EAST)
        kept = await opened.add(an_interview(started_at=at), [])
        found = (await opened.get(kept.id)).started_at
        assert found == at
        assert (found.tzinfo, found.hour, found.microsecond) == (UTC, 20, 5)

    async def test_a_naive_one_is_refused_by_the_column_itself(self, opened: SqlRepository) -> None:
        naive = sa.select(tables.turns).where(tables.turns.c.asked_at > NOW.replace(tzinfo=None))
        with pytest.raises(StatementError, match="naive"):
            await execute(opened, naive)

    async def test_order_is_that_of_time(self, opened: SqlRepository) -> None:
        times = [
            datetime(1, 1, 2, tzinfo=UTC),
            datetime(999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
            NOW.replace(microsecond=0),
            NOW.replace(microsecond=0).astimezone(EAST) + timedelta(microseconds=1),
            NOW.replace(microsecond=10),
            NOW.astimezone(EAST) + timedelta(seconds=1),
            datetime(9999, 12, 30, tzinfo=UTC),
        ]
        kept = [await opened.add(an_interview(deadline=at), []) for at in reversed(times)]
        due = await opened.due(times[-1], front_end="discord")
        assert due == [interview.id for interview in reversed(kept)]
        assert await opened.due(times[3], front_end="discord") == due[:4]

    async def test_nothing_stays_nothing(self, opened: SqlRepository) -> None:
        kept = await opened.add(an_interview(deadline=None), [])
        assert (await opened.get(kept.id)).deadline is None


async def test_whatever_belongs_to_an_interview_goes_with_it(opened: SqlRepository) -> None:
    turn = Turn(1, "q1", NOW, messages=(Message("m", "text", NOW),))
    await opened.add(an_interview(turns=(turn,)), [an_entry()])
    await execute(opened, sa.delete(tables.interviews))
    for table in (tables.turns, tables.messages, tables.entries):
        assert await execute(opened, sa.select(sa.func.count()).select_from(table)) == [(0,)]


@pytest.mark.parametrize(
    ("query", "index"),
    [
        (
            queries.due(NOW, "discord", EVERYTHING, 9),
            "ix_interviews_front_end_wake_at (front_end=? AND wake_at<?)",
        ),
        (
            sa.select(tables.interviews).where(tables.ACTIVE).filter_by(channel="c"),
            "uq_interviews_channel_active (channel=?)",
        ),
        (
            sa.select(tables.interviews).where(tables.ACTIVE).filter_by(front_end="discord"),
            "ix_interviews_front_end_wake_at (front_end=?)",
        ),
        (
            queries.of_candidate("ada", None, 9, 0),
            "ix_interviews_candidate_started_at (candidate=?)",
        ),
        (queries.unsent("discord", EVERYTHING, 9), "ix_posts_owed"),
        (queries.seen("ada", "mlops"), "ix_interviews_candidate_started_at (candidate=?)"),
        (queries.attempts("s", NOW, second(9)), "ix_turns_asked_at (asked_at>? AND asked_at<?)"),
    ],
)
async def test_indexes_serve(sqlite: str, query: Any, index: str) -> None:
    """Explain a query as it is executed, with parameters."""
    repository = await open_repository(sqlite)
    executed: list[Any] = []
    async with closing(repository), repository.engines.read.connect() as connection:
        listen = connection.sync_connection, "after_cursor_execute"
        event.listen(*listen, lambda *seen: executed.append(seen))
        await connection.execute(query)
        _, _, statement, parameters, _, _ = executed[-1]
        plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        steps = [str(step.detail) for step in plan]
    assert any(index in step for step in steps), steps


class Writes:
    """The rows written since the last look, as `verb table` and how many."""

    def __init__(self, repository: SqlRepository) -> None:
        self._seen: dict[str, int] = {}
        event.listen(repository.engines.write.sync_engine, "after_cursor_execute", self._note)

    def _note(self, *seen: Any) -> None:
        _, _, statement, parameters, _, many = seen
        words = statement.split()
        if words[0] in {"INSERT", "UPDATE", "DELETE"}:
            what = f"{words[0]} {words[1 if words[0] == 'UPDATE' else 2]}"
            self._seen[what] = self._seen.get(what, 0) + (len(parameters) if many else 1)

    def take(self) -> dict[str, int]:
        seen, self._seen = self._seen, {}
        return seen


async def test_a_save_writes_only_what_changed(opened: SqlRepository) -> None:
    writes = Writes(opened)
    step = rules.begin(an_interview(turns=()), NOW)
    interview = await opened.add(step.interview, step.entries)
    assert writes.take() == {"INSERT interviews": 1, "INSERT turns": 1, "INSERT entries": 2}

    async def happen(event: ev.Event, seconds: float) -> dict[str, int]:
        nonlocal interview
        step = rules.apply(interview, event, second(seconds))
        interview = await opened.save(step.interview, step.entries)
        return writes.take()

    said = {"UPDATE interviews": 1, "INSERT messages": 1, "INSERT entries": 1}
    changed = {"UPDATE interviews": 1, "UPDATE messages": 1, "INSERT entries": 1}
    judged = {"UPDATE interviews": 1, "UPDATE turns": 1, "INSERT entries": 1}
    asked = {"UPDATE interviews": 1, "INSERT turns": 1, "INSERT entries": 1}
    assert await happen(ev.Typed("m1", "drift"), 1) == said
    assert await happen(ev.Typed("m2", "and skew"), 2) == said
    assert await happen(ev.Edited("m1", "data drift"), 3) == changed
    assert await happen(ev.StartedTyping(), 4) == {"UPDATE interviews": 1}
    assert await happen(ev.Submitted(), 5) == judged
    assert await happen(ev.Scored(a_receipt("q1")), 6) == judged
    assert await happen(ev.NextAsked(), 7) == asked
    assert await happen(ev.Skipped(), 8) == judged | {"INSERT entries": 2}


async def test_a_save_that_is_refused_writes_nothing(opened: SqlRepository) -> None:
    kept = await opened.add(an_interview(), [an_entry()])

    def fail(interview: Interview) -> Interview:
        return replace(interview, turns=(*interview.turns, replace(interview.turn, number=2)))

    broken = replace(an_entry(), data={"x": {1, 2}})  # a set is no JSON
    with pytest.raises(Exception, match="JSON"):
        await opened.save(fail(kept), [broken])
    assert await opened.get(kept.id) == kept
    assert len(await opened.transcript(kept.id)) == 1
