"""The verdict: what an answer was worth and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import discord

from bot.discord_app.cards.parts import (
    AMBER,
    BLURPLE,
    GREEN,
    GREY,
    RED,
    Card,
    Piece,
    bullets,
    meter,
    row,
    rule,
    words,
)
from bot.discord_app.controls import Action, TurnButton
from bot.discord_app.text import MINUS, clip_markdown, count, countdown, points, quote
from bot.rules.step import HINT_COST
from bot.summary import label_of
from content.model import Question
from content.scoring.receipt import Note, PointResult, PointStatus, Reason, Receipt
from storage.records import Interview, Status, Turn, TurnState
from storage.rows import is_void

MOST_ASPECTS = 10
MOST_COVERED = 7
MOST_MISSED = 7
MOST_NOTES = 3
LABEL_LIMIT = 70
QUOTE_LIMIT = 80
REASON_LIMIT = 40
USUAL = frozenset(("", Reason.IDEAS, Reason.WORDS, Reason.NOT_MENTIONED))
"""Reasons that a member need not read: the words that are quoted, or missing, say it all."""


@dataclass(frozen=True, slots=True)
class Grade:
    """What a score is called, and its colour."""

    least: float
    words: str
    colour: discord.Colour


GRADES = (
    Grade(90, "outstanding", GREEN),
    Grade(75, "a strong answer", GREEN),
    Grade(60, "a solid answer", BLURPLE),
    Grade(40, "a start, with gaps", AMBER),
    Grade(15, "much is missing", RED),
    Grade(0, "not there yet", RED),
)


def grade(score: float) -> Grade:
    """Return what a score of 0 to 100 is called."""
    return next(g for g in GRADES if round(score) >= g.least or g is GRADES[-1])


def verdict_card(interview: Interview, turn: Turn, question: Question) -> Card:
    """Return the verdict of a turn that is over, with what can be done now."""
    pieces = (
        _scored(turn, turn.receipt, question) if turn.receipt is not None else _unanswered(turn)
    )
    if turn.receipt is None:
        pieces.append(words(*_wanted(question)))
    pieces += _next_steps(interview, turn)
    colour = grade(turn.score or 0).colour if turn.receipt is not None else GREY
    return Card(*pieces, accent=colour)


def _scored(turn: Turn, receipt: Receipt, question: Question) -> list[Piece]:
    score = turn.score if turn.score is not None else receipt.score
    pieces: list[Piece] = [
        words(f"## {points(score)} of 100 · {grade(score).words}", *_in_short(turn, receipt))
    ]
    aspects = [
        meter(clip_markdown(a.name, LABEL_LIMIT), a.score) for a in receipt.aspects[:MOST_ASPECTS]
    ]
    if aspects:
        pieces += [rule(), *map(words, aspects)]
    found = _points(receipt, question)
    if found:
        pieces += [rule(), words(*found)]
    if receipt.notes:
        void = "-# This answer keeps its score, but does not count for the leaderboard."
        notes = [*_notes(receipt.notes), void if is_void(turn) else ""]
        pieces += [rule(), words("### ⚠️ Worth a second look", *notes)]
    return pieces


def _in_short(turn: Turn, receipt: Receipt) -> list[str]:
    """Return one line: how many points, and what hints cost."""
    if not receipt.points:
        return []
    covered = sum(p.status is PointStatus.COVERED for p in receipt.points)
    partly = sum(p.status is PointStatus.PARTIAL for p in receipt.points)
    line = f"**{covered}** of {count(len(receipt.points), 'key point')} covered"
    line += f", {partly} in part" if partly else ""
    if turn.hints:
        cost = points(HINT_COST * len(turn.hints))
        line += f"  •  {count(len(turn.hints), 'hint')}: {MINUS}{cost}"
    return [line]


def _points(receipt: Receipt, question: Question) -> list[str]:
    terms = {point.id: point.term for point in question.points}

    def label(result: PointResult) -> str:
        """Name a point, never by its explanation: others read this, too."""
        named = terms.get(result.id) or label_of(result.id)
        return clip_markdown(named[:1].upper() + named[1:], LABEL_LIMIT)

    def earned(result: PointResult) -> str:
        said = " … ".join(span.text for span in result.evidence if span.text.strip())
        shown = f"**{label(result)}**" + (f"  “{quote(said, QUOTE_LIMIT)}”" if said else "")
        return shown + _why(result)

    by_status = {
        status: [p for p in receipt.points if p.status is status] for status in PointStatus
    }
    lines: list[str] = []
    for status, title in (
        (PointStatus.COVERED, "### ✅ Covered"),
        (PointStatus.PARTIAL, "### 🟡 Partly there"),
    ):
        results = by_status[status]
        if results:
            lines += [title, *bullets(map(earned, results), most=MOST_COVERED, more="more points")]
    missed = by_status[PointStatus.MISSED]
    if missed:
        lines += ["### ❌ Missed", *bullets((label(m) + _why(m) for m in missed), most=MOST_MISSED)]
    return lines


def _why(result: PointResult) -> str:
    """Return the reason for a result, unless it is the usual one."""
    if result.reason in USUAL:
        return ""
    return f"  *{quote(result.reason, REASON_LIMIT)}*"


def _notes(notes: Sequence[Note]) -> list[str]:
    lines = []
    for note in notes[:MOST_NOTES]:
        said = next((span.text for span in note.evidence if span.text.strip()), "")
        where = f"“{quote(said, QUOTE_LIMIT)}”: " if said else ""
        cost = f"**{MINUS}{round(100 * (1 - note.factor))} %**  " if note.factor < 1 else ""
        lines.append(f"- {cost}{where}{clip_markdown(note.reason, 220)}")
    return lines


def _unanswered(turn: Turn) -> list[Piece]:
    title = {
        TurnState.SKIPPED: "## Skipped",
        TurnState.TIMED_OUT: "## Time is up",
    }.get(turn.state, "## Not answered")
    said = {
        TurnState.SKIPPED: "No harm done: it counts 0, and it comes back another day.",
        TurnState.TIMED_OUT: "There was no answer yet, so this one counts 0.",
    }.get(turn.state, "The interview ended before there was an answer, so it has no score.")
    return [words(title, said), rule()]


def _wanted(question: Question) -> list[str]:
    names = [clip_markdown(a.name, LABEL_LIMIT * 2) for a in question.aspects if a.points]
    if not names:
        return ["-# The reference answer says more."]
    return ["### A good answer would", *bullets(names, most=MOST_ASPECTS)]


def _next_steps(interview: Interview, turn: Turn) -> list[Piece]:
    buttons = [TurnButton(Action.REFERENCE, interview.id, turn.number)]
    line = ""
    if interview.turn.number == turn.number:
        if interview.status is Status.REVIEWING:
            buttons.insert(0, TurnButton(Action.NEXT, interview.id, turn.number))
            if interview.next_at is not None:
                line = f"-# The next question comes by itself {countdown(interview.next_at)}."
        elif interview.status is Status.PAUSED:
            buttons.insert(0, TurnButton(Action.RESUME, interview.id, turn.number))
            line = "-# ⏸️ Paused before the next question."
    pieces: list[Piece] = [rule(line=False), row(*buttons)]
    return [*pieces, words(line)] if line else pieces


def whole_lines(lines: Sequence[str], limit: int) -> str:
    """Return all lines, the long ones shortened until they fit together."""
    each = max((len(line) for line in lines), default=0)
    while each > 60 and sum(min(len(line), each) + 1 for line in lines) > limit:
        each -= 10
    return "\n".join(clip_markdown(line, each) for line in lines)
