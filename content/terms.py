"""What a line or list item begins with in bold: the label of a section, the term of a key point."""

from __future__ import annotations

from collections.abc import Sequence

from content.blocks import Bullets, Item, Line, Paragraph, joined
from content.prose import is_prose

_DASHES = ("- ", "– ", "— ")


def split_label(line: Line, *, first: bool) -> tuple[str, str]:
    """Split a line into its label and the rest; the label is empty where the line has none.

    A label is bold text before a colon, or the first line of a paragraph where all of it is bold.
    """
    lead, rest = line.bold_lead()
    if lead.endswith(":") or (lead and rest.startswith(":")):
        return lead.rstrip(": "), rest.removeprefix(":").strip()
    if lead and first and not rest:
        return lead, ""
    return "", line.text


def split_term(lines: Sequence[Line]) -> tuple[str, str]:
    """Split an item's text into its term, which may be empty, and the explanation."""
    lead, rest = lines[0].bold_lead()
    more = joined(lines[1:])
    if lead.endswith(":"):
        return lead.rstrip(": "), f"{rest} {more}".strip()
    if lead and rest.startswith((":", *_DASHES)):
        return lead, f"{rest[1:].strip()} {more}".strip()
    if lead and not rest and not more and not is_prose(lead):
        return lead, ""
    return "", joined(lines)


def own_lines(item: Item) -> list[Line]:
    """Return the lines of an item without what is nested in it."""
    paragraphs = [block for block in item.blocks if isinstance(block, Paragraph)]
    return [line for paragraph in paragraphs for line in paragraph.lines]


def nested(item: Item) -> list[Item]:
    """Return the items of the lists in an item."""
    return [sub for block in item.blocks if isinstance(block, Bullets) for sub in block.items]
