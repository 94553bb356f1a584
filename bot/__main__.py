"""The command line. Heavy parts are imported inside the commands that need them."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot import __version__
from bot.planning import Wish
from content.errors import CoachError

app = typer.Typer(
    name="mock-interview",
    help="Timed mock interviews with scores that explain themselves. Without a command: the "
    "Discord bot if DISCORD_TOKEN is set, else an interview in this terminal.",
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
db = typer.Typer(help="Look after the database.", no_args_is_help=True)
app.add_typer(db, name="db")

PackArgument = Annotated[
    str, typer.Argument(metavar="PACK", help="A built-in pack's name, a file or a folder.")
]
DatabaseOption = Annotated[
    str | None,
    typer.Option("--database", metavar="URL", help="An address or a SQLite file; DATABASE_URL."),
]


class Preset(StrEnum):
    """How long an interview is."""

    QUICK = "quick"
    STANDARD = "standard"
    FULL = "full"


class QuestionKind(StrEnum):
    """Which questions to ask."""

    MIXED = "mixed"
    CORE = "core"
    SCENARIO = "scenario"


class Level(StrEnum):
    """How hard the questions are."""

    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


class Period(StrEnum):
    """How far back a leaderboard looks."""

    WEEK = "week"
    MONTH = "month"
    SEASON = "season"
    ALL = "all"


class Form(StrEnum):
    """How a transcript is written down."""

    MARKDOWN = "md"
    HTML = "html"
    JSON = "json"


@app.callback(invoke_without_command=True)
def _main_job(
    context: typer.Context,
    *,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    if version:
        typer.echo(f"mock-interview {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is not None:
        return
    from bot import launch

    found = launch.settings(quiet=False)
    if found.token is not None:
        launch.run_discord(found)
        return
    found = launch.settings()
    typer.echo("DISCORD_TOKEN is not set, so the interview is here in the terminal.", err=True)
    launch.run_practice(found, Wish())


@app.command()
def run() -> None:
    """Run the Discord bot. DISCORD_TOKEN must be set."""
    from bot import launch

    launch.run_discord(launch.settings(quiet=False))


@app.command()
def practice(
    *,
    preset: Annotated[Preset, typer.Option(help="3, 5 or 10 questions.")] = Preset.STANDARD,
    questions: Annotated[int | None, typer.Option(help="How many, 1 to 20.")] = None,
    kind: Annotated[QuestionKind, typer.Option(help="Which kind.")] = QuestionKind.MIXED,
    topic: Annotated[str | None, typer.Option(help="Only this topic; part of it will do.")] = None,
    seconds: Annotated[
        int | None, typer.Option(help="For each question, 30 to 1800; 0 for no limit.")
    ] = None,
    difficulty: Annotated[Level | None, typer.Option(help="Only this difficulty.")] = None,
    pack: Annotated[str, typer.Option(help="A pack's name, a file or a folder.")] = "mlops",
    name: Annotated[str | None, typer.Option(help="Your name on the transcript.")] = None,
    export: Annotated[
        Path | None,
        typer.Option(metavar="PATH", help="Write the transcript here: .html, .md, .json, folder."),
    ] = None,
    seed: Annotated[int | None, typer.Option(help="Choose the questions repeatably.")] = None,
    database: DatabaseOption = None,
) -> None:
    """Be interviewed in this terminal, or by piped answers, one a line.

    An interview that was left goes on where it was left.
    """
    from bot import launch

    wish = Wish(
        preset=preset,
        questions=questions,
        kind=kind,
        topic=topic,
        seconds=seconds,
        difficulty=difficulty,
        pack=pack,
    )
    found = launch.settings(database=database)
    launch.run_practice(found, wish, name=name, seed=seed, export=export)


@app.command()
def score(
    pack: Annotated[
        str, typer.Option("--pack", help="A built-in pack's name, a file or a folder.")
    ] = "mlops",
    *,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show each receipt for people instead of as JSON.")
    ] = False,
) -> None:
    """Score answers from standard input, one JSON object a line, onto standard output."""
    from bot.batch import score_lines, to_line
    from content.library import load, scorer_for

    read = load(pack)
    if explain:
        from bot.explain import explain_lines

        raise typer.Exit(explain_lines(sys.stdin.buffer, read))
    failed = False
    for result in score_lines(sys.stdin.buffer, scorer_for(read)):
        failed = failed or "error" in result
        sys.stdout.buffer.write(to_line(result))
    raise typer.Exit(failed)


@app.command()
def replay(
    session: Annotated[str, typer.Argument(help="A session's id.")],
    *,
    database: DatabaseOption = None,
) -> None:
    """Derive every receipt of a session anew. Exits with 1 if the same version gives another."""
    from bot import keeping, launch

    raise typer.Exit(keeping.replay(launch.settings(database=database), session))


@app.command()
def lint(
    pack: PackArgument,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
) -> None:
    """Check that a pack is sound and can be scored fairly. Exits with 1 if there is an error."""
    from bot import lint_report

    raise typer.Exit(lint_report.run(pack, as_json=as_json))


@app.command("import")
def import_pack(
    source: Annotated[Path, typer.Argument(metavar="FILE", help="A file or a folder.")],
    *,
    replace: Annotated[bool, typer.Option("--replace", help="Take the place of one.")] = False,
) -> None:
    """Check a pack and put a copy into PACKS_DIR."""
    from bot import keeping, launch

    typer.echo(keeping.import_pack(source, launch.settings().packs_folder, replace=replace))


@app.command()
def export(
    session: Annotated[
        str | None, typer.Argument(help="A session's id; without one all of yours are written.")
    ] = None,
    *,
    form: Annotated[Form, typer.Option("--format", help="How to write it.")] = Form.HTML,
    output: Annotated[
        Path, typer.Option(metavar="PATH", help="A folder, a file, or - for standard output.")
    ] = Path(),
    database: DatabaseOption = None,
) -> None:
    """Write the transcript of a session, or of all sessions in this terminal, to files."""
    from bot import keeping, launch

    found = launch.settings(database=database)
    for line in keeping.export(found, session, form, output):
        typer.echo(line, err=str(output) == "-")


@app.command()
def leaderboard(
    *,
    period: Annotated[Period, typer.Option(help="Since when.")] = Period.ALL,
    topic: Annotated[str | None, typer.Option(help="Only this topic.")] = None,
    page: Annotated[int, typer.Option(help="Which page, from 1.")] = 1,
    database: DatabaseOption = None,
) -> None:
    """Show who stands where on this machine."""
    from bot import keeping, launch

    keeping.leaderboard(launch.settings(database=database), period, topic, page)


@app.command()
def health(database: DatabaseOption = None) -> None:
    """Exit with 0 if the database answers and is up to date; nothing else is asked."""
    from bot import keeping, launch

    typer.echo(keeping.health(launch.settings(database=database)))


@app.command()
def backup(
    target: Annotated[
        Path,
        typer.Argument(metavar="TARGET", help="A file, or a folder: this one.", show_default=False),
    ] = Path(),
    *,
    replace: Annotated[bool, typer.Option("--replace", help="Take the place of a file.")] = False,
    keep: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="Leave only the newest N backups in the folder."),
    ] = None,
    database: DatabaseOption = None,
) -> None:
    """Copy the SQLite database, whole and checked, while bots go on using it."""
    from bot import launch, safekeeping

    found = launch.settings(database=database)
    for line in safekeeping.backup(found, target, replace=replace, keep=keep, now=launch.now()):
        typer.echo(line)


@app.command()
def restore(
    source: Annotated[Path, typer.Argument(metavar="BACKUP", help="A file that `backup` made.")],
    *,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    database: DatabaseOption = None,
) -> None:
    """Let a backup take the place of the SQLite database, which is kept beside it."""
    from bot import launch, safekeeping

    found = launch.settings(database=database)
    old = safekeeping.replaced(found)
    if old is not None and not yes:
        typer.confirm(f"Shall {source} take the place of {old}?", abort=True, err=True)
    for line in safekeeping.restore(found, source, now=launch.now()):
        typer.echo(line)


@db.command("upgrade")
def db_upgrade(database: DatabaseOption = None) -> None:
    """Bring the database to the newest tables; the bot does so by itself at start."""
    from bot import keeping, launch

    typer.echo(keeping.upgrade(launch.settings(database=database)))


def main() -> None:
    """Run the command line; an error that a person can mend is one sentence, not a traceback."""
    try:
        app()
    except CoachError as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(1) from None
    except BrokenPipeError:  # whoever read the output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
