"""The command line as somebody types it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import tomllib
from pathlib import Path
from typing import Any

import pytest

from bot import __version__
from bot.launch import topic_of
from tests.bot.stage import pack

ROOT = Path(__file__).parents[2]
PACK = ROOT / "tests" / "bot" / "backend.md"


def run(
    home: Path, *arguments: str, given: bytes = b"", **variables: str
) -> subprocess.CompletedProcess[bytes]:
    """Run the program in an empty folder with an empty data folder."""
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "XDG_DATA_HOME": str(home / "data"),
        "HOME": str(home),
        **variables,
    }
    return subprocess.run(  # noqa: S603 -- our own program
        [sys.executable, "-m", "bot", *arguments],
        cwd=home,
        env=environment,
        input=given,
        capture_output=True,
        check=False,
        timeout=60,
    )


def test_help_is_quick_and_names_every_command(tmp_path: Path) -> None:
    began = time.perf_counter()
    help_ = run(tmp_path, "--help")
    assert time.perf_counter() - began < 3  # about 0.4 s on an idle machine
    assert help_.returncode == 0
    for command in "run practice score lint import export leaderboard health db".split():
        assert command in help_.stdout.decode()


def test_help_imports_nothing_heavy(tmp_path: Path) -> None:
    script = "import sys, bot.__main__; print([m for m in sys.argv[1:] if m in sys.modules])"
    heavy = ["sqlalchemy", "discord", "prompt_toolkit", "pydantic", "markdown_it", "jinja2"]
    done = subprocess.run(  # noqa: S603 -- our own program
        [sys.executable, "-c", script, *heavy],
        cwd=ROOT,
        capture_output=True,
        check=True,
        env=os.environ | {"HOME": str(tmp_path)},
    )
    assert done.stdout == b"[]\n"


def test_the_version_is_that_of_the_project(tmp_path: Path) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["version"] == __version__
    assert run(tmp_path, "--version").stdout == f"mock-interview {__version__}\n".encode()


def test_without_a_token_the_main_job_is_an_interview_here(tmp_path: Path) -> None:
    done = run(tmp_path, given=b"I have no idea, sorry.\n\n")
    assert done.returncode == 0, done.stderr
    assert done.stderr.decode() == (
        "DISCORD_TOKEN is not set, so the interview is here in the terminal.\n"
    )
    lines = done.stdout.decode().splitlines()
    assert lines[1].startswith("Question 1 of 5 ──")
    assert any(line.startswith("Question 2 of 5 ──") for line in lines)
    assert any("of 100 overall" in line for line in lines)
    assert all(len(line) <= 80 and line == line.rstrip() for line in lines)
    assert b"\x1b" not in done.stdout


def test_piped_answers_commands_and_an_export(tmp_path: Path) -> None:
    given = (
        b"It serves stale data and takes load off the database.\n/hint\n/status\n/skip\n"
        b"/nonsense is an answer\n"
    )
    arguments = ("practice", "--pack", str(PACK), "--kind", "core", "--questions", "3")
    extra = ("--seed", "4", "--export", "out.json", "--name", "Ada", "--seconds", "30")
    done = run(tmp_path, *arguments, *extra, given=given)
    assert done.returncode == 0, done.stderr
    text = done.stdout.decode()
    for words in ("Question 3 of 3", "no time limit", "Hint  ", "1 question scored", "Skipped"):
        assert words in text
    data = json.loads((tmp_path / "out.json").read_text("utf-8"))
    assert [turn["state"] for turn in data["turns"]] == ["answered", "skipped", "answered"]
    assert data["turns"][2]["answer"] == "/nonsense is an answer"
    assert data["session"]["candidate_name"] == "Ada"
    assert data["session"]["settings"]["seconds"] == 0
    again = run(tmp_path / "data", *arguments, "--seed", "4", given=given, XDG_DATA_HOME="new")
    assert first_lines(again.stdout) == first_lines(done.stdout)
    exported = run(tmp_path, "export", "--format", "md", "--output", "all")
    assert exported.returncode == 0, exported.stderr
    (written,) = (tmp_path / "all").iterdir()
    assert written.name.endswith(".md")
    one = run(tmp_path, "export", data["session"]["id"], "--format", "json", "--output", "-")
    assert json.loads(one.stdout)["session"]["id"] == data["session"]["id"]
    board = run(tmp_path, "leaderboard")
    assert b"You are not on it yet" in board.stdout


def first_lines(output: bytes) -> list[str]:
    return output.decode().splitlines()[:20]


@pytest.mark.parametrize(
    ("arguments", "variables", "words"),
    [
        (("run",), {}, "There is no DISCORD_TOKEN."),
        (("practice",), {"LOG_LEVEL": "loud"}, "LOG_LEVEL must be"),
        ((), {"DISCORD_TOKEN": "a b"}, "DISCORD_TOKEN must be"),
        (("lint", "nope"), {}, "there is no such pack"),
        (("score", "--pack", "nope"), {}, "there is no such pack"),
        (("practice", "--questions", "99"), {}, "1 to 20 questions"),
        (("practice", "--export", "x.pdf"), {}, "ends in .html, .md or .json"),
        (("health", "--database", "new.db"), {}, "db upgrade"),
        (("health",), {"DATABASE_URL": "sqlite://x"}, "DATABASE_URL"),
        (("export", "nope"), {}, "no session `nope`"),
        (("import", str(ROOT / "LICENSE")), {}, "LICENSE"),
    ],
)
def test_what_goes_wrong_is_a_sentence(
    tmp_path: Path, arguments: tuple[str, ...], variables: dict[str, Any], words: str
) -> None:
    done = run(tmp_path, *arguments, given=b"", **variables)
    error = done.stderr.decode()
    assert done.returncode == 1
    assert words in error
    assert "Traceback" not in error
    assert done.stdout == b""


def test_the_database_can_be_prepared_and_asked(tmp_path: Path) -> None:
    assert run(tmp_path, "db", "upgrade", "--database", "x.db").returncode == 0
    healthy = run(tmp_path, "health", "--database", "x.db")
    assert (healthy.returncode, healthy.stdout) == (0, b"ok\n")


def test_a_pack_is_imported_once_and_found_from_then_on(tmp_path: Path) -> None:
    done = run(tmp_path, "import", str(PACK))
    assert b"5 questions, 4 with a reference answer" in done.stdout
    assert (tmp_path / "data" / "mock-interview" / "packs" / "backend.md").is_file()
    again = run(tmp_path, "import", str(PACK))
    assert (again.returncode, b"already" in again.stderr) == (1, True)
    folder = tmp_path / "backend"
    folder.mkdir()
    (folder / "questions.md").write_bytes(PACK.read_bytes())
    (folder / "notes.xyz").write_text("not of the pack")
    assert run(tmp_path, "import", "backend", "--replace").returncode == 0
    packs = tmp_path / "data" / "mock-interview" / "packs"
    assert [path.name for path in packs.rglob("*")] == ["backend", "questions.md"]
    (packs / "broken.md").write_text("nothing here")
    played = run(tmp_path, "practice", "--pack", "backend", given=b"\n")
    assert played.returncode == 0
    assert b"a pack in PACKS_DIR is left out: broken.md" in played.stderr
    assert b"Backend" not in played.stderr


def test_scores_keep_what_they_were_given(tmp_path: Path) -> None:
    given = b'{"question": "q2", "answer": "A sorted tree of keys.", "id": 7}\nnonsense\n'
    done = run(tmp_path, "score", "--pack", str(PACK), given=given)
    first, second = map(json.loads, done.stdout.splitlines())
    assert done.returncode == 1
    assert (first["id"], first["score"] > 0) == (7, True)
    assert second["line"] == 2
    good = run(tmp_path, "score", "--pack", str(PACK), given=given.splitlines()[0])
    assert good.returncode == 0


@pytest.mark.parametrize(
    ("words", "topic"),
    [
        (None, None),
        ("Storage", "Storage"),
        ("deliv", "Delivery"),
        ("e", "e"),
        ("cooking", "cooking"),
    ],
)
def test_a_part_of_a_topic_will_do(words: str | None, topic: str | None) -> None:
    assert topic_of(pack(), words) == topic
