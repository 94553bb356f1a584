"""What every test of a fault needs, and a disk that can be filled."""

from __future__ import annotations

import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from storage.errors import StoreUnavailable
from storage.failures import Cause
from storage.records import Interview, Turn
from storage.sql import SqlRepository, open_repository
from tests.storage.examples import an_entry, an_interview, second


@asynccontextmanager
async def opened(url: str, *, busy_seconds: float = 0.1) -> AsyncIterator[SqlRepository]:
    """Open a repository for a while."""
    repository = await open_repository(url, busy_seconds=busy_seconds)
    try:
        yield repository
    finally:
        await repository.close()


def grown(kept: Interview, letters: int = 10) -> Interview:
    """Return an interview with one more turn, of a long answer."""
    turn = Turn(len(kept.turns) + 1, "q", second(1), answer="x" * letters)
    return replace(kept, turns=(*kept.turns, turn))


async def add(repository: SqlRepository) -> Interview:
    """Keep a new interview."""
    return await repository.add(an_interview(), [an_entry()])


async def refuses(repository: SqlRepository, kept: Interview, cause: Cause) -> None:
    """Make sure that a save fails for that cause."""
    with pytest.raises(StoreUnavailable) as error:
        await repository.save(grown(kept, 100_000), [an_entry("lost")] * 3)
    assert str(error.value) == cause.to_people


async def works(repository: SqlRepository, kept: Interview) -> None:
    """Make sure that nothing was half-written and that the same repository writes again."""
    assert await repository.get(kept.id) == kept
    before = await repository.transcript(kept.id)
    assert "lost" not in [line.text for line in before]
    saved = await repository.save(grown(kept), [an_entry("new")])
    assert await repository.get(kept.id) == saved
    assert await repository.transcript(kept.id) == [*before, an_entry("new")]


@contextmanager
def small_disk(folder: Path, kibibytes: int) -> Iterator[Path]:
    """Mount a disk of that size on a new folder; skip the test for whoever may not."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={kibibytes}k", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:  # noqa: S603
        pytest.skip("no disk can be mounted here")
    yield folder
    # A connection that was given up is closed by its thread, in its own time.
    subprocess.run(["umount", "--lazy", str(folder)], check=True)  # noqa: S603, S607


@contextmanager
def ballast(folder: Path) -> Iterator[None]:
    """Fill a disk to the brim."""
    file = folder / "ballast"
    with file.open("wb", buffering=0) as writing:
        try:
            while writing.write(b"x" * 4096):
                pass
        except OSError:
            pass
    yield
    file.unlink()
