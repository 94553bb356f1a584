"""The ways in which rows change. Each works on a connection whose transaction is the caller's."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import tables

Row = dict[str, Any]
Excluded = sa.ColumnCollection[str, sa.ColumnElement[Any]]
Merge = Callable[[Excluded], dict[str, Any]]
"""From the row that was refused ("excluded") to the values that the kept one takes."""


async def fetch(connection: AsyncConnection, query: sa.Executable) -> list[Row]:
    """Return every row that a query selects."""
    return [row._asdict() for row in await connection.execute(query)]


async def insert(connection: AsyncConnection, table: sa.Table, new: Sequence[Row]) -> None:
    """Add rows; none is fine."""
    if new:
        await connection.execute(sa.insert(table), new)


async def upsert(connection: AsyncConnection, table: sa.Table, row: Row, merge: Merge) -> None:
    """Add a row, or merge it into the one that has its primary key."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(table).values(row)
    await connection.execute(
        statement.on_conflict_do_update(
            index_elements=list(table.primary_key), set_=merge(statement.excluded)
        )
    )


async def insert_unless_there(connection: AsyncConnection, table: sa.Table, row: Row) -> bool:
    """Add a row; return False, and change nothing, if its primary key is taken."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(table).values(row).on_conflict_do_nothing()
    return (await connection.execute(statement)).rowcount == 1


async def replace_rows(
    connection: AsyncConnection, table: sa.Table, stored: sa.Executable, wanted: Sequence[Row]
) -> None:
    """Make a selection of stored rows equal the wanted ones; write only those that differ."""
    names = [column.name for column in table.primary_key]

    def key(row: Mapping[str, Any]) -> tuple[Any, ...]:
        return tuple(row[name] for name in names)

    def one(of: tuple[Any, ...]) -> Row:
        return dict(zip(names, of, strict=True))

    old = {key(row): row for row in await fetch(connection, stored)}
    new = {key(row): row for row in wanted}
    for gone in old.keys() - new.keys():
        await connection.execute(sa.delete(table).filter_by(**one(gone)))
    for kept in old.keys() & new.keys():
        if old[kept] != new[kept]:
            await connection.execute(sa.update(table).filter_by(**one(kept)), new[kept])
    await insert(connection, table, [row for where, row in new.items() if where not in old])


def later_value(excluded: Excluded) -> dict[str, Any]:
    """Let the newest value stand."""
    return {"value": excluded.value}


def owed_anew(excluded: Excluded) -> dict[str, Any]:
    """Owe a message again that was called for before."""
    return {"version": excluded.version, "at": excluded.at, "message": None}


def both_times(excluded: Excluded) -> dict[str, Any]:
    """Keep the earliest and the latest time that a question was revealed."""
    old = tables.reveals.c
    return {
        "first_at": sa.case(
            (old.first_at < excluded.first_at, old.first_at), else_=excluded.first_at
        ),
        "last_at": sa.case((old.last_at > excluded.last_at, old.last_at), else_=excluded.last_at),
    }


def breaks_one_active(error: IntegrityError) -> bool:
    """Return whether an error says that a channel would have two active interviews.

    PostgreSQL names the index, SQLite its columns.
    """
    driver = getattr(error.orig, "__cause__", None)
    named = getattr(driver, "constraint_name", None) == tables.ONE_ACTIVE.name
    return named or "interviews.channel" in str(error.orig)
