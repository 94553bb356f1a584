"""The commands that back the database up and bring a backup back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.filesize import decimal
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

from bot.config import Settings
from storage import backup as backups
from storage import restore as restoring
from storage.copying import CannotCopy
from storage.copying import Progress as Report


def backup(
    found: Settings, target: Path, *, replace: bool, keep: int | None, now: datetime
) -> list[str]:
    """Back the database up into a file, or into a folder under a name with the time.

    With `keep`, only so many of those in the folder stay. Returns a line for each that was done.
    """
    url = found.database_url
    named_by_time = target.is_dir()
    if keep is not None and not named_by_time:
        raise CannotCopy("`--keep` counts the backups in a folder. Name a folder, not a file.")
    if named_by_time:
        target /= backups.file_name(url, now)
    with _progress("Copying") as report:
        made = backups.backup(url, target, replace=replace, progress=report)
    lines = [f"{made.path}: {_interviews(made.interviews)}, {decimal(made.size)}."]
    if keep is not None:
        lines += [f"{gone} is removed." for gone in backups.prune(made.path, keep)]
    return lines


def replaced(found: Settings) -> Path | None:
    """Return the database whose place a backup would take, if there is one."""
    database = backups.database_file(found.database_url)
    return database if database.exists() else None


def restore(found: Settings, source: Path, *, now: datetime) -> list[str]:
    """Bring a backup back; return a line for each thing that was done."""
    with _progress("Restoring") as report:
        done = restoring.restore(source, found.database_url, now=now, progress=report)
    lines = [f"{done.path}: {_interviews(done.interviews)}."]
    if done.aside is not None:
        lines.append(f"What was there before is in {done.aside}.")
    return lines


def _interviews(number: int) -> str:
    return f"{number} interview{'' if number == 1 else 's'}"


@contextmanager
def _progress(verb: str) -> Iterator[Report]:
    """Show in a terminal how far a copy is."""
    console = Console(stderr=True)
    columns = (TextColumn(verb), BarColumn(), TaskProgressColumn())
    shown = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
    with shown:
        task = shown.add_task(verb, total=None)
        yield lambda done, total: shown.update(task, completed=done, total=total)
