"""The repository over SQLite and PostgreSQL, in SQLAlchemy Core.

    repository = await open_repository("sqlite:///data/interviews.db")
    ...
    await repository.close()

A write is one transaction that begins with the row of the interview. From then on SQLite holds
the lock of the file, PostgreSQL that of the row, and nobody else writes to that interview.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection
from typing_extensions import override

from storage import queries, rows, tables
from storage.changes import (
    both_times,
    breaks_one_active,
    fetch,
    insert,
    later_value,
    owed_anew,
    replace_rows,
    upsert,
)
from storage.cleaning import clean
from storage.connections import Connections
from storage.engine import Engines, create_engines
from storage.errors import ChannelBusy, Conflict, NotFound
from storage.leasing import SqlLeases
from storage.migrate import upgrade_through
from storage.records import EVERYTHING, Attempt, Entry, Interview, Post, Shards
from storage.repository import Repository
from storage.timing import timed

BUSY_SECONDS = 5.0
"""How long a write waits for another process that writes to the same SQLite file."""


async def open_repository(
    url: str,
    *,
    busy_seconds: float = BUSY_SECONDS,
    on_statement: Callable[[float], None] | None = None,
) -> SqlRepository:
    """Connect to the database of a DATABASE_URL and bring it to the newest tables.

    `on_statement` is told the seconds that each statement takes. StoreUnavailable says what is
    wrong with the address or the database, and what to do about it.
    """
    engines = create_engines(url, busy_seconds=busy_seconds)
    if on_statement is not None:  # on the one that the other is made from, or all counts twice
        timed(engines.read if engines.sqlite else engines.write, on_statement)
    try:
        await upgrade_through(engines)
    except BaseException:
        await engines.dispose()
        raise
    return SqlRepository(engines)


class SqlRepository(Repository):
    """Keeps interviews in a database that `open_repository` has prepared."""

    def __init__(self, engines: Engines) -> None:
        self.engines = engines
        self._connections = Connections(engines)
        self._leases = SqlLeases(self._connections)

    @property
    @override
    def leases(self) -> SqlLeases:
        return self._leases

    @override
    async def add(
        self, interview: Interview, entries: Sequence[Entry], posts: Sequence[Post] = ()
    ) -> Interview:
        kept = replace(clean(interview), version=1)
        async with self._writing(kept) as connection:
            await insert(connection, tables.interviews, [rows.interview_row(kept)])
            await insert(connection, tables.turns, rows.turn_rows(kept))
            await insert(connection, tables.messages, rows.message_rows(kept))
            await insert(connection, tables.entries, rows.entry_rows(kept.id, clean(entries), 0))
            await _owe(connection, posts)
        return kept

    @override
    async def get(self, interview_id: str) -> Interview:
        found = await self._load(sa.select(tables.interviews).filter_by(id=interview_id))
        if not found:
            raise NotFound(interview_id)
        return found[0]

    @override
    async def active_in(self, channel: str) -> Interview | None:
        active = sa.select(tables.interviews).where(tables.ACTIVE).filter_by(channel=channel)
        return next(iter(await self._load(active)), None)

    @override
    async def save(
        self, interview: Interview, entries: Sequence[Entry], posts: Sequence[Post] = ()
    ) -> Interview:
        kept = replace(clean(interview), version=interview.version + 1)
        async with self._writing(kept) as connection:
            await self._replace_interview(connection, kept)
            await replace_rows(
                connection, tables.turns, queries.turns_of([kept.id]), rows.turn_rows(kept)
            )
            await replace_rows(
                connection, tables.messages, queries.messages_of([kept.id]), rows.message_rows(kept)
            )
            if entries:
                last = (await connection.execute(queries.last_sequence(kept.id))).scalar_one()
                lines = rows.entry_rows(kept.id, clean(entries), after=last)
                await insert(connection, tables.entries, lines)
            await _owe(connection, posts)
        return kept

    async def _replace_interview(self, connection: AsyncConnection, kept: Interview) -> None:
        row = tables.interviews.c
        changed = await connection.execute(
            sa.update(tables.interviews).where(row.id == kept.id, row.version == kept.version - 1),
            rows.interview_row(kept),
        )
        if changed.rowcount == 1:
            return
        found = await connection.execute(sa.select(row.id).where(row.id == kept.id))
        raise NotFound(kept.id) if found.first() is None else Conflict(kept.id)

    @override
    async def posts(self, interview_id: str) -> Sequence[Post]:
        return [rows.to_post(row) for row in await self._all(queries.posts_of(interview_id))]

    @override
    async def unsent(
        self, *, front_end: str, shards: Shards = EVERYTHING, limit: int = 100
    ) -> Sequence[Post]:
        return [
            rows.to_post(row) for row in await self._all(queries.unsent(front_end, shards, limit))
        ]

    @override
    async def owe(self, post: Post) -> None:
        async with self._connections.writing() as connection:
            await _owe(connection, [post])

    @override
    async def sent(self, post: Post, message: str | None) -> None:
        this = {"interview": post.interview, "kind": str(post.kind), "turn": post.turn}
        same = sa.update(tables.posts).filter_by(**this, version=post.version)
        async with self._connections.writing() as connection:
            await connection.execute(same, {"message": message})

    @override
    async def due(
        self, now: datetime, *, front_end: str, shards: Shards = EVERYTHING, limit: int = 100
    ) -> Sequence[str]:
        found = await self._all(queries.due(clean(now), front_end, shards, limit))
        return [row["id"] for row in found]

    @override
    async def active(self, *, front_end: str, shards: Shards = EVERYTHING) -> Sequence[Interview]:
        return await self._load(queries.active(front_end, shards))

    @override
    async def transcript(self, interview_id: str) -> Sequence[Entry]:
        async with self._connections.reading() as connection:
            found = await fetch(connection, queries.transcript(interview_id))
            if not found:
                known = sa.select(tables.interviews.c.id).filter_by(id=interview_id)
                if not await fetch(connection, known):
                    raise NotFound(interview_id)
        return [rows.to_entry(row) for row in found]

    @override
    async def interviews_of(
        self, candidate: str, *, server: str | None = None, limit: int = 25, offset: int = 0
    ) -> Sequence[Interview]:
        return await self._load(queries.of_candidate(candidate, server, limit, offset))

    @override
    async def seen(self, candidate: str, pack: str) -> dict[str, datetime]:
        found = await self._all(queries.seen(candidate, pack))
        return {row["question"]: row["at"] for row in found}

    @override
    async def reveal(self, candidate: str, pack: str, question: str, at: datetime) -> None:
        key = {"candidate": candidate, "pack": pack, "question": question}
        row = {**key, "first_at": clean(at), "last_at": clean(at)}
        async with self._connections.writing() as connection:
            await upsert(connection, tables.reveals, row, both_times)

    @override
    async def attempts(
        self, *, server: str | None, since: datetime | None, until: datetime
    ) -> Sequence[Attempt]:
        found = await self._all(queries.attempts(server, clean(since), clean(until)))
        return [Attempt(**row) for row in found]

    @override
    async def recall(self, key: str) -> str | None:
        found = await self._all(sa.select(tables.notes.c.value).filter_by(key=key))
        return found[0]["value"] if found else None

    @override
    async def remember(self, key: str, value: str) -> None:
        async with self._connections.writing() as connection:
            await upsert(connection, tables.notes, {"key": key, "value": value}, later_value)

    @override
    async def ping(self) -> None:
        await self._all(sa.select(sa.literal(1)))

    @override
    async def close(self) -> None:
        await self._connections.dispose()

    # Connections

    @asynccontextmanager
    async def _writing(self, interview: Interview) -> AsyncIterator[AsyncConnection]:
        """Give a transaction; ChannelBusy if it would give a channel a second interview."""
        try:
            async with self._connections.writing() as connection:
                yield connection
        except IntegrityError as error:
            if not breaks_one_active(error):
                raise
            raise ChannelBusy(interview.channel) from error

    async def _all(self, query: queries.Select) -> Sequence[Mapping[str, Any]]:
        return await self._connections.all(query)

    async def _load(self, query: queries.Select) -> list[Interview]:
        """Return the interviews that a query selects, in its order, with all that they hold."""
        async with self._connections.reading() as connection:
            found = await fetch(connection, query)
            if not found:
                return []
            ids = [row["id"] for row in found]
            asked = _by_interview(await fetch(connection, queries.turns_of(ids)))
            said = _by_interview(await fetch(connection, queries.messages_of(ids)))
        return [
            rows.to_interview(row, asked.get(row["id"], ()), said.get(row["id"], ()))
            for row in found
        ]


def _by_interview(found: Sequence[Mapping[str, Any]]) -> dict[str, list[Mapping[str, Any]]]:
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for row in found:
        groups.setdefault(row["interview"], []).append(row)
    return groups


async def _owe(connection: AsyncConnection, posts: Sequence[Post]) -> None:
    for post in posts:
        await upsert(connection, tables.posts, rows.post_row(post), owed_anew)
