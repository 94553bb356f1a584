"""Words in small letters with hyphens: what ids and the names of packs are made of."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

MAX_LENGTH = 48
_RESERVED = re.compile(r"m\d+")
_WORD = re.compile(r"[^\W_]+")


def slug(text: str, words: int | None = None) -> str:
    """Return a slug of the text, or of its first words; empty if it has no letter or digit.

    Accents go ("naïve" -> "naive"), other scripts stay.
    """
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    bare = unicodedata.normalize("NFC", bare).casefold().replace("'", "").replace("\u2019", "")
    result = "-".join(_WORD.findall(bare)[:words])
    if len(result) <= MAX_LENGTH:
        return result
    return result[: MAX_LENGTH + 1].rpartition("-")[0] or result[:MAX_LENGTH]


class Ids:
    """Gives out ids that are unique within one question."""

    def __init__(self, question: str) -> None:
        self._question = question
        self._taken = {"summary"}
        self._repeats: Counter[str] = Counter()
        self._misconceptions = 0

    def summary(self) -> str:
        """Return the id of the summary."""
        return f"{self._question}.summary"

    def misconception(self) -> str:
        """Return the id of the next misconception: m1, m2 and so on."""
        self._misconceptions += 1
        return f"{self._question}.m{self._misconceptions}"

    def point(self, term: str, explanation: str) -> str:
        """Return the id of a key point: after its term, else after its first four words."""
        base = slug(term) or slug(explanation, words=4) or "point"
        name = base
        while name in self._taken or _RESERVED.fullmatch(name):
            self._repeats[base] += 1
            name = f"{base}-{self._repeats[base] + 1}"
        self._taken.add(name)
        return f"{self._question}.{name}"
