"""An answer, read once for all key points: its words, what is said where, and what is denied."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from content.scoring.lexicon import Lexicon, Occurrence, Reading
from content.scoring.text import Token, tokenize
from content.scoring.words import NOT, NOT_EXCLUSIVE, PRONOUNS

NEGATION_REACH = 5
"""A negation turns around what is said within so many words after it."""
REJECTION_REACH = 8
"""A word such as "pointless" turns down so many words before it."""
REJECTIONS = frozenset(
    """counterproductive unnecessary redundant discouraged pointless useless harmful superfluous
    irrelevant obsolete needless impossible forbidden""".split()
)
"""Words that turn down what the segment says before them."""
LINKS = frozenset("and so because".split())
"""A negation does not reach beyond these."""


@dataclass(frozen=True, slots=True)
class Said:
    """An answer, read: its words, what each may stand for, and where each way is said."""

    text: str
    tokens: list[Token]
    readings: list[list[Reading]]
    found: dict[int, list[Occurrence]]
    ways: frozenset[int]
    """What is said, by way id."""
    denied: dict[int, int]
    """Words that a negation turns around: index of the word -> index of the negation."""
    bounds: list[tuple[int, int]]
    """Per sentence: indices of its first and last token."""
    context: list[int]
    """Per sentence: the sentence that it leans on, or itself."""
    stems: list[frozenset[str]]
    """Per sentence: the stems of its words, misspelt ones corrected."""

    @classmethod
    def read(cls, text: str, lexicon: Lexicon) -> Said:
        """Read an answer once, for all key points."""
        tokens = tokenize(text, lexicon.language)
        readings = lexicon.readings(tokens)
        found = lexicon.find(tokens, readings)
        bounds = _bounds(tokens)
        return cls(
            text=text,
            tokens=tokens,
            readings=readings,
            found=found,
            ways=frozenset(found),
            denied=_denied(tokens, readings),
            bounds=bounds,
            context=_context(text, tokens, bounds),
            stems=[
                frozenset(stem for i in range(a, b + 1) for stem, _ in readings[i])
                for a, b in bounds
            ],
        )

    def explained(self, place: Occurrence, words: Mapping[str, float]) -> float:
        """Return how much of the weight of some words stands around a place, beside it; 0 to 1."""
        sentence = self.tokens[place[0]].sentence
        near = self.stems[sentence] | self.stems[self.context[sentence]]
        own = {self.tokens[i].stem for i in range(place[0], place[1] + 1)}
        total = sum(w for stem, w in words.items() if stem not in own)
        there = sum(w for stem, w in words.items() if stem in near and stem not in own)
        return there / total if total else 1.0


def _bounds(tokens: list[Token]) -> list[tuple[int, int]]:
    if not tokens:
        return []
    bounds = []
    begin = 0
    for i in range(1, len(tokens) + 1):
        if i == len(tokens) or tokens[i].sentence != tokens[begin].sentence:
            bounds.append((begin, i - 1))
            begin = i
    return bounds


def _context(text: str, tokens: list[Token], bounds: list[tuple[int, int]]) -> list[int]:
    """Return for each sentence which earlier one it leans on: a heading, or what "it" refers to."""
    context = []
    heading = -1
    for number, (first, last) in enumerate(bounds):
        before = text[tokens[first - 1].end : tokens[first].start] if first else ""
        after = text[tokens[last].end : tokens[last].end + 3]
        own = number
        if "\n\n" in before:
            heading = -1
        words = [tokens[i].word for i in range(first, min(first + 3, last + 1))]
        if heading >= 0 and "\n" in before:
            own = heading
        elif number and not PRONOUNS.isdisjoint(words[:2]):
            own = number - 1
        if after.lstrip(" *_`").startswith(":") and last - first < 8:
            heading, own = number, number
        context.append(own)
    return context


def _denied(tokens: list[Token], readings: list[list[Reading]]) -> dict[int, int]:
    """Return the words within the reach of a negation, each with the negation."""
    denied: dict[int, int] = {}
    for i, token in enumerate(tokens):
        if any(stem == NOT for stem, _ in readings[i]):
            denied.update(dict.fromkeys(_turned_around(tokens, i), i))
        elif token.word in REJECTIONS and i not in denied:
            for j in _turned_down(tokens, i):
                denied.setdefault(j, i)
    return denied


def _turned_around(tokens: list[Token], negation: int) -> Iterator[int]:
    """Yield the words after a negation that it is about."""
    of_all = _of_all(tokens, negation)
    if negation + 1 < len(tokens) and tokens[negation + 1].word in NOT_EXCLUSIVE:
        return
    for j in range(negation + 1, len(tokens)):
        token = tokens[j]
        if token.sentence != tokens[negation].sentence:
            return
        ends = token.segment != tokens[negation].segment or token.word in LINKS
        if not of_all and (ends or j - negation >= NEGATION_REACH):
            return
        yield j


def _turned_down(tokens: list[Token], rejection: int) -> Iterator[int]:
    """Yield the words of the segment before a word such as "pointless"."""
    for j in range(rejection - 1, max(-1, rejection - 1 - REJECTION_REACH), -1):
        if tokens[j].segment != tokens[rejection].segment:
            return
        yield j


def _of_all(tokens: list[Token], negation: int) -> bool:
    """Whether a negation turns around the whole sentence: "it is not true that …"."""
    words = {token.word for token in tokens[negation + 1 : negation + 4]}
    return not words.isdisjoint({"true", "case", "correct", "right"}) and "that" in {
        token.word for token in tokens[negation + 1 : negation + 5]
    }
