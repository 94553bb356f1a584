"""The packs that can be asked from, each with its compiled scorer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from threading import Lock

from bot.errors import NothingToAsk
from content.library import scorer_for
from content.model import Pack, Question
from content.scoring.scorer import Scorer


class Shelf:
    """Packs by name. A scorer is compiled when it is first wanted; `warm` does so for all."""

    def __init__(self, packs: Iterable[Pack]) -> None:
        self._packs = {pack.name: pack for pack in packs}
        self._scorers: dict[str, Scorer] = {}
        self._compiling = Lock()

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
        """Return the scorer of a pack; from several threads at once it is compiled only once."""
        pack = self.pack(name)
        with self._compiling:
            if name not in self._scorers:
                self._scorers[name] = scorer_for(pack)
            return self._scorers[name]

    def warm(self) -> None:
        """Compile every scorer, so that no answer has to wait for it."""
        for name in self._packs:
            self.scorer(name)

    def question(self, pack: str, question_id: str) -> Question:
        """Return a question; NothingToAsk if the pack has lost it since."""
        try:
            return self.pack(pack).question(question_id)
        except KeyError:
            raise NothingToAsk(
                f"The pack `{pack}` no longer has the question `{question_id}`. "
                "End this interview with `/interview end` and start a new one."
            ) from None
