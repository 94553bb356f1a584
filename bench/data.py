"""The answers that scorers are measured on: our own corpus, and public sets where they are present.

Public sets (in `../shared/data/short-answers` beside the checkout):
Mohler et al. 2011, "Learning to Grade Short Answer Questions using Semantic Similarity Measures";
SAF, Filighera et al. 2022, "Your Answer is Incorrect... Would you like to know why?";
ArgKP, Bar-Haim et al. 2020, "From Arguments to Key Points".
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

from content.model import Aspect, KeyPoint, Kind, Pack, Question, Section, Source

ROOT = Path(__file__).parents[1]
CORPUS = ROOT / "tests" / "corpus"
SHARED = ROOT.parent / "shared"
SHORT_ANSWERS = SHARED / "data" / "short-answers"


@dataclass(frozen=True, slots=True)
class Answer:
    """A typed answer of our corpus. `grade` and each of `aspects` run from 0 to 1."""

    id: str
    question: str
    kind: str
    voice: str
    grade: float
    aspects: tuple[float, ...]
    answer: str


@dataclass(frozen=True, slots=True)
class Statement:
    """A single sentence about a question that is either true or false."""

    question: str
    true: bool
    text: str


@dataclass(frozen=True, slots=True)
class Graded:
    """An answer of a public set, with the reference it is held against; grade 0 to 1."""

    prompt: str
    reference: str
    answer: str
    grade: float


@dataclass(frozen=True, slots=True)
class Set:
    """A public set: its answers, and whether the grade says "says this key point" (0 or 1)."""

    name: str
    rows: tuple[Graded, ...]
    binary: bool

    def sample(self, size: int) -> Set:
        """Return a part of the set, always the same."""
        chosen = Random(self.name).sample(self.rows, min(size, len(self.rows)))
        return replace(self, rows=tuple(chosen))


def answers(split: str) -> list[Answer]:
    """Return the answers of a split: "tune", or "held_out", which nothing may be fitted to."""
    return [Answer(**row | {"aspects": tuple(row["aspects"])}) for row in _rows(split, "answers")]


def statements(split: str) -> list[Statement]:
    """Return the single true and false sentences of a split."""
    return [Statement(**row) for row in _rows(split, "statements")]


def _rows(split: str, what: str) -> Iterator[dict[str, Any]]:
    for file in sorted((CORPUS / split).glob(f"{what}-*.jsonl")):
        yield from map(json.loads, file.read_text("utf-8").splitlines())


def public_sets() -> list[Set]:
    """Return the public sets that are present."""
    sets = []
    for name, file, prompt, reference, grade in (
        ("Mohler", "mohler.jsonl", "question", "reference", "grade"),
        ("SAF", "saf_en_train.jsonl", "question", "reference", "grade"),
        ("ArgKP dev", "argkp_dev.jsonl", "topic", "key_point", "matched"),
    ):
        path = SHORT_ANSWERS / file
        if path.exists():
            rows = tuple(
                Graded(row[prompt], row[reference], row["answer"], float(row[grade]))
                for row in map(json.loads, path.read_text("utf-8").splitlines())
            )
            sets.append(Set(name, rows, binary=grade == "matched"))
    return sets


def reference_pack(name: str, rows: tuple[Graded, ...]) -> tuple[Pack, dict[tuple[str, str], str]]:
    """Return a pack with one question per reference, and the question's id by prompt and reference.

    Each sentence of a reference is a key point; nothing is authored.
    """
    ids: dict[tuple[str, str], str] = {}
    for row in rows:
        ids.setdefault((row.prompt, row.reference), f"q{len(ids) + 1}")
    questions = tuple(_question(*key, question_id) for key, question_id in ids.items())
    return Pack(name, name, "0", "0", (name,), questions), ids


def _question(prompt: str, reference: str, question_id: str) -> Question:
    source = Source(question_id, 1)
    sentences = [s for s in re.split(r"(?<=[.!?;])\s+|\n+", reference) if re.search(r"\w", s)]
    points = tuple(
        KeyPoint(f"{question_id}.{n}", "", sentence.strip(), source)
        for n, sentence in enumerate(sentences, start=1)
    )
    return Question(
        id=question_id,
        kind=Kind.CORE,
        title=prompt,
        prompt=prompt,
        category="",
        aspects=(Aspect(prompt, points, source),),
        sections=(Section("", 0, points),),
        source=source,
    )
