"""What a database reports, told in plain words: never with SQL, never with a password.

Only what the surroundings cause becomes StoreUnavailable. A mistake in this program stays the
exception it is. Drivers report by number: SQLite by result code
(https://sqlite.org/rescode.html), PostgreSQL by SQLSTATE
(https://www.postgresql.org/docs/current/errcodes-appendix.html).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum

from sqlalchemy import exc

from storage.errors import StoreUnavailable


class Cause(Enum):
    """Why a store is not available: what a person reads, and what whoever runs it can do.

    The first sentence is for everybody who uses the bot; the second completes
    "DATABASE_URL: {place} ...".
    """

    LOCKED = (
        "The database is busy at the moment. Nothing was changed; please try again.",
        "is locked by another program. Stop that program, or wait until it is done.",
    )
    FULL = (
        "The database has no room left, so nothing was changed. Please tell whoever runs this bot.",
        "has no room left. Free some disk space.",
    )
    READ_ONLY = (
        "The database can only be read, so nothing was changed. Please tell whoever runs this bot.",
        "can only be read. Give this program permission to write to it and, for SQLite, to its "
        "folder and to the files beside it, whose names end with -wal and -shm.",
    )
    UNREADABLE = (
        "The database cannot be opened. Please tell whoever runs this bot.",
        "cannot be opened. It must be a file, in a folder, that this program may read and write.",
    )
    GONE = (
        "The database is not there any more, so nothing was changed. "
        "Please tell whoever runs this bot.",
        "is not there any more, or another file has taken its place while this program runs. Put "
        "it back; or stop this program, restore a backup, and start again.",
    )
    NOT_A_DATABASE = (
        "The database is damaged. Please tell whoever runs this bot.",
        "is damaged or not a database. Restore it from a backup, or choose another file.",
    )
    UNREACHABLE = (
        "The database cannot be reached at the moment. Nothing was changed; "
        "please try again in a minute.",
        "cannot be reached. Check that the server runs and that host and port are right.",
    )
    REFUSED = (
        "The database does not let this bot in. Please tell whoever runs it.",
        "does not let this program in. Check the user, the password, their rights and the name "
        "of the database.",
    )

    @property
    def to_people(self) -> str:
        """The sentence for everybody."""
        return str(self.value[0])

    @property
    def to_operator(self) -> str:
        """What follows the place in the sentence for whoever runs the program."""
        return str(self.value[1])


class FileGone(OSError):
    """The file that a connection was opened to cannot be found at its place."""


_SQLITE = {
    sqlite3.SQLITE_PERM: Cause.UNREADABLE,
    sqlite3.SQLITE_BUSY: Cause.LOCKED,
    sqlite3.SQLITE_LOCKED: Cause.LOCKED,
    sqlite3.SQLITE_PROTOCOL: Cause.LOCKED,
    sqlite3.SQLITE_READONLY: Cause.READ_ONLY,
    sqlite3.SQLITE_IOERR: Cause.UNREADABLE,
    sqlite3.SQLITE_CORRUPT: Cause.NOT_A_DATABASE,
    sqlite3.SQLITE_NOTADB: Cause.NOT_A_DATABASE,
    sqlite3.SQLITE_FULL: Cause.FULL,
    sqlite3.SQLITE_CANTOPEN: Cause.UNREADABLE,
}

_POSTGRESQL = {
    "08": Cause.UNREACHABLE,  # the connection was lost or refused
    "25006": Cause.READ_ONLY,
    "28": Cause.REFUSED,  # user or password
    "3D": Cause.REFUSED,  # no such database
    "40": Cause.LOCKED,  # deadlock, or a transaction that could not be serialised
    "42501": Cause.REFUSED,  # missing right
    "53": Cause.UNREACHABLE,  # no memory, no connection left
    "53100": Cause.FULL,
    "55P03": Cause.LOCKED,
    "57": Cause.UNREACHABLE,  # shut down, starting up, statement cancelled
    "58": Cause.UNREADABLE,  # trouble with the server's files
    "XX001": Cause.NOT_A_DATABASE,
    "XX002": Cause.NOT_A_DATABASE,
}


def cause_of(error: BaseException) -> Cause | None:
    """Return what in the surroundings caused an error; None if nothing did."""
    if isinstance(error, exc.DBAPIError):
        found = cause_of(error.orig) if error.orig else None
        return found or (Cause.UNREACHABLE if error.connection_invalidated else None)
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
        return _SQLITE.get(code & 0xFF)  # the low byte is the primary code
    state = getattr(error, "sqlstate", None)
    if isinstance(state, str):
        return _POSTGRESQL.get(state) or _POSTGRESQL.get(state[:2])
    if isinstance(error, exc.TimeoutError):  # every connection of the pool is in use
        return Cause.LOCKED
    if isinstance(error, OSError):
        return Cause.GONE if isinstance(error, FileGone) else Cause.UNREACHABLE
    return None


@contextmanager
def told_plainly(place: str | None = None) -> Iterator[None]:
    """Turn what the surroundings cause into StoreUnavailable.

    With a place (a path or an address) the sentence is for whoever runs the program.
    """
    try:
        yield
    except (exc.DBAPIError, exc.TimeoutError, sqlite3.Error, OSError) as error:
        cause = cause_of(error)
        if cause is None:
            raise
        text = f"DATABASE_URL: {place} {cause.to_operator}" if place else cause.to_people
        raise StoreUnavailable(text) from error
