"""What the scorer knows about words: the pack's ways of speaking, its vocabulary, its thesaurus.

A *way* is one way to say something, compiled to stems. All ways of a pack live in one table, so
that an answer is searched once, whatever the number of questions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from content.model import ThesaurusGroup, Way
from content.scoring.text import Language, Token, fold, tokenize
from content.scoring.words import CLAUSE_OPENERS, FUNCTION_WORDS, NOT, NOT_EXCLUSIVE, TELLING

MAX_GAP = 2
"""So many words may stand between two words of one way."""

Occurrence = tuple[int, int]
"""Indices of the first and the last token of something said."""

Reading = tuple[str, int]
"""A stem, and how many tokens it takes."""

_Ahead = tuple[int, str, int]
"""What is said next: index of its first token, stem, index of its last token."""
_Longer = tuple[tuple[str, ...], bool, int]
"""The third and further stems of a way, whether nothing may stand between, and the way's id."""

_NONE: frozenset[int] = frozenset()
_INSTEAD = frozenset({("instead", "of"), ("rather", "than")})


class Lexicon:
    """The ways of a pack, its vocabulary and its thesaurus. Filled once, then only read."""

    def __init__(self, language: Language, thesaurus: Iterable[ThesaurusGroup]) -> None:
        self.language = language
        self._words: dict[str, str] = {}
        self._stems: frozenset[str] = frozenset()
        self._buckets: dict[tuple[str, int], list[str]] = {}
        self._ids: dict[tuple[tuple[str, ...], bool], int] = {}
        self._single: dict[str, int] = {}
        self._longer: dict[str, dict[str, list[_Longer]]] = defaultdict(lambda: defaultdict(list))
        self._ways: dict[str, tuple[int, ...]] = {}
        self._groups: dict[str, frozenset[int]] = {}
        self._synonyms: dict[str, frozenset[int]] = {}
        self._fill(thesaurus)

    def _fill(self, thesaurus: Iterable[ThesaurusGroup]) -> None:
        synonyms: dict[str, set[int]] = defaultdict(set)
        for number, group in enumerate(thesaurus):
            self._groups[_key(group.words[0])] = frozenset(
                way for word in group.words for way in self._way(word)
            )
            for word in group.words:
                stems = [t.stem for t in tokenize(word, self.language)]
                if len(stems) == 1:
                    synonyms[stems[0]].add(number)
        self._synonyms = {stem: frozenset(numbers) for stem, numbers in synonyms.items()}

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
            ids.update(self._way(way.text) if group is None else group)
        return frozenset(ids)

    def _way(self, text: str) -> tuple[int, ...]:
        """Return the ids of one way to say something: as it is written, and as one word."""
        known = self._ways.get(text)
        if known is not None:
            return known
        tokens = tokenize(text, self.language)
        for token in tokens:
            self._words.setdefault(token.word, token.stem)
        stems, contiguous = _needed(tokens)
        ids = [self._id(stems, contiguous=contiguous)] if tokens else []
        if len(tokens) == 2 and not any(t.function for t in tokens):
            joined = tokens[0].word + tokens[1].word  # "real time" is also typed "realtime"
            self._words.setdefault(joined, self.language.stem(joined))
            ids.append(self._id((self.language.stem(joined),), contiguous=True))
        self._ways[text] = tuple(ids)
        return self._ways[text]

    def _id(self, stems: tuple[str, ...], *, contiguous: bool) -> int:
        known = self._ids.get((stems, contiguous))
        if known is not None:
            return known
        number = self._ids[stems, contiguous] = len(self._ids)
        if len(stems) == 1:
            self._single[stems[0]] = number
        else:
            first, second, *rest = stems
            self._longer[first][second].append((tuple(rest), contiguous, number))
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

    def synonyms(self, stem: str) -> frozenset[int]:
        """Return the thesaurus groups that a stem stands in."""
        return self._synonyms.get(stem, _NONE)

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
            following = tokens[i + 1].word if i + 1 < len(tokens) else ""
            if (word, following) in _INSTEAD:
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
        found: dict[int, list[Occurrence]] = defaultdict(list)
        ahead = _ahead(tokens, readings)
        for i, options in enumerate(readings):
            for stem, length in options:
                last = i + length - 1
                single = self._single.get(stem)
                if single is not None:
                    found[single].append((i, last))
                longer = self._longer.get(stem)
                if longer is not None:
                    for number, end in _continued(ahead, last, longer):
                        spots = found[number]
                        if spots and spots[-1][1] == end:  # the closer beginning is meant
                            spots.pop()
                        spots.append((i, end))
        return dict(found)


def _continued(
    ahead: Sequence[Sequence[_Ahead]], last: int, longer: Mapping[str, Sequence[_Longer]]
) -> Iterator[tuple[int, int]]:
    """Yield the ways that go on after their first word, each with the index of its last token."""
    for j, stem, end in ahead[last]:
        for rest, contiguous, number in longer.get(stem, ()):
            if contiguous and j != last + 1:
                continue
            final = _follow(ahead, end, rest, contiguous=contiguous)
            if final >= 0:
                yield number, final


def _ahead(tokens: list[Token], readings: list[list[Reading]]) -> list[list[_Ahead]]:
    """Return for each word what is said next in the sentence.

    A negation holds for the next word that carries meaning, not for one behind it, and nothing
    goes on behind a negation or a word that begins another clause.
    """
    ends = [
        token.word in CLAUSE_OPENERS
        or ((token.stem == NOT or (NOT, 2) in options) and following.word not in NOT_EXCLUSIVE)
        for token, following, options in zip(tokens, tokens[1:], readings, strict=False)
    ]
    here = [[(j, stem, j + n - 1) for stem, n in options] for j, options in enumerate(readings)]
    ahead: list[list[_Ahead]] = []
    for i, token in enumerate(tokens):
        negation = token.stem == NOT
        reached: list[_Ahead] = []
        for j in range(i + 1, min(i + 2 + MAX_GAP, len(tokens))):
            behind = j > i + 1 and (ends[j - 1] or (negation and not tokens[j - 1].function))
            if behind or tokens[j].sentence != token.sentence:
                break
            reached += here[j]
        ahead.append(reached)
    return ahead


def _follow(
    ahead: Sequence[Sequence[_Ahead]], last: int, rest: tuple[str, ...], *, contiguous: bool
) -> int:
    """Return the index of the last token of a way's remaining words, or -1."""
    for wanted in rest:
        for j, stem, end in ahead[last]:
            if stem == wanted and (not contiguous or j == last + 1):
                last = end
                break
        else:
            return -1
    return last


def _needed(tokens: list[Token]) -> tuple[tuple[str, ...], bool]:
    """Return the stems that must be said, and whether without anything between them."""
    content = [t.stem for t in tokens if not t.function or t.stem == NOT or t.word in TELLING]
    if len(content) >= 2:
        return tuple(content), False
    return tuple(t.stem for t in tokens), True


def _key(text: str) -> str:
    return " ".join(fold(part) for part in text.split())
