"""Derive the receipts of a stored session anew, and say whether they are the same."""

from __future__ import annotations

from dataclasses import dataclass

from bot.errors import NothingToAsk
from bot.shelf import Shelf
from content.scoring.receipt import Receipt
from storage.records import Interview


@dataclass(frozen=True, slots=True)
class Replayed:
    """One judged turn: its stored receipt, and the one that the same answer gets today.

    `after` is None if the pack no longer has the question.
    """

    turn: int
    question: str
    before: Receipt
    after: Receipt | None

    @property
    def identical(self) -> bool:
        """Whether today's receipt equals the stored one in everything."""
        return self.after == self.before

    @property
    def same_version(self) -> bool:
        """Whether scorer and pack are the ones of the stored receipt."""
        after = self.after
        return after is not None and (after.scorer, after.pack) == (
            self.before.scorer,
            self.before.pack,
        )

    @property
    def broken(self) -> bool:
        """Whether the same scorer and pack gave something else, which must never happen."""
        return self.same_version and not self.identical

    def changes(self) -> list[str]:
        """Return what is different now, a sentence each."""
        after = self.after
        if after is None:
            return [f"the pack no longer has {self.question}"]
        found = []
        if after.score != self.before.score:
            found.append(f"the score is {after.score:.1f}, it was {self.before.score:.1f}")
        earlier = {point.id: point for point in self.before.points}
        for point in after.points:
            old = earlier.pop(point.id, None)
            if old is None:
                found.append(f"{point.id} is new: {point.status}")
            elif old.status != point.status:
                found.append(f"{point.id} is {point.status}, it was {old.status}")
            elif old != point:
                found.append(f"{point.id} is found elsewhere or for another reason")
        found += [f"{point} is gone" for point in earlier]
        if after.flags != self.before.flags:
            found.append(f"flags are {_flags(after)}, they were {_flags(self.before)}")
        return found


def replay(interview: Interview, shelf: Shelf) -> list[Replayed]:
    """Judge every answer of an interview again, in the order of its turns."""
    replayed = []
    for turn in interview.turns:
        if turn.receipt is None:
            continue
        try:
            after = shelf.scorer(interview.pack).score(turn.question, turn.answer)
        except (KeyError, NothingToAsk):
            after = None
        replayed.append(Replayed(turn.number, turn.question, turn.receipt, after))
    return replayed


def _flags(receipt: Receipt) -> str:
    return ", ".join(receipt.flags) or "none"
