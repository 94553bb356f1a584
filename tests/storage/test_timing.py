"""Statements are timed, whether they succeed or fail."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from storage.engine import Engines, create_engines
from storage.timing import timed


class Ticking:
    """A clock that moves a second at every look."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 1
        return self.now


@dataclass
class Watched:
    """A database, and the times that were seen."""

    engines: Engines
    seen: list[float] = field(default_factory=list)


@pytest.fixture
async def watched(url: str) -> AsyncIterator[Watched]:
    """Watch the engine that both doors were made from."""
    found = Watched(create_engines(url, busy_seconds=1))
    engines = found.engines
    timed(engines.read if engines.sqlite else engines.write, found.seen.append, clock=Ticking())
    yield found
    await engines.dispose()


@pytest.mark.parametrize("door", ["read", "write"])
async def test_every_statement_is_timed_once_through_each_door(watched: Watched, door: str) -> None:
    engine = getattr(watched.engines, door)
    async with engine.connect() as connection:
        await connection.execute(sa.text("SELECT 1"))  # SQLite begins with a statement
        watched.seen.clear()
        await connection.execute(sa.text("SELECT 2"))
        await connection.execute(sa.text("SELECT 3"))
    assert watched.seen == [1.0, 1.0]


async def test_a_statement_that_fails_is_timed_too(watched: Watched) -> None:
    async with watched.engines.read.connect() as connection:
        await connection.execute(sa.text("SELECT 1"))
        watched.seen.clear()
        with pytest.raises(DBAPIError):
            await connection.execute(sa.text("SELECT * FROM no_such_table"))
    assert watched.seen == [1.0]


async def test_a_connection_that_is_lost_upsets_nothing(watched: Watched) -> None:
    async with watched.engines.read.connect() as connection:
        await connection.execute(sa.text("SELECT 1"))
        await connection.invalidate()
        watched.seen.clear()
        await connection.rollback()
        await connection.execute(sa.text("SELECT 2"))
    assert set(watched.seen) == {1.0}
