"""`backup` and `restore` as somebody types them."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import stat
import sys
from contextlib import closing
from pathlib import Path

import pexpect
import pytest

from tests.bot.test_command_line import PACK, ROOT, run

NAME = re.compile(r"interviews-\d{8}T\d{6}Z\.db")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A machine on which somebody was interviewed once."""
    practise(tmp_path)
    return tmp_path


def practise(home: Path) -> None:
    done = run(home, "practice", "--pack", str(PACK), "--questions", "1", given=b"No idea.\n\n")
    assert done.returncode == 0, done.stderr


def database(home: Path) -> Path:
    return home / "data" / "mock-interview" / "interviews.db"


def sessions(home: Path) -> int:
    with closing(sqlite3.connect(database(home))) as connection:
        [number] = connection.execute("SELECT count(*) FROM interviews").fetchone()
    return int(number)


def test_there_and_back(home: Path) -> None:
    done = run(home, "backup")
    assert (done.returncode, done.stderr) == (0, b"")
    [made] = [path for path in home.iterdir() if NAME.fullmatch(path.name)]
    size = made.stat().st_size
    assert done.stdout.decode() == f"{made.name}: 1 interview, {size / 1000:.1f} kB.\n"
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    practise(home)
    assert sessions(home) == 2
    back = run(home, "restore", made.name, "--yes")
    assert (back.returncode, back.stderr) == (0, b"")
    first, second = back.stdout.decode().splitlines()
    assert first == f"{database(home)}: 1 interview."
    assert sessions(home) == 1
    aside = second.removeprefix("What was there before is in ").removesuffix(".")
    again = run(home, "restore", aside, "-y")
    assert again.returncode == 0
    assert sessions(home) == 2


def test_onto_another_machine(home: Path, tmp_path: Path) -> None:
    assert run(home, "backup", "x.db").returncode == 0
    other = tmp_path / "other"
    other.mkdir()
    done = run(other, "restore", str(home / "x.db"))
    assert done.stdout.decode() == f"{database(other)}: 1 interview.\n"
    exported = run(other, "export", "--format", "json", "--output", "-")
    assert json.loads(exported.stdout)["turns"][0]["answer"] == "No idea."


def test_a_folder_in_which_only_the_newest_stay(home: Path) -> None:
    folder = home / "safe"
    folder.mkdir()
    old = ["interviews-20260101T000000Z.db", "interviews-20260102T000000Z.db"]
    for name in (*old, "holiday.db"):
        (folder / name).touch()
    done = run(home, "backup", "safe", "--keep", "2")
    assert done.returncode == 0, done.stderr
    assert done.stdout.decode().splitlines()[1:] == [f"safe/{old[0]} is removed."]
    left = {path.name for path in folder.iterdir()}
    assert {old[1], "holiday.db"} < left
    assert len(left) == 3


def test_what_cannot_be_done_is_said_in_a_sentence(home: Path, tmp_path: Path) -> None:
    assert run(home, "backup", "x.db").returncode == 0
    empty = tmp_path / "empty"
    empty.mkdir()
    for where, arguments, sentence in [
        (home, ("backup", "x.db"), "x.db exists already. `--replace` takes its place."),
        (home, ("backup", "x.db", "--keep", "3"), "Name a folder, not a file."),
        (home, ("backup", "away/x.db"), "There is no folder away. Make it,"),
        (home, ("restore", "away.db", "--yes"), "There is no file away.db."),
        (empty, ("backup",), "so there is nothing to keep."),
        (home, ("backup", "--database", "postgresql://a:s3cret@h/db"), "postgresql://a@h/db"),
        (home, ("restore", "x.db", "--database", "postgresql://a:s3cret@h/db"), "pg_restore"),
    ]:
        done = run(where, *arguments)
        assert done.returncode == 1
        assert sentence in done.stderr.decode()
        assert b"Traceback" not in done.stderr
        assert b"s3cret" not in done.stderr
    assert run(home, "backup", "x.db", "--replace").returncode == 0
    assert sessions(home) == 1


@pytest.mark.parametrize(("answer", "restored"), [(b"n\n", False), (b"y\n", True), (b"", False)])
def test_it_asks_before_it_takes_a_place(home: Path, answer: bytes, restored: bool) -> None:
    assert run(home, "backup", "x.db").returncode == 0
    practise(home)
    done = run(home, "restore", "x.db", given=answer)
    assert "take the place of" in done.stderr.decode()
    assert done.returncode == (0 if restored else 1)
    assert sessions(home) == (1 if restored else 2)


def test_a_terminal_shows_how_far_it_is(home: Path) -> None:
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "XDG_DATA_HOME": str(home / "data"),
        "HOME": str(home),
        "TERM": "xterm-256color",
    }
    child = pexpect.spawn(
        sys.executable,
        ["-m", "bot", "backup", "x.db"],
        cwd=str(home),
        env=environment,
        timeout=30,
    )
    child.expect("Copying .*100%")
    child.expect("x.db: 1 interview")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
