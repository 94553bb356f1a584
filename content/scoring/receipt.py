"""The receipt: a score with everything that explains it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class PointStatus(StrEnum):
    """How much of a key point an answer says."""

    COVERED = "covered"
    PARTIAL = "partial"
    MISSED = "missed"


class Flag(StrEnum):
    """Something about an answer that changed its score."""

    ECHO = "echo"
    STUFFING = "stuffing"
    DUMP = "dump"
    PASTE = "paste"
    DONT_KNOW = "dont-know"
    NEGATION = "negation"
    MISCONCEPTION = "misconception"
    REPETITION = "repetition"
    NO_LANGUAGE = "no-language"
    INSTRUCTION = "instruction"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of the answer: offsets in characters, end exclusive."""

    start: int
    end: int
    text: str


class Reason(StrEnum):
    """Why a key point earned what it did, as the candidate reads it."""

    IDEAS = "you brought its ideas together"
    PHRASE = "said in other words"
    WORDS = "you used its words"
    DENIED = "you seem to deny it"
    NOT_MENTIONED = "not mentioned"


@dataclass(frozen=True, slots=True)
class PointResult:
    """What an answer earned for one key point. `credit` runs from 0 to 1."""

    id: str
    aspect: str
    status: PointStatus
    credit: float
    evidence: tuple[Span, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class AspectResult:
    """What an answer earned for one aspect. `score` runs from 0 to 100."""

    name: str
    score: float


@dataclass(frozen=True, slots=True)
class Note:
    """Why a flag was raised, in words for the candidate, and where.

    The score is multiplied by `factor`; 1 means that the note costs nothing.
    """

    flag: Flag
    reason: str
    evidence: tuple[Span, ...] = ()
    factor: float = 1.0


@dataclass(frozen=True, slots=True)
class Receipt:
    """An answer's score (0 to 100) and how it came about.

    `base` is what the aspects come to on the calibrated scale; the score is the base times the
    factors of the notes. The same question, answer, scorer and pack always give an equal receipt.
    """

    question: str
    score: float
    aspects: tuple[AspectResult, ...]
    points: tuple[PointResult, ...]
    notes: tuple[Note, ...]
    scorer: str
    pack: str
    base: float = 0.0

    @property
    def flags(self) -> tuple[Flag, ...]:
        """The flags raised, each once, in the order of their notes."""
        return tuple(dict.fromkeys(note.flag for note in self.notes))

    def to_json(self) -> dict[str, Any]:
        """Return the receipt as plain JSON values, in the shape of the command line's contract."""
        return {
            "question": self.question,
            "score": self.score,
            "aspects": [asdict(aspect) for aspect in self.aspects],
            "points": [_plain(asdict(point)) for point in self.points],
            "flags": [str(flag) for flag in self.flags],
            "notes": [_plain(asdict(note)) for note in self.notes],
            "base": self.base,
            "scorer": self.scorer,
            "pack": self.pack,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Receipt:
        """Read what `to_json` wrote."""
        return cls(
            question=data["question"],
            score=data["score"],
            aspects=tuple(AspectResult(**aspect) for aspect in data["aspects"]),
            points=tuple(
                PointResult(
                    id=point["id"],
                    aspect=point["aspect"],
                    status=PointStatus(point["status"]),
                    credit=point["credit"],
                    evidence=_spans(point["evidence"]),
                    reason=point["reason"],
                )
                for point in data["points"]
            ),
            notes=tuple(
                Note(
                    Flag(note["flag"]),
                    note["reason"],
                    _spans(note["evidence"]),
                    note.get("factor", 1.0),
                )
                for note in data["notes"]
            ),
            scorer=data["scorer"],
            pack=data["pack"],
            base=data.get("base", data["score"]),
        )


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """Turn enum members into strings and tuples into lists."""
    return {
        key: str(value)
        if isinstance(value, StrEnum)
        else list(value)
        if isinstance(value, tuple)
        else value
        for key, value in values.items()
    }


def _spans(items: Sequence[Mapping[str, Any]]) -> tuple[Span, ...]:
    return tuple(Span(**item) for item in items)
