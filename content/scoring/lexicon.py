"""What the scorer knows about words: the pack's ways of speaking, its vocabulary, its thesaurus.

A *way* is one way to say something, compiled to stems. All ways of a pack live in one table, so
that an answer is searched once, whatever the number of questions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from content.model import ThesaurusGroup, Way
from content.scoring.text import FUNCTION_WORDS, NOT, Language, Token, fold, tokenize

MAX_GAP = 2
"""So many words may stand between two words of one way."""

Occurrence = tuple[int, int]
"""Indices of the first and the last token of something said."""

Reading = tuple[str, int]
"""A stem, and how many tokens it takes."""


class Lexicon:
    """The ways of a pack, its vocabulary and its thesaurus. Filled once, then only read."""

    def __init__(self, language: Language, thesaurus: Iterable[ThesaurusGroup]) -> None:
        self.language = language
        self._ids: dict[tuple[tuple[str, ...], bool], int] = {}
        self._by_first: dict[str, list[tuple[tuple[str, ...], bool, int]]] = defaultdict(list)
        self._groups: dict[str, tuple[str, ...]] = {}
        self._words: dict[str, str] = {}
        self._buckets: dict[tuple[str, int], list[str]] = {}
        self._synonyms: dict[str, set[int]] = defaultdict(set)
        for number, group in enumerate(thesaurus):
            self._groups[_key(group.words[0])] = group.words
            for word in group.words:
                self.learn(word)
                stems = [t.stem for t in tokenize(word, language)]
                if len(stems) == 1:
                    self._synonyms[stems[0]].add(number)

    # Filling

    def learn(self, text: str) -> None:
        """Add the words of a text to the vocabulary, so that they never count as misspelt."""
        for token in tokenize(text, self.language):
            self._words.setdefault(token.word, token.stem)

    def idea(self, ways: Iterable[Way]) -> frozenset[int]:
        """Return the ids of all ways to say an idea, thesaurus groups spelt out."""
        ids: set[int] = set()
        for way in ways:
            group = None if way.literal else self._groups.get(_key(way.text))
            for text in group or (way.text,):
                ids.update(self._add(text))
        return frozenset(ids)

    def _add(self, text: str) -> Iterable[int]:
        self.learn(text)
        tokens = tokenize(text, self.language)
        if not tokens:
            return
        yield self._id(*_needed(tokens))
        if len(tokens) == 2 and len(tokens[0].word) > 1 and not _grammatical(tokens):
            joined = tokens[0].word + tokens[1].word  # "real time" is also typed "realtime"
            self._words.setdefault(joined, self.language.stem(joined))
            yield self._id((self.language.stem(joined),), contiguous=True)

    def _id(self, stems: tuple[str, ...], contiguous: bool) -> int:
        number = self._ids.setdefault((stems, contiguous), len(self._ids))
        if number == len(self._ids) - 1:
            entry = (stems[1:], contiguous, number)
            if entry not in self._by_first[stems[0]]:
                self._by_first[stems[0]].append(entry)
        return number

    def freeze(self) -> None:
        """Index the vocabulary for the search for misspelt words."""
        buckets: dict[tuple[str, int], list[str]] = defaultdict(list)
        for word in self._words:
            if len(word) >= 4 and word not in FUNCTION_WORDS and not any(c.isdigit() for c in word):
                buckets[word[0], len(word)].append(word)
        self._buckets = dict(buckets)
        self._stems = frozenset(self._words.values())
        self.correct = lru_cache(maxsize=20_000)(self._correct)

    # Reading

    def known(self, word: str) -> bool:
        """Whether the word, in some form, occurs in the pack."""
        return word in self._words or self.language.stem(word) in self._stems

    def synonymous(self, one: str, other: str) -> bool:
        """Whether two stems share a thesaurus group."""
        return not self._synonyms.keys().isdisjoint((one,)) and bool(
            self._synonyms[one] & self._synonyms.get(other, set())
        )

    def synonyms(self, stem: str) -> frozenset[int]:
        """Return the thesaurus groups that a stem stands in."""
        return frozenset(self._synonyms.get(stem, ()))

    def _correct(self, word: str) -> str | None:
        """Return the stem of the known word that a misspelt one stands for, if there is one.

        One error is forgiven from five letters on, two from nine on (a swap of neighbours is one).
        The first letter must be right, and a difference of a mere prefix never counts as an error.
        """
        limit = 2 if len(word) >= 9 else 1
        candidates = [
            known
            for length in range(len(word) - limit, len(word) + limit + 1)
            for known in self._buckets.get((word[0], length), ())
        ]
        best = process.extractOne(word, candidates, scorer=OSA.distance, score_cutoff=limit)
        return None if best is None else self._words[best[0]]

    def readings(self, tokens: list[Token]) -> list[list[Reading]]:
        """Return what each word may stand for: itself, a misspelling, half of a compound."""
        result: list[list[Reading]] = []
        for i, token in enumerate(tokens):
            options: list[Reading] = [(token.stem, 1)]
            word = token.word
            if word == "rather" and i + 1 < len(tokens) and tokens[i + 1].word == "than":
                options.append((NOT, 2))
            if len(word) >= 5 and not token.function and not self.known(word):
                corrected = self.correct(word)
                if corrected is not None:
                    options.append((corrected, 1))
            if i + 1 < len(tokens) and tokens[i + 1].sentence == token.sentence:
                joined = word + tokens[i + 1].word
                if joined in self._words and len(joined) >= 5:
                    options.append((self._words[joined], 2))
            result.append(options)
        return result

    def find(
        self, tokens: list[Token], readings: list[list[Reading]]
    ) -> dict[int, list[Occurrence]]:
        """Return where each way is said, by way id."""
        found: dict[int, list[Occurrence]] = {}
        by_first = self._by_first
        for i, options in enumerate(readings):
            for stem, length in options:
                for rest, contiguous, number in by_first.get(stem, ()):
                    end = i + length - 1
                    if rest:
                        end = _follow(tokens, readings, end, rest, 0 if contiguous else MAX_GAP)
                        if end < 0:
                            continue
                    found.setdefault(number, []).append((i, end))
        return found


def _follow(
    tokens: list[Token],
    readings: list[list[Reading]],
    end: int,
    rest: tuple[str, ...],
    gap: int,
) -> int:
    """Return the index of the last token of a way's remaining words, or -1."""
    sentence = tokens[end].sentence
    for stem in rest:
        for j in range(end + 1, min(end + 2 + gap, len(tokens))):
            if tokens[j].sentence != sentence:
                return -1
            length = next((n for option, n in readings[j] if option == stem), 0)
            if length:
                end = j + length - 1
                break
        else:
            return -1
    return end


def _needed(tokens: list[Token]) -> tuple[tuple[str, ...], bool]:
    """Return the stems that must be said, and whether without anything between them."""
    content = [t.stem for t in tokens if not t.function or t.stem == NOT]
    if len(content) >= 2:
        return tuple(content), False
    return tuple(t.stem for t in tokens), True


def _grammatical(tokens: list[Token]) -> bool:
    return any(t.function for t in tokens)


def _key(text: str) -> str:
    return " ".join(fold(part) for part in text.split())
