"""Words for cards: shortened safely, and member text made harmless."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, timedelta

from bot.hidden import dropped

ELLIPSIS = "…"
MINUS = "\u2212"
BAR_CELLS = 10
MARKS_PER_LETTER = 2
"""How many combining marks a letter may carry before the rest is dropped."""

_JOINER = "\u200d"
_STAYS_WITH_PREVIOUS = re.compile(
    "[\u200d\ufe0e\ufe0f\u20e3\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]"
)
_REGIONAL = re.compile("[\U0001f1e6-\U0001f1ff]")
_FENCE = re.compile("`{3,}")
_SPECIAL = frozenset("\\*_~`|[]<>#@:")


def length(text: str) -> int:
    """Return the length as the strictest reader counts it: UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def graphemes(text: str) -> list[str]:
    """Split into what a person sees as single characters, emoji sequences and flags included."""
    found: list[str] = []
    for char in text:
        if found and _belongs(found[-1], char):
            found[-1] += char
        else:
            found.append(char)
    return found


def _belongs(previous: str, char: str) -> bool:
    if unicodedata.combining(char) or _STAYS_WITH_PREVIOUS.match(char):
        return True
    if previous.endswith(_JOINER):
        return True
    return bool(_REGIONAL.match(char)) and bool(_REGIONAL.fullmatch(previous))


def clip(text: str, limit: int) -> str:
    """Shorten to a limit at a word's end if there is one near, never inside an emoji."""
    text = text.strip()
    if length(text) <= limit:
        return text
    kept: list[str] = []
    used = 1  # the ellipsis
    for piece in graphemes(text):
        used += length(piece)
        if used > limit:
            break
        kept.append(piece)
    short = _whole_words("".join(kept), limit)
    return short.rstrip(" ,.;:-\u2013\u2014\n") + ELLIPSIS


def _whole_words(short: str, limit: int) -> str:
    """Return a cut text without its last, cut word, if that leaves most of it."""
    words, space, _ = short.rpartition(" ")
    return words if space and length(words) > 2 * limit / 3 else short


def clip_markdown(text: str, limit: int) -> str:
    """Shorten Markdown and close what the cut left open."""
    short = clip(text, limit)
    if short == text.strip():
        return short
    for room in range(limit, 0, -1):
        body = clip(text, room).removesuffix(ELLIPSIS)
        closed = body + ELLIPSIS + _closing(body)
        if length(closed) <= limit:
            return closed
    return ELLIPSIS


def _closing(text: str) -> str:
    """Return the marks that end what is still open at the end of a text."""
    if text.count("```") % 2:
        return "\n```"
    return "".join(mark for mark in ("`", "**", "__", "~~") if text.count(mark) % 2)


def calm(text: str) -> str:
    """Drop what is invisible, turns the writing direction or towers over the line."""
    text = dropped(text.replace("\r\n", "\n").replace("\r", "\n"))
    kept: list[str] = []
    marks = 0
    for char in text:
        if unicodedata.combining(char) or unicodedata.category(char) == "Me":
            marks += 1
            if marks > MARKS_PER_LETTER:
                continue
        else:
            marks = 0
        if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs", "Co"):
            kept.append(char)
    return "".join(kept)


def quote(text: str, limit: int) -> str:
    """Return member text on one line, escaped, so that it neither pings nor breaks a card.

    The limit holds for the escaped text.
    """
    pieces: list[str] = []
    used = 0
    for piece in graphemes(" ".join(calm(text).split())):
        shown = "\\" + piece if piece in _SPECIAL else piece
        used += length(shown)
        if used > limit - 1:
            return _whole_words("".join(pieces), limit).rstrip() + ELLIPSIS
        pieces.append(shown)
    return "".join(pieces)


def name(text: str, limit: int = 32) -> str:
    """Return a member's name for a card."""
    return quote(text, limit) or "somebody"


def in_fence(text: str) -> str:
    """Return text inside a code block that it cannot leave."""
    return "```\n" + _FENCE.sub(lambda run: "\u200b".join(run[0]), calm(text)) + "\n```"


def bar(score: float) -> str:
    """Return a score of 0 to 100 as a row of ten cells."""
    full = min(BAR_CELLS, max(0, round(score / 100 * BAR_CELLS)))
    return "▰" * full + "▱" * (BAR_CELLS - full)


def points(score: float) -> str:
    """Return a score as it is spoken of: a whole number."""
    return f"{score:.0f}"


def spell(duration: timedelta) -> str:
    """Return a duration in words: `1 min 5 s`."""
    seconds = max(0, round(duration.total_seconds()))
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    parts = [f"{hours} h" if hours else "", f"{minutes} min" if minutes else ""]
    if not hours and (seconds or not minutes):
        parts.append(f"{seconds} s")
    return " ".join(part for part in parts if part)


def countdown(moment: datetime) -> str:
    """Return a timestamp that every reader's app counts down to."""
    return f"<t:{round(moment.timestamp())}:R>"


def count(number: int, one: str, many: str | None = None) -> str:
    """Return `1 hint`, `2 hints`."""
    return f"{number} {one if number == 1 else many or one + 's'}"
