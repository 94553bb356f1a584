"""How an interview went: by topic and by kind, what was strong, and what to read next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.reading import reading_for
from content.model import Link, Pack, Question
from content.scoring.receipt import AspectResult, PointStatus, Receipt
from storage.records import Entry, EntryKind, Interview, Turn, TurnState

HIGHLIGHTS = 3
"""So many strengths, and so many gaps."""
STRONG = 60.0
"""From this score on an aspect is a strength; below it is a gap."""
EARLIER = 5
"""So many earlier sessions make up what this one is compared with."""
MOST_NAMED = 3
"""So many key points are named for a strength or a gap."""
CORE_IDEA = "the core idea"
"""What the summary of a reference answer is called; it has no term of its own."""


@dataclass(frozen=True, slots=True)
class Tally:
    """The mean score (0 to 100) of some questions."""

    name: str
    score: float
    questions: int


@dataclass(frozen=True, slots=True)
class Highlight:
    """A strength or a gap: an aspect of a question, or a whole question that went unanswered.

    `points` are the labels of key points that were covered (strength) or missed (gap).
    """

    turn: int
    question: str
    title: str
    topic: str
    aspect: str
    """The aspect's name; empty if it is about the whole question."""
    score: float
    points: tuple[str, ...]
    text: str
    """The same in a sentence."""
    reading: tuple[Link, ...] = ()
    """What to read; for gaps only."""


@dataclass(frozen=True, slots=True)
class Summary:
    """How an interview went. Scores run from 0 to 100; None where there is nothing to tell."""

    overall: float | None
    by_topic: tuple[Tally, ...]
    by_kind: tuple[Tally, ...]
    strengths: tuple[Highlight, ...]
    gaps: tuple[Highlight, ...]
    planned: int
    reached: int
    """Questions that were asked."""
    answered: int
    skipped: int
    timed_out: int
    change: float | None
    """Against the mean of the last sessions before this one."""
    compared_with: int
    """How many sessions those are."""
    used: timedelta
    """Time from question to answer, without pauses if the transcript was given."""


def summarise(
    interview: Interview,
    pack: Pack | None,
    earlier: Iterable[Interview] = (),
    entries: Sequence[Entry] = (),
) -> Summary:
    """Return the summary of an interview.

    `earlier` are interviews of the same person; those that fit are picked out. `entries` is the
    transcript, from which pauses are known. The pack may have lost questions since, or be gone.
    """
    questions = {t.question: _question(pack, t.question) for t in interview.turns}
    states = [turn.state for turn in interview.turns]
    before = _before(interview, earlier)
    change = None
    if before and interview.score is not None:
        change = interview.score - sum(before) / len(before)
    return Summary(
        overall=interview.score,
        by_topic=_tallies(interview, {q: x.category for q, x in questions.items() if x}),
        by_kind=_tallies(interview, {q: str(x.kind) for q, x in questions.items() if x}),
        strengths=_strengths(interview, questions),
        gaps=_gaps(interview, questions, pack),
        planned=len(interview.plan),
        reached=len(interview.turns),
        answered=states.count(TurnState.ANSWERED),
        skipped=states.count(TurnState.SKIPPED),
        timed_out=states.count(TurnState.TIMED_OUT),
        change=change,
        compared_with=len(before),
        used=time_used(interview, entries),
    )


def time_used(interview: Interview, entries: Sequence[Entry] = ()) -> timedelta:
    """Return the time that passed while questions stood, less the pauses in the transcript."""
    spent = (thinking_time(turn, entries) for turn in interview.turns)
    return sum((time for time in spent if time is not None), timedelta())


def thinking_time(turn: Turn, entries: Sequence[Entry]) -> timedelta | None:
    """Return the time from question to answer without pauses; None while the question stands."""
    end = _closed_at(turn, entries)
    if end is None:
        return None
    return max(end - turn.asked_at - _paused(turn.asked_at, end, entries), timedelta())


def _question(pack: Pack | None, question_id: str) -> Question | None:
    return pack.question(question_id) if pack is not None and question_id in pack else None


def _before(interview: Interview, earlier: Iterable[Interview]) -> list[float]:
    """Return the scores of the last sessions that ended before this one began."""
    fitting = [
        other
        for other in earlier
        if other.id != interview.id
        and not other.active
        and other.candidate == interview.candidate
        and other.started_at < interview.started_at
    ]
    fitting.sort(key=lambda other: other.started_at, reverse=True)
    return [other.score for other in fitting if other.score is not None][:EARLIER]


def _tallies(interview: Interview, group_of: Mapping[str, str]) -> tuple[Tally, ...]:
    """Return the means by group, in the order in which the groups came up."""
    groups: dict[str, list[float]] = defaultdict(list)
    for turn in interview.turns:
        if turn.score is not None and turn.question in group_of:
            groups[group_of[turn.question]].append(turn.score)
    return tuple(Tally(name, sum(own) / len(own), len(own)) for name, own in groups.items())


# Strengths and gaps


def _strengths(
    interview: Interview, questions: Mapping[str, Question | None]
) -> tuple[Highlight, ...]:
    found = []
    for turn, receipt, aspect in _judged(interview):
        covered = _labels(receipt, aspect, questions[turn.question], PointStatus.COVERED)
        if aspect.score < STRONG or not covered:
            continue
        text = f"{_plain(aspect.name)}: you covered {_some(covered)}"
        found.append(_highlight(turn, questions, aspect.name, aspect.score, covered, text))
    found.sort(key=lambda h: (-h.score, -len(h.points), h.turn))
    return _varied(found)


def _gaps(
    interview: Interview, questions: Mapping[str, Question | None], pack: Pack | None
) -> tuple[Highlight, ...]:
    found = [_unanswered(turn, questions) for turn in interview.turns if _went_by(turn)]
    for turn, receipt, aspect in _judged(interview):
        missed = _labels(receipt, aspect, questions[turn.question], PointStatus.MISSED)
        if aspect.score >= STRONG or not missed:
            continue
        text = f"{_plain(aspect.name)}: still missing {_some(missed)}"
        found.append(_highlight(turn, questions, aspect.name, aspect.score, missed, text))
    found.sort(key=lambda h: (h.score, -len(h.points), h.turn))
    return tuple(_with_reading(h, questions[h.question], pack) for h in _varied(found))


def _judged(interview: Interview) -> Iterator[tuple[Turn, Receipt, AspectResult]]:
    """Yield every aspect that an answer was judged by, with its turn and receipt."""
    for turn in interview.turns:
        if turn.receipt is not None and turn.state is TurnState.ANSWERED:
            scored = {point.aspect for point in turn.receipt.points}
            for aspect in turn.receipt.aspects:
                if aspect.name in scored:
                    yield turn, turn.receipt, aspect


def _went_by(turn: Turn) -> bool:
    return turn.state in (TurnState.SKIPPED, TurnState.TIMED_OUT)


def _unanswered(turn: Turn, questions: Mapping[str, Question | None]) -> Highlight:
    how = "you skipped it" if turn.state is TurnState.SKIPPED else "time ran out"
    question = questions[turn.question]
    title = question.title if question else f"Question {turn.question}"
    labels = tuple(_plain(a.name) for a in question.aspects if a.points) if question else ()
    return _highlight(turn, questions, "", 0.0, labels, f"{title} ({how})")


def _highlight(
    turn: Turn,
    questions: Mapping[str, Question | None],
    aspect: str,
    score: float,
    points: Sequence[str],
    text: str,
) -> Highlight:
    question = questions[turn.question]
    return Highlight(
        turn=turn.number,
        question=turn.question,
        title=question.title if question else turn.question,
        topic=question.category if question else "",
        aspect=aspect,
        score=score,
        points=tuple(points),
        text=text,
    )


def _varied(found: Sequence[Highlight]) -> tuple[Highlight, ...]:
    """Take the first of each question before the second of any, and so on."""
    rounds: dict[int, int] = defaultdict(int)
    keyed = []
    for position, highlight in enumerate(found):
        keyed.append((rounds[highlight.turn], position, highlight))
        rounds[highlight.turn] += 1
    keyed.sort(key=lambda item: item[:2])
    return tuple(highlight for _, _, highlight in keyed[:HIGHLIGHTS])


def _with_reading(highlight: Highlight, question: Question | None, pack: Pack | None) -> Highlight:
    if question is None or pack is None:
        return highlight
    return replace(highlight, reading=reading_for(question, pack))


def _labels(
    receipt: Receipt, aspect: AspectResult, question: Question | None, status: PointStatus
) -> list[str]:
    known = {p.id: p.term for p in question.points} if question else {}
    ids = [p.id for p in receipt.points if p.aspect == aspect.name and p.status is status]
    labels = [known.get(i) or label_of(i) for i in ids]
    return [label for label in labels if label != CORE_IDEA] or labels


def label_of(point_id: str) -> str:
    """Return a name for a key point that the pack no longer has, or that has no term."""
    _, dot, slug = point_id.rpartition(".")
    if not dot:
        return ""
    return CORE_IDEA if slug.startswith("summary") else slug.replace("-", " ")


def _plain(name: str) -> str:
    return name.rstrip(".:;")


def _some(names: Sequence[str]) -> str:
    """Name the first few of some key points, and say how many more there are."""
    more = len(names) - MOST_NAMED
    shown = [*names[:MOST_NAMED], f"{more} more"] if more > 0 else [*names]
    comma = "; " if any("," in name for name in shown) else ", "
    return " and ".join([comma.join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


# Time


def _closed_at(turn: Turn, entries: Sequence[Entry]) -> datetime | None:
    """Return when the answer was closed; the verdict comes a moment later."""
    submitted = [e.at for e in entries if e.turn == turn.number and e.kind is EntryKind.SUBMITTED]
    return submitted[0] if submitted else turn.finished_at


def _paused(start: datetime, end: datetime, entries: Sequence[Entry]) -> timedelta:
    """Return how long the interview was paused between two times."""
    total, since = timedelta(), None
    for entry in entries:
        if entry.kind is EntryKind.PAUSED:
            since = entry.at
        elif entry.kind in (EntryKind.RESUMED, EntryKind.ENDED) and since is not None:
            total += max(min(entry.at, end) - max(since, start), timedelta())
            since = None
    return total
