"""The commands that look after what is kept: packs, transcripts, the leaderboard, the database."""

from __future__ import annotations

import asyncio
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from bot import launch
from bot import replay as replaying
from bot.config import Settings
from bot.leaderboard import Board, Leaderboard, Period
from bot.shelf import Shelf
from bot.transcripts import Document, Format, Transcripts
from bot.transcripts import export as written
from content import library
from content.errors import CoachError
from content.markdown import belongs
from storage.errors import StoreUnavailable
from storage.records import Interview


class CannotImport(CoachError):
    """The pack cannot be put into PACKS_DIR."""


def import_pack(source: Path, folder: Path, *, replace: bool) -> str:
    """Copy a sound pack into a folder under its name; return what was done, in a sentence."""
    pack = library.load(source)
    if pack.name in library.builtin_names():
        raise CannotImport(
            f"`{pack.name}` is the name of a built-in pack. Give yours another name in its "
            "pack.toml, or rename the file."
        )
    target = folder / (pack.name if source.is_dir() else f"{pack.name}{source.suffix.lower()}")
    others = [path for path in _named(folder, pack.name) if path != target]
    if (target.exists() or others) and not replace:
        raise CannotImport(f"There is a pack `{pack.name}` already. `--replace` takes its place.")
    try:
        for old in (*others, target):
            _remove(old)
        folder.mkdir(parents=True, exist_ok=True)
        _copy(source, target)
    except OSError as error:
        raise CannotImport(f"{target} cannot be written: {error.strerror}.") from error
    scored = sum(question.answered for question in pack.questions)
    return (
        f"{pack.title}: {len(pack.questions)} questions, {scored} with a reference answer. "
        f"Try it with `mock-interview practice --pack {pack.name}`."
    )


def _named(folder: Path, name: str) -> list[Path]:
    """Return what lies in a folder under the name of a pack, whatever its ending."""
    return [path for path in folder.glob("*") if name in (path.name, path.stem)]


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _copy(source: Path, target: Path) -> None:
    """Copy a pack; of a folder only what belongs to the pack."""
    if not source.is_dir():
        shutil.copyfile(source, target)
        return
    target.mkdir()
    for file in source.iterdir():
        if file.is_file() and belongs(file.name):
            shutil.copyfile(file, target / file.name)


def export(found: Settings, session: str | None, form: str, output: Path) -> Sequence[str]:
    """Write one session, or all of this terminal's, as files; return a line for each."""
    documents = asyncio.run(_documents(found, session, Format(form)))
    if not documents:
        return ["There is no session yet. `mock-interview practice` begins one."]
    if str(output) == "-":
        for document in documents:
            sys.stdout.buffer.write(document.data)
        return []
    single = session is not None and not output.is_dir()
    return [
        _write(output if single else output / document.filename, document) for document in documents
    ]


async def _documents(found: Settings, session: str | None, form: Format) -> list[Document]:
    from bot.terminal.practice import FRONT_END  # noqa: PLC0415

    async with launch.repository(found.database_url) as store:
        if session is not None:
            interviews = [await store.get(session)]
        else:
            mine = f"{FRONT_END}:{launch.user()}"
            interviews = list(await store.interviews_of(mine, limit=10_000))
        transcripts = Transcripts(store, _shelf(found, interviews))
        return [
            written(transcripts.join(interview, await store.transcript(interview.id)), form)
            for interview in interviews
        ]


def _shelf(found: Settings, interviews: Sequence[Interview]) -> Shelf:
    """Return what is left of the packs that some interviews were asked from."""
    wanted = {interview.pack for interview in interviews}
    built_in = [library.load(name) for name in library.builtin_names() if name in wanted]
    further = [p for p in launch.further_packs(found.packs_folder) if p.name in wanted]
    return Shelf([*further, *built_in])


def replay(found: Settings, session: str) -> bool:
    """Print how the receipts of a session compare with today's; return whether one is broken."""
    interview = asyncio.run(_stored(found, session))
    replayed = replaying.replay(interview, _shelf(found, [interview]))
    console = Console(highlight=False)
    for turn in replayed:
        verdict = "identical" if turn.identical else "; ".join(turn.changes())
        versions = "" if turn.same_version else " (another version of scorer or pack)"
        style = "red" if turn.broken else "green" if turn.identical else "yellow"
        console.print(f"{turn.turn}. {turn.question}{versions}: {verdict}", style=style)
    same = sum(turn.identical for turn in replayed)
    console.print(f"{same} of {len(replayed)} receipts are identical.")
    return any(turn.broken for turn in replayed)


async def _stored(found: Settings, session: str) -> Interview:
    async with launch.repository(found.database_url) as repository:
        return await repository.get(session)


def _write(path: Path, document: Document) -> str:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(document.data)
    except OSError as error:
        raise CoachError(f"{path} cannot be written: {error.strerror}.") from error
    return str(path)


def leaderboard(found: Settings, period: str, topic: str | None, page: int) -> None:
    """Print a page of the board of this machine."""
    from bot.terminal.paint_end import board  # noqa: PLC0415

    Console(highlight=False).print(board(asyncio.run(_board(found, period, topic, page))))


async def _board(found: Settings, period: str, topic: str | None, page: int) -> Board:
    from bot.terminal.practice import FRONT_END  # noqa: PLC0415

    books = Shelf(launch.packs(found.packs_folder))
    async with launch.repository(found.database_url) as store:
        return await Leaderboard(store, books, clock=launch.now).show(
            server=None,
            caller=f"{FRONT_END}:{launch.user()}",
            period=Period(period),
            topic=topic,
            page=page,
        )


def upgrade(found: Settings) -> str:
    """Bring the database to the newest tables."""
    from storage import migrate  # noqa: PLC0415

    asyncio.run(migrate.upgrade(found.database_url))
    return f"The database is at revision {migrate.head()}."


def health(found: Settings) -> str:
    """Return a word if the database answers and has the newest tables; else StoreUnavailable."""
    from storage import migrate  # noqa: PLC0415

    revision = asyncio.run(migrate.current(found.database_url))
    if revision != migrate.head():
        raise StoreUnavailable(
            "DATABASE_URL: the database answers, but its tables are not those of this version. "
            "Run `mock-interview db upgrade`."
        )
    return "ok"
