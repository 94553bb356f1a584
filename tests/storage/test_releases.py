"""A database that any released version wrote goes forward with all that is in it.

`tests.storage.release` says how a release comes into `released/`; it is found here by itself.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.engine import Connection

from storage import migrate
from storage.records import Status
from storage.sql import open_repository
from storage.tables import metadata
from tests.storage.examples import an_entry
from tests.storage.release import RELEASED, everything
from tests.storage.test_migrations import ask
from tests.storage.worker import work


@dataclass(frozen=True)
class Release:
    """What a released version kept, and what it read in that."""

    revision: str

    @property
    def statements(self) -> str:
        return (RELEASED / self.revision / "tables.sql").read_text("utf-8")

    @cached_property
    def kept(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(
            (RELEASED / self.revision / "kept.json").read_text("utf-8")
        )
        return found

    @property
    def interviews(self) -> list[str]:
        return [interview["id"] for interview in self.kept["interviews"]]

    def write(self, path: Path) -> None:
        """Write the SQLite file of that version."""
        connection = sqlite3.connect(path)
        connection.executescript(self.statements)
        connection.close()


RELEASES = [Release(folder.name) for folder in sorted(RELEASED.iterdir())]


@pytest.fixture(params=RELEASES, ids=lambda release: release.revision)
def release(request: pytest.FixtureRequest) -> Release:
    found: Release = request.param
    return found


def path_of(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


@pytest.fixture
async def old_url(release: Release, empty_url: str, tmp_path: Path) -> str:
    """Address of a database as that version left it."""
    if empty_url.startswith("sqlite"):
        release.write(path_of(empty_url))
        return empty_url
    release.write(tmp_path / "old.db")
    await ask(empty_url, step_to(release.revision))
    await ask(empty_url, lambda connection: pour(tmp_path / "old.db", connection))
    return empty_url


def step_to(revision: str) -> Callable[[Connection], None]:
    def run(connection: Connection) -> None:
        config = migrate._config()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)

    return run


def pour(source: Path, target: Connection) -> None:
    """Copy the rows of a SQLite file into tables that are there."""
    tables = sa.MetaData()
    tables.reflect(target)
    old = sa.MetaData()
    with sa.create_engine(f"sqlite:///{source}").connect() as connection:
        old.reflect(connection)
        for table in tables.sorted_tables:
            rows = connection.execute(sa.select(old.tables[table.name])).mappings().all()
            if rows and table.name != "alembic_version":
                zoned = [{name: in_utc(value) for name, value in row.items()} for row in rows]
                target.execute(sa.insert(table), zoned)
        connection.engine.dispose()


def in_utc(value: Any) -> Any:
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) else value


def still_there(old: Any, new: Any) -> bool:
    """Whether everything old is in the new; a record may have gained fields since."""
    if isinstance(old, dict) and isinstance(new, dict):
        return all(name in new and still_there(part, new[name]) for name, part in old.items())
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        return all(still_there(*pair) for pair in zip(old, new, strict=True))
    return bool(old == new)


async def test_everything_is_still_read(release: Release, old_url: str) -> None:
    assert await migrate.current(old_url) == release.revision
    repository = await open_repository(old_url)
    found = await everything(repository, release.interviews, list(release.kept["notes"]))
    await repository.close()
    assert await migrate.current(old_url) == migrate.head()
    for name, part in release.kept.items():
        assert still_there(part, found[name]), name


async def test_every_interview_goes_on(release: Release, old_url: str) -> None:
    repository = await open_repository(old_url)
    for name in release.interviews:
        interview = await repository.get(name)
        before = await repository.transcript(name)
        saved = await repository.save(interview, [an_entry("later")])
        assert saved.version == interview.version + 1
        assert await repository.get(name) == saved
        assert await repository.transcript(name) == [*before, an_entry("later")]
    await repository.close()


async def test_several_processes_bring_it_forward(release: Release, old_url: str) -> None:
    won = await asyncio.to_thread(work, "claim", old_url, "new")
    assert sorted(won) == [[], [], ["new"]]
    assert await migrate.current(old_url) == migrate.head()
    repository = await open_repository(old_url)
    for name in release.interviews:
        assert (await repository.get(name)).id == name
    await repository.close()


async def test_the_tables_are_those_of_a_new_database(old_url: str) -> None:
    def differences(connection: Connection) -> Any:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return compare_metadata(context, metadata)

    await migrate.upgrade(old_url)
    assert await ask(old_url, differences) == []


async def test_a_released_step_is_never_changed(
    release: Release, sqlite_empty: str, tmp_path: Path
) -> None:
    """Make the tables of that time with the steps of today."""

    def tables(path: Path) -> list[Any]:
        connection = sqlite3.connect(path)
        found = connection.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()
        connection.close()
        return found

    release.write(tmp_path / "old.db")
    await ask(sqlite_empty, step_to(release.revision))
    assert tables(path_of(sqlite_empty)) == tables(tmp_path / "old.db")


def test_what_was_kept_is_worth_reading(release: Release) -> None:
    """Make sure that a release holds every kind of thing, else nothing is proved by it."""
    kept = release.kept
    statuses = {interview["status"] for interview in kept["interviews"]}
    assert {Status.ENDED, Status.ANSWERING, Status.PAUSED, Status.SCORING} <= statuses
    assert {interview["front_end"] for interview in kept["interviews"]} == {"discord", "terminal"}
    for part in ("receipts", "transcripts", "attempts", "seen", "notes"):
        assert kept[part], part


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({"a": [1, {"b": 2}]}, {"a": [1, {"b": 2, "c": 3}], "d": 4}, True),
        ({"a": [1]}, {"a": [1, 2]}, False),
        ({"a": None}, {}, False),
        ({"a": 1}, {"a": 2}, False),
        ([], {}, False),
    ],
)
def test_still_there(old: Any, new: Any, expected: bool) -> None:
    assert still_there(old, new) is expected
