"""The list below `**Misconceptions:**` -> what people believe, why it is false, how it is said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from content.annotations import Annotations, Place
from content.blocks import Item, joined
from content.errors import Problems
from content.model import Misconception, Source
from content.slugs import Ids
from content.terms import nested, own_lines


class MisconceptionReader:
    """Reads the misconceptions of one question."""

    def __init__(self, ids: Ids, file: str, problems: Problems) -> None:
        self._ids = ids
        self._file = file
        self._problems = problems
        self._annotations = Annotations(file, problems)

    def read(self, items: Iterable[Item]) -> Iterator[Misconception]:
        """Read list items; one without a statement in bold is a problem."""
        for item in items:
            annotations, others = self._annotations.split(nested(item))
            notes = self._annotations.read(annotations, Place.MISCONCEPTION)
            lines = own_lines(item)
            statement, rest = lines[0].bold_lead() if lines else ("", "")
            if others or not statement:
                self.complain((others[0] if statement else item).number)
                continue
            reason = f"{rest} {joined(lines[1:])}".strip()
            claims, source = tuple(notes.claims), Source(self._file, item.number)
            identity = self._ids.misconception()
            yield Misconception(identity, statement, reason, source, claims, notes.unless)

    def complain(self, number: int) -> None:
        """Note that something in that line is no misconception."""
        self._problems.add(
            Source(self._file, number),
            "a misconception is one list item: the false statement in bold, then the reason; write "
            "it like `- **Caches speed up writes.** Writes go on to the database.`, with nothing "
            "but annotations below",
        )
