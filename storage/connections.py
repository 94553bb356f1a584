"""Transactions: one door for reading, one for writing, and plain words for what goes wrong."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from storage.changes import fetch
from storage.engine import Engines
from storage.failures import told_plainly
from storage.queries import Select


class Connections:
    """Gives connections of a database that `open_repository` has prepared."""

    def __init__(self, engines: Engines) -> None:
        self._engines = engines
        # SQLite lets one writer in and has the others poll; waiting here is quicker and fair.
        self._turnstile: AbstractAsyncContextManager[Any] = (
            asyncio.Lock() if engines.sqlite else nullcontext()
        )

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """Give a connection that sees one state of the database throughout."""
        with told_plainly():
            async with self._engines.read.connect() as connection:
                yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """Give a transaction; it is undone if an error leaves it."""
        with told_plainly():
            async with self._turnstile, self._engines.write.begin() as connection:
                yield connection

    async def all(self, query: Select) -> Sequence[Mapping[str, Any]]:
        """Return every row that a query selects."""
        async with self.reading() as connection:
            return await fetch(connection, query)

    async def dispose(self) -> None:
        """Close every connection."""
        await self._engines.dispose()
