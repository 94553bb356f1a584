"""The values a pack is made of. Everything is frozen: a pack never changes once it is read."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property


class Kind(StrEnum):
    """What sort of question it is."""

    CORE = "core"
    SCENARIO = "scenario"


class Difficulty(StrEnum):
    """How hard a question is."""

    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


@dataclass(frozen=True, slots=True)
class Source:
    """Where something stands in a pack: file name and line, counted from 1; 0 is the whole file."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


@dataclass(frozen=True, slots=True)
class Link:
    """Something to read."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Way:
    """One way to say an idea; a literal one does not stand for its thesaurus group."""

    text: str
    literal: bool = False


Idea = tuple[Way, ...]
"""Ways to say the same thing; any one of them will do."""


@dataclass(frozen=True, slots=True)
class ConceptGroup:
    """Ideas that must meet in one clause to earn a key point."""

    ideas: tuple[Idea, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that people really use for a key point."""

    text: str
    source: Source


@dataclass(frozen=True, slots=True)
class KeyPoint:
    """One thing that a good answer may say.

    `id` is stable within the pack: the question's id, a dot, and a slug of the term
    ("q2.online-store"). `term` is empty for a point that has none.
    """

    id: str
    term: str
    explanation: str
    source: Source
    groups: tuple[ConceptGroup, ...] = ()
    phrases: tuple[Phrase, ...] = ()

    @property
    def text(self) -> str:
        """The point as a person reads it."""
        if self.term and self.explanation:
            return f"{self.term}: {self.explanation}"
        return self.term or self.explanation

    @property
    def label(self) -> str:
        """A short name for lists: the term, or the explanation where there is none."""
        return self.term or self.explanation


@dataclass(frozen=True, slots=True)
class Aspect:
    """One of the things that the interviewer wants covered, with its key points."""

    name: str
    points: tuple[KeyPoint, ...]
    source: Source
    hint: str = ""
    follow_up: str = ""
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Claim:
    """The pattern of a false statement: a subject, then ideas after it in the same segment."""

    subject: Idea
    ideas: tuple[Idea, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class Misconception:
    """A false statement that people believe, and why it is false."""

    id: str
    statement: str
    reason: str
    source: Source
    claims: tuple[Claim, ...] = ()
    unless: Idea = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A labelled part of the reference answer; the label is empty for the summary."""

    label: str
    aspect: int
    """Index of the aspect that the section belongs to; single points may have gone to another."""
    points: tuple[KeyPoint, ...]


@dataclass(frozen=True)
class Question:
    """A question with its reference answer. `prompt` is what the candidate is asked."""

    id: str
    kind: Kind
    title: str
    prompt: str
    category: str
    aspects: tuple[Aspect, ...]
    sections: tuple[Section, ...]
    source: Source
    difficulty: Difficulty = Difficulty.MEDIUM
    tags: tuple[str, ...] = ()
    reading: tuple[Link, ...] = ()
    misconceptions: tuple[Misconception, ...] = ()
    topic: str | None = None
    """Id of the further topic that the question belongs to ("t2"), if any."""

    @cached_property
    def points(self) -> tuple[KeyPoint, ...]:
        """Every key point, in the order of the aspects."""
        return tuple(point for aspect in self.aspects for point in aspect.points)

    @property
    def answered(self) -> bool:
        """Whether there is a reference answer to score against."""
        return bool(self.points)


@dataclass(frozen=True, slots=True)
class FurtherTopic:
    """An entry of the closing list of topics, with what to read."""

    id: str
    name: str
    description: str
    source: Source
    reading: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class ThesaurusGroup:
    """Ways of speaking that mean the same throughout the pack; the first names the group."""

    words: tuple[str, ...]
    source: Source


@dataclass(frozen=True)
class Pack:
    """A question pack. `version` is the author's; `digest` changes with any of its content."""

    name: str
    title: str
    version: str
    digest: str
    """First 12 hex digits of the SHA-256 of the pack's source text."""
    categories: tuple[str, ...]
    questions: tuple[Question, ...]
    topics: tuple[FurtherTopic, ...] = ()
    thesaurus: tuple[ThesaurusGroup, ...] = ()
    language: str = "en"
    license: str = ""
    description: str = ""
    _by_id: dict[str, Question] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_id", {q.id: q for q in self.questions})

    def question(self, question_id: str) -> Question:
        """Return the question of that id; KeyError if the pack has none."""
        return self._by_id[question_id]

    def __contains__(self, question_id: object) -> bool:
        return question_id in self._by_id

    @property
    def full_version(self) -> str:
        """Name, version and digest, as receipts carry it."""
        return f"{self.name}@{self.version}+{self.digest}"
