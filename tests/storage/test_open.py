"""What is said about a DATABASE_URL that does not work, and what opening a good one does."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg  # type: ignore[import-untyped]
import pytest

from storage.engine import create_engines
from storage.errors import StoreUnavailable
from storage.sql import SqlRepository, open_repository
from tests.storage.examples import an_interview
from tests.storage.servers import PostgresServer


async def complaint(url: str, *, busy_seconds: float = 0.05) -> str:
    """Return what opening an address complains about."""
    with pytest.raises(StoreUnavailable) as error:
        await open_repository(url, busy_seconds=busy_seconds)
    text = str(error.value)
    assert text.startswith("DATABASE_URL")
    assert text.endswith(".")
    for secret in ("SELECT", "PRAGMA", "BEGIN", "sqlalche.me", "s3cret"):
        assert secret not in text
    return text


@contextmanager
def as_nobody() -> Iterator[None]:
    """Give up the rights of root, to whom every file is open."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


@pytest.fixture
def forbidden(sqlite: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """Address of a good file, itself and its folder with the rights that the test asks for."""
    of_file, of_folder = request.param
    with tempfile.TemporaryDirectory() as name:  # others may not enter pytest's own folders
        folder = Path(name)
        path = Path(shutil.copy(sqlite.removeprefix("sqlite:///"), folder))
        path.chmod(of_file)
        folder.chmod(of_folder)
        with as_nobody():
            yield f"sqlite:///{path}"
        folder.chmod(0o700)


class TestAddress:
    @pytest.mark.parametrize("url", ["", "interviews.db", "://", "postgresql://u:s3cret@h:port/x"])
    async def test_malformed(self, url: str) -> None:
        assert "is not an address" in await complaint(url)

    @pytest.mark.parametrize("url", ["mysql://u:s3cret@h/x", "sqlite+pysqlite:///x", "redis://h"])
    async def test_unsupported(self, url: str) -> None:
        assert "not supported" in await complaint(url)

    async def test_too_few_slashes(self) -> None:
        assert "third slash" in await complaint("sqlite://data/interviews.db")

    @pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+asyncpg"])
    async def test_every_way_to_write_postgresql(self, scheme: str) -> None:
        engines = create_engines(f"{scheme}://u:s3cret@h:99/x?sslmode=require", busy_seconds=1)
        assert engines.write.dialect.driver == "asyncpg"
        assert engines.place == "h:99/x"
        assert not engines.sqlite

    @pytest.mark.parametrize(
        "url", ["sqlite:///x.db", "sqlite+aiosqlite:///x.db", " sqlite:///x.db\n"]
    )
    async def test_every_way_to_write_sqlite(
        self, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        repository = await open_repository(url)
        await repository.close()
        assert (tmp_path / "x.db").exists()

    async def test_home(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("HOME", str(tmp_path))
        repository = await open_repository("sqlite:///~/deep/x.db")
        await repository.close()
        assert (tmp_path / "deep" / "x.db").exists()

    @pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
    async def test_memory(self, url: str) -> None:
        repository = await open_repository(url)
        kept = await repository.add(an_interview(), [])
        assert await repository.get(kept.id) == kept
        await repository.close()


class TestSqlite:
    async def test_makes_the_folder(self, tmp_path: Path) -> None:
        repository = await open_repository(f"sqlite:///{tmp_path}/a/b/x.db")
        await repository.close()

    async def test_pragmas(self, tmp_path: Path) -> None:
        repository = await open_repository(f"sqlite:///{tmp_path}/x.db", busy_seconds=1.5)
        found = {
            name: await pragma(repository, name)
            for name in ("journal_mode", "foreign_keys", "synchronous", "busy_timeout")
        }
        await repository.close()
        assert found == {
            "journal_mode": "wal",
            "foreign_keys": 1,
            "synchronous": 1,
            "busy_timeout": 1500,
        }

    async def test_a_folder_that_is_a_file(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("x")
        assert "cannot be made" in await complaint(f"sqlite:///{tmp_path}/file/x.db")

    async def test_a_folder_that_may_not_be_made(self) -> None:
        assert "cannot be made" in await complaint("sqlite:////proc/interviews/x.db")

    async def test_a_directory(self, tmp_path: Path) -> None:
        assert "cannot be opened" in await complaint(f"sqlite:///{tmp_path}")

    async def test_a_text_file(self, tmp_path: Path) -> None:
        path = tmp_path / "notes.txt"
        path.write_text("I am no database. " * 100)
        assert "not a database" in await complaint(f"sqlite:///{path}")
        assert path.read_text().startswith("I am no database.")

    async def test_a_damaged_file(self, sqlite: str) -> None:
        os.truncate(sqlite.removeprefix("sqlite:///"), 5000)
        assert "damaged" in await complaint(sqlite)

    async def test_locked(self, sqlite: str) -> None:
        other = sqlite3.connect(sqlite.removeprefix("sqlite:///"), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        assert "locked by another program" in await complaint(sqlite)
        other.close()

    async def test_locked_exclusively(self, tmp_path: Path) -> None:
        other = sqlite3.connect(tmp_path / "x.db", isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        assert "locked by another program" in await complaint(f"sqlite:///{tmp_path}/x.db")
        other.close()

    @pytest.mark.parametrize("name", ["sqlite", "sqlite_empty"])
    async def test_waits_for_a_lock(self, name: str, request: pytest.FixtureRequest) -> None:
        url = request.getfixturevalue(name)
        other = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        asyncio.get_running_loop().call_later(0.1, other.close)
        repository = await open_repository(url, busy_seconds=5)
        assert await pragma(repository, "journal_mode") == "wal"
        await repository.close()

    @pytest.mark.parametrize(
        ("forbidden", "sentence"),
        [
            ((0o444, 0o777), "can only be read"),
            ((0o000, 0o777), "cannot be opened"),
            ((0o666, 0o555), "can"),
            ((0o444, 0o555), "can"),
            ((0o666, 0o000), "cannot be opened"),
        ],
        indirect=["forbidden"],
    )
    async def test_without_the_right(self, forbidden: str, sentence: str) -> None:
        assert sentence in await complaint(forbidden)


class TestPostgresql:
    async def test_a_server_that_is_down(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        text = await complaint(f"postgresql://u:s3cret@127.0.0.1:{port}/x")
        assert f"127.0.0.1:{port}/x cannot be reached" in text

    async def test_a_host_that_does_not_exist(self) -> None:
        text = await complaint("postgresql://u:s3cret@nowhere.invalid/x")
        assert "nowhere.invalid:5432/x cannot be reached" in text

    async def test_a_database_that_does_not_exist(self, postgres_server: PostgresServer) -> None:
        text = await complaint(postgres_server.address("missing"))
        assert "does not let this program in" in text

    async def test_a_user_that_does_not_exist(self, postgres_server: PostgresServer) -> None:
        address = postgres_server.address("postgres").replace("postgres:@", "eve:s3cret@")
        assert "does not let this program in" in await complaint(address)

    @pytest.mark.parametrize("setting", ["nonsense=1", "sslmode=often", "statement_timeout=soon"])
    async def test_a_setting_that_makes_no_sense(self, postgresql: str, setting: str) -> None:
        assert "does not understand" in await complaint(f"{postgresql}&{setting}")

    async def test_a_user_without_rights(
        self, postgres_server: PostgresServer, postgresql_empty: str
    ) -> None:
        await postgres_server.execute("DROP ROLE IF EXISTS guest", "CREATE ROLE guest LOGIN")
        guest = postgresql_empty.replace("postgres:@", "guest:@")
        assert "does not let this program in" in await complaint(guest)

    async def test_a_database_that_can_only_be_read(
        self, postgres_server: PostgresServer, postgresql_empty: str
    ) -> None:
        name = urlsplit(postgresql_empty).path.strip("/")
        await postgres_server.execute(
            f"ALTER DATABASE {name} SET default_transaction_read_only = on"
        )
        assert "can only be read" in await complaint(postgresql_empty)

    async def test_all_that_libpq_understands(self, postgresql: str) -> None:
        url = f"{postgresql}&sslmode=prefer&channel_binding=prefer&application_name=interviews"
        repository = await open_repository(url.replace("postgresql://", "postgres://"))
        await repository.ping()
        await repository.close()


@pytest.fixture
async def strange(empty_url: str) -> str:
    """Address of a database in which another program keeps a table of that name."""
    statement = "CREATE TABLE notes (id integer)"
    if empty_url.startswith("sqlite"):
        other = sqlite3.connect(empty_url.removeprefix("sqlite:///"))
        other.execute(statement)
        other.close()
    else:
        connection = await asyncpg.connect(empty_url)
        await connection.execute(statement)
        await connection.close()
    return empty_url


async def test_tables_of_another_program(strange: str) -> None:
    assert "tables of another program (notes)" in await complaint(strange)


async def pragma(repository: SqlRepository, name: str) -> object:
    async with repository.engines.read.connect() as connection:
        return (await connection.exec_driver_sql(f"PRAGMA {name}")).scalar()
