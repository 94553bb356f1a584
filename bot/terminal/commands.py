"""What somebody can say with a slash, and what each phase of an interview understands."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from storage.records import Status


class Command(StrEnum):
    """A word behind a slash."""

    HINT = "hint"
    SKIP = "skip"
    PAUSE = "pause"
    RESUME = "resume"
    NEXT = "next"
    REFERENCE = "reference"
    STATUS = "status"
    END = "end"
    HELP = "help"

    @property
    def does(self) -> str:
        """What the command does, in a few words."""
        return _DOES[self]


_DOES = {
    Command.HINT: "name something to think of, for 5 points",
    Command.SKIP: "pass on this question",
    Command.PAUSE: "stop the clock",
    Command.RESUME: "let the clock run again",
    Command.NEXT: "go on to the next question",
    Command.REFERENCE: "show the reference answer",
    Command.STATUS: "show where the interview stands",
    Command.END: "end the interview; everything is saved",
    Command.HELP: "show this list",
}
_OPEN = (Command.HINT, Command.SKIP, Command.PAUSE, Command.STATUS, Command.END, Command.HELP)
_REVIEW = (Command.NEXT, Command.REFERENCE, Command.PAUSE, Command.STATUS, Command.END)
OFFERED: dict[Status, tuple[Command, ...]] = {
    Status.ASKING: _OPEN,
    Status.ANSWERING: _OPEN,
    Status.SCORING: (),
    Status.REVIEWING: (*_REVIEW, Command.HELP),
    Status.PAUSED: (Command.RESUME, Command.STATUS, Command.END, Command.HELP),
    Status.ENDED: (),
}
"""The commands that make sense, and that are completed."""


@dataclass(frozen=True, slots=True)
class Line:
    """The command on the last line of a text, and the text without that line."""

    command: Command | None
    rest: str


def read(text: str, offered: Iterable[Command] = tuple(Command)) -> Line:
    """Find a command on the last line of a text; the start of an offered one will do.

    Anything else with a slash is part of the answer.
    """
    before, newline, last = text.rpartition("\n")
    match = re.fullmatch(r"\s*/([a-z]+)\s*", last.lower())
    if match is None:
        return Line(None, text)
    word = match[1]
    meant = [c for c in offered if c.startswith(word)] if len(word) > 1 else []
    if word in set(Command):
        meant = [Command(word)]
    return Line(meant[0], before + newline) if len(meant) == 1 else Line(None, text)
