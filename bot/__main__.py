"""The command line, and the only place that names a concrete store or front end.

Heavy parts are imported inside the commands that need them, so that each starts quickly.
"""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer

from content.errors import CoachError

app = typer.Typer(
    name="mock-interview",
    help="Timed mock interviews with scores that explain themselves.",
    no_args_is_help=False,
    pretty_exceptions_enable=False,
    add_completion=False,
)

PackArgument = Annotated[
    str, typer.Argument(metavar="PACK", help="A built-in pack's name, a file or a folder.")
]


@app.command()
def lint(
    pack: PackArgument,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
) -> None:
    """Check that a pack is sound and can be scored fairly. Exits with 1 if there is an error."""
    from rich.console import Console
    from rich.progress import Progress

    from bot import lint_report
    from content.library import load
    from content.lint import Severity
    from content.lint import lint as check

    read = load(pack)
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("Checking questions", total=len(read.questions))
        findings = check(read, progress=lambda: progress.advance(task))
    if as_json:
        report = lint_report.to_json(read, findings)
        typer.echo(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        lint_report.show(Console(), read, findings)
    raise typer.Exit(any(f.severity is Severity.ERROR for f in findings))


@app.command()
def score(
    pack: Annotated[
        str, typer.Option("--pack", help="A built-in pack's name, a file or a folder.")
    ] = "mlops",
) -> None:
    """Score answers from standard input, one JSON object a line, onto standard output."""
    from bot.batch import score_lines
    from content.library import load
    from content.scoring.scorer import Scorer

    failed = False
    for result in score_lines(sys.stdin.buffer, Scorer(load(pack))):
        failed = failed or "error" in result
        sys.stdout.write(json.dumps(result, ensure_ascii=False) + "\n")
    raise typer.Exit(failed)


def main() -> None:
    """Run the command line; an error that a person can mend is one sentence, not a traceback."""
    try:
        app()
    except CoachError as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
