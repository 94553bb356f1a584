"""Headings, paragraphs, lists and code: what a Markdown document is made of.

The rest of the reader sees only these values and never a token of markdown-it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

_ADDRESS = re.compile(r"https?://\S+")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one style."""

    text: str
    bold: bool = False
    italic: bool = False
    href: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a paragraph as it stands in the file."""

    runs: tuple[Run, ...]
    number: int

    @property
    def text(self) -> str:
        """The plain text, blanks collapsed."""
        return plain(self.runs)

    @property
    def links(self) -> tuple[Run, ...]:
        """The links in a line, each as one run."""
        parts = groupby(self.runs, key=lambda run: run.href)
        return tuple(Run(plain(runs), href=href) for href, runs in parts if href)

    @property
    def only_links(self) -> tuple[Run, ...]:
        """The links of a line that holds nothing else, be they bare addresses; or nothing."""
        if _ADDRESS.fullmatch(self.text):
            return (Run(self.text, href=self.text),)
        rest = plain(run for run in self.runs if not run.href)
        return () if any(map(str.isalnum, rest)) else self.links

    def bold_lead(self) -> tuple[str, str]:
        """Split into the bold text that the line begins with, and the rest."""
        return self._lead([run.bold for run in self.runs])

    def italic_lead(self) -> tuple[str, str]:
        """Split into the italic text that the line begins with, and the rest."""
        return self._lead([run.italic and not run.bold for run in self.runs])

    def _lead(self, marked: list[bool]) -> tuple[str, str]:
        end = marked.index(False) if False in marked else len(marked)
        return plain(self.runs[:end]), plain(self.runs[end:])


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 6, or a `<summary>` of level 7."""

    level: int
    line: Line

    @property
    def number(self) -> int:
        """The line it stands in."""
        return self.line.number


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines of text; never empty."""

    lines: tuple[Line, ...]

    @property
    def number(self) -> int:
        """The line it begins in."""
        return self.lines[0].number

    @property
    def text(self) -> str:
        """All lines in one."""
        return joined(self.lines)


@dataclass(frozen=True, slots=True)
class Code:
    """A code block: shown as part of a question, never scored."""

    text: str
    number: int


@dataclass(frozen=True, slots=True)
class Item:
    """A list item. Its text is its first paragraph; lists in it are annotations and details."""

    blocks: tuple[Block, ...]
    number: int


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list, numbered or not. A table is one too: the first cell of a row is its term."""

    items: tuple[Item, ...]
    number: int


Block = Heading | Paragraph | Code | Bullets


def plain(runs: Iterable[Run]) -> str:
    """Join runs to plain text, blanks collapsed."""
    return " ".join("".join(run.text for run in runs).split())


def joined(lines: Iterable[Line]) -> str:
    """Join lines to plain text."""
    return " ".join(line.text for line in lines)
