"""One question as it stands in its document -> a `Question`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from content.annotations import Annotations, Notes, Place
from content.aspects import place
from content.blocks import Block, Bullets, Code, Heading, Item, Line, Paragraph, Run, joined
from content.errors import Problems
from content.key_points import Answer, AnswerReader, Draft
from content.model import Aspect, KeyPoint, Kind, Question, Section, Source
from content.outline import Entry, marker
from content.slugs import Ids
from content.terms import nested, own_lines


@dataclass(slots=True)
class _Opening:
    """What stands before the answer."""

    notes: Notes = field(default_factory=Notes)
    prompt: list[str] = field(default_factory=list)
    asked: bool = False
    """Whether `**Question:**` was there."""
    aspects: list[Aspect] = field(default_factory=list)


class QuestionReader:
    """Reads the questions of one file."""

    def __init__(self, file: str, problems: Problems) -> None:
        self._file = file
        self._problems = problems
        self._annotations = Annotations(file, problems)

    def read(self, entry: Entry, identity: str, topic: str | None) -> Question:
        """Read one question; its id is known by now."""
        before, after, marked = self._parts(entry)
        opening = self._opening(before)
        answer = AnswerReader(Ids(identity), self._file, self._problems, marked=marked).read(after)
        aspects, sections = self._join(opening.aspects, answer, entry)
        prompt = _prompt(entry, opening)
        if not any(map(str.isalpha, prompt)):
            self._problems.add(entry.source, "this question has no words; write it in the heading")
        reading = dict.fromkeys([*opening.notes.reading, *answer.reading])
        return Question(
            id=identity,
            kind=Kind.SCENARIO if entry.letter == "s" else Kind.CORE,
            title=entry.title or prompt,
            prompt=prompt,
            category=entry.category,
            aspects=aspects,
            sections=sections,
            source=entry.source,
            difficulty=opening.notes.difficulty,
            tags=opening.notes.tags,
            reading=tuple(reading),
            misconceptions=tuple(answer.misconceptions),
            topic=topic,
        )

    def _parts(self, entry: Entry) -> tuple[Sequence[Block], Sequence[Block], bool]:
        """Split a question into what stands before the answer, and the answer.

        Without `**Answer:**` all is answer, except below `**Question:**` and in scenarios.
        """
        body = entry.body
        marks = [marker(block) for block in body]
        if "answer" in marks:
            i = marks.index("answer")
            return body[:i], [*_after_label(body[i]), *body[i + 1 :]], True
        if entry.letter == "s" or "question" in marks:
            return body, (), False
        if body and isinstance(body[0], Bullets):
            annotations, others = self._leading(body[0].items)
            rest = [Bullets(tuple(others), body[0].number)] if others else []
            first = [Bullets(tuple(annotations), body[0].number)] if annotations else []
            return first, [*rest, *body[1:]], False
        return (), body, False

    def _leading(self, items: Sequence[Item]) -> tuple[Sequence[Item], Sequence[Item]]:
        silent = Annotations(self._file, Problems())
        count = next((i for i, item in enumerate(items) if not silent.find(item)), len(items))
        return items[:count], items[count:]

    def _opening(self, blocks: Sequence[Block]) -> _Opening:
        opening = _Opening()
        annotations = []
        for block in blocks:
            match block:
                case Bullets(items=items):
                    for item in items:
                        annotation = self._annotations.find(item)
                        if annotation is None:
                            self._aspect(item, opening)
                        elif opening.aspects:
                            self._annotations.astray(annotation)
                        else:
                            annotations.append(annotation)
                case Paragraph() | Heading() if marker(block) == "question":
                    opening.asked = True
                    opening.prompt = [b.text for b in _after_label(block)]
                case Paragraph():
                    opening.prompt.append(block.text)
                case Code(text=text):
                    opening.prompt.append(text)
                case _:  # a heading
                    opening.prompt.append(block.line.text)
        opening.notes = self._annotations.read(annotations, Place.QUESTION)
        return opening

    def _aspect(self, item: Item, opening: _Opening) -> None:
        annotations, others = self._annotations.split(nested(item))
        notes = self._annotations.read(annotations, Place.ASPECT)
        name = joined(own_lines(item))
        source = Source(self._file, item.number)
        if name:
            aspect = Aspect(name, (), source, notes.hint, notes.follow_up, notes.weight)
            opening.aspects.append(aspect)
        if others or not name:
            self._problems.add(
                Source(self._file, others[0].number) if others else source,
                "this is no aspect; only annotations such as *Hint:* can be nested under one, "
                "anything else before **Answer:** is a list item of its own",
            )

    def _join(
        self, aspects: Sequence[Aspect], answer: Answer, entry: Entry
    ) -> tuple[tuple[Aspect, ...], tuple[Section, ...]]:
        """Hand the key points out to the aspects; without any, each section is one."""
        drafts = answer.sections
        if not drafts:
            return tuple(aspects), ()
        aspects = aspects or _from_sections(drafts, entry)
        placed = place([aspect.name for aspect in aspects], drafts, self._problems)
        held: list[list[KeyPoint]] = [[] for _ in aspects]
        for homes, draft in zip(placed, drafts, strict=True):
            for home, point in zip(homes, draft.points, strict=True):
                held[home].append(point)
        filled = (replace(a, points=tuple(own)) for a, own in zip(aspects, held, strict=True))
        sections = (
            Section(draft.label, Counter(homes).most_common(1)[0][0], tuple(draft.points))
            for homes, draft in zip(placed, drafts, strict=True)
        )
        return tuple(filled), tuple(sections)


def _from_sections(drafts: Sequence[Draft], entry: Entry) -> list[Aspect]:
    labelled = [draft for draft in drafts if not draft.summary] or drafts
    return [Aspect(draft.label or entry.title, (), draft.source) for draft in labelled]


def _after_label(block: Block) -> list[Paragraph]:
    """Return what is left of a paragraph without the label it begins with; of a heading nothing."""
    if not isinstance(block, Paragraph):
        return []
    first, *others = block.lines
    rest = first.bold_lead()[1].removeprefix(":").strip()
    lines = [Line((Run(rest),), first.number), *others] if rest else others
    return [Paragraph(tuple(lines))] if lines else []


def _prompt(entry: Entry, opening: _Opening) -> str:
    """Return what the candidate is asked.

    `**Question:**` says it; otherwise it is the heading, with what stands between it and the
    aspects. The heading of a scenario is only its title.
    """
    alone = opening.asked or (entry.letter == "s" and opening.prompt)
    parts = opening.prompt if alone else [entry.prompt, *opening.prompt]
    return "\n\n".join(part for part in parts if part)
