"""The outline of a document: its title, where its questions begin and end, its list of topics.

A heading is a *question heading* if it is numbered, holds a question mark, or has `**Answer:**`
or `**Question:**` below it. The level where most of these stand is the document's level of
questions: every heading there is a question, those above are categories, those below belong to
answers. A document without question headings has its questions in paragraphs that begin in bold:
numbered (`**2) Mean**. Compute…`), or bold from end to end with a question mark.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from content.blocks import Block, Bullets, Heading, Item, Line, Paragraph, joined
from content.model import Source

_NUMBERED = re.compile(r"(?:Q(?:uestion)?\s*)?(\d{1,6})\s*[.):](?:\s+|$)", re.IGNORECASE)
_SIGN = r"(?:\s*[:.)]\s*|\s+[–—-]\s+|\s*$)"
_SCENARIO = re.compile(rf"Scenario(?:\s+(\d{{1,6}}))?{_SIGN}", re.IGNORECASE)
_TOPIC = re.compile(rf"Topic\s+(\d{{1,6}}\.\d{{1,6}}){_SIGN}", re.IGNORECASE)
_ASKS = re.compile(r"[?？]([\"'”’)\]]*)(\s|$)")
_MARKER = re.compile(r"(answer|question):?", re.IGNORECASE)
_TOPICS = re.compile(r"\btopics?\b", re.IGNORECASE)
_SHORTCODES = re.compile(r"^(?::[a-z0-9_+-]+:\s+)+|(?:\s+:[a-z0-9_+-]+:)+$")

DEFAULT_LEVEL = 3
"""Where questions stand if no heading looks like one."""


@dataclass(slots=True)
class Entry:
    """A question as it stands in its document, before it is read."""

    letter: str
    """What its id begins with: q, s or t."""
    number: str
    """As written; empty where it has none."""
    title: str
    prompt: str
    category: str
    source: Source
    body: list[Block] = field(default_factory=list)

    @property
    def identity(self) -> str:
        """The id that its number makes; empty where it has none."""
        parts = self.number.split(".") if self.number else []
        return self.letter + ".".join(str(int(part)) for part in parts) if parts else ""


@dataclass(slots=True)
class Outline:
    """What a document holds."""

    title: str = ""
    entries: list[Entry] = field(default_factory=list)
    topics: list[Item] = field(default_factory=list)


@dataclass(slots=True)
class _Chapter:
    """A heading, and what stands below it before the next."""

    heading: Heading | None
    body: list[Block] = field(default_factory=list)

    @property
    def level(self) -> int:
        return self.heading.level if self.heading else 0

    @property
    def title(self) -> str:
        return tidy(self.heading.line.text) if self.heading else ""

    def marked(self) -> bool:
        """Whether `**Answer:**` or `**Question:**` stands below the heading."""
        return any(marker(block) for block in self.body)


def tidy(text: str) -> str:
    """Take emoji, :shortcodes:, stars and blanks off both ends of a title."""
    text = _SHORTCODES.sub("", text.strip(" *"))
    return text.strip("".join({char for char in text if _is_ornament(char)}) + " *")


def _is_ornament(char: str) -> bool:
    """Whether a character is an emoji or a part of one."""
    is_emoji = unicodedata.category(char) in {"So", "Cf"} or "\U0001f3fb" <= char <= "\U0001f3ff"
    return is_emoji or char in "\ufe0f\u20e3"


def marker(block: Block) -> str:
    """Return `answer` or `question` for a heading, or a paragraph that begins so in bold."""
    match block:
        case Heading():
            lead, rest = block.line.text, ""
        case Paragraph():
            lead, rest = block.lines[0].bold_lead()
        case _:
            return ""
    if rest and not lead.endswith(":") and not rest.startswith(":"):
        return ""
    found = _MARKER.fullmatch(lead)
    return found[1].casefold() if found else ""


def asks(title: str) -> bool:
    """Whether a title is a question."""
    return bool(_ASKS.search(title))


def read_outline(blocks: Sequence[Block], file: str, fallback: str) -> Outline:
    """Find the questions and topics of a document; `fallback` is its title if it has none."""
    chapters = _chapters(blocks)
    level = _question_level(chapters)
    outline = Outline(_title(chapters, level) or fallback)
    category = outline.title
    current: Entry | None = None
    for i, chapter in enumerate(chapters):
        if level and chapter.level > level:
            if current:
                current.body += [chapter.heading, *chapter.body] if chapter.heading else []
        elif level and chapter.level == level:
            if _is_contents(chapter):
                continue
            items = _topics(chapters, i, level)
            current = None if items else _from_heading(chapter, category, file)
            outline.topics += items
            outline.entries += [current] if current else []
        else:
            current = None
            category = chapter.title or category
            outline.entries += [] if level else _from_bold(chapter.body, category, file)
            outline.topics += _topics(chapters, i, level)
    if not level:
        _drop_repeated(outline.entries)
    return outline


def _drop_repeated(entries: Sequence[Entry]) -> None:
    """Drop all numbers of questions in bold if some repeat: they begin anew in each chapter."""
    numbers = [entry.identity for entry in entries if entry.number]
    if len(set(numbers)) < len(numbers):
        for entry in entries:
            entry.number = ""


def _chapters(blocks: Sequence[Block]) -> list[_Chapter]:
    chapters = [_Chapter(None)]
    for block in blocks:
        if isinstance(block, Heading):
            chapters.append(_Chapter(block))
        else:
            chapters[-1].body.append(block)
    return chapters


def _title(chapters: Sequence[_Chapter], level: int) -> str:
    """Return the first heading of level 1, unless such headings are questions."""
    firsts = [chapter.title for chapter in chapters if chapter.level == 1]
    return firsts[0] if firsts and level != 1 else ""


def _question_level(chapters: Sequence[_Chapter]) -> int:
    """Return the level of the question headings, 0 if the document has none."""
    levels = Counter(chapter.level for chapter in chapters if chapter.heading)
    votes = Counter(chapter.level for chapter in chapters if chapter.heading and _looks(chapter))
    if levels[1] == 1 and len(levels) > 1:
        del votes[1]  # the title, even where it asks something
    in_bold = sum(1 for chapter in chapters for block in chapter.body if _asked_in_bold(block))
    marked = any(chapter.marked() for chapter in chapters if chapter.heading)
    if votes and (marked or votes.total() >= in_bold):
        return min(votes, key=lambda level: (-votes[level], level))
    return DEFAULT_LEVEL if levels[DEFAULT_LEVEL] and not in_bold else 0


def _looks(chapter: _Chapter) -> bool:
    """Whether the heading of a chapter looks like a question's."""
    numbered = any(form.match(chapter.title) for form in (_NUMBERED, _SCENARIO, _TOPIC))
    return numbered or asks(chapter.title) or chapter.marked()


def _is_contents(chapter: _Chapter) -> bool:
    """Whether a chapter is a table of contents: nothing but links into the document."""
    lines = list(_lines(chapter.body))
    links = [run.href for line in lines for run in line.only_links]
    within = bool(links) and all(href.startswith("#") for href in links)
    return not _looks(chapter) and within and all(line.only_links for line in lines)


def _lines(blocks: Sequence[Block]) -> Iterator[Line]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield from block.lines
        elif isinstance(block, Bullets):
            for item in block.items:
                yield from _lines(item.blocks)


def _from_heading(chapter: _Chapter, category: str, file: str) -> Entry:
    letter, number, title = "q", "", chapter.title
    for form_letter, form in (("s", _SCENARIO), ("t", _TOPIC), ("q", _NUMBERED)):
        match = form.match(title)
        if match:
            alone = "" if form is _NUMBERED else title
            letter, number, title = form_letter, match[1] or "", title[match.end() :] or alone
            break
    line = chapter.heading.number if chapter.heading else 0
    return Entry(letter, number, title, title, category, Source(file, line), chapter.body)


def _asked_in_bold(block: Block) -> tuple[str, str, int] | None:
    """Return title and prompt of a paragraph that begins with a question, and its lines."""
    if not isinstance(block, Paragraph):
        return None
    count = next((i for i, line in enumerate(block.lines) if line.bold_lead()[1]), len(block.lines))
    title = tidy(joined(block.lines[:count]))
    if count and (asks(title) or _NUMBERED.match(title)):
        return title, title, count
    lead, _ = block.lines[0].bold_lead()
    if not count and _NUMBERED.match(lead):
        return tidy(lead), tidy(block.text), len(block.lines)
    return None


def _from_bold(body: Sequence[Block], category: str, file: str) -> list[Entry]:
    entries: list[Entry] = []
    for block in body:
        asked = _asked_in_bold(block)
        if asked and isinstance(block, Paragraph):
            title, prompt, count = asked
            match = _NUMBERED.match(prompt)
            cut = match.end() if match else 0
            title = title[cut:] or prompt[cut:]
            source = Source(file, block.number)
            number = match[1] if match else ""
            entries.append(Entry("q", number, title, prompt[cut:], category, source))
            rest = block.lines[count:]
            entries[-1].body += [Paragraph(rest)] if rest else []
        elif entries:
            entries[-1].body.append(block)
    return entries


def _topics(chapters: Sequence[_Chapter], index: int, level: int) -> list[Item]:
    """Return the items of the closing list of topics, if a chapter holds it.

    It stands below a heading with the word "topics" that has no questions of another kind; at
    the level of questions it is the last of all chapters.
    """
    chapter = chapters[index]
    last = index == len(chapters) - 1
    if not _TOPICS.search(chapter.title) or (
        chapter.level == level and (_looks(chapter) or not last)
    ):
        return []
    for below in islice(chapters, index + 1, None):
        if below.level <= chapter.level:
            break
        if below.level == level and not _TOPIC.match(below.title):
            return []
    lists = [block.items for block in chapter.body if isinstance(block, Bullets)]
    return [item for items in lists for item in items]
