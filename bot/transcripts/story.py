"""A session as a story: what was asked, typed and judged, in order. Pure; the files retell it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.bank import Reference, reference
from bot.summary import label_of, thinking_time, time_used
from content.model import Question
from content.scoring.receipt import PointResult, PointStatus, Receipt, Span
from storage.records import EndReason, Entry, EntryKind, Interview, Message, Turn, TurnState


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of typed text; an earned one is the evidence for a key point."""

    text: str
    earned: bool = False


@dataclass(frozen=True, slots=True)
class Typed:
    """A message as it was left: its pieces, what it said before each edit, whether it is gone."""

    at: datetime
    after: timedelta
    """Since the question was asked."""
    pieces: tuple[Piece, ...]
    earlier: tuple[str, ...] = ()
    deleted: bool = False

    @property
    def text(self) -> str:
        """The latest words."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Happening:
    """Something beside the answer: a hint, a warning, a pause, the end of the time."""

    after: timedelta
    kind: EntryKind
    text: str


@dataclass(frozen=True, slots=True)
class Point:
    """A key point in the verdict, with the words that earned it."""

    label: str
    aspect: str
    status: PointStatus
    words: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Flagged:
    """Something that changed the score, why, and the words it is about."""

    flag: str
    reason: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an answer earned. Scores run from 0 to 100; `hint_cost` was taken off."""

    aspects: tuple[tuple[str, float], ...]
    covered: tuple[Point, ...]
    missed: tuple[Point, ...]
    flags: tuple[Flagged, ...]
    hint_cost: float


@dataclass(frozen=True, slots=True)
class TurnStory:
    """One question with everything that happened while it stood."""

    number: int
    question: str
    """The question's id."""
    known: bool
    """Whether the pack still has it."""
    title: str
    prompt: str
    """Empty where it says no more than the title."""
    facts: tuple[str, ...]
    """Topic, kind and difficulty."""
    state: TurnState
    score: float | None
    took: timedelta | None
    typed: tuple[Typed, ...]
    happenings: tuple[Happening, ...]
    verdict: Verdict | None
    reference: Reference | None

    @property
    def timeline(self) -> tuple[Typed | Happening, ...]:
        """What was typed and what happened beside it, in the order of time."""
        return tuple(sorted((*self.typed, *self.happenings), key=lambda line: line.after))


@dataclass(frozen=True, slots=True)
class Story:
    """A session. `score` is the mean of its turns, 0 to 100."""

    id: str
    candidate: str
    pack: str
    pack_version: str
    preset: str
    wishes: tuple[str, ...]
    """What the interview was narrowed to: kind, topic, difficulty, time."""
    started_at: datetime
    ended_at: datetime | None
    ending: str
    score: float | None
    planned: int
    used: timedelta
    turns: tuple[TurnStory, ...]


def tell(
    interview: Interview, entries: Sequence[Entry], questions: Mapping[str, Question], pack: str
) -> Story:
    """Return the story of a session; `questions` are those that the pack still has."""
    by_turn: dict[int, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_turn[entry.turn].append(entry)
    return Story(
        id=interview.id,
        candidate=interview.candidate_name,
        pack=pack,
        pack_version=interview.pack_version,
        preset=interview.settings.preset,
        wishes=_wishes(interview),
        started_at=interview.started_at,
        ended_at=interview.ended_at,
        ending=_ENDINGS[interview.end_reason],
        score=interview.score,
        planned=len(interview.plan),
        used=time_used(interview, entries),
        turns=tuple(
            tell_turn(turn, by_turn[turn.number], questions.get(turn.question))
            for turn in interview.turns
        ),
    )


def public(story: Story) -> Story:
    """Return a story for everybody: no reference answers, and nothing that was taken back."""
    return replace(
        story,
        turns=tuple(
            replace(
                turn,
                reference=None,
                typed=tuple(replace(t, earlier=()) for t in turn.typed if not t.deleted),
            )
            for turn in story.turns
        ),
    )


_ENDINGS: dict[EndReason | None, str] = {
    None: "still running",
    EndReason.COMPLETED: "every question was asked",
    EndReason.STOPPED: "ended early",
    EndReason.TIME_UP: "the time was up",
    EndReason.EXPIRED: "nobody came back",
    EndReason.CHANNEL_GONE: "the channel was deleted",
}


def _wishes(interview: Interview) -> tuple[str, ...]:
    settings = interview.settings
    if settings.total_seconds:
        clock = f"{settings.total_seconds // 60} minutes for all"
    else:
        clock = f"{settings.seconds} seconds a question" if settings.seconds else "no time limit"
    kind = "" if settings.kind == "mixed" else f"{settings.kind} questions"
    return tuple(filter(None, (clock, kind, settings.topic or "", settings.difficulty or "")))


def tell_turn(turn: Turn, entries: Sequence[Entry], question: Question | None) -> TurnStory:
    """Return the story of one turn; `entries` are those of the turn, or none."""
    prompt = question.prompt if question else ""
    return TurnStory(
        number=turn.number,
        question=turn.question,
        known=question is not None,
        title=question.title if question else f"Question {turn.question}",
        prompt="" if question and prompt.strip() == question.title.strip() else prompt,
        facts=(question.category, str(question.kind), str(question.difficulty)) if question else (),
        state=turn.state,
        score=turn.score,
        took=thinking_time(turn, entries),
        typed=_typed(turn, entries),
        happenings=_happenings(turn, entries, question),
        verdict=_verdict(turn, turn.receipt, question) if turn.receipt else None,
        reference=reference(question) if question and turn.state is not TurnState.OPEN else None,
    )


# What was typed


def _typed(turn: Turn, entries: Sequence[Entry]) -> tuple[Typed, ...]:
    earlier = _earlier_words(entries)
    spans = sorted(_earning(turn.receipt), key=lambda span: span.start)
    typed, offset = [], 0
    for message in turn.messages:
        pieces: tuple[Piece, ...] = (Piece(message.text),)
        if not message.deleted:
            pieces = _pieces(message, spans, offset)
            offset += len(message.text) + 1  # messages are joined by a line break
        after = message.at - turn.asked_at
        before = tuple(earlier.get(message.id, ()))
        typed.append(Typed(message.at, after, pieces, before, message.deleted))
    return tuple(typed)


def _earlier_words(entries: Sequence[Entry]) -> dict[str, list[str]]:
    """Return per message what it said before each of its edits."""
    versions: dict[str, list[str]] = defaultdict(list)
    for entry in entries:
        if entry.kind in (EntryKind.MESSAGE, EntryKind.EDIT):
            versions[str(entry.data.get("message", ""))].append(entry.text)
    return {message: said[:-1] for message, said in versions.items()}


def _earning(receipt: Receipt | None) -> list[Span]:
    if receipt is None:
        return []
    earning = [p for p in receipt.points if p.status is not PointStatus.MISSED]
    return [span for point in earning for span in point.evidence]


def _pieces(message: Message, spans: Sequence[Span], offset: int) -> tuple[Piece, ...]:
    """Cut a message where evidence begins and ends; `offset` is where it starts in the answer."""
    pieces, done, text = [], 0, message.text
    for span in spans:
        start = max(span.start - offset, done)
        end = min(span.end - offset, len(text))
        if start >= end:
            continue
        pieces += [Piece(text[done:start]), Piece(text[start:end], earned=True)]
        done = end
    pieces.append(Piece(text[done:]))
    return tuple(piece for piece in pieces if piece.text)


# What else happened


def _happenings(
    turn: Turn, entries: Sequence[Entry], question: Question | None
) -> tuple[Happening, ...]:
    found = []
    for entry in entries:
        text = _happened(entry, question)
        if text:
            found.append(Happening(entry.at - turn.asked_at, entry.kind, text))
    return tuple(found)


_PLAIN_HAPPENINGS = {
    EntryKind.WARNING: "Warned that the time was nearly up",
    EntryKind.TIME_UP: "Time was up",
    EntryKind.SKIPPED: "Skipped",
    EntryKind.RESUMED: "Resumed",
}


def _happened(entry: Entry, question: Question | None) -> str:
    if entry.kind is EntryKind.HINT:
        return _hint(entry, question)
    if entry.kind is EntryKind.PAUSED:
        why = "The interviewer stopped the clock" if entry.data.get("idle") else "Paused"
        away = entry.data.get("away")
        if away is not None:
            why = f"The interviewer was away for {minutes(timedelta(seconds=away))}, off the clock"
        left = entry.data.get("seconds_left")
        return f"{why} with {minutes(timedelta(seconds=left))} left" if left is not None else why
    return _PLAIN_HAPPENINGS.get(entry.kind, "")


def _hint(entry: Entry, question: Question | None) -> str:
    aspect, cost = entry.data.get("aspect"), entry.data.get("cost", 0)
    text = "a hint that the pack no longer has"
    if question and isinstance(aspect, int) and 0 <= aspect < len(question.aspects):
        chosen = question.aspects[aspect]
        text = chosen.hint or chosen.name
    return f"Hint for {cost:g} points: {text}"


# The verdict


def _verdict(turn: Turn, receipt: Receipt, question: Question | None) -> Verdict:
    known = {p.id: p.term or "The core idea" for p in question.points} if question else {}
    points = [_point(point, known) for point in receipt.points]
    return Verdict(
        aspects=tuple((aspect.name, aspect.score) for aspect in receipt.aspects),
        covered=tuple(p for p in points if p.status is not PointStatus.MISSED),
        missed=tuple(p for p in points if p.status is PointStatus.MISSED),
        flags=tuple(
            Flagged(str(note.flag), note.reason, tuple(s.text for s in note.evidence))
            for note in receipt.notes
        ),
        hint_cost=max(0.0, receipt.score - (turn.score or 0.0)),
    )


def _point(point: PointResult, known: Mapping[str, str]) -> Point:
    return Point(
        label=known.get(point.id) or label_of(point.id),
        aspect=point.aspect,
        status=point.status,
        words=tuple(span.text for span in point.evidence),
        reason=point.reason,
    )


def minutes(time: timedelta) -> str:
    """Return a duration as minutes and seconds, such as 2:05, or hours, such as 1:02:05."""
    seconds = max(0, round(time.total_seconds()))
    hours, seconds = divmod(seconds, 3600)
    if hours:
        return f"{hours}:{seconds // 60:02}:{seconds % 60:02}"
    return f"{seconds // 60}:{seconds % 60:02}"
