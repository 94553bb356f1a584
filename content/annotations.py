"""Annotations: list items such as `- *Hint:* think of who waits`, and where each may stand."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from rapidfuzz.distance import OSA

from content.blocks import Item, Paragraph, joined
from content.errors import Problems
from content.model import (
    Claim,
    ConceptGroup,
    Difficulty,
    Idea,
    Link,
    Phrase,
    Source,
)
from content.patterns import parse_claim, parse_ideas, parse_ways

MIN_WEIGHT, MAX_WEIGHT = 0.1, 10.0


class Place(StrEnum):
    """What an annotation can belong to, as a problem names it."""

    QUESTION = "a question's heading"
    TOPIC = "a topic of the closing list"
    ASPECT = "an aspect"
    SUMMARY = "the summary"
    SECTION = "a section's label"
    FIRST_POINT = "the first item of a section"
    POINT = "a key point"
    MISCONCEPTION = "a misconception"


_POINTS = (Place.POINT, Place.FIRST_POINT, Place.SUMMARY)

PLACES: dict[str, tuple[Place, ...]] = {
    "difficulty": (Place.QUESTION,),
    "tags": (Place.QUESTION,),
    "read": (Place.QUESTION, Place.TOPIC),
    "hint": (Place.ASPECT,),
    "follow-up": (Place.ASPECT,),
    "weight": (Place.ASPECT,),
    "ideas": _POINTS,
    "said": _POINTS,
    "aspect": (Place.SUMMARY, Place.FIRST_POINT, Place.SECTION),
    "claim": (Place.MISCONCEPTION,),
    "unless": (Place.MISCONCEPTION,),
}
"""Every keyword, and what it may stand under."""

_SLIP = re.compile(
    rf"(ideas|said|unless|follow-up) ?:|[*_]+ ?({'|'.join(PLACES)}) ?[*_]* ?:", re.IGNORECASE
)
"""What no key point begins with by chance: keywords without italics, or with stray stars."""


@dataclass(frozen=True, slots=True)
class Annotation:
    """One annotation as it stands in the file."""

    keyword: str
    value: str
    links: tuple[Link, ...]
    source: Source

    def __str__(self) -> str:
        return f"*{self.keyword.capitalize()}:*"


@dataclass(slots=True)
class Notes:
    """What the annotations of one thing say."""

    difficulty: Difficulty = Difficulty.MEDIUM
    tags: tuple[str, ...] = ()
    reading: list[Link] = field(default_factory=list)
    hint: str = ""
    follow_up: str = ""
    weight: float = 1.0
    groups: list[ConceptGroup] = field(default_factory=list)
    phrases: list[Phrase] = field(default_factory=list)
    aspect: int | None = None
    """Number of an aspect, counted from 1."""
    aspect_source: Source | None = None
    claims: list[Claim] = field(default_factory=list)
    unless: Idea = ()


class Annotations:
    """Finds and reads the annotations of one file."""

    def __init__(self, file: str, problems: Problems) -> None:
        self._file = file
        self._problems = problems

    def split(self, items: Iterable[Item]) -> tuple[list[Annotation], list[Item]]:
        """Part list items into annotations and all others."""
        annotations, others = [], []
        for item in items:
            annotation = self.find(item)
            if annotation:
                annotations.append(annotation)
            else:
                others.append(item)
        return annotations, others

    def find(self, item: Item) -> Annotation | None:
        """Return the annotation that an item is, if it is one; a misspelt one is a problem."""
        first = item.blocks[0]
        if not isinstance(first, Paragraph):
            return None
        lead, rest = first.lines[0].italic_lead()
        if not lead.endswith(":") and not (lead and rest.startswith(":")):
            self._check_slip(item, first)
            return None
        keyword = lead.rstrip(": ").casefold()
        source = Source(self._file, item.number)
        if keyword not in PLACES:
            close = self._closest(keyword)
            if close is None:
                return None
            self._problems.add(
                source,
                f"unknown keyword *{lead.rstrip(': ')}:*; did you mean *{close.capitalize()}:*?",
            )
            return Annotation("", "", (), source)
        self._check_details(item, keyword)
        value = " ".join([rest.removeprefix(":").strip(), joined(first.lines[1:])]).strip()
        links = tuple(Link(run.text, run.href) for line in first.lines for run in line.links)
        return Annotation(keyword, value, links, source)

    def astray(self, annotation: Annotation) -> None:
        """Note that an annotation belongs to nothing where it stands."""
        if annotation.keyword:
            self._problems.add(
                annotation.source,
                f"{annotation} belongs to nothing here; nest it under the item that it is about: "
                "two blanks in front of its dash, three under a numbered step",
            )

    def _check_slip(self, item: Item, first: Paragraph) -> None:
        match = _SLIP.match(first.text)
        if match:
            name = (match[1] or match[2]).capitalize()
            self._problems.add(
                Source(self._file, item.number),
                f"this looks like an annotation; write its keyword in italics, then a blank: "
                f"*{name}:* …",
            )

    def _closest(self, keyword: str) -> str | None:
        """Return the keyword that this one is a slip of: one edit off, two in long words."""
        near = [(OSA.distance(keyword, known), known) for known in PLACES]
        distance, known = min(near)
        allowed = 1 if len(known) < 6 else 2
        return known if distance <= allowed else None

    def _check_details(self, item: Item, keyword: str) -> None:
        if len(item.blocks) > 1:
            self._problems.add(
                Source(self._file, item.blocks[1].number),
                f"nothing can be nested under *{keyword.capitalize()}:*; indent this less",
            )

    def read(self, annotations: Sequence[Annotation], place: Place) -> Notes:
        """Read the annotations that stand under one thing."""
        notes = Notes()
        seen: set[str] = set()
        for annotation in annotations:
            if self._allowed(annotation, place, seen):
                self._read_one(annotation, notes)
        return notes

    def _allowed(self, annotation: Annotation, place: Place, seen: set[str]) -> bool:
        if not annotation.keyword:  # misspelt, and said so
            return False
        places = PLACES[annotation.keyword]
        if place not in places:
            named = (p for p in places if not (p is Place.FIRST_POINT and Place.POINT in places))
            listed = " or ".join(named)
            self._problems.add(
                annotation.source,
                f"{annotation} stands under {place}, but belongs under {listed}; "
                "move it, or mend its indentation",
            )
            return False
        if not annotation.value:
            self._problems.add(annotation.source, f"{annotation} has no value; write one after it")
            return False
        once = annotation.keyword not in {"read", "ideas", "said", "claim", "unless", "tags"}
        if once and annotation.keyword in seen:
            self._problems.add(annotation.source, f"{annotation} stands here twice; remove one")
            return False
        seen.add(annotation.keyword)
        return True

    def _read_one(self, annotation: Annotation, notes: Notes) -> None:
        value, source = annotation.value, annotation.source
        match annotation.keyword:
            case "difficulty":
                notes.difficulty = self._difficulty(value, source)
            case "tags":
                tags = (tag.strip() for tag in value.split(","))
                notes.tags = tuple(dict.fromkeys([*notes.tags, *filter(None, tags)]))
            case "read":
                notes.reading += self._link(annotation)
            case "hint":
                notes.hint = value
            case "follow-up":
                notes.follow_up = value
            case "weight":
                notes.weight = self._weight(value, source)
            case "said":
                said = [phrase.strip() for phrase in value.split(";")]
                notes.phrases += [Phrase(phrase, source) for phrase in said if phrase]
            case "aspect":
                notes.aspect, notes.aspect_source = self._number(value, source), source
            case _:
                self._read_pattern(annotation, notes)

    def _read_pattern(self, annotation: Annotation, notes: Notes) -> None:
        value, source = annotation.value, annotation.source

        def complain(message: str) -> None:
            self._problems.add(source, f"{annotation} {message}")

        match annotation.keyword:
            case "ideas":
                ideas = parse_ideas(value, complain)
                notes.groups += [ConceptGroup(ideas, source)] if ideas else []
            case "claim":
                subject, said = parse_claim(value, complain)
                notes.claims += [Claim(subject, said, source)] if subject and said else []
            case _:
                notes.unless += parse_ways(value, complain)

    def _difficulty(self, value: str, source: Source) -> Difficulty:
        try:
            return Difficulty(value.casefold())
        except ValueError:
            known = ", ".join(Difficulty)
            self._problems.add(source, f"unknown difficulty “{value}”; write one of: {known}")
            return Difficulty.MEDIUM

    def _weight(self, value: str, source: Source) -> float:
        try:
            weight = float(value)
        except ValueError:
            weight = math.nan
        if not MIN_WEIGHT <= weight <= MAX_WEIGHT:
            self._problems.add(
                source, f"“{value}” is no weight; write a number from 0.1 to 10, such as 1.5"
            )
            return 1.0
        return weight

    def _number(self, value: str, source: Source) -> int | None:
        if value.isascii() and value.isdigit() and int(value[:6]) > 0:
            return int(value[:6])
        self._problems.add(
            source, f"“{value}” is no number of an aspect; write 1 for the first, 2 for the second…"
        )
        return None

    def _link(self, annotation: Annotation) -> list[Link]:
        links = annotation.links
        if len(links) != 1 or not links[0].url.startswith(("https://", "http://")):
            self._problems.add(
                annotation.source,
                "*Read:* takes one link per annotation; write [title](https://…)",
            )
            return []
        return list(links)
