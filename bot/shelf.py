"""The packs that can be asked from, each with its compiled scorer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.errors import NothingToAsk
from content.model import Pack, Question
from content.scoring.scorer import Scorer


class Shelf:
    """Packs by name. Reading and compiling happen when it is made, never during an interview."""

    def __init__(self, packs: Iterable[Pack]) -> None:
        self._packs = {pack.name: pack for pack in packs}
        self._scorers = {name: Scorer(pack) for name, pack in self._packs.items()}

    def __iter__(self) -> Iterator[Pack]:
        return iter(self._packs.values())

    def __contains__(self, name: object) -> bool:
        return name in self._packs

    def pack(self, name: str) -> Pack:
        """Return a pack; NothingToAsk, naming those there are, if it is not among them."""
        if name not in self._packs:
            names = ", ".join(f"`{known}`" for known in self._packs)
            raise NothingToAsk(f"There is no pack `{name}`. Known packs: {names}.")
        return self._packs[name]

    def scorer(self, name: str) -> Scorer:
        """Return the compiled scorer of a pack."""
        self.pack(name)
        return self._scorers[name]

    def question(self, pack: str, question_id: str) -> Question:
        """Return a question; NothingToAsk if the pack has lost it since."""
        try:
            return self.pack(pack).question(question_id)
        except KeyError:
            raise NothingToAsk(
                f"The pack `{pack}` no longer has the question `{question_id}`. "
                "End this interview with `/interview end` and start a new one."
            ) from None
