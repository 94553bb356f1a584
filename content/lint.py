"""Prove that a pack can be scored fairly: structure, and what its own texts earn when scored.

The checks follow from what a score means: a reference answers its own question and no other, a
question gives nothing away, every accepted way of speaking earns its own point and only that, and
a false statement earns nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from content.model import Aspect, ConceptGroup, KeyPoint, Pack, Question, Source
from content.scoring.receipt import Flag, PointStatus, Receipt
from content.scoring.scorer import Scorer

OWN_REFERENCE = 90.0
"""A reference scores at least this on its own question."""
OTHER_REFERENCE = 25.0
"""The reference of another question scores at most this."""
QUESTION_TEXT = 5.0
"""The question's own text scores at most this."""
ASPECT_COVERED = 60.0
"""The reference text of an aspect covers that aspect at least so far."""
MISCONCEPTIONS = 5
"""So many misconceptions make a question hard to bluff."""


class Severity(StrEnum):
    """Whether a finding must be mended, or only would make the pack better."""

    ERROR = "error"
    ADVICE = "advice"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about a pack that its author should know."""

    check: str
    severity: Severity
    question: str
    source: Source
    message: str


def lint(
    pack: Pack, *, scorer: Scorer | None = None, progress: Callable[[], None] = lambda: None
) -> list[Finding]:
    """Return every finding about a pack, in the order of its questions.

    `progress` is called once per question.
    """
    linter = _Linter(pack, scorer or Scorer(pack))
    findings = []
    for question in pack.questions:
        findings += linter.check(question)
        progress()
    return findings


def reference_text(question: Question, aspect: int | None = None) -> str:
    """Return the reference answer as somebody would write it down, whole or one aspect's part."""
    lines = []
    for section in question.sections:
        if aspect is not None and section.aspect != aspect:
            continue
        if section.label:
            lines.append(f"{section.label}:")
        lines += [f"- {point.text}" if section.label else point.text for point in section.points]
        lines.append("")
    return "\n".join(lines).strip()


class _Linter:
    def __init__(self, pack: Pack, scorer: Scorer) -> None:
        self.pack = pack
        self.scorer = scorer
        self.answered = [q for q in pack.questions if q.answered]
        self.references = {q.id: scorer.read(reference_text(q)) for q in self.answered}

    def check(self, question: Question) -> list[Finding]:
        if not question.answered:
            message = (
                "there is no reference answer, so it is never asked in an interview; write one"
            )
            return [self._found("unanswered", question, question.source, message, advice=True)]
        checks = (
            self._structure,
            self._own_reference,
            self._other_references,
            self._question_text,
            self._ways,
            self._shared_ways,
            self._misconceptions,
            self._hints,
        )
        return [finding for check in checks for finding in check(question)]

    def _found(
        self, check: str, question: Question, source: Source, message: str, *, advice: bool = False
    ) -> Finding:
        severity = Severity.ADVICE if advice else Severity.ERROR
        return Finding(check, severity, question.id, source, message)

    # Structure

    def _structure(self, question: Question) -> Iterator[Finding]:
        authored = _authored(question)
        for aspect in question.aspects:
            if not aspect.points:
                message = f"no part of the answer belongs to the aspect “{aspect.name}”"
                yield self._found("aspect", question, aspect.source, message, advice=True)
            if authored:
                yield from self._aspect_parts(question, aspect)
        if not authored:
            message = "no key point has *Ideas:* or *Said:*; answers are compared word by word"
            yield self._found("plain", question, question.source, message, advice=True)
        elif len(question.misconceptions) < MISCONCEPTIONS:
            message = (
                f"{len(question.misconceptions)} misconceptions; with {MISCONCEPTIONS} or more a "
                "fluent wrong answer is hard to sell"
            )
            yield self._found("misconceptions", question, question.source, message, advice=True)

    def _aspect_parts(self, question: Question, aspect: Aspect) -> Iterator[Finding]:
        for name, text in (("*Hint:*", aspect.hint), ("*Follow-up:*", aspect.follow_up)):
            if not text:
                message = f"the aspect “{aspect.name}” has no {name}"
                yield self._found("aspect", question, aspect.source, message, advice=True)
        for point in aspect.points:
            if not point.groups and not point.phrases:
                message = f"“{point.label}” has neither *Ideas:* nor *Said:*, so nothing earns it"
                yield self._found("point", question, point.source, message)

    # What its texts earn

    def _own_reference(self, question: Question) -> Iterator[Finding]:
        receipt = self.scorer.judge(question.id, self.references[question.id])
        if receipt.score < OWN_REFERENCE:
            message = (
                f"the reference scores {receipt.score:.0f} on itself, the least is "
                f"{OWN_REFERENCE:.0f}; "
                f"not recognised: {_missed(question, receipt)}"
            )
            yield self._found("own-reference", question, question.source, message)
        for number, aspect in enumerate(question.aspects):
            if not aspect.points:
                continue
            part = self.scorer.score(question.id, reference_text(question, number))
            earned = next(a.score for a in part.aspects if a.name == aspect.name)
            if earned < ASPECT_COVERED:
                message = f"the text of “{aspect.name}” covers it only to {earned:.0f} of 100"
                yield self._found("aspect-text", question, aspect.source, message)

    def _other_references(self, question: Question) -> Iterator[Finding]:
        for other in self.answered:
            if other.id == question.id:
                continue
            receipt = self.scorer.judge(question.id, self.references[other.id])
            if receipt.score > OTHER_REFERENCE:
                message = (
                    f"the reference of {other.id} scores {receipt.score:.0f} here, "
                    f"{OTHER_REFERENCE:.0f} is the most; it earns {_earned(receipt)}"
                )
                yield self._found("other-reference", question, question.source, message)

    def _question_text(self, question: Question) -> Iterator[Finding]:
        receipt = self.scorer.score(question.id, f"{question.title}\n{question.prompt}")
        # An echo is worth nothing; where ways of speaking are written down, even without a guard.
        earned = receipt.base if _authored(question) else receipt.score
        if earned > QUESTION_TEXT:
            message = (
                f"the question's own text comes to {earned:.0f}, the most is "
                f"{QUESTION_TEXT:.0f}; it earns {_earned(receipt)}"
            )
            yield self._found("question-text", question, question.source, message)

    # Ways of speaking

    def _ways(self, question: Question) -> Iterator[Finding]:
        """Each phrase, and a sentence from each group, earns its own point and no other."""
        for point in question.points:
            for text, source, name in _said_ways(point):
                receipt = self.scorer.score(question.id, text)
                yield from self._false_alarm(question, receipt, source)
                credit = {p.id: p.status for p in receipt.points}
                earned = [p for p, s in credit.items() if s is PointStatus.COVERED]
                if credit[point.id] is PointStatus.MISSED:
                    message = f"{name} “{text}” does not earn its own point “{point.label}”"
                    yield self._found("way-alone", question, source, message)
                others = [other for other in earned if other != point.id]
                if others:
                    message = (
                        f"{name} “{text}” also earns {', '.join(others)}; make it more telling"
                    )
                    yield self._found("way-alone", question, source, message)

    def _shared_ways(self, question: Question) -> Iterator[Finding]:
        owners: dict[object, list[tuple[KeyPoint, Source, str]]] = defaultdict(list)
        for point in question.points:
            for phrase in point.phrases:
                key = self.scorer.stems(phrase.text)
                owners[key].append((point, phrase.source, f"the phrase “{phrase.text}”"))
            for group in point.groups:
                ideas = frozenset(frozenset(way.text for way in idea) for idea in group.ideas)
                owners[ideas].append((point, group.source, "the same *Ideas:*"))
        for shared in owners.values():
            first = shared[0][0]
            for point, source, what in shared[1:]:
                if point.id != first.id:
                    message = f"{what} stands under “{first.label}” and under “{point.label}”"
                    yield self._found("shared-way", question, source, message)

    # Misconceptions and hints

    def _misconceptions(self, question: Question) -> Iterator[Finding]:
        for misconception in question.misconceptions:
            if not misconception.claims:
                continue
            receipt = self.scorer.score(question.id, misconception.statement)
            flagged = any(
                note.flag is Flag.MISCONCEPTION and note.reason.startswith(misconception.statement)
                for note in receipt.notes
            )
            if not flagged:
                message = f"no *Claim:* finds the misconception itself: “{misconception.statement}”"
                yield self._found("misconception", question, misconception.source, message)
            elif receipt.score > 0:
                message = f"“{misconception.statement}” is false and still earns {_earned(receipt)}"
                yield self._found("misconception", question, misconception.source, message)
        receipt = self.scorer.judge(question.id, self.references[question.id])
        yield from self._false_alarm(question, receipt, question.source)

    def _false_alarm(
        self, question: Question, receipt: Receipt, source: Source
    ) -> Iterator[Finding]:
        """Report what is right and taken for a misconception."""
        for note in receipt.notes:
            if note.flag is Flag.MISCONCEPTION:
                where = note.evidence[0].text if note.evidence else ""
                message = f"“{where}” is right, but taken for the misconception: {note.reason}"
                yield self._found("false-alarm", question, source, message)

    def _hints(self, question: Question) -> Iterator[Finding]:
        for aspect in question.aspects:
            for name, text in (("hint", aspect.hint), ("follow-up", aspect.follow_up)):
                if not text:
                    continue
                receipt = self.scorer.score(question.id, text)
                earned = [p for p in receipt.points if p.status is not PointStatus.MISSED]
                if earned:
                    message = f"the {name} “{text}” gives away {_earned(receipt)}"
                    yield self._found("hint", question, aspect.source, message)


def _authored(question: Question) -> bool:
    """Whether ways of speaking are written down for the question."""
    return any(point.groups or point.phrases for point in question.points)


def _said_ways(point: KeyPoint) -> Iterator[tuple[str, Source, str]]:
    for phrase in point.phrases:
        yield phrase.text, phrase.source, "the phrase"
    for group in point.groups:
        yield _sentence(group), group.source, "the group's"


def _sentence(group: ConceptGroup) -> str:
    """Return the shortest sentence that says a group: the first way of each idea."""
    return " ".join(idea[0].text for idea in group.ideas)


def _earned(receipt: Receipt) -> str:
    points: Sequence[str] = [p.id for p in receipt.points if p.credit > 0]
    return _listed(points) or "nothing"


def _missed(question: Question, receipt: Receipt) -> str:
    labels = {point.id: point.label for point in question.points}
    return _listed(labels[p.id] for p in receipt.points if p.status is PointStatus.MISSED)


def _listed(names: Iterable[str]) -> str:
    listed = list(names)
    shown = ", ".join(listed[:6])
    return f"{shown} and {len(listed) - 6} more" if len(listed) > 6 else shown
