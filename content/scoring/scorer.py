"""Judge answers against a compiled pack: text in, receipt out."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass, replace

from content.model import Pack, ThesaurusGroup
from content.scoring import guards
from content.scoring.claims import claimed
from content.scoring.compiled import CompiledPoint, CompiledQuestion, compile_pack
from content.scoring.lexicon import Lexicon, Occurrence
from content.scoring.match import WordIndex, meet
from content.scoring.parameters import Parameters, along, shipped
from content.scoring.reading import Said
from content.scoring.receipt import (
    AspectResult,
    Flag,
    Note,
    PointResult,
    PointStatus,
    Reason,
    Receipt,
    Span,
)
from content.scoring.text import Language, tokenize

SCORER_VERSION = "1.1"
DENIED = 0.5
"""What shared words are worth where a negation stands among them and no group says more."""
SPOILT = 25
"""A false statement spoils what its sentence says within so many words before and after it."""
MAX_LENGTH = 20_000
"""Characters of an answer that are read; nobody types more in half an hour."""


@dataclass(frozen=True, slots=True)
class Earned:
    """What an answer earns for one point, before it is put into words."""

    point: CompiledPoint
    credit: float
    places: tuple[Occurrence, ...]
    reason: str
    denied: bool = False


class Scorer:
    """A pack, compiled once so that answers are judged quickly. Safe to share between threads.

    `thesaurus` stands in where the pack has none of its own.
    """

    def __init__(
        self,
        pack: Pack,
        *,
        thesaurus: Iterable[ThesaurusGroup] = (),
        parameters: Parameters | None = None,
    ) -> None:
        self._pack = pack
        self._p = parameters or shipped()
        self._language = Language(pack.language)
        self._lexicon = Lexicon(self._language, pack.thesaurus or thesaurus)
        self._questions = compile_pack(pack, self._lexicon, self._language)
        self._numbers = {q.id: number for number, q in enumerate(pack.questions)}
        self._references = self._index()

    def _index(self) -> dict[int, frozenset[int]]:
        """Return which references hold each run of words."""
        index: dict[int, set[int]] = defaultdict(set)
        for question in self._pack.questions:
            for point in question.points:
                stems = [t.stem for t in tokenize(point.text, self._language)]
                for shingle in guards.shingles(stems):
                    index[shingle].add(self._numbers[question.id])
        return {shingle: frozenset(numbers) for shingle, numbers in index.items()}

    def score(self, question_id: str, answer: str) -> Receipt:
        """Judge an answer; KeyError if the pack has no such question."""
        return self.judge(question_id, self.read(answer))

    def with_parameters(self, parameters: Parameters) -> Scorer:
        """Return a scorer of the same pack with other numbers; nothing is compiled anew."""
        other = copy(self)
        other._p = parameters  # noqa: SLF001 - it is one of us
        return other

    def read(self, answer: str) -> Said:
        """Read an answer once, to judge it against several questions."""
        return Said.read(answer[:MAX_LENGTH], self._lexicon)

    def stems(self, text: str) -> tuple[str, ...]:
        """Return the stems of the words of a text that carry meaning, in order."""
        return tuple(t.stem for t in tokenize(text, self._language) if not t.function)

    def judge(self, question_id: str, said: Said) -> Receipt:
        """Judge an answer that was read; KeyError if the pack has no such question."""
        question = self._questions[question_id]
        false, notes = self._misconceptions(question, said)
        words = None if question.authored else WordIndex(said, self._lexicon)
        earned = [
            self._earn(point, said, false)
            if words is None
            else self._by_words(point, said, false, words)
            for point in question.points
        ]
        aspects = self._aspects(question, earned)
        weights = [aspect.weight for aspect in question.aspects]
        raw = sum(w * a for w, a in zip(weights, aspects, strict=True)) / (sum(weights) or 1.0)
        base = 100.0 * along(self._p.curve if question.authored else self._p.plain_curve, raw)
        if any(e.denied for e in earned):
            notes.append(_denied_note(said, earned))
        notes += self._guards(question, said, earned, raw)
        return Receipt(
            question=question_id,
            score=round(base * math.prod(note.factor for note in notes), 1),
            aspects=tuple(
                AspectResult(aspect.name, round(100.0 * value, 1))
                for aspect, value in zip(question.aspects, aspects, strict=True)
            ),
            points=tuple(self._result(question, e, said) for e in earned),
            notes=tuple(notes),
            scorer=SCORER_VERSION,
            pack=self._pack.full_version,
            base=round(base, 1),
        )

    # Key points

    def _earn(self, point: CompiledPoint, said: Said, false: frozenset[int]) -> Earned:
        best = Earned(point, 0.0, (), Reason.NOT_MENTIONED)
        if point.needed.isdisjoint(said.ways):
            return best
        for group in point.groups:
            meeting = meet(group, said)
            if meeting is None:
                continue
            if any(start in false for start, _ in meeting.places):
                continue
            if meeting.denied:
                if not best.credit:
                    best = replace(best, places=meeting.places, reason=Reason.DENIED, denied=True)
                continue
            quality = meeting.quality
            if len(group.ideas) == 1:
                quality *= self._named(point, meeting.places[0], said)
            if quality > best.credit:
                how = Reason.PHRASE if group.said else Reason.IDEAS
                best = Earned(point, quality, meeting.places, how)
        return best

    def _named(self, point: CompiledPoint, place: Occurrence, said: Said) -> float:
        """Return what a bare name is worth: more, the more is said about it."""
        p = self._p
        explained = said.explained(place, point.stems)
        return p.name_credit + (1.0 - p.name_credit) * min(1.0, explained / p.name_explained)

    def _by_words(
        self, point: CompiledPoint, said: Said, false: frozenset[int], index: WordIndex
    ) -> Earned:
        """Return what a point's own words earn; for questions that nobody wrote groups for."""
        share, words = index.overlap(point)
        places = tuple((i, i) for i in words)
        if not false.isdisjoint(words):
            return Earned(point, 0.0, (), Reason.NOT_MENTIONED)
        if not point.negative and sum(i in said.denied for i in words) * 2 > len(words):
            return Earned(point, DENIED * share, places, Reason.DENIED, denied=True)
        return Earned(point, share, places, Reason.WORDS)

    def _result(self, question: CompiledQuestion, earned: Earned, said: Said) -> PointResult:
        p = self._p
        covered = p.covered if earned.point.authored else p.plain_covered
        partial = p.partial if earned.point.authored else p.plain_partial
        status = PointStatus.MISSED
        if earned.credit >= covered:
            status = PointStatus.COVERED
        elif earned.credit >= partial:
            status = PointStatus.PARTIAL
        shown = status is not PointStatus.MISSED
        reason = earned.reason if shown or earned.denied else Reason.NOT_MENTIONED
        return PointResult(
            id=earned.point.id,
            aspect=question.aspects[earned.point.aspect].name,
            status=status,
            credit=round(earned.credit, 3),
            evidence=_spans(said, earned.places) if shown else (),
            reason=str(reason),
        )

    def _aspects(self, question: CompiledQuestion, earned: list[Earned]) -> list[float]:
        """Return per aspect how well it is covered, 0 to 1, with diminishing returns."""
        per_aspect: list[list[float]] = [[] for _ in question.aspects]
        for e in earned:
            per_aspect[e.point.aspect].append(e.credit)
        if not question.authored:
            return [sum(own) / len(own) for own in per_aspect]
        return [min(1.0, self._fill(sum(own), len(own))) for own in per_aspect]

    def _fill(self, credit: float, points: int) -> float:
        p = self._p
        whole = 1.0 - math.exp(-p.saturation * min(points, p.enough))
        return (1.0 - math.exp(-p.saturation * credit)) / whole

    # The answer as a whole

    def _misconceptions(
        self, question: CompiledQuestion, said: Said
    ) -> tuple[frozenset[int], list[Note]]:
        """Return the words that something false spoils, and a note for each misconception."""
        false: set[int] = set()
        notes = []
        for misconception in question.misconceptions:
            place = claimed(misconception, said)
            if place is None:
                continue
            first, last = said.bounds[said.tokens[place[0]].sentence]
            false.update(range(max(first, place[0] - SPOILT), min(last, place[1] + SPOILT) + 1))
            source = misconception.source
            reason = f"{source.statement} {source.reason}".strip()
            where = _spans(said, (place,))
            factor = self._p.misconception_factor
            notes.append(Note(Flag.MISCONCEPTION, reason, where, factor))
        return frozenset(false), notes

    def _guards(
        self, question: CompiledQuestion, said: Said, earned: list[Earned], raw: float
    ) -> list[Note]:
        p = self._p
        useful = {said.tokens[s].sentence for e in earned if e.credit for s, _ in e.places}
        maybe = [
            guards.dont_know(said, raw, p) or guards.no_language(said, self._lexicon, p),
            guards.echo(said, question, p),
            guards.stuffing(said, question, p),
            guards.sprawl(said, len(useful), p),
            guards.contradiction(said, p),
            guards.repetition(said),
            guards.instruction(said),
            *guards.paste_and_dump(said, self._numbers[question.id], self._references, p),
        ]
        return [note for note in maybe if note is not None]


def _denied_note(said: Said, earned: list[Earned]) -> Note:
    first = next(e for e in earned if e.denied)
    reason = f"This reads as a denial of “{first.point.label}”, so it was not counted."
    return Note(Flag.NEGATION, reason, _spans(said, first.places))


def _spans(said: Said, places: Iterable[Occurrence]) -> tuple[Span, ...]:
    """Return the pieces of text at some places; neighbours in one sentence become one piece."""
    merged: list[list[int]] = []
    for first, last in sorted(places):
        if merged and first - merged[-1][1] <= 2:
            merged[-1][1] = max(merged[-1][1], last)
        else:
            merged.append([first, last])
    return tuple(_span(said, first, last) for first, last in merged)


def _span(said: Said, first: int, last: int) -> Span:
    """Return a piece of text; a compound such as "user-visible" is never cut."""
    tokens, text = said.tokens, said.text
    while last + 1 < len(tokens) and text[tokens[last].end : tokens[last + 1].start] in COMPOUNDS:
        last += 1
    while first and text[tokens[first - 1].end : tokens[first].start] in COMPOUNDS:
        first -= 1
    return Span(tokens[first].start, tokens[last].end, text[tokens[first].start : tokens[last].end])


COMPOUNDS = frozenset("-/\u2011")
"""Signs that make one word of two."""
