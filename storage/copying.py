"""Whole copies of SQLite files, whatever others do to them meanwhile.

A copy is of the one moment at which it began: it reads within one transaction, and with a
write-ahead log a reader keeps nobody from writing. It grows under another name beside its target
and takes the target's name only once it was checked and is on the disk.
"""

from __future__ import annotations

import errno
import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from storage.errors import StoreError
from storage.failures import Cause, cause_of

PAGES = 256
"""How many pages are copied between two reports of progress."""
BESIDE = ("-wal", "-shm", "-journal")
"""What the names of the files that SQLite keeps beside a database end with."""

Progress = Callable[[int, int], None]
"""Is told how many pages are done and how many there are."""


class CannotCopy(StoreError):
    """The copy cannot be made; what was there before is as it was."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a SQLite file of this program holds."""

    revision: str
    interviews: int


@contextmanager
def beside(target: Path) -> Iterator[Path]:
    """Give an empty file beside another one, readable by its owner alone, and remove it after."""
    with writing_to(target):
        handle, name = tempfile.mkstemp(
            prefix=f".{target.name}.", suffix=".part", dir=target.parent
        )
    os.close(handle)
    try:
        yield Path(name)
    finally:
        for ending in ("", *BESIDE):
            Path(name + ending).unlink(missing_ok=True)


@contextmanager
def writing_to(target: Path) -> Iterator[None]:
    """Say what is wrong with the place of a copy."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise _no_room(target) from error
        raise CannotCopy(f"{target} cannot be written: {error.strerror}.") from error
    except sqlite3.Error as error:
        if cause_of(error) is Cause.FULL:
            raise _no_room(target) from error
        raise


def _no_room(target: Path) -> CannotCopy:
    return CannotCopy(
        f"There is no room for {target}. Free some disk space, or choose another place."
    )


def copy(
    source: Path, part: Path, *, target: Path, busy_seconds: float, progress: Progress | None
) -> None:
    """Copy one moment of a file that may be in use into the empty one that becomes the target.

    CannotCopy if the source cannot be read, or the target cannot be written.
    """

    def report(_status: int, remaining: int, total: int) -> None:
        if progress is not None:
            progress(total - remaining, total)

    with _reading_from(source), closing(read_only(source, busy_seconds)) as old:
        old.execute("BEGIN")  # without it, every commit of others would begin the copy anew
        old.execute("SELECT count(*) FROM sqlite_master").fetchone()
        with writing_to(target), closing(sqlite3.connect(part, isolation_level=None)) as new:
            new.execute("PRAGMA synchronous = OFF")  # `move` sees to it, once for all
            old.backup(new, pages=PAGES, progress=report)
            settle(new)


@contextmanager
def _reading_from(source: Path) -> Iterator[None]:
    """Say what is wrong with what is to be copied."""
    try:
        yield
    except sqlite3.Error as error:
        cause = cause_of(error)
        if cause is None:
            raise
        raise CannotCopy(f"{source} {cause.to_operator}") from error


def settle(connection: sqlite3.Connection) -> None:
    """Bring a database into one file, with nothing beside it."""
    connection.execute("PRAGMA journal_mode = DELETE")


def read_only(path: Path, busy_seconds: float) -> sqlite3.Connection:
    """Open a SQLite file so that nothing in it can be changed."""
    address = f"{path.absolute().as_uri()}?mode=ro"
    return sqlite3.connect(address, uri=True, timeout=busy_seconds, isolation_level=None)


def examine(part: Path, name: Path) -> Contents:
    """Read through a whole copy; CannotCopy unless it is sound and written by this program."""
    with _reading_from(name), closing(read_only(part, 0)) as connection:
        [verdict] = connection.execute("PRAGMA integrity_check(1)").fetchone()
        if verdict != "ok":
            raise CannotCopy(f"{name} {Cause.NOT_A_DATABASE.to_operator}")
        try:
            [revision] = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            [interviews] = connection.execute("SELECT count(*) FROM interviews").fetchone()
        except (sqlite3.OperationalError, TypeError) as error:  # no such table, or nothing in it
            raise CannotCopy(f"{name} is not a database of this program.") from error
    return Contents(str(revision), int(interviews))


def move(part: Path, target: Path) -> None:
    """Give a finished copy its name, so that not even a power cut leaves half of one."""
    with writing_to(target):
        _to_disk(part)
        for ending in BESIDE:  # they belong to what had the name before
            Path(f"{target}{ending}").unlink(missing_ok=True)
        part.replace(target)
        with suppress(OSError):  # Windows opens no folders, and need not
            _to_disk(target.parent)


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
