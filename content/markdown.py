"""Markdown -> Pack. Pure: bytes of files in, a pack out, or PackError with every problem.

The format is the contract in `docs/pack-format.md`. A pack is read whole or not at all.
"""

from __future__ import annotations

import hashlib
import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import astuple
from pathlib import PurePath

from content.annotations import Annotations, Place
from content.blocks import Item
from content.document import read_blocks
from content.errors import Problems
from content.limits import (
    MAX_BYTES,
    MAX_MANIFEST,
    check_questions,
    check_size,
    check_text,
    check_values,
)
from content.manifest import Manifest, read_manifest, read_thesaurus
from content.model import FurtherTopic, Pack, Question, Source, ThesaurusGroup
from content.outline import Entry, read_outline
from content.questions import QuestionReader
from content.slugs import slug
from content.terms import nested, own_lines, split_term

SUFFIXES = (".md", ".markdown", ".txt")
MANIFEST, THESAURUS = "pack.toml", "thesaurus.md"

_NO_QUESTIONS = (
    "there is no question in this pack; write each as a heading, such as "
    "`### 1. What is a cache?`, with its answer below"
)
_NO_DOCUMENTS = "there is no document here; a pack's folder holds files such as 01-basics.md"
_HALF_TOPIC = re.compile(r"Topic\s+\d+\s*[:.)]", re.IGNORECASE)


def is_document(name: str) -> bool:
    """Whether a file of a folder holds questions."""
    path = PurePath(name)
    special = path.stem.casefold() == "readme" or path.name.casefold() == THESAURUS
    return path.suffix.casefold() in SUFFIXES and not special and not path.name.startswith(".")


def belongs(name: str) -> bool:
    """Whether a file of a folder is part of its pack at all."""
    return is_document(name) or PurePath(name).name.casefold() in {MANIFEST, THESAURUS}


def read_document(name: str, data: bytes) -> Pack:
    """Read a pack that is a single document; its name is that of the file."""
    return _read(name, {name: data}, documents=[name])


def read_folder(name: str, files: Mapping[str, bytes]) -> Pack:
    """Read a pack that is a folder of that name: its files by name, in any order."""
    ours = {file: files[file] for file in sorted(files) if belongs(file)}
    return _read(name, ours, documents=[file for file in ours if is_document(file)])


def _read(name: str, files: Mapping[str, bytes], documents: Sequence[str]) -> Pack:
    problems = Problems()
    if not check_size(name, tuple(files.values()), problems):
        problems.raise_any()
    texts = {file: _decode(file, data, problems) for file, data in files.items()}
    roles = {file.casefold(): file for file in texts if file not in documents}
    manifest = Manifest()
    thesaurus: tuple[ThesaurusGroup, ...] = ()
    if MANIFEST in roles:
        manifest = _manifest(texts[roles[MANIFEST]], roles[MANIFEST], problems)
    if THESAURUS in roles:
        thesaurus = read_thesaurus(texts[roles[THESAURUS]], roles[THESAURUS], problems)
    parts = _Parts(problems)
    for file in documents:
        parts.add(file, texts[file])
    questions, topics = parts.questions(), parts.topics()
    if not questions and not problems:
        problems.add(Source(name, 0), _NO_QUESTIONS if documents else _NO_DOCUMENTS)
    problems.raise_any()
    return Pack(
        name=manifest.name or _ascii_slug(PurePath(name).stem) or "pack",
        title=manifest.title or parts.title,
        version=manifest.version,
        digest=_digest(texts),
        categories=tuple(dict.fromkeys(question.category for question in questions)),
        questions=questions,
        topics=topics,
        thesaurus=thesaurus,
        language=manifest.language,
        license=manifest.license,
        description=manifest.description,
    )


def _decode(file: str, data: bytes, problems: Problems) -> str:
    """Return the text of a file with newlines as line ends; empty if it is none."""
    if len(data) > MAX_BYTES:
        problems.add(
            Source(file, 0),
            f"the file has more than {MAX_BYTES:,} bytes; split the pack into several files",
        )
        return ""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problems.add(
            Source(file, line),
            f"this is not UTF-8 (byte 0x{data[error.start]:02x}); save the file with the "
            "encoding UTF-8 and not as Windows-1252, Latin-1 or UTF-16",
        )
        return ""
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        problems.add(Source(file, line), "this is not a text file; save it as plain UTF-8 text")
        return ""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text if check_text(file, text, problems) else ""


def _manifest(text: str, file: str, problems: Problems) -> Manifest:
    """Read `pack.toml`, of which hostile ones break the parser."""
    if len(text) > MAX_MANIFEST:
        problems.add(Source(file, 0), f"the file has more than {MAX_MANIFEST:,} characters")
        return Manifest()
    try:
        manifest = read_manifest(text, file, problems)
    except (RecursionError, ValueError):
        problems.add(Source(file, 0), 'this is not TOML; write lines like name = "my-pack"')
        return Manifest()
    return manifest if check_values(file, astuple(manifest), problems) else Manifest()


def _digest(texts: Mapping[str, str]) -> str:
    """Return 12 hex digits that change with the name or the text of any file."""
    whole = "".join(f"{file}\0{text}\0" for file, text in texts.items())
    return hashlib.sha256(whole.encode()).hexdigest()[:12]


def _ascii_slug(text: str) -> str:
    return slug(text.encode("ascii", "ignore").decode())


class _Parts:
    """The questions and topics of all documents; ids are given once all are known."""

    def __init__(self, problems: Problems) -> None:
        self._problems = problems
        self._entries: list[Entry] = []
        self._topics: list[FurtherTopic] = []
        self._no_topics: Source | None = None
        self.title = ""

    def add(self, file: str, text: str) -> None:
        """Read the outline of one more document."""
        outline = read_outline(read_blocks(text, file, self._problems), file, PurePath(file).stem)
        self.title = self.title or outline.title
        self._entries += outline.entries
        for item in outline.topics:
            self._add_topic(item, file)

    def _add_topic(self, item: Item, file: str) -> None:
        annotations = Annotations(file, self._problems)
        lines = own_lines(item)
        if not lines:
            return
        name, description = split_term(lines)
        notes = annotations.read(annotations.split(nested(item))[0], Place.TOPIC)
        identity = f"t{len(self._topics) + 1}"
        source = Source(file, item.number)
        reading = tuple(notes.reading)
        self._topics.append(
            FurtherTopic(identity, name or description, description, source, reading)
        )

    def topics(self) -> tuple[FurtherTopic, ...]:
        """Return the further topics t1, t2 and so on."""
        return tuple(self._topics)

    def questions(self) -> tuple[Question, ...]:
        """Return all questions, in the order of their documents."""
        if not check_questions(self._entries, self._problems):
            return ()
        readers: dict[str, QuestionReader] = {}
        questions = []
        for entry, identity in zip(self._entries, self._number(), strict=True):
            file = entry.source.file
            reader = readers.setdefault(file, QuestionReader(file, self._problems))
            questions.append(reader.read(entry, identity, self._topic(entry)))
        if self._no_topics:
            self._problems.add(
                self._no_topics,
                "this question belongs to a further topic, and the pack has no closing list of "
                "them; end it with `## Additional topics` and a list item for each",
            )
        return tuple(questions)

    def _topic(self, entry: Entry) -> str | None:
        if entry.letter != "t":
            if _HALF_TOPIC.match(entry.title):
                self._problems.add(
                    entry.source,
                    "a question of a further topic has two numbers: that of the topic and its own; "
                    "write it like `### Topic 2.1: …`",
                )
            return None
        number = int(entry.number.partition(".")[0])
        if not self._topics:
            self._no_topics = self._no_topics or entry.source
        elif not 1 <= number <= len(self._topics):
            self._problems.add(
                entry.source,
                f"there is no further topic {number}; the pack's closing list of topics has "
                f"{len(self._topics)}, counted from 1",
            )
        return f"t{number}"

    def _number(self) -> list[str]:
        """Return an id for each entry.

        Written numbers must be unique in the pack; a question without one takes the next that is
        free after the question before it.
        """
        taken: dict[str, Source] = {}
        for entry in self._entries:
            if entry.number:
                first = taken.setdefault(entry.identity, entry.source)
                if first is not entry.source:
                    self._duplicate(entry, first)
        latest = {"q": 0, "s": 0, "t": 0}
        identities = []
        for entry in self._entries:
            free = (f"{entry.letter}{n}" for n in itertools.count(latest[entry.letter] + 1))
            identity = entry.identity or next(name for name in free if name not in taken)
            taken.setdefault(identity, entry.source)
            latest[entry.letter] = int(identity[1:].partition(".")[0])
            identities.append(identity)
        return identities

    def _duplicate(self, entry: Entry, first: Source) -> None:
        self._problems.add(
            entry.source,
            f"the number {entry.number} is taken by the question at {first}; give this one "
            "another number",
        )
