"""From DATABASE_URL to an engine: which driver, which settings, how a transaction begins."""

from __future__ import annotations

import json
import sqlite3
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import asyncpg  # type: ignore[import-untyped]
from sqlalchemy import event
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor, ExceptionContext
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

from storage.errors import StoreUnavailable
from storage.failures import Cause, FileGone, cause_of, told_plainly

SQLITE = frozenset({"sqlite", "sqlite+aiosqlite"})
POSTGRESQL = frozenset({"postgres", "postgresql", "postgresql+asyncpg"})

CONNECT_SECONDS = 10.0
"""How long PostgreSQL may take to let this program in."""
COMMAND_SECONDS = 30.0
"""How long PostgreSQL may take over one statement before it counts as unreachable."""

LASTING = frozenset({Cause.READ_ONLY, Cause.UNREADABLE, Cause.NOT_A_DATABASE})
"""What a connection may suffer from even after the cause is gone."""

_to_json = partial(json.dumps, ensure_ascii=False, allow_nan=False, separators=(",", ":"))

FORMS = "sqlite:///folder/interviews.db or postgresql://user:password@host:5432/database"


@dataclass(frozen=True, slots=True)
class Engines:
    """One pool of connections behind two doors: one for reading, one for writing.

    `place` names the database without a password.
    """

    read: AsyncEngine
    write: AsyncEngine
    place: str

    @property
    def sqlite(self) -> bool:
        """Whether only one writer at a time is possible."""
        return self.write.dialect.name == "sqlite"

    async def dispose(self) -> None:
        """Close every connection."""
        await self.write.dispose()


def create_engines(url: str, *, busy_seconds: float) -> Engines:
    """Return the engines for a DATABASE_URL; StoreUnavailable if it makes no sense.

    A SQLite file and its folder are created; no server is connected to yet.
    """
    parsed = parse(url)
    if parsed.drivername in SQLITE:
        return _sqlite(parsed, busy_seconds)
    return _postgresql(parsed)


def parse(url: str) -> URL:
    """Return the parts of a DATABASE_URL; StoreUnavailable if it makes no sense."""
    try:
        parsed = make_url(url.strip())
    except (ArgumentError, ValueError):
        raise StoreUnavailable(f"DATABASE_URL is not an address. It looks like {FORMS}.") from None
    if parsed.drivername not in SQLITE | POSTGRESQL:
        raise StoreUnavailable(
            f"DATABASE_URL starts with {parsed.drivername}://, which is not supported. "
            f"It looks like {FORMS}."
        )
    if parsed.drivername in SQLITE and parsed.host:
        raise StoreUnavailable(
            "DATABASE_URL needs a third slash before the path: "
            "sqlite:///folder/file, or sqlite:////folder/file from the root."
        )
    return parsed


def sqlite_file(url: URL) -> Path | None:
    """Return the file that an address names; None if it names a server, or memory."""
    if url.drivername not in SQLITE or url.database in (None, "", ":memory:"):
        return None
    return Path(str(url.database)).expanduser()


def _sqlite(url: URL, busy_seconds: float) -> Engines:
    """Take transactions into our own hands, as SQLAlchemy's notes on SQLite advise.

    A write begins with BEGIN IMMEDIATE: two processes then queue up for the lock, where with a
    plain BEGIN both could hold a read lock and wait for each other.
    """
    file = sqlite_file(url)
    options: dict[str, Any] = {}
    if file is None:  # every connection would be a database of its own
        options = {"poolclass": AsyncAdaptedQueuePool, "pool_size": 1, "max_overflow": 0}
    else:
        _make_file(file)
    path = str(file or ":memory:")
    engine = create_async_engine(
        url.set(drivername="sqlite+aiosqlite", database=path),
        connect_args={"timeout": busy_seconds, "isolation_level": None},
        json_serializer=_to_json,
        hide_parameters=True,
        **options,
    )
    event.listen(engine.sync_engine, "connect", _set_pragmas)
    event.listen(engine.sync_engine, "begin", _begin)
    event.listen(engine.sync_engine, "invalidate", _roll_back)
    event.listen(engine.sync_engine, "handle_error", _give_up)
    if file is not None:
        _watch(engine.sync_engine, file.absolute())
    return Engines(engine, engine.execution_options(begin="BEGIN IMMEDIATE"), path)


def _make_file(path: Path) -> None:
    """Make a file and its folder, unless they are there.

    This finds out whether the file can be opened at all before aiosqlite does, which would leave
    a thread behind that complains when the program has ended.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnavailable(
            f"DATABASE_URL: the folder {path.parent} cannot be made ({error.strerror}). "
            "Make it yourself, or choose a place that this program may write to."
        ) from error
    with told_plainly(str(path)):
        sqlite3.connect(path).close()


def _watch(engine: Engine, file: Path) -> None:
    """Refuse connections once the file is not the one that was there at first.

    SQLite would go on writing to a file that was moved or deleted, and lose all of it; and a new
    file would be read together with the old one's log.
    """

    def which() -> tuple[int, int]:
        found = file.stat()
        return found.st_dev, found.st_ino

    first = which()

    def check(*_seen: object) -> None:
        try:
            now = which()
        except OSError as error:
            raise FileGone from error
        if now != first:
            raise FileGone

    event.listen(engine, "do_connect", check)
    event.listen(engine, "checkout", check)


def _set_pragmas(connection: DBAPIConnection, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA synchronous = NORMAL")  # safe with WAL; loses at most the last commits
    _use_wal(cursor)
    cursor.close()


def _use_wal(cursor: DBAPICursor) -> None:
    """Keep readers and the writer out of each other's way.

    The switch does not wait for a lock as other statements do, so that two processes which begin
    a file together would fail. An empty transaction waits.
    """
    for _ in range(5):
        with suppress(sqlite3.OperationalError):
            cursor.execute("PRAGMA journal_mode = WAL")
            return
        cursor.execute("BEGIN IMMEDIATE")
        cursor.execute("COMMIT")
    cursor.execute("PRAGMA journal_mode = WAL")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))


def _roll_back(connection: DBAPIConnection, _record: object, _error: object) -> None:
    """Let go of the lock when a connection is given up in the middle, as by a cancelled task.

    Closing is not enough: SQLite keeps a transaction for as long as a statement of it is known to
    anybody, if only to the traceback of the cancelled task.
    """
    with suppress(Exception):
        connection.rollback()


def _give_up(context: ExceptionContext) -> None:
    """Open a new connection after an error that the old one might repeat for ever.

    One that was opened while nothing could be written stays like that when the cause is gone.
    """
    if cause_of(context.original_exception) in LASTING:
        context.is_disconnect = True


def _postgresql(url: URL) -> Engines:
    """Let asyncpg read the address itself, so that it understands what libpq does (sslmode...)."""
    address = url.set(drivername="postgresql")
    address = address.difference_update_query(["channel_binding"])  # unknown to asyncpg
    engine = create_async_engine(
        "postgresql+asyncpg://",
        async_creator=partial(_connect, address.render_as_string(hide_password=False)),
        pool_pre_ping=True,
        json_serializer=_to_json,
        hide_parameters=True,
    )
    event.listen(engine.sync_engine, "handle_error", _give_up)
    # Several SELECTs make up one interview; they must see one state of it.
    read = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    host = url.host or url.query.get("host") or "localhost"
    return Engines(read, engine, f"{host}:{url.port or 5432}/{url.database or ''}")


async def _connect(address: str) -> asyncpg.Connection:
    try:
        return await asyncpg.connect(
            address, timeout=CONNECT_SECONDS, command_timeout=COMMAND_SECONDS
        )
    except (ValueError, asyncpg.UndefinedObjectError, asyncpg.InvalidParameterValueError):
        raise StoreUnavailable(
            "DATABASE_URL has a setting after its question mark that PostgreSQL does not "
            "understand. Correct it, or leave it out."
        ) from None
