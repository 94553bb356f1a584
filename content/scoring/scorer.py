"""Judge answers against a compiled pack."""

from __future__ import annotations

from content.model import Pack
from content.scoring.receipt import AspectResult, PointResult, PointStatus, Receipt

SCORER_VERSION = "0"


class Scorer:
    """A pack, compiled once so that answers are judged quickly. Safe to share between threads."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack

    def score(self, question_id: str, answer: str) -> Receipt:
        """Judge an answer; KeyError if the pack has no such question."""
        question = self._pack.question(question_id)
        return Receipt(
            question=question_id,
            score=100.0 * bool(answer),
            aspects=tuple(AspectResult(a.name, 100.0) for a in question.aspects if a.points),
            points=tuple(
                PointResult(p.id, a.name, PointStatus.MISSED, 0.0, (), "")
                for a in question.aspects
                for p in a.points
            ),
            notes=(),
            scorer=SCORER_VERSION,
            pack=self._pack.full_version,
        )
