"""Real faults of a SQLite file under a repository that is in use.

After each: the sentence that fits, nothing half-written, and once the cause is gone the same
repository works again.
"""

from __future__ import annotations

import asyncio
import filecmp
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest

from storage.errors import StoreUnavailable
from storage.failures import Cause
from storage.sql import open_repository
from tests.storage.examples import an_entry
from tests.storage.faults import add, ballast, opened, refuses, small_disk, works
from tests.storage.test_open import as_nobody
from tests.storage.test_releases import path_of

HOLD = """
import sqlite3, sys
c = sqlite3.connect(sys.argv[1], isolation_level=None)
c.execute("BEGIN EXCLUSIVE")
print("held", flush=True)
sys.stdin.readline()
"""

DIE = """
import os, sqlite3, sys
c = sqlite3.connect(sys.argv[1], isolation_level=None)
c.execute("PRAGMA cache_size = 1")  # so that much of it is on the disk already
c.execute("BEGIN IMMEDIATE")
c.execute("DELETE FROM turns")
for n in range(500):
    c.execute("INSERT INTO notes VALUES (?, hex(zeroblob(4000)))", (f"lost{n}",))
os.kill(os.getpid(), 9)
"""


@asynccontextmanager
async def held(path: Path) -> AsyncIterator[Process]:
    """Have another process hold a SQLite file until its input ends."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", HOLD, str(path)), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    assert await process.stdout.readline() == b"held\n"
    yield process
    await let_go(process)


async def let_go(holder: Process) -> None:
    await holder.communicate(b"\n")


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "small", 1024) as folder:
        yield folder


@pytest.fixture
def open_to_all(sqlite: str) -> Iterator[Path]:
    """A good file, for a process that is not root's."""
    with tempfile.TemporaryDirectory() as name:  # others may not enter pytest's own folders
        Path(name).chmod(0o777)
        path = Path(shutil.copy(path_of(sqlite), name))
        path.chmod(0o666)
        with as_nobody():
            yield path


@contextmanager
def away(path: Path) -> Iterator[Path]:
    """Move a file or a folder to another name and back, over nothing that was made meanwhile."""
    path.rename(f"{path}.away")
    yield path
    assert not path.exists()
    Path(f"{path}.away").rename(path)


def protect(path: Path, mode: int) -> None:
    """Set the rights of a database, with the files beside it, that belongs to root or to us."""
    user = os.geteuid()
    if os.getuid() == 0:
        os.seteuid(0)
    for file in path.parent.glob(f"{path.name}*"):
        file.chmod(mode)
    os.seteuid(user)


async def test_locked_for_longer_than_we_wait(sqlite: str) -> None:
    async with opened(sqlite) as repository:
        kept = await add(repository)
        async with held(path_of(sqlite)) as holder:
            await refuses(repository, kept, Cause.LOCKED)
            assert await repository.get(kept.id) == kept
            await let_go(holder)
        await works(repository, kept)


async def test_locked_for_a_moment(sqlite: str) -> None:
    async with opened(sqlite, busy_seconds=60) as repository:
        kept = await add(repository)
        async with held(path_of(sqlite)) as holder:
            saving = asyncio.ensure_future(repository.save(kept, [an_entry("waited")]))
            done, _ = await asyncio.wait([saving], timeout=0.3)
            assert not done
            await let_go(holder)
            saved = await saving
        await works(repository, saved)


async def test_a_holder_that_was_killed(sqlite: str) -> None:
    async with opened(sqlite) as repository:
        kept = await add(repository)
        async with held(path_of(sqlite)) as holder:
            await refuses(repository, kept, Cause.LOCKED)
            holder.kill()
            await holder.wait()
        await works(repository, kept)


async def test_a_full_disk(disk: Path) -> None:
    async with opened(f"sqlite:///{disk}/x.db") as repository:
        kept = await add(repository)
        with ballast(disk):
            await refuses(repository, kept, Cause.FULL)
            await refuses(repository, kept, Cause.FULL)
            assert await repository.get(kept.id) == kept
        await works(repository, kept)


async def test_full_before_it_is_opened(disk: Path) -> None:
    url = f"sqlite:///{disk}/x.db"
    with ballast(disk), pytest.raises(StoreUnavailable, match="has no room left"):
        await open_repository(url)
    async with opened(url) as repository:
        await works(repository, await add(repository))


async def test_a_connection_that_can_only_read(sqlite: str) -> None:
    async with opened(sqlite) as repository:
        kept = await add(repository)
        async with repository._connections.reading() as connection:
            await connection.exec_driver_sql("PRAGMA query_only = ON")
        await refuses(repository, kept, Cause.READ_ONLY)
        await works(repository, kept)


@pytest.mark.parametrize("read_meanwhile", [False, True])
async def test_protected_for_a_while(open_to_all: Path, read_meanwhile: bool) -> None:
    """Open connections then: SQLite opens them for reading, and they stay like that."""
    async with opened(f"sqlite:///{open_to_all}") as repository:
        kept = await add(repository)
        await repository._connections.dispose()
        protect(open_to_all, 0o444)
        await refuses(repository, kept, Cause.READ_ONLY)
        if read_meanwhile:
            assert await repository.get(kept.id) == kept
        protect(open_to_all, 0o666)
        if read_meanwhile:  # by a connection that is given up only now
            await refuses(repository, kept, Cause.READ_ONLY)
        await works(repository, kept)


async def test_the_file_is_moved_away_and_back(sqlite: str) -> None:
    async with opened(sqlite) as repository:
        kept = await add(repository)
        with away(path_of(sqlite)):
            await refuses(repository, kept, Cause.GONE)
            with pytest.raises(StoreUnavailable):
                await repository.get(kept.id)
        await works(repository, kept)


async def test_the_folder_is_moved_away_and_back(sqlite: str) -> None:
    folder = path_of(sqlite).parent / "deep"
    url = f"sqlite:///{folder}/x.db"
    async with opened(url) as repository:
        kept = await add(repository)
        with away(folder):
            await refuses(repository, kept, Cause.GONE)
        await works(repository, kept)


async def test_the_file_is_deleted(sqlite: str) -> None:
    async with opened(sqlite) as repository:
        kept = await add(repository)
        path_of(sqlite).unlink()
        await refuses(repository, kept, Cause.GONE)
        await refuses(repository, kept, Cause.GONE)
        assert not path_of(sqlite).exists()


async def test_another_file_in_its_place(sqlite: str, sqlite_tables: Path) -> None:
    """It is left alone until a restart, since the old one's log lies beside it."""
    async with opened(sqlite) as repository:
        kept = await add(repository)
        with away(path_of(sqlite)) as path:
            shutil.copy(sqlite_tables, path)
            await refuses(repository, kept, Cause.GONE)
            with pytest.raises(StoreUnavailable):
                await repository.ping()
            assert filecmp.cmp(path, sqlite_tables, shallow=False)
            path.unlink()
        await works(repository, kept)


async def test_a_save_that_is_under_way_when_the_process_dies(sqlite: str) -> None:
    """Kill a process between its statements, not between its transactions."""
    async with opened(sqlite) as repository:
        kept = await add(repository)
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", DIE, str(path_of(sqlite))
        )
        assert await process.wait() == -9
        assert await repository.recall("lost0") is None
        await works(repository, kept)


async def test_locked_by_a_reader_who_began_before(sqlite: str) -> None:
    """A reader of another program holds nobody up."""
    async with opened(sqlite) as repository:
        kept = await add(repository)
        reader = sqlite3.connect(path_of(sqlite), isolation_level=None)
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM turns").fetchone()
        await works(repository, kept)
        reader.close()
