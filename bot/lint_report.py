"""What `lint` does and prints: a table for people, or JSON for programs."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

from content.library import load, scorer_for
from content.lint import Finding, Severity, lint
from content.model import Pack


def run(name: str, *, as_json: bool) -> bool:
    """Check a pack and print what was found; return whether anything has to be mended."""
    pack = load(name)
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("Checking questions", total=len(pack.questions))
        findings = lint(pack, scorer=scorer_for(pack), progress=lambda: progress.advance(task))
    if as_json:
        sys.stdout.write(json.dumps(to_json(pack, findings), ensure_ascii=False, indent=2) + "\n")
    else:
        show(Console(), pack, findings)
    return any(finding.severity is Severity.ERROR for finding in findings)


def to_json(pack: Pack, findings: Sequence[Finding]) -> dict[str, Any]:
    """Return the findings as plain JSON values."""
    return {
        "pack": pack.full_version,
        "questions": len(pack.questions),
        "errors": sum(f.severity is Severity.ERROR for f in findings),
        "advice": sum(f.severity is Severity.ADVICE for f in findings),
        "findings": [
            {
                "severity": str(f.severity),
                "check": f.check,
                "question": f.question,
                "file": f.source.file,
                "line": f.source.line,
                "message": f.message,
            }
            for f in findings
        ],
    }


def show(console: Console, pack: Pack, findings: Sequence[Finding]) -> None:
    """Print a table of the findings, errors first, and a closing line that counts them."""
    ordered = sorted(findings, key=lambda f: f.severity is Severity.ADVICE)
    if ordered:
        table = Table(box=None, pad_edge=False, header_style="bold")
        for column in ("Where", "Check", "Question"):
            table.add_column(column, no_wrap=True)
        table.add_column("What")
        for f in ordered:
            style = "red" if f.severity is Severity.ERROR else "yellow"
            table.add_row(str(f.source), Text(f.check, style), f.question, Text(f.message))
        console.print(table)
        console.print()
    counts = Counter(f.severity for f in findings)
    answered = sum(q.answered for q in pack.questions)
    points = sum(len(q.points) for q in pack.questions)
    console.print(
        f"{pack.title}: {len(pack.questions)} questions, {answered} with a reference answer, "
        f"{points} key points, {len(pack.thesaurus)} thesaurus groups.",
        highlight=False,
    )
    if not findings:
        console.print("[green]No findings: the pack can be scored fairly.[/green]")
    else:
        errors, advice = counts[Severity.ERROR], counts[Severity.ADVICE]
        console.print(f"{errors} to mend, {advice} to consider.", highlight=False)
