"""A backup back in the place of the SQLite file. What was there is kept aside.

Everything here blocks; a coroutine calls it in a thread.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
import stat
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from storage import migrate
from storage.backup import BUSY_SECONDS, STAMP, database_file
from storage.copying import (
    BESIDE,
    CannotCopy,
    Progress,
    beside,
    copy,
    examine,
    move,
    read_only,
    settle,
    writing_to,
)
from storage.failures import Cause, cause_of


@dataclass(frozen=True, slots=True)
class Restored:
    """A database that came from a backup."""

    path: Path
    interviews: int
    revision: str
    """What the backup had; the database has the newest."""
    aside: Path | None
    """Where the database is that was there before."""


def restore(
    source: Path,
    url: str,
    *,
    now: datetime,
    busy_seconds: float = BUSY_SECONDS,
    progress: Progress | None = None,
) -> Restored:
    """Let a backup take the place of the database of a DATABASE_URL, with the newest tables.

    CannotCopy says why not: it is no backup, or it is newer than this program, or somebody has the
    database open. Then the database is as it was.
    """
    database = database_file(url).resolve()
    if not source.is_file():
        raise CannotCopy(f"There is no file {source}.")
    if database.exists() and source.samefile(database):
        raise CannotCopy(f"{source} is the database itself. Name a backup.")
    with writing_to(database):
        database.parent.mkdir(parents=True, exist_ok=True)
    with beside(database) as part:
        copy(source, part, target=database, busy_seconds=busy_seconds, progress=progress)
        found = examine(part, source)
        if not migrate.knows(found.revision):
            raise CannotCopy(
                f"{source} was written by a newer version of this program "
                f"(revision {found.revision}). Install that version first."
            )
        asyncio.run(migrate.upgrade(f"sqlite:///{part}"))
        with closing(sqlite3.connect(part)) as connection:
            settle(connection)
        _own_alike(database, part)
        aside = _put_aside(database, now, busy_seconds)
        move(part, database)
    return Restored(database, found.interviews, found.revision, aside)


def _own_alike(database: Path, part: Path) -> None:
    """Let whoever could use the database use the new one too, if root restores it."""
    there = database.exists()
    model = (database if there else database.parent).stat()
    if hasattr(os, "chown"):
        with suppress(OSError):
            os.chown(part, model.st_uid, model.st_gid)
    if there:
        part.chmod(stat.S_IMODE(model.st_mode))


def _put_aside(database: Path, now: datetime, busy_seconds: float) -> Path | None:
    """Give the database a second name, and return it if there is one.

    A log that stayed behind would be taken for that of the new file, so it goes too.
    """
    stamp = now.astimezone(UTC).strftime(STAMP)
    aside = database.with_name(f"{database.name}.before-restore-{stamp}")
    if aside.exists():
        raise CannotCopy(f"{aside} exists already. Try again in a second.")
    if database.exists():
        _close(database, busy_seconds)
    with writing_to(aside):
        for left in (Path(f"{database}{ending}") for ending in BESIDE):
            if left.exists():
                left.rename(f"{aside}{left.name.removeprefix(database.name)}")
        if not database.exists():
            return None
        try:
            os.link(database, aside)  # there is a database at every moment
        except OSError:  # a file system without links
            database.rename(aside)
    return aside


def _close(database: Path, busy_seconds: float) -> None:
    """Bring all of a database into its file; CannotCopy if anybody else has it open.

    SQLite does away with the log only for whoever is alone. Of a damaged database nothing is
    touched, lest something is lost that could still be saved.
    """
    address = f"{database.as_uri()}?mode=rw"
    try:
        with closing(read_only(database, busy_seconds)) as connection:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        with closing(sqlite3.connect(address, uri=True, timeout=busy_seconds)) as connection:
            settle(connection)
    except sqlite3.DatabaseError as error:
        if cause_of(error) is Cause.LOCKED:
            raise CannotCopy(
                f"{database} is in use. Stop the bot, and leave interviews in a terminal; "
                "then try again."
            ) from error
