"""The interview in a real pseudo-terminal, with keys and a screen."""

from __future__ import annotations

import json
import os
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pexpect
import pytest

ROOT = Path(__file__).parents[3]
CODES = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]|\x1b[=>]|\r")
EASY = {"topic": "Storage", "difficulty": "easy", "questions": 1}
UP, ENTER, ESCAPE = "\x1b[A", "\r", "\x1b"


class Terminal:
    """Somebody at a terminal of 80 columns."""

    def __init__(self, folder: Path) -> None:
        self.database = folder / "x.db"
        self.began = time.time()
        self._children: list[Any] = []
        self.child: Any = None

    def open(self, wish: dict[str, Any], *, speed: float = 1, export: Path | None = None) -> None:
        """Start the practice."""
        arguments = ["-m", "tests.bot.terminal.fast", str(self.database), str(speed)]
        arguments += [str(self.began), json.dumps(wish), *([str(export)] if export else [])]
        environment = os.environ | {
            "TERM": "xterm-256color",
            "PROMPT_TOOLKIT_NO_CPR": "1",
            "COLUMNS": "80",
        }
        self.child = pexpect.spawn(
            sys.executable,
            arguments,
            cwd=str(ROOT),
            env=environment,
            encoding="utf-8",
            timeout=20,
            dimensions=(40, 80),
        )
        self._children.append(self.child)

    def sees(self, words: str) -> str:
        """Wait for words on the screen; return what came before them."""
        self.child.expect(re.escape(words))
        return CODES.sub("", self.child.before)

    def types(self, *keys: str) -> None:
        """Press keys, not all at once."""
        for key in keys:
            self.child.send(key)
            time.sleep(0.15)

    def ends(self) -> None:
        """Wait for the end of the program, which must be a good one."""
        self.child.expect(pexpect.EOF)
        self.child.close()
        assert self.child.exitstatus == 0, CODES.sub("", self.child.before)

    def close(self) -> None:
        """Leave nothing running."""
        for child in self._children:
            child.close(force=True)


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    found = Terminal(tmp_path)
    yield found
    found.close()


def test_a_whole_interview_with_an_answer_of_several_lines(
    terminal: Terminal, tmp_path: Path
) -> None:
    target = tmp_path / "mine.json"
    terminal.open(EASY, export=target)
    terminal.sees("What is a cache for?")
    terminal.sees("3:00")
    terminal.types("It serves stale data.", ENTER, "/hint", ENTER)
    terminal.sees("Think of what happens on the second request.")
    terminal.types("It takes load off the database.", ENTER, ENTER)
    terminal.sees("of 100")
    terminal.sees("Hints took off 5 points")
    terminal.sees("Stampede")
    terminal.sees("of 100 overall")
    terminal.sees("Leaderboard")
    terminal.sees("The transcript is in")
    terminal.ends()
    (turn,) = json.loads(target.read_text("utf-8"))["turns"]
    assert turn["answer"] == "It serves stale data.\nIt takes load off the database."
    assert len(turn["messages"]) == 1
    assert not turn["messages"][0]["edited"]


def test_time_that_runs_out_takes_what_was_typed(terminal: Terminal, tmp_path: Path) -> None:
    target = tmp_path / "mine.json"
    terminal.open(EASY | {"seconds": 30}, speed=8, export=target)
    terminal.sees("What is a cache for?")
    terminal.types("It serves stale data")
    terminal.sees("What you have typed by then counts.")
    terminal.sees("of 100 overall")
    terminal.ends()
    data = json.loads(target.read_text("utf-8"))
    assert data["turns"][0]["answer"] == "It serves stale data"
    assert data["turns"][0]["state"] == "answered"
    assert "time_up" in [entry["kind"] for entry in data["entries"]]


def test_time_that_runs_out_without_a_word(terminal: Terminal) -> None:
    terminal.open(EASY | {"seconds": 30}, speed=20)
    terminal.sees("Time is up")
    terminal.sees("0 of 100 overall")
    terminal.ends()


def test_pause_and_the_other_commands(terminal: Terminal) -> None:
    terminal.open({"questions": 2, "kind": "core"})
    terminal.sees("Question 1 of 2")
    terminal.types("Some words", ENTER, "/pause", ENTER)
    terminal.sees("Paused. The clock stands")
    terminal.types("/resume", ENTER)
    terminal.sees("Question 1 of 2")
    terminal.sees("Some words")
    terminal.types("/status", ENTER)
    terminal.sees("0 questions scored")
    terminal.types("/reference", ENTER)
    terminal.sees("The reference answer comes with the verdict.")
    terminal.types("/help", ENTER)
    terminal.sees("stop the clock")
    terminal.types("/skip", ENTER)
    terminal.sees("Skipped")
    terminal.types("/ref", ENTER)
    terminal.sees("Reference answer")
    terminal.types("what now", ENTER)
    terminal.sees("No question stands now")
    terminal.types(ENTER)
    terminal.sees("Question 2 of 2")
    terminal.types("half an answer", ENTER, "/end", ENTER)
    terminal.sees("0 of 100 overall")
    terminal.sees("Save the transcript?")
    terminal.types("nonsense.xyz", ENTER)
    terminal.sees("a transcript is a file that ends in")
    terminal.sees("Save the transcript?")
    terminal.types(ENTER)
    terminal.ends()


def test_a_killed_process_loses_neither_words_nor_time(terminal: Terminal, tmp_path: Path) -> None:
    terminal.open(EASY)
    terminal.sees("What is a cache for?")
    terminal.types("It serves stale data.", ENTER, "And")
    time.sleep(1.5)
    terminal.child.kill(9)
    terminal.child.wait()
    time.sleep(3)
    target = tmp_path / "mine.md"
    terminal.open({"questions": 3}, export=target)
    terminal.sees("Welcome back. You left at question 1 of 1 with 2 minutes 5")
    terminal.types(ENTER)
    terminal.sees("What is a cache for?")
    terminal.sees("And")
    terminal.types(" it takes load off the database.", "\x04")
    terminal.sees("of 100 overall")
    terminal.ends()
    assert "It serves stale data.\nAnd it takes load off the database." in target.read_text("utf-8")


def test_leaving_with_ctrl_c_and_coming_back(terminal: Terminal) -> None:
    terminal.open(EASY)
    terminal.sees("What is a cache for?")
    terminal.types("draft", "\x03")
    terminal.sees("Paused")
    terminal.types("\x03")
    terminal.sees("Your interview waits")
    terminal.ends()
    terminal.open(EASY)
    terminal.sees("Welcome back")
    terminal.types(ENTER)
    terminal.sees("draft")
    terminal.types("/end", ENTER)  # not on a line of its own: part of the answer
    terminal.types("/end", ENTER)
    terminal.sees("ended without a score")
    terminal.types(ENTER)
    terminal.ends()


def test_an_interrupt_from_outside_pauses_too(terminal: Terminal) -> None:
    terminal.open(EASY)
    terminal.sees("What is a cache for?")
    for words in ("Paused", "Your interview waits"):
        terminal.child.kill(2)
        terminal.sees(words)
    terminal.ends()


def test_a_second_window_is_told_where_the_interview_is(terminal: Terminal) -> None:
    terminal.open(EASY)
    terminal.sees("What is a cache for?")
    first = terminal.child
    time.sleep(1)
    terminal.open(EASY)
    terminal.child.expect("open in another terminal")
    terminal.child = first
    terminal.types("x", ESCAPE + ENTER)
    terminal.sees("of 100 overall")
