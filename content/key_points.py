"""A reference answer's blocks -> its sections, their key points and the misconceptions.

Every list item, nested or not, every entry of an inline list and every sentence of a paragraph
becomes exactly one key point. An item that is only a label (`- **Tools**:`) is one as well: its
term is all it has. Lines that hold nothing but links are for reading and become no key point.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from content.annotations import Annotation, Annotations, Notes, Place
from content.blocks import Block, Bullets, Code, Heading, Item, Line, Paragraph, joined
from content.errors import Problems
from content.model import KeyPoint, Link, Misconception, Source
from content.prose import entries, is_prose, sentences
from content.slugs import Ids

_DASHES = ("- ", "– ", "— ")  # noqa: RUF001  people write all three


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
        self._answer = Answer()
        self._anchor: _Anchor | None = None
        self._await_summary = marked
        self._in_misconceptions = False

    def read(self, blocks: Sequence[Block]) -> Answer:
        """Read all blocks; problems are noted on the way."""
        for block, following in zip(blocks, (*blocks[1:], None), strict=False):
            match block:
                case Heading(line=line):
                    self._open(line.text, line.number)
                case Paragraph():
                    self._paragraph(block, leads_list=isinstance(following, Bullets))
                case Bullets():
                    self._list(block)
                case Code(number=number):
                    self._section(number).empty = False
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

    def _paragraph(self, block: Paragraph, *, leads_list: bool) -> None:
        for segment in self._segments(block.lines):
            text = " ".join(segment.lines).strip()
            if segment.label:
                self._open(segment.label, segment.number)
            if self._in_misconceptions or not text:
                continue
            if self._await_summary and not segment.label:
                self._summary(text, segment.number)
            elif leads_list and not segment.label and text.endswith(":"):
                self._open(text, segment.number)
            elif segment.inline and not is_prose(text):
                self._texts(entries(text), segment.number)
            else:
                self._texts(sentences(text), segment.number)

    def _segments(self, lines: Sequence[Line]) -> list[_Segment]:
        segments: list[_Segment] = []
        for i, line in enumerate(lines):
            if line.links:
                self._read_links(line)
                continue
            label, rest = _label(line, first=i == 0)
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

    def _texts(self, texts: list[str], number: int) -> None:
        draft = self._section(number)
        draft.empty = False
        for text in texts:
            draft.points.append(KeyPoint(self._ids.point("", text), "", text, self._at(number)))
        if len(texts) == 1:
            self._anchor = _Anchor(Place.POINT, draft, len(draft.points) - 1)
        else:
            self._anchor = _Anchor(Place.SECTION, draft)

    def _read_links(self, line: Line) -> None:
        """Keep what leads out of the document; links within it are for finding one's way."""
        for run in line.links:
            if run.href.startswith(("https://", "http://")):
                self._answer.reading.append(Link(" ".join(run.text.split()), run.href))
        if self._answer.sections:
            self._answer.sections[-1].empty = False

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
            self._misconceptions(items)
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
        nested = [sub for block in item.blocks if isinstance(block, Bullets) for sub in block.items]
        annotations, details = self._annotations.split(nested)
        paragraphs = [block for block in item.blocks if isinstance(block, Paragraph)]
        lines = [line for paragraph in paragraphs for line in paragraph.lines]
        for line in lines:
            if line.links:
                self._read_links(line)
        lines = [line for line in lines if not line.links]
        notes = self._annotations.read(annotations, place)
        if lines:
            term, explanation = _term(lines)
            identity = self._ids.point(term, explanation)
            point = KeyPoint(identity, term, explanation, self._at(item.number))
            draft.points.append(_with(point, notes))
            _steer(draft, notes)
        elif annotations:
            self._annotations.astray(annotations[0])
        for detail in details:
            self._item(detail, draft, Place.POINT)

    def _misconceptions(self, items: Sequence[Item]) -> None:
        for item in items:
            nested = [sub for b in item.blocks if isinstance(b, Bullets) for sub in b.items]
            annotations, others = self._annotations.split(nested)
            first = item.blocks[0]
            lead, rest = first.lines[0].bold_lead() if isinstance(first, Paragraph) else ("", "")
            if others or not lead:
                self._problems.add(
                    self._at(others[0].number if others and lead else item.number),
                    "a misconception is one list item with the false statement in bold, then the "
                    "reason; write `- **False statement.** Why it is false.`",
                )
            more = [b.text for b in item.blocks[1:] if isinstance(b, Paragraph)]
            lines = first.lines[1:] if isinstance(first, Paragraph) else ()
            notes = self._annotations.read(annotations, Place.MISCONCEPTION)
            self._answer.misconceptions.append(
                Misconception(
                    self._ids.misconception(len(self._answer.misconceptions) + 1),
                    lead,
                    " ".join([rest, joined(lines), *more]).strip(),
                    self._at(item.number),
                    tuple(notes.claims),
                    notes.unless,
                )
            )

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


def _label(line: Line, *, first: bool) -> tuple[str, str]:
    """Split a line into its label and the rest; the label is empty where the line has none.

    A label is bold text before a colon, or a first line that is bold from end to end.
    """
    lead, rest = line.bold_lead()
    if lead.endswith(":") or (lead and rest.startswith(":")):
        return lead.rstrip(": "), rest.removeprefix(":").strip()
    if lead and first and not rest:
        return lead, ""
    return "", line.text


def term_of(item: Item) -> tuple[str, str]:
    """Return the term and the explanation of a list item, without what is nested in it."""
    paragraphs = [block for block in item.blocks if isinstance(block, Paragraph)]
    lines = [line for paragraph in paragraphs for line in paragraph.lines]
    return _term(lines) if lines else ("", "")


def _term(lines: Sequence[Line]) -> tuple[str, str]:
    """Split an item's text into its term and the explanation."""
    lead, rest = lines[0].bold_lead()
    more = joined(lines[1:])
    if lead.endswith(":"):
        return lead.rstrip(": "), f"{rest} {more}".strip()
    if lead and rest.startswith((":", *_DASHES)):
        return lead, f"{rest[1:].strip()} {more}".strip()
    if lead and not rest and not more and not is_prose(lead):
        return lead, ""
    return "", joined(lines)
