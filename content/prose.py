"""Prose into parts: the sentences of a paragraph, the entries of a comma-separated list."""

from __future__ import annotations

import re

_STOP = re.compile(r"(?<=[.!?。！？])[\"'”’)\]]*\s+(?=[^a-z\s])")
_ABBREVIATION = re.compile(
    r"(?i)(?:^|[\s(])(?:e\.g|i\.e|etc|vs|cf|approx|fig|no|dr|mr|ms|st|\w)\.$"
)
_BRACKETS = {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}


def sentences(text: str) -> list[str]:
    """Split a paragraph into sentences; abbreviations and initials end none."""
    found: list[str] = []
    start = 0
    for stop in _STOP.finditer(text):
        if not _ABBREVIATION.search(text[max(start, stop.start() - 8) : stop.start()]):
            found.append(text[start : stop.end()].strip())
            start = stop.end()
    rest = text[start:].strip()
    return [*found, rest] if rest else found


def is_prose(text: str) -> bool:
    """Tell sentences from a list of short entries: prose ends with a full stop."""
    return text.endswith((".", "!", "?", ":", "。")) or len(sentences(text)) > 1


def entries(text: str) -> list[str]:
    """Split a list at commas and semicolons that are followed by a blank, but not in brackets."""
    parts = _split(text, brackets=True)
    return parts if parts is not None else _split(text, brackets=False) or []


def _split(text: str, *, brackets: bool) -> list[str] | None:
    """Split a list; None if its brackets do not match."""
    parts, start, depth = [], 0, 0
    for i, char in enumerate(text):
        if brackets:
            depth += _BRACKETS.get(char, 0)
        if depth < 0:
            return None
        if char in ",;" and not depth and text[i + 1 : i + 2] in ("", " ", ",", ";"):
            parts.append(text[start:i])
            start = i + 1
    parts.append(text[start:])
    return [part.strip() for part in parts if part.strip()] if not depth else None
