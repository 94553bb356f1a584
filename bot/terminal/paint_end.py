"""The end of an interview as a terminal prints it: the summary and the board of this machine."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from bot.leaderboard import Board, Standing
from bot.summary import Highlight, Summary
from bot.terminal.clock import spell
from bot.terminal.paint import SOFT, bars, grade


def summary(told: Summary) -> RenderableType:
    """Return how the interview went."""
    if told.overall is None:
        title, colour = Text("The interview has ended without a score", "bold"), SOFT
    else:
        words, colour = grade(told.overall)
        title = Text.assemble(
            (f"{told.overall:.0f} of 100 overall", f"bold {colour}"), f"  {words}"
        )
    parts: list[RenderableType] = [
        Text(),
        Rule(title, align="left", style=colour, characters="═"),
        Text(_facts(told), SOFT),
    ]
    if told.change is not None:
        parts.append(Text(_change(told.change, told.compared_with)))
    for heading, tallies in (("By topic", told.by_topic), ("By kind", told.by_kind)):
        if len(tallies) > 1:
            parts += [
                Text(),
                Text(heading, "bold"),
                bars(
                    (f"{t.name.capitalize() if t.name.islower() else t.name}", t.score)
                    for t in tallies
                ),
            ]
    parts += _highlights("Strong", "✓", "green", told.strengths)
    parts += _highlights("To work on", "○", "red", told.gaps)
    return Group(*parts)


def _facts(told: Summary) -> str:
    reached = f"{told.reached} of {told.planned} question{'s' * (told.planned != 1)}"
    went_by = [
        f"{number} {how}"
        for number, how in ((told.skipped, "skipped"), (told.timed_out, "timed out"))
        if number
    ]
    return f"{', '.join([reached, *went_by])}; {spell(told.used)} used."


def _change(change: float, compared_with: int) -> str:
    before = "your last session" if compared_with == 1 else f"your last {compared_with} sessions"
    if abs(change) < 0.5:
        return f"The same as {before} on average."
    direction = "better" if change > 0 else "lower"
    return f"{abs(change):.0f} points {direction} than {before}."


def _highlights(
    heading: str, sign: str, style: str, found: Sequence[Highlight]
) -> list[RenderableType]:
    if not found:
        return []
    table = Table.grid(padding=(0, 1))
    table.add_column(width=3, justify="right", no_wrap=True)
    table.add_column()
    links = []
    for highlight in found:
        table.add_row(
            Text(sign, style),
            Text.assemble(highlight.text, (f"  (question {highlight.turn})", SOFT)),
        )
        links += [link for link in highlight.reading[:2] if link not in links]
    parts: list[RenderableType] = [Text(), Text(heading, "bold"), table]
    if links:
        parts += [Text(), Text("To read", "bold")]
        parts += [Text.assemble(f"  {link.title}\n", (f"  {link.url}", SOFT)) for link in links[:4]]
    return parts


def board(shown: Board) -> RenderableType:
    """Return a leaderboard with the caller's own place."""
    period = {"week": "this week", "month": "this month", "season": "this season"}
    name = period.get(shown.period, "of all time")
    table = Table.grid(padding=(0, 2))
    for justify in ("right", "left", "right", "right", "right"):
        table.add_column(justify=justify, no_wrap=justify == "right")
    table.add_row("", "", *(Text(word, SOFT) for word in ("rating", "answered", "topics")))
    for standing in shown.standings:
        _place(table, standing, bold=standing.candidate == shown.own.candidate)
    if shown.own not in shown.standings and shown.own.place is not None:
        _place(table, shown.own, bold=True)
    parts: list[RenderableType] = [
        Text(),
        Rule(Text(f"Leaderboard {name}", "bold"), align="left", style=SOFT),
        table,
    ]
    if shown.own.place is None:
        parts.append(Text("You are not on it yet: timed first attempts at a question count.", SOFT))
    return Group(*parts)


def _place(table: Table, standing: Standing, *, bold: bool) -> None:
    style = "bold" if bold else ""
    cells = (
        f"{standing.place}.",
        standing.name,
        f"{standing.rating:.1f}",
        str(standing.answered),
        f"{standing.touched}/{standing.topics}",
    )
    table.add_row(*(Text(cell, style) for cell in cells))
