"""Values into what a terminal prints. Nothing here asks, waits or decides.

Every style has a word or a sign beside it, so that nothing is lost without colours.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from bot.bank import Reference
from bot.rules.step import HINT_COST
from bot.terminal.clock import left
from bot.terminal.commands import OFFERED
from bot.transcripts.story import Point, TurnStory, Typed, minutes
from content.model import Question
from content.scoring.receipt import PointStatus, Reason
from storage.records import Interview, Status, TurnState

BAR = 16
MOST_POINTS = 8
SOFT = "dim"

_GRADES = (
    (90, "outstanding", "green"),
    (75, "a strong answer", "green"),
    (60, "a solid answer", "cyan"),
    (40, "a start, with gaps", "yellow"),
    (15, "much is missing", "red"),
    (0, "not there yet", "red"),
)


def grade(score: float) -> tuple[str, str]:
    """Return what a score of 0 to 100 is called, and its colour."""
    return next((words, colour) for least, words, colour in _GRADES if score >= least - 0.5)


def question(interview: Interview, asked: Question, now: datetime) -> RenderableType:
    """Return the question that stands."""
    number = interview.turn.number
    facts = f"{asked.category}  ·  {asked.kind}  ·  {asked.difficulty}"
    lines: list[RenderableType] = [
        Text(),
        Rule(Text(f"Question {number} of {len(interview.plan)}", "bold"), align="left", style=SOFT),
        Text(facts, SOFT),
        Text(),
        Text(asked.title, "bold"),
    ]
    if asked.prompt.strip() != asked.title.strip():
        lines += [Text(), Text(asked.prompt)]
    aspects = sum(bool(aspect.points) for aspect in asked.aspects)
    rest = left(interview, now)
    clock = "no time limit" if rest is None else f"{minutes(rest)} on the clock"
    wanted = f"A good answer covers {_count(aspects, 'aspect')}; {clock}."
    return Group(*lines, Text(), Text(wanted, SOFT))


def hint(asked: Question, aspect: int) -> RenderableType:
    """Return the hint of an aspect: its own words, or its name. Never its points."""
    chosen = asked.aspects[aspect]
    words = chosen.hint or f"Have you said something about this: {chosen.name}?"
    line = Text.assemble(("Hint  ", "bold yellow"), words, (f"  (-{HINT_COST:.0f} points)", SOFT))
    return Padding(line, (1, 0))


def verdict(turn: TurnStory) -> RenderableType:
    """Return how a turn ended: the answer with the words that counted, and what they earned."""
    if turn.verdict is None:
        return _unanswered(turn)
    words, colour = grade(turn.score or 0)
    parts: list[RenderableType] = [
        Text(),
        Rule(
            Text.assemble((f"{turn.score:.0f} of 100", f"bold {colour}"), f"  {words}"),
            align="left",
            style=colour,
        ),
    ]
    parts += [Padding(_said(typed), (1, 0, 0, 2)) for typed in turn.typed if not typed.deleted]
    parts += [Text(), bars(turn.verdict.aspects)]
    if turn.verdict.hint_cost:
        parts.append(Text(f"Hints took off {turn.verdict.hint_cost:.0f} points.", SOFT))
    for flagged in turn.verdict.flags:
        name = flagged.flag.replace("dont", "don't").replace("-", " ").capitalize()
        where = _quotes(flagged.words)
        parts += [Text(), _item("!", "red", Text.assemble((name, "bold"), ": ", flagged.reason))]
        if where:
            parts.append(_item("", "", Text(where, SOFT)))
    parts += _points("Covered", turn.verdict.covered)
    parts += _points("Missed", turn.verdict.missed)
    return Group(*parts)


def _said(typed: Typed) -> Text:
    said = Text()
    for piece in typed.pieces:
        said.append(piece.text, "bold green underline" if piece.earned else "")
    return said


def bars(scores: Iterable[tuple[str, float]]) -> Table:
    """Return scores of 0 to 100 as bars with their numbers."""
    table = Table.grid(padding=(0, 2), expand=False)
    table.add_column(ratio=1)
    table.add_column(no_wrap=True, width=BAR)
    table.add_column(justify="right", no_wrap=True)
    for name, score in scores:
        table.add_row(Text(name), _bar(score), Text(f"{score:.0f}", "bold"))
    return table


def _bar(score: float) -> Text:
    full = round(min(max(score, 0.0), 100.0) / 100 * BAR)
    return Text.assemble(("━" * full, grade(score)[1]), ("─" * (BAR - full), SOFT))


def _points(heading: str, points: Sequence[Point]) -> list[RenderableType]:
    if not points:
        return []
    lines: list[RenderableType] = [Text(), Text(heading, "bold")]
    for point in points[:MOST_POINTS]:
        sign, style = _SIGNS[point.status]
        line = Text(point.label)
        if point.status is PointStatus.PARTIAL:
            line.append(" (in part)", SOFT)
        if point.status is PointStatus.MISSED and point.reason == Reason.DENIED:
            line.append(" (you said the opposite)", SOFT)
        if point.words:
            line.append(f"  {_quotes(point.words)}", SOFT)
        lines.append(_item(sign, style, line))
    if len(points) > MOST_POINTS:
        lines.append(_item("", "", Text(f"and {len(points) - MOST_POINTS} more", SOFT)))
    return lines


_SIGNS = {
    PointStatus.COVERED: ("✓", "green"),
    PointStatus.PARTIAL: ("~", "yellow"),
    PointStatus.MISSED: ("○", "red"),
}


def _item(sign: str, style: str, text: Text) -> Table:
    """Return a line of a list; what follows the first line is indented under it."""
    table = Table.grid(padding=(0, 1))
    table.add_column(width=3, justify="right", no_wrap=True)
    table.add_column()
    table.add_row(Text(sign, style), text)
    return table


def _quotes(words: Iterable[str]) -> str:
    return " … ".join(f"“{' '.join(said.split())}”" for said in words)


def _unanswered(turn: TurnStory) -> RenderableType:
    title, why = {
        TurnState.SKIPPED: ("Skipped", "It counts 0, and it comes back another day."),
        TurnState.TIMED_OUT: ("Time is up", "There was no answer yet, so it counts 0."),
    }.get(turn.state, ("Not answered", "The interview ended first, so it has no score."))
    return Group(
        Text(), Rule(Text(title, "bold yellow"), align="left", style="yellow"), Text(why, SOFT)
    )


def reference(shown: Reference) -> RenderableType:
    """Return a reference answer."""
    parts: list[RenderableType] = [
        Text(),
        Rule(Text("Reference answer", "bold"), align="left", style=SOFT),
    ]
    for passage in shown.passages:
        if passage.label:
            parts += [Text(), Text(passage.label, "bold")]
        for term, explanation in passage.points:
            line = Text.assemble((term, "bold"), ": " if term and explanation else "", explanation)
            parts.append(_item("·" if passage.label else "", SOFT, line))
    parts += [
        _item("→", SOFT, Text.assemble(link.title, (f"  {link.url}", SOFT)))
        for link in shown.reading
    ]
    return Group(*parts)


def status(interview: Interview, now: datetime) -> RenderableType:
    """Return where the interview stands."""
    rest = left(interview, now)
    stands = "stands" if interview.deadline is None else "left"
    clock = "no time limit" if rest is None else f"clock {stands} at {minutes(rest)}"
    if interview.deadline is not None and rest is not None:
        clock = f"{minutes(rest)} left"
    done = [turn for turn in interview.turns if turn.score is not None]
    score = "" if interview.score is None else f", {interview.score:.0f} of 100 so far"
    line = (
        f"Question {interview.turn.number} of {len(interview.plan)}, {clock}; "
        f"{_count(len(done), 'question')} scored{score}."
    )
    return Padding(Text(line), (1, 0))


def commands(phase: Status) -> RenderableType:
    """Return the commands that make sense in a phase."""
    table = Table.grid(padding=(0, 2))
    for command in OFFERED[phase]:
        table.add_row(Text(f"/{command}", "bold cyan"), Text(command.does))
    return Padding(table, (1, 0, 1, 2))


def _count(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"
