"""Leases over SQLite and PostgreSQL: rows that change hands by comparing and swapping."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime

import sqlalchemy as sa
from typing_extensions import override

from storage import tables
from storage.changes import insert_unless_there
from storage.connections import Connections
from storage.records import Lease
from storage.repository import Leases


class SqlLeases(Leases):
    """Keeps leases in a database."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    @override
    async def of(self, names: Collection[str]) -> dict[str, Lease]:
        wanted = sa.select(tables.leases).where(tables.leases.c.name.in_(sorted(names)))
        return {row["name"]: Lease(**row) for row in await self._connections.all(wanted)}

    @override
    async def take(self, wanted: Lease, before: Lease | None) -> bool:
        async with self._connections.writing() as connection:
            if before is None:
                return await insert_unless_there(connection, tables.leases, asdict(wanted))
            same = sa.update(tables.leases).filter_by(**asdict(before))
            return (await connection.execute(same, asdict(wanted))).rowcount == 1

    @override
    async def beat(self, names: Collection[str], holder: str, at: datetime) -> bool:
        row = tables.leases.c
        mine = sa.update(tables.leases).where(row.name.in_(sorted(names)), row.holder == holder)
        async with self._connections.writing() as connection:
            return (await connection.execute(mine, {"beat_at": at})).rowcount == len(set(names))
