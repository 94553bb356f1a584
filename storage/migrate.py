"""Bring a database to the tables that this program knows."""

from __future__ import annotations

import asyncio
from functools import cache
from pathlib import Path
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection

from storage.engine import Engines, create_engines
from storage.errors import StoreUnavailable
from storage.failures import told_plainly
from storage.tables import metadata, notes

ONE_AT_A_TIME = 0x6D6F636B
"""The advisory lock in PostgreSQL under which a process migrates."""

# Alembic keeps the migration that runs in a global, so a process runs one at a time.
_turnstiles: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()


async def upgrade(url: str, *, busy_seconds: float = 5.0) -> None:
    """Bring the database of an address to the newest tables."""
    engines = create_engines(url, busy_seconds=busy_seconds)
    try:
        await upgrade_through(engines)
    finally:
        await engines.dispose()


async def current(url: str, *, busy_seconds: float = 5.0) -> str | None:
    """Return the revision that a database has; None if it is empty."""
    engines = create_engines(url, busy_seconds=busy_seconds)
    try:
        with told_plainly(engines.place):
            async with engines.read.connect() as connection:
                return await connection.run_sync(_revision)
    finally:
        await engines.dispose()


def head() -> str:
    """Return the newest revision that this program knows."""
    revision = _scripts().get_current_head()
    if revision is None:
        raise AssertionError("the migrations are missing")
    return revision


def knows(revision: str) -> bool:
    """Return whether a revision is one of this program, rather than of a newer version."""
    return revision in {script.revision for script in _scripts().walk_revisions()}


async def upgrade_through(engines: Engines) -> None:
    """Bring a database to the newest tables, in one transaction; make sure it can be written to.

    StoreUnavailable if that is not possible, or if the database is newer than this program.
    """
    turnstile = _turnstiles.setdefault(asyncio.get_running_loop(), asyncio.Lock())
    with told_plainly(engines.place):
        async with turnstile, engines.write.begin() as connection:
            await connection.run_sync(_upgrade, engines.place)


def _upgrade(connection: Connection, place: str) -> None:
    if _revision(connection) != head():
        if connection.dialect.name == "postgresql":  # SQLite's lock is held already
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(ONE_AT_A_TIME)))
        _migrate(connection, place)
    # Without the right to write a database opens all the same; find out before anybody waits.
    connection.execute(sa.delete(notes).where(sa.false()))


def _migrate(connection: Connection, place: str) -> None:
    revision = _revision(connection)
    if revision is None:
        _refuse_strangers(connection, place)
    elif not knows(revision):
        raise StoreUnavailable(
            f"DATABASE_URL: {place} was written by a newer version of this program "
            f"(revision {revision}). Install that version, or choose another database."
        )
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _refuse_strangers(connection: Connection, place: str) -> None:
    taken = sorted(metadata.tables.keys() & set(sa.inspect(connection).get_table_names()))
    if taken:
        raise StoreUnavailable(
            f"DATABASE_URL: {place} already holds tables of another program "
            f"({', '.join(taken)}). Choose a database for this program alone."
        )


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


@cache
def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _config() -> Config:
    """Find the migrations beside this file, installed or not."""
    config = Config()
    folder = str(Path(__file__).parent / "migrations")
    config.set_main_option("script_location", folder.replace("%", "%%"))  # it interpolates
    return config
