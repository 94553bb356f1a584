"""`pack.toml` and `thesaurus.md`: what a folder says about itself besides its questions."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

from rapidfuzz.distance import OSA

from content.blocks import Block, Bullets, Paragraph
from content.document import read_blocks
from content.errors import Problems
from content.model import Source, ThesaurusGroup

_FORMS = {
    "name": (
        re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*"),
        "lower-case letters, digits and single hyphens, such as my-pack",
    ),
    "version": (re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]*"), "a version such as 1.0.0"),
    "language": (re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]+)*"), "a language tag such as en or pt-BR"),
}
_AT_LINE = re.compile(r"\(at line (\d+)")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What `pack.toml` says; an empty name or title is found elsewhere."""

    name: str = ""
    title: str = ""
    version: str = "0"
    language: str = "en"
    license: str = ""
    description: str = ""


def read_manifest(text: str, file: str, problems: Problems) -> Manifest:
    """Read `pack.toml`; what is wrong in it becomes a problem and its default."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = _AT_LINE.search(str(error))
        line = int(at[1]) if at else len(text.splitlines())
        problems.add(
            Source(file, line), f'this is not TOML: {error}; write lines like name = "my-pack"'
        )
        return Manifest()
    known = [field.name for field in fields(Manifest)]
    values: dict[str, str] = {}
    for key, value in table.items():
        source = Source(file, _line_of(key, text))
        if key not in known:
            closest = min(known, key=lambda name: OSA.distance(name, key))
            problems.add(source, f"unknown setting “{key}”; did you mean {closest}?")
        elif _is_fine(key, value, source, problems):
            values[key] = value
    return Manifest(**values)


def _is_fine(key: str, value: object, source: Source, problems: Problems) -> bool:
    if not isinstance(value, str):
        problems.add(source, f"{key} has to be text; put it in double quotes")
        return False
    form, example = _FORMS.get(key, (None, ""))
    if form and not (form.fullmatch(value) and len(value) <= 64):
        problems.add(source, f"“{value}” is no {key}; write {example}")
        return False
    return True


def _line_of(key: str, text: str) -> int:
    pattern = re.compile(rf"\s*\[*\s*[\"']?{re.escape(key)}\b")
    found = (n for n, line in enumerate(text.split("\n"), 1) if pattern.match(line))
    return next(found, 1)


def read_thesaurus(text: str, file: str, problems: Problems) -> tuple[ThesaurusGroup, ...]:
    """Read `thesaurus.md`: one group per list item, its entries separated by commas."""
    groups: dict[str, ThesaurusGroup] = {}
    for line, entry in _entries(read_blocks(text, file, problems)):
        source = Source(file, line)
        words = tuple(" ".join(word.split()) for word in entry.split(","))
        name = words[0].casefold()
        if not all(words):
            problems.add(source, "an entry is empty; write words between the commas")
        elif name in groups:
            problems.add(
                source,
                f"“{words[0]}” names the group in line {groups[name].source.line} already; "
                "join the two, or begin this one with another of its words",
            )
        else:
            groups[name] = ThesaurusGroup(words, source)
    return tuple(groups.values())


def _entries(blocks: Sequence[Block]) -> Iterator[tuple[int, str]]:
    for block in blocks:
        if not isinstance(block, Bullets):
            continue
        for item in block.items:
            paragraphs = [part.text for part in item.blocks if isinstance(part, Paragraph)]
            if paragraphs:
                yield item.number, " ".join(paragraphs)
            yield from _entries(item.blocks)
