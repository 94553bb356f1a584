"""Show a receipt in the terminal: what each piece of the answer earned, and why."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import cycle

from rich.console import Console, Group
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from bot.batch import score_lines
from content.library import scorer_for
from content.model import Pack, Question
from content.scoring.receipt import PointResult, PointStatus, Receipt, Span

COLOURS = ("cyan", "magenta", "green", "yellow", "blue", "bright_red", "bright_cyan")
"""Neighbouring numbers get different colours; the numbers say the same without any."""
BAR = 20
MARKS = {PointStatus.COVERED: "✓", PointStatus.PARTIAL: "~", PointStatus.MISSED: "·"}


def explain_lines(lines: Iterable[bytes], pack: Pack) -> bool:
    """Print an explained receipt per line of JSON; return whether a line could not be scored."""
    console = Console()
    failed = False
    for result in score_lines(lines, scorer_for(pack)):
        if "error" in result:
            failed = True
            console.print(Text(f"line {result['line']}: {result['error']}", "red"))
        else:
            question = pack.question(result["question"])
            show(console, question, result["answer"], Receipt.from_json(result))
            console.print()
    return failed


def show(console: Console, question: Question, answer: str, receipt: Receipt) -> None:
    """Print an explained receipt."""
    earned = [p for p in receipt.points if p.status is not PointStatus.MISSED]
    styles = dict(zip((p.id for p in earned), cycle(COLOURS), strict=False))
    numbers = {p.id: number for number, p in enumerate(earned, start=1)}
    labels = {point.id: point.label for point in question.points}
    console.print(
        Panel(
            Group(
                Text(question.prompt, "bold"),
                Padding(_marked(answer, earned, numbers, styles), (1, 0, 0, 0)),
            ),
            title=Text(f"{question.id}  {receipt.score:.0f} of 100"),
            title_align="left",
        )
    )
    console.print(_points(receipt, labels, numbers, styles))
    console.print(_arithmetic(receipt))


def _marked(
    answer: str, earned: list[PointResult], numbers: dict[str, int], styles: dict[str, str]
) -> Text:
    """Return the answer with each earning piece in its point's colour, followed by its number."""
    pieces: list[tuple[Span, str]] = sorted(
        ((span, p.id) for p in earned for span in p.evidence),
        key=lambda piece: (piece[0].start, -piece[0].end),
    )
    text = Text()
    position = 0
    for span, point in pieces:
        start = max(position, span.start)
        text.append(answer[position:start])
        text.append(answer[start : max(start, span.end)], f"bold {styles[point]}")
        text.append(f"[{numbers[point]}]", f"dim {styles[point]}")
        position = max(position, span.end)
    text.append(answer[position:])
    return text


def _points(
    receipt: Receipt, labels: dict[str, str], numbers: dict[str, int], styles: dict[str, str]
) -> Table:
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 1))
    table.add_column(justify="right", no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(ratio=2)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(ratio=3, style="dim")
    for aspect in receipt.aspects:
        table.add_row("", "", Text(aspect.name, "bold"), f"{aspect.score:.0f}", bar(aspect.score))
        for p in (p for p in receipt.points if p.aspect == aspect.name):
            number = f"[{numbers[p.id]}]" if p.id in numbers else ""
            style = styles.get(p.id, "dim")
            table.add_row(
                Text(number, style),
                Text(MARKS[p.status], style),
                Text(labels.get(p.id, p.id), style),
                f"{p.credit:.2f}",
                p.reason,
            )
    return table


def bar(score: float) -> str:
    """Return a bar for a score of 0 to 100."""
    filled = round(score / 100 * BAR)
    return "█" * filled + "░" * (BAR - filled)


def _arithmetic(receipt: Receipt) -> Group:
    """Return how the number came about, and the notes."""
    lines = [Text(""), Text("How the score came about", "bold")]
    lines.append(Text(f"  The aspects, on the calibrated scale, come to {receipt.base:.1f}."))
    for note in receipt.notes:
        times = f" × {note.factor:.2f}" if note.factor != 1 else ""
        quoted = "; ".join(f"“{span.text}”" for span in note.evidence)
        lines.append(Text(f"  {note.flag}{times}: {note.reason} {quoted}".rstrip(), "yellow"))
    lines.append(Text(f"  Score: {receipt.score:.1f}", "bold"))
    lines.append(Text(f"  scorer {receipt.scorer}, pack {receipt.pack}", "dim"))
    return Group(*lines)
