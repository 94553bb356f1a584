"""A PostgreSQL server to make databases in, and a line to it that can be cut."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from urllib.parse import parse_qs, urlsplit

import asyncpg  # type: ignore[import-untyped]


class PostgresServer:
    """A running server. Every worker makes databases of its own."""

    def __init__(self, uri: str, worker: str) -> None:
        self._uri = uri
        self._worker = worker
        self.migrated: str | None = None

    @property
    def socket(self) -> str:
        """Path of the socket that the server listens on."""
        return parse_qs(urlsplit(self._uri).query)["host"][0] + "/.s.PGSQL.5432"

    def address(self, database: str) -> str:
        """Return the URL of a database."""
        return self._uri.replace("/postgres?", f"/{database}?")

    async def fresh(self, name: str) -> str:
        """Make an empty database, in place of an earlier one, and return its address."""
        database = f"{name}_{self._worker}"
        await self.execute(
            "ALTER SYSTEM SET fsync = off",
            "SELECT pg_reload_conf()",
            f"DROP DATABASE IF EXISTS {database} WITH (FORCE)",
            f"CREATE DATABASE {database} STRATEGY file_copy",
        )
        return self.address(database)

    async def execute(self, *statements: str) -> None:
        """Run statements as the superuser."""
        connection = await asyncpg.connect(self._uri)
        try:
            for statement in statements:
                await connection.execute(statement)
        finally:
            await connection.close()

    async def left(self, role: str) -> None:
        """Wait until no connection of a role is open; its place is free only then."""
        connection = await asyncpg.connect(self._uri)
        try:
            for _ in range(200):
                if not await connection.fetchval(
                    "SELECT count(*) FROM pg_stat_activity WHERE usename = $1", role
                ):
                    return
                await asyncio.sleep(0.05)
        finally:
            await connection.close()
        raise AssertionError(f"{role} stays connected")


class Line:
    """A TCP port that leads to a Unix socket until it is cut, and again once it is mended."""

    def __init__(self, socket: str) -> None:
        self._socket = socket
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._pipes: set[asyncio.Task[None]] = set()
        self.port = 0

    async def mend(self) -> None:
        """Accept connections, always on the same port."""
        self._server = await asyncio.start_server(self._connect, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def cut(self) -> None:
        """Drop every connection and refuse new ones."""
        if self._server is not None:
            self._server.close()
        for writer in self._writers:
            writer.close()
        await asyncio.gather(*self._pipes, return_exceptions=True)
        for writer in self._writers:
            with suppress(OSError):
                await writer.wait_closed()
        self._writers.clear()

    async def _connect(self, inside: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        outside, forth = await asyncio.open_unix_connection(self._socket)
        self._writers |= {back, forth}
        for reader, writer in ((inside, forth), (outside, back)):
            pipe = asyncio.create_task(self._pipe(reader, writer))
            self._pipes.add(pipe)
            pipe.add_done_callback(self._pipes.discard)

    async def _pipe(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        writer.close()
