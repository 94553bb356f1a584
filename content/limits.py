"""How large a pack may be: what is beyond is a mistake or an attack, and a problem in any case.

The bounds are far above any real pack, and low enough for the worst one to be refused or read in
less than half a minute. Nesting and the length of a paragraph are bounded in `content/document.py`.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence

from content.blocks import Block, Bullets, Paragraph
from content.errors import Problems
from content.model import Source
from content.outline import Entry

MAX_BYTES = 2_000_000
"""Of one file."""

MAX_FILES = 200
MAX_PACK_BYTES = 8_000_000
MAX_PACK_LINES = 50_000

MAX_MANIFEST = 10_000
"""Bytes of a `pack.toml`. Reading hostile TOML takes time quadratic in this."""

MAX_QUESTIONS = 2_000
MAX_POINTS = 1_000
"""Key points of one question."""

MAX_PACK_POINTS = 50_000
MAX_LINES = 200
"""Lines of a question that stand in no list, or items of lists at its top level.

Each may be a section or an aspect, and every point is compared with every aspect.
"""

_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\ufff9-\ufffb]")
"""What steers a terminal or turns the direction of reading, and has no business in a pack."""

_LONG_TAG = re.compile(r"<[a-zA-Z][a-zA-Z0-9]{40}")
"""No HTML tag has such a name; looking for its end would take time quadratic in its length."""

_PARTS = re.compile(r"[,;.!?。！？]")
"""What may end a key point in running text."""


def check_size(name: str, files: Sequence[bytes], problems: Problems) -> bool:
    """Return whether a pack's files are few and small enough to be read at all."""
    lines = sum(data.count(b"\n") + data.count(b"\r") for data in files)
    for found, most, what in (
        (len(files), MAX_FILES, "files"),
        (sum(map(len, files)), MAX_PACK_BYTES, "bytes"),
        (lines, MAX_PACK_LINES, "lines"),
    ):
        if found > most:
            problems.add(
                Source(name, 0), f"the pack has more than {most:,} {what}; make several packs of it"
            )
            return False
    return True


def check_text(file: str, text: str, problems: Problems) -> bool:
    """Return whether a text holds nothing that only does harm, be it spelled as an entity."""
    for form in (text, html.unescape(text) if "&#" in text else ""):
        found = _UNSEEN.search(form)
        if found:
            problems.add(_at(file, form, found), _about(found[0]))
            return False
    found = _LONG_TAG.search(text)
    if found:
        problems.add(
            _at(file, text, found), "this is no HTML tag; write &lt; where < is part of the text"
        )
    return not found


def check_values(file: str, values: Iterable[str], problems: Problems) -> bool:
    """Return whether settings hold nothing that steers a terminal; TOML can spell that out."""
    found = _UNSEEN.search("".join(values))
    if found:
        problems.add(Source(file, 0), _about(found[0]))
    return not found


def _about(char: str) -> str:
    return (
        f"there is an invisible character (U+{ord(char):04X}) that can make the text read "
        "differently from what it says; remove it"
    )


def check_questions(entries: Sequence[Entry], problems: Problems) -> bool:
    """Return whether the questions of a pack are few and short enough to be read."""
    if len(entries) > MAX_QUESTIONS:
        problems.add(
            entries[MAX_QUESTIONS].source,
            f"the pack has more than {MAX_QUESTIONS:,} questions; make several packs of it",
        )
        return False
    total = 0
    fine = True
    for entry in entries:
        points = _points(entry.body)
        total += points
        if points > MAX_POINTS or _lines(entry.body) > MAX_LINES:
            fine = False
            problems.add(
                entry.source,
                f"this question is too long (more than {MAX_POINTS:,} key points, or {MAX_LINES} "
                "lines and items at its top level); make several questions of it",
            )
        elif total > MAX_PACK_POINTS:
            problems.add(
                entry.source,
                f"up to here the pack has more than {MAX_PACK_POINTS:,} key points; make several "
                "packs of it",
            )
            return False
    return fine


def _at(file: str, text: str, found: re.Match[str]) -> Source:
    return Source(file, text.count("\n", 0, found.start()) + 1)


def _points(blocks: Sequence[Block]) -> int:
    """Return how many key points there can be at most: items, and parts of paragraphs."""
    count = _items(blocks)
    for block in blocks:
        if isinstance(block, Paragraph):
            count += 1 + sum(
                len(_PARTS.findall(run.text)) for line in block.lines for run in line.runs
            )
    return count


def _items(blocks: Sequence[Block]) -> int:
    return sum(
        1 + _items(item.blocks)
        for block in blocks
        if isinstance(block, Bullets)
        for item in block.items
    )


def _lines(blocks: Sequence[Block]) -> int:
    items = sum(len(block.items) for block in blocks if isinstance(block, Bullets))
    lines = sum(len(block.lines) for block in blocks if isinstance(block, Paragraph))
    others = sum(not isinstance(block, Bullets | Paragraph) for block in blocks)
    return max(items, lines + others)
