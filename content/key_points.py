"""A reference answer's blocks -> its sections, their key points and the misconceptions.

Every list item, nested or not, every entry of an inline list and every sentence of a paragraph
becomes exactly one key point. An item that is only a label (`- **Tools**:`) is one as well: its
term is all it has. Lines that hold nothing but links are for reading and become no key point.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest

from content.annotations import Annotation, Annotations, Notes, Place
from content.blocks import Block, Bullets, Code, Heading, Item, Line, Paragraph
from content.errors import Problems
from content.misconceptions import MisconceptionReader
from content.model import KeyPoint, Link, Misconception, Source
from content.prose import entries, is_prose, sentences
from content.slugs import Ids
from content.terms import nested, own_lines, split_label, split_term


@dataclass(slots=True)
class Draft:
    """A section while it is read."""

    label: str
    source: Source
    points: list[KeyPoint] = field(default_factory=list)
    aspect: int | None = None
    """Number of the aspect that `*Aspect:*` names, counted from 1."""
    aspect_source: Source | None = None
    summary: bool = False
    empty: bool = True
    """Whether nothing at all stands under the label, not even code."""


@dataclass(slots=True)
class Answer:
    """What a reference answer holds."""

    sections: list[Draft] = field(default_factory=list)
    misconceptions: list[Misconception] = field(default_factory=list)
    reading: list[Link] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Anchor:
    """What a list of annotations belongs to: the paragraph or label above it."""

    place: Place
    section: Draft
    point: int | None = None


@dataclass(slots=True)
class _Segment:
    """Lines of a paragraph that belong together: a label, and the text that follows it."""

    label: str
    inline: bool
    """Whether the text begins on the line of the label."""
    lines: list[str]
    number: int


class AnswerReader:
    """Reads the answer of one question."""

    def __init__(self, ids: Ids, file: str, problems: Problems, *, marked: bool) -> None:
        """Begin; `marked` says that the answer stands after `**Answer:**`."""
        self._ids = ids
        self._file = file
        self._problems = problems
        self._marked = marked
        self._annotations = Annotations(file, problems)
        self._misconceptions = MisconceptionReader(ids, file, problems)
        self._answer = Answer()
        self._anchor: _Anchor | None = None
        self._await_summary = marked
        self._in_misconceptions = False

    def read(self, blocks: Sequence[Block]) -> Answer:
        """Read all blocks; problems are noted on the way."""
        for block, following in zip_longest(blocks, blocks[1:]):
            match block:
                case Heading():
                    self._open(block.line.text, block.number)
                case Paragraph():
                    self._paragraph(block, following)
                case Bullets():
                    self._list(block)
                case _:  # code
                    self._section(block.number).empty = False
                    self._anchor = None
            self._await_summary = False
        return self._finish()

    def _finish(self) -> Answer:
        for draft in self._answer.sections:
            if draft.empty and self._marked:
                self._problems.add(
                    draft.source,
                    f"the section “{draft.label}” has no key points; add a list below it, "
                    "or remove the label",
                )
        self._answer.sections = [draft for draft in self._answer.sections if draft.points]
        return self._answer

    # Sections

    def _open(self, label: str, number: int) -> None:
        label = label.rstrip(": ")
        self._in_misconceptions = label.casefold() in {"misconceptions", "misconception"}
        if self._in_misconceptions:
            self._anchor = None
            return
        draft = Draft(label, self._at(number))
        self._answer.sections.append(draft)
        self._anchor = _Anchor(Place.SECTION, draft)

    def _section(self, number: int) -> Draft:
        """Return the section that is open; the first may go without a label."""
        if not self._answer.sections or self._answer.sections[-1].summary:
            self._answer.sections.append(Draft("", self._at(number)))
        return self._answer.sections[-1]

    # Paragraphs

    def _paragraph(self, block: Paragraph, following: Block | None) -> None:
        for segment in self._segments(block.lines):
            text = " ".join(segment.lines).strip()
            if segment.label:
                self._open(segment.label, segment.number)
            if not text:
                continue
            if self._in_misconceptions:
                self._misconceptions.complain(segment.number)
            elif self._await_summary and not segment.label:
                self._summary(text, segment.number)
            elif segment.inline and not is_prose(text):
                self._texts(entries(text), segment.number)
            else:
                self._prose(segment, sentences(text), following)

    def _segments(self, lines: Sequence[Line]) -> list[_Segment]:
        segments: list[_Segment] = []
        for line in self._without_links(lines):
            label, rest = split_label(line, first=line is lines[0])
            if label:
                segments.append(_Segment(label, bool(rest), [rest], line.number))
            elif segments:
                segments[-1].lines.append(rest)
            else:
                segments.append(_Segment("", inline=False, lines=[rest], number=line.number))
        return segments

    def _summary(self, text: str, number: int) -> None:
        draft = Draft("", self._at(number), summary=True, empty=False)
        draft.points.append(KeyPoint(self._ids.summary(), "", text, self._at(number)))
        self._answer.sections.append(draft)
        self._anchor = _Anchor(Place.SUMMARY, draft, 0)
        self._await_summary = False

    def _prose(self, segment: _Segment, texts: list[str], following: Block | None) -> None:
        """Read sentences. One that ends with a colon only leads to the list or code that follows.

        It labels the list, unless that has a label already.
        """
        leads = texts[-1].endswith(":") and isinstance(following, Bullets | Code)
        lead = texts.pop() if leads else ""
        if texts:
            self._texts(texts, segment.number)
        if lead and isinstance(following, Bullets) and not segment.label:
            self._open(lead, segment.number)

    def _texts(self, texts: list[str], number: int) -> None:
        draft = self._section(number)
        draft.empty = False
        for text in texts:
            draft.points.append(KeyPoint(self._ids.point("", text), "", text, self._at(number)))
        if len(texts) == 1:
            self._anchor = _Anchor(Place.POINT, draft, len(draft.points) - 1)
        else:
            self._anchor = _Anchor(Place.SECTION, draft)

    def _without_links(self, lines: Sequence[Line]) -> list[Line]:
        """Take out lines that are nothing but links, and keep those that lead out of the file."""
        for link in (link for line in lines for link in line.only_links):
            if self._answer.sections:
                self._answer.sections[-1].empty = False
            if link.href.startswith(("https://", "http://")):
                self._answer.reading.append(Link(link.text, link.href))
        return [line for line in lines if not line.only_links]

    # Lists

    def _list(self, block: Bullets) -> None:
        leading: list[Annotation] = []
        items: list[Item] = []
        for item in block.items:
            annotation = self._annotations.find(item)
            if annotation is None:
                items.append(item)
            elif items:
                self._annotations.astray(annotation)
            else:
                leading.append(annotation)
        if leading:
            self._annotate_anchor(leading)
        if self._in_misconceptions:
            self._answer.misconceptions += self._misconceptions.read(items)
        elif items:
            self._items(items, block.number)
        if items:
            self._anchor = None

    def _items(self, items: Sequence[Item], number: int) -> None:
        draft = self._section(number)
        draft.empty = False
        for item in items:
            first = Place.POINT if draft.points else Place.FIRST_POINT
            self._item(item, draft, first)

    def _item(self, item: Item, draft: Draft, place: Place) -> None:
        """Read an item and all that is nested in it, each as a key point."""
        annotations, details = self._annotations.split(nested(item))
        lines = self._without_links(own_lines(item))
        notes = self._annotations.read(annotations, place)
        if lines:
            term, explanation = split_term(lines)
            identity = self._ids.point(term, explanation)
            point = KeyPoint(identity, term, explanation, self._at(item.number))
            draft.points.append(_with(point, notes))
            _steer(draft, notes)
        elif annotations:
            self._annotations.astray(annotations[0])
        for detail in details:
            self._item(detail, draft, Place.POINT)

    # Annotations at the top level

    def _annotate_anchor(self, annotations: Sequence[Annotation]) -> None:
        if self._anchor is None:
            for annotation in annotations:
                self._annotations.astray(annotation)
            return
        notes = self._annotations.read(annotations, self._anchor.place)
        draft, index = self._anchor.section, self._anchor.point
        if index is not None:
            draft.points[index] = _with(draft.points[index], notes)
        _steer(draft, notes)

    def _at(self, number: int) -> Source:
        return Source(self._file, number)


def _with(point: KeyPoint, notes: Notes) -> KeyPoint:
    if not notes.groups and not notes.phrases:
        return point
    return replace(
        point,
        groups=point.groups + tuple(notes.groups),
        phrases=point.phrases + tuple(notes.phrases),
    )


def _steer(draft: Draft, notes: Notes) -> None:
    if notes.aspect is not None:
        draft.aspect, draft.aspect_source = notes.aspect, notes.aspect_source
