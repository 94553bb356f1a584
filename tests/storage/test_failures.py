"""A database that fails while it is in use: what is said, and that work goes on afterwards."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg  # type: ignore[import-untyped]
import pytest
import sqlalchemy as sa
from sqlalchemy import event, exc
from sqlalchemy.engine import Connection

from storage import engine as engine_module
from storage.errors import StoreUnavailable
from storage.failures import Cause, cause_of
from storage.records import Interview, Turn
from storage.sql import SqlRepository, open_repository
from tests.storage.examples import an_entry, an_interview, second
from tests.storage.servers import Line, PostgresServer


@pytest.fixture
async def line(postgres_server: PostgresServer) -> AsyncIterator[Line]:
    line = Line(postgres_server.socket)
    await line.mend()
    yield line
    await line.cut()


@pytest.fixture
async def distant(line: Line, postgresql: str) -> AsyncIterator[SqlRepository]:
    """A repository at the far end of a line that can be cut."""
    name = postgresql.split("?", maxsplit=1)[0]
    repository = await open_repository(
        name.replace("postgres:@", f"postgres:s3cret@127.0.0.1:{line.port}")
    )
    yield repository
    await repository.close()


async def complaint(repository: SqlRepository, kept: Interview) -> str:
    """Return what a save complains about."""
    with pytest.raises(StoreUnavailable) as error:
        await repository.save(replace(kept, candidate_name="lost"), [an_entry("lost")])
    text = str(error.value)
    for secret in ("UPDATE", "BEGIN", "sqlalche.me", "s3cret", "DATABASE_URL"):
        assert secret not in text
    return text


async def add(repository: SqlRepository) -> Interview:
    return await repository.add(an_interview(), [an_entry()])


@asynccontextmanager
async def held(url: str, interview: Interview) -> AsyncIterator[None]:
    """Keep the row of an interview locked."""
    connection = await asyncpg.connect(url)
    async with connection.transaction():
        await connection.execute("SELECT 1 FROM interviews WHERE id = $1 FOR UPDATE", interview.id)
        yield
    await connection.close()


@contextmanager
def room(repository: SqlRepository, pages: int) -> Iterator[None]:
    """Let a SQLite file grow no further than that many pages, or what it has."""

    def limit(connection: Connection) -> None:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    event.listen(repository.engines.write.sync_engine, "begin", limit)
    yield
    event.remove(repository.engines.write.sync_engine, "begin", limit)


def scribble(path: str) -> None:
    """Overwrite all but the first page of a file."""
    with Path(path).open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (Path(path).stat().st_size - 4096))


class TestPostgresql:
    async def test_the_server_goes_and_comes_back(self, distant: SqlRepository, line: Line) -> None:
        kept = await add(distant)
        await line.cut()
        assert await complaint(distant, kept) == Cause.UNREACHABLE.to_people
        with pytest.raises(StoreUnavailable):
            await distant.get(kept.id)
        with pytest.raises(StoreUnavailable):
            await distant.ping()
        await line.mend()
        assert await distant.get(kept.id) == kept
        await distant.save(kept, [])

    async def test_the_line_breaks_in_the_middle(
        self, distant: SqlRepository, line: Line, postgresql: str
    ) -> None:
        kept = await add(distant)
        async with held(postgresql, kept):
            saving = asyncio.create_task(complaint(distant, kept))
            await asyncio.sleep(0.1)
            await line.cut()
            assert await saving == Cause.UNREACHABLE.to_people
        await line.mend()
        assert await distant.get(kept.id) == kept

    async def test_a_server_that_does_not_answer(
        self, postgresql: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(engine_module, "COMMAND_SECONDS", 0.1)
        repository = await open_repository(postgresql)
        kept = await add(repository)
        async with held(postgresql, kept):
            assert await complaint(repository, kept) == Cause.UNREACHABLE.to_people
        assert await repository.get(kept.id) == kept
        await repository.close()

    async def test_connections_that_were_ended_are_replaced(
        self, postgresql: str, postgres_server: PostgresServer
    ) -> None:
        repository = await open_repository(postgresql)
        kept = await add(repository)
        await postgres_server.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"  # noqa: S608
            f" WHERE datname = '{urlsplit(postgresql).path.strip('/')}'"
        )
        await repository.save(kept, [])
        await repository.close()

    @pytest.mark.parametrize(
        ("state", "cause"),
        [
            ("53100", Cause.FULL),
            ("53200", Cause.UNREACHABLE),
            ("25006", Cause.READ_ONLY),
            ("40001", Cause.LOCKED),
            ("40P01", Cause.LOCKED),
            ("42501", Cause.REFUSED),
            ("55P03", Cause.LOCKED),
            ("57P01", Cause.UNREACHABLE),
            ("58030", Cause.UNREADABLE),
            ("XX001", Cause.NOT_A_DATABASE),
        ],
    )
    async def test_what_the_server_reports(
        self, postgresql_empty: str, state: str, cause: Cause
    ) -> None:
        repository = await open_repository(postgresql_empty)
        kept = await add(repository)
        connection = await asyncpg.connect(postgresql_empty)
        await connection.execute(
            "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '{state}'; END $$;"
            "CREATE TRIGGER fail BEFORE INSERT ON entries EXECUTE FUNCTION fail();"
        )
        await connection.close()
        assert await complaint(repository, kept) == cause.to_people
        assert await repository.get(kept.id) == kept
        await repository.close()


class TestSqlite:
    async def test_locked(self, sqlite: str) -> None:
        repository = await open_repository(sqlite, busy_seconds=0.05)
        kept = await add(repository)
        other = sqlite3.connect(sqlite.removeprefix("sqlite:///"), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        assert await complaint(repository, kept) == Cause.LOCKED.to_people
        assert await repository.get(kept.id) == kept
        other.close()
        await repository.save(kept, [])
        await repository.close()

    async def test_full(self, sqlite: str) -> None:
        repository = await open_repository(sqlite)
        kept = await add(repository)
        with room(repository, pages=1):
            turn = Turn(2, "q2", second(1), answer="x" * 100_000)
            assert await complaint(repository, replace(kept, turns=(turn,))) == (
                Cause.FULL.to_people
            )
        assert await repository.get(kept.id) == kept
        assert [entry.text for entry in await repository.transcript(kept.id)] == ["hello"]
        await repository.close()

    async def test_damaged(self, sqlite: str) -> None:
        repository = await open_repository(sqlite)
        kept = await add(repository)
        await repository.close()
        path = sqlite.removeprefix("sqlite:///")
        scribble(path)
        repository = SqlRepository(engine_module.create_engines(sqlite, busy_seconds=1))
        assert await complaint(repository, kept) == Cause.NOT_A_DATABASE.to_people
        await repository.close()


async def test_a_mistake_of_this_program_stays_what_it_is(url: str) -> None:
    repository = await open_repository(url)
    with pytest.raises(exc.DBAPIError, match="nothing"):
        await repository._all(sa.select(sa.column("x")).select_from(sa.table("nothing")))
    with pytest.raises(exc.IntegrityError):
        await repository.save(
            replace(await add(repository), candidate=None),  # type: ignore[arg-type]
            [],
        )
    await repository.close()


def test_causes_without_a_database() -> None:
    assert cause_of(exc.TimeoutError()) is Cause.LOCKED
    assert cause_of(TimeoutError()) is Cause.UNREACHABLE
    assert cause_of(ConnectionResetError()) is Cause.UNREACHABLE
    assert cause_of(exc.InterfaceError("", None, Exception(), connection_invalidated=True)) is (
        Cause.UNREACHABLE
    )
    assert cause_of(sqlite3.OperationalError("no such table")) is None
    assert cause_of(ValueError()) is None
