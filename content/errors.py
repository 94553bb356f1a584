"""Errors whose text a person may read. The whole house derives its errors from CoachError.

CoachError
└── PackError   a pack cannot be read: every problem at once, each with file, line and what to do
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from content.model import Source

MAX_PROBLEMS = 1_000
"""So many problems of a pack are kept; whoever has more begins with these."""

MAX_MESSAGE = 500
"""Characters of one problem, which may quote the pack."""


class CoachError(Exception):
    """Something that did not work, in a sentence that says what to do.

    It knows nothing of Discord or SQL; a front end shows `str(error)` as it is.
    """


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that an author has to mend: where it stands, what is wrong and what to do."""

    source: Source
    message: str

    def __str__(self) -> str:
        return f"{self.source}: {self.message}"


class PackError(CoachError):
    """A pack that cannot be read. `problems` holds all of them, in the order of the files."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))


class Problems:
    """Collects the problems of a pack while it is read on, so that an author sees them all."""

    def __init__(self) -> None:
        self._found: list[Problem] = []

    def add(self, source: Source, message: str) -> None:
        """Note one problem and carry on."""
        if len(self._found) == MAX_PROBLEMS:
            return
        if len(message) > MAX_MESSAGE:
            message = f"{message[: MAX_MESSAGE // 2]} … {message[-MAX_MESSAGE // 2 :]}"
        self._found.append(Problem(source, message))

    def __bool__(self) -> bool:
        return bool(self._found)

    def raise_any(self) -> None:
        """Raise PackError if anything was found: by file, then by line."""
        if self._found:
            unique = dict.fromkeys(self._found)
            raise PackError(sorted(unique, key=lambda p: (p.source.file, p.source.line)))
