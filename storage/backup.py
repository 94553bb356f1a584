"""Backups of the SQLite file, while bots go on writing to it. PostgreSQL has tools of its own.

Everything here blocks; a coroutine calls it in a thread.
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.engine import URL

from storage.copying import CannotCopy, Progress, beside, copy, examine, move
from storage.engine import SQLITE, parse, sqlite_file

BUSY_SECONDS = 5.0
"""How long to wait for whoever has the file for itself."""
STAMP = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was made, checked and written to the disk."""

    path: Path
    size: int
    """In bytes."""
    interviews: int
    revision: str


def backup(
    url: str,
    target: Path,
    *,
    replace: bool = False,
    busy_seconds: float = BUSY_SECONDS,
    progress: Progress | None = None,
) -> Backup:
    """Copy the database of a DATABASE_URL into a file that only its owner may read.

    CannotCopy says why not.
    """
    source = database_file(url)
    if not source.exists():
        raise CannotCopy(f"There is no database at {source} yet, so there is nothing to keep.")
    _refuse(source, target, replace=replace)
    with beside(target) as part:
        copy(source, part, target=target, busy_seconds=busy_seconds, progress=progress)
        found = examine(part, source)
        size = part.stat().st_size
        _refuse(source, target, replace=replace)
        move(part, target)
    return Backup(target, size, found.interviews, found.revision)


def _refuse(source: Path, target: Path, *, replace: bool) -> None:
    """Raise CannotCopy for a place that no backup can have."""
    if not target.parent.is_dir():
        raise CannotCopy(
            f"There is no folder {target.parent}. Make it, or choose another place for the backup."
        )
    if target.is_dir():
        raise CannotCopy(f"{target} is a folder. Name a file in it.")
    if target.exists() and target.samefile(source):
        raise CannotCopy(f"{target} is the database itself. Choose another place for the backup.")
    if target.exists() and not replace:
        raise CannotCopy(f"{target} exists already. `--replace` takes its place.")


def database_file(url: str) -> Path:
    """Return the SQLite file of a DATABASE_URL; CannotCopy if it names none."""
    parsed = parse(url)
    path = sqlite_file(parsed)
    if path is not None:
        return path
    if parsed.drivername in SQLITE:
        raise CannotCopy("DATABASE_URL names no file, so there is nothing that could be kept.")
    address = shlex.quote(_without_password(parsed))
    raise CannotCopy(
        "DATABASE_URL names a PostgreSQL database, which has tools of its own. They ask for the "
        "password.\n"
        f"Backup:   pg_dump --format=custom --file=interviews.dump {address}\n"
        "Restore, while no bot runs:   pg_restore --clean --if-exists --single-transaction "
        f"--dbname={address} interviews.dump"
    )


def _without_password(url: URL) -> str:
    plain = URL.create("postgresql", url.username, None, url.host, url.port, url.database)
    kept = {name: value for name, value in url.query.items() if "pass" not in name}
    return plain.set(query=kept).render_as_string()


def file_name(url: str, now: datetime) -> str:
    """Return the name of a backup that is made now."""
    return f"{database_file(url).stem}-{now.astimezone(UTC).strftime(STAMP)}.db"


def prune(latest: Path, keep: int) -> list[Path]:
    """Remove all but the newest backups beside the latest one; return what is gone.

    Only files that `file_name` gave the same name, but for the time, are touched.
    """
    stem = latest.stem.rpartition("-")[0]
    same = re.compile(re.escape(stem) + r"-\d{8}T\d{6}Z\.db")
    others = sorted(
        path for path in latest.parent.iterdir() if same.fullmatch(path.name) and path != latest
    )
    gone = others[: max(len(others) - (keep - 1), 0)]
    for path in gone:
        path.unlink(missing_ok=True)
    return gone
