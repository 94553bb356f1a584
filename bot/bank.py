"""The question bank, read without giving its answers away."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from rapidfuzz import fuzz, process

from bot.errors import NothingToAsk, StillAsked
from bot.shelf import Shelf
from content.model import Difficulty, Kind, Link, Pack, Question
from storage.records import Interview, TurnState
from storage.repository import Repository

PAGE = 10
"""Questions on one page."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A question as everybody may see it: without its answer, aspects and hints."""

    pack: str
    id: str
    kind: Kind
    title: str
    prompt: str
    category: str
    difficulty: Difficulty
    tags: tuple[str, ...]
    answered: bool
    """Whether it can be asked and scored."""


@dataclass(frozen=True, slots=True)
class Page:
    """Some questions of a longer list. `number` counts from 1."""

    sheets: tuple[Sheet, ...]
    number: int
    pages: int
    total: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A labelled part of a reference answer: its summary, or points as (term, explanation)."""

    label: str
    points: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference answer as structured text, with what to read."""

    passages: tuple[Passage, ...]
    reading: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A question, and its reference answer if the person may see it."""

    sheet: Sheet
    attempted: bool
    reference: Reference | None


def sheet(pack: Pack, question: Question) -> Sheet:
    """Return what everybody may see of a question."""
    return Sheet(
        pack=pack.name,
        id=question.id,
        kind=question.kind,
        title=question.title,
        prompt=question.prompt,
        category=question.category,
        difficulty=question.difficulty,
        tags=question.tags,
        answered=question.answered,
    )


def reference(question: Question) -> Reference:
    """Return the reference answer of a question, by its sections."""
    return Reference(
        passages=tuple(
            Passage(section.label, tuple((p.term, p.explanation) for p in section.points))
            for section in question.sections
            if section.points
        ),
        reading=question.reading,
    )


class Bank:
    """The bank of a shelf, for people whose attempts are in a store."""

    def __init__(
        self, repository: Repository, shelf: Shelf, *, clock: Callable[[], datetime]
    ) -> None:
        self._repository = repository
        self._shelf = shelf
        self._clock = clock
        self._indexes: dict[str, _Index] = {}

    def topics(self, pack: str) -> dict[str, int]:
        """Return the topics of a pack, in its order, with the number of their questions."""
        found = self._shelf.pack(pack)
        counts = Counter(question.category for question in found.questions)
        return {topic: counts[topic] for topic in found.categories if counts[topic]}

    def browse(self, pack: str, *, topic: str | None = None, page: int = 1) -> Page:
        """Return a page of the questions of a topic, or of all; the nearest if out of range."""
        found = self._shelf.pack(pack)
        if topic is not None and topic not in found.categories:
            listed = ", ".join(f"`{known}`" for known in found.categories)
            raise NothingToAsk(f"The pack `{pack}` has no topic `{topic}`. Choose from {listed}.")
        questions = [q for q in found.questions if topic in (None, q.category)]
        return _page([sheet(found, q) for q in questions], page)

    def search(self, pack: str, query: str, *, topic: str | None = None, page: int = 1) -> Page:
        """Return a page of the questions that fit some words, the best first; typos are forgiven.

        An empty query finds everything.
        """
        if not query.strip():
            return self.browse(pack, topic=topic, page=page)
        found = self._shelf.pack(pack)
        if found.full_version not in self._indexes:
            self._indexes[found.full_version] = _Index(found)
        ranked = self._indexes[found.full_version].find(query)
        questions = [found.question(i) for i in ranked]
        return _page([sheet(found, q) for q in questions if topic in (None, q.category)], page)

    async def show(
        self, pack: str, question_id: str, person: str, *, reveal: bool = False
    ) -> Shown:
        """Return a question, with its reference answer if the person has attempted it.

        With `reveal` the answer is shown in any case, and the store notes that first. A question
        that stands in a running interview of the person is never revealed: StillAsked.
        """
        found = self._shelf.pack(pack)
        if question_id not in found:
            raise NothingToAsk(
                f"The pack `{pack}` has no question `{question_id}`. Search for some of its words."
            )
        question = found.question(question_id)
        states = await self._states(found.name, question_id, person)
        attempted = bool(states - {TurnState.OPEN})
        if TurnState.OPEN in states:
            if reveal:
                raise StillAsked
            return Shown(sheet(found, question), attempted, None)
        if reveal and not attempted:
            await self._repository.reveal(person, found.name, question_id, self._clock())
        shown = reference(question) if attempted or reveal else None
        return Shown(sheet(found, question), attempted, shown)

    async def _states(self, pack: str, question_id: str, person: str) -> set[TurnState]:
        """Return the states of a person's turns at a question."""
        if question_id not in await self._repository.seen(person, pack):
            return set()
        states, offset, size = set(), 0, 50
        while batch := await self._repository.interviews_of(person, limit=size, offset=offset):
            states |= _turn_states(batch, pack, question_id)
            offset += size
        return states


def _turn_states(interviews: Iterable[Interview], pack: str, question: str) -> set[TurnState]:
    return {
        turn.state
        for interview in interviews
        if interview.pack == pack
        for turn in interview.turns
        if turn.question == question
    }


def _page(sheets: Sequence[Sheet], number: int) -> Page:
    pages = max(1, -(-len(sheets) // PAGE))
    number = min(max(number, 1), pages)
    return Page(tuple(sheets[(number - 1) * PAGE : number * PAGE]), number, pages, len(sheets))


# Searching

_WORD = re.compile(r"\w+")
_FIELDS = ((3.0, "title"), (2.5, "tags"), (1.5, "category"), (1.0, "prompt"))
"""How much a word counts in each field."""
_COMMON = frozenset(
    "a an and are can do does for how in is it of on or the to what when why".split()
)
_PHRASE = 2.0
"""What it is worth if the words stand in the title one after the other."""
_SIMILAR = 78.0
"""From here on (of 100) two words may be the same with a typo."""


class _Index:
    """The words of a pack's questions, so that a search looks at each word once."""

    def __init__(self, pack: Pack) -> None:
        self._fields = {q.id: _words_of(q) for q in pack.questions}
        self._titles = {q.id: " ".join(_words(q.title)) for q in pack.questions}
        holders = Counter(word for words in self._fields.values() for word in words)
        total = len(self._fields)
        self._rarity = {w: math.log(1 + total / n) for w, n in holders.items()}

    def find(self, query: str) -> list[str]:
        """Return the ids of the questions that fit, the best first."""
        asked = query.casefold().strip()
        if asked in self._fields:
            return [asked]
        words = list(dict.fromkeys(_words(asked)))
        telling = [word for word in words if word not in _COMMON]
        alike = [self._alike(word) for word in telling or words]
        if not alike:
            return []
        phrase = " ".join(telling or words)
        scores = {
            i: sum(_best(found, known) for found in alike) + _PHRASE * (phrase in self._titles[i])
            for i, known in self._fields.items()
        }
        needed = 0.4 * max(scores.values(), default=0.0)
        fitting = [i for i, score in scores.items() if score > 0 and score >= needed]
        return sorted(fitting, key=lambda i: -scores[i])

    def _alike(self, word: str) -> dict[str, float]:
        """Return the words of the pack that may be meant, with how well and how telling."""
        found = process.extract(
            word, list(self._rarity), scorer=fuzz.ratio, score_cutoff=_SIMILAR, limit=30
        )
        alike = {known: (score / 100.0) ** 2 for known, score, _ in found if len(word) > 3}
        if len(word) >= 3:
            alike |= {known: 0.9 for known in self._rarity if known.startswith(word)}
        if word in self._rarity:
            alike[word] = 1.0
        # A rare form of a common word ("models") tells no more than the word itself.
        most = self._rarity.get(word, math.inf)
        return {
            known: likeness * min(most, self._rarity[known]) for known, likeness in alike.items()
        }


def _best(alike: dict[str, float], words: dict[str, float]) -> float:
    return max((alike[word] * words[word] for word in alike.keys() & words.keys()), default=0.0)


def _words_of(question: Question) -> dict[str, float]:
    """Return the words of a question, each with the weight of the best field it stands in."""
    weights: dict[str, float] = {}
    for weight, name in _FIELDS:
        value = getattr(question, name)
        text = " ".join(value) if isinstance(value, tuple) else value
        for word in _words(text):
            weights[word] = max(weight, weights.get(word, 0.0))
    return weights


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
