"""Putting the house together: settings, packs, a store and a front end.

Together with the command line, the only place that names a concrete store or front end.
"""

from __future__ import annotations

import asyncio
import getpass
import logging
import random
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from rich.console import Console

from bot import __version__, logs
from bot.config import Settings, load
from bot.owing import owing
from bot.planning import Wish
from bot.service import InterviewService
from bot.shelf import Shelf
from bot.tenure import LENGTH
from content import library
from content.errors import CoachError, PackError
from content.model import Pack
from storage.repository import Repository

log = logging.getLogger(__name__)

PATIENCE = 48 * 3600.0
"""Seconds of quiet in a terminal: there, only the candidate says when an answer is whole."""


class NoToken(CoachError):
    """The Discord bot cannot run without a token."""

    def __init__(self) -> None:
        super().__init__(
            "There is no DISCORD_TOKEN. Put your bot's token into the environment or into .env, "
            "or run `mock-interview practice` to be interviewed in the terminal."
        )


def settings(*, database: str | None = None, quiet: bool = True) -> Settings:
    """Read the settings and set up the log; `quiet` keeps mere information off a terminal.

    `database` is an address or a file, and goes before DATABASE_URL.
    """
    found = load(database=database)
    level = "warning" if quiet and found.log_level == "info" else found.log_level
    logs.set_up(level, found.log_format, secrets=found.secrets)
    return found


# Packs


def packs(folder: Path) -> Iterator[Pack]:
    """Yield the built-in packs and those of a folder; one that cannot be read is reported."""
    names = set()
    for name in library.builtin_names():
        pack = library.load(name)
        names.add(pack.name)
        yield pack
    for pack in further_packs(folder):
        if pack.name in names:
            log.warning("a second pack `%s` in PACKS_DIR is left out", pack.name)
            continue
        names.add(pack.name)
        yield pack


def further_packs(folder: Path) -> Iterator[Pack]:
    """Yield the packs of a folder, by their file names; one that cannot be read is reported."""
    for path in sorted(_candidates(folder)):
        try:
            yield library.load(path)
        except PackError as error:
            for problem in error.problems:
                log.warning("a pack in PACKS_DIR is left out: %s", problem)


def chosen_pack(folder: Path, wanted: str) -> Pack:
    """Return the pack of a name or a path, without reading the built-in ones in vain."""
    if wanted not in library.builtin_names():
        by_name = {pack.name: pack for pack in further_packs(folder)}
        if wanted in by_name:
            return by_name[wanted]
    return library.load(wanted)


def _candidates(folder: Path) -> Iterator[Path]:
    if not folder.is_dir():
        return
    for path in folder.iterdir():
        named = not path.name.startswith(".") and path.stem.casefold() != "readme"
        if named and (path.is_dir() or path.suffix.casefold() in (".md", ".markdown", ".txt")):
            yield path


def topic_of(pack: Pack, words: str | None) -> str | None:
    """Return the topic that some words stand for: its name, or a part that fits no other."""
    if words is None:
        return None
    fitting = [topic for topic in pack.categories if words.casefold() in topic.casefold()]
    exact = [topic for topic in fitting if topic.casefold() == words.casefold()]
    found = exact or fitting
    return found[0] if len(found) == 1 else words


# The store and the service


@asynccontextmanager
async def repository(
    url: str, *, on_statement: Callable[[float], None] | None = None
) -> AsyncIterator[Repository]:
    """Open the store of an address, brought up to date, and close it in the end.

    `on_statement` is told the seconds that each statement takes.
    """
    from storage.sql import open_repository  # noqa: PLC0415 -- half a second, which --help can do without

    opened = await open_repository(url, on_statement=on_statement)
    try:
        yield opened
    finally:
        await opened.close()


def now() -> datetime:
    """Return the time."""
    return datetime.now(UTC)


def user() -> str:
    """Return who sits at this terminal."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container may run under a number that has no name
        return "candidate"


async def _rng(store: Repository, candidate: str, seed: int | None) -> Random:
    """Return chance; with a seed it is the same for the same number of earlier sessions."""
    if seed is None:
        return random.SystemRandom()
    earlier = await store.interviews_of(candidate, limit=10_000)
    return Random(f"{seed}/{len(earlier)}")  # noqa: S311 -- repeatable on purpose


# The front ends


def run_discord(found: Settings, *, lease: timedelta = LENGTH) -> None:
    """Run the Discord bot until it is stopped.

    Another process that runs the same shards is taken for dead after `lease` without a sign.
    """
    if found.discord_token is None:
        raise NoToken
    # Only who runs it pays for discord.py and the web server.
    from bot.discord_app import running  # noqa: PLC0415
    from bot.discord_app.client import InterviewClient  # noqa: PLC0415
    from bot.operations.reporting import reporting  # noqa: PLC0415
    from bot.operations.rest import rest_trace  # noqa: PLC0415
    from bot.operations.running import operating  # noqa: PLC0415

    async def main() -> None:
        async with operating(__version__, found.http_address) as operations:
            books = Shelf(await asyncio.to_thread(list, packs(found.packs_folder)))
            await asyncio.to_thread(books.warm)
            timing = operations.metrics.statement
            async with repository(found.database_url, on_statement=timing) as store:
                operations.watch_store(store)
                service = InterviewService(
                    store,
                    books,
                    clock=now,
                    rng=random.SystemRandom(),
                    quiet_seconds=found.answer_quiet_seconds,
                    owing=owing,
                    observer=operations.metrics,
                )

                async def connect(client: InterviewClient, token: str) -> None:
                    client.http.http_trace = rest_trace(operations.metrics)
                    client.gateway_event = operations.metrics.gateway
                    operations.watch_client(client)
                    await running.connect(client, token)

                await running.run(found, service, connect=connect, lease=lease)

    with reporting(found.sentry_dsn, release=__version__, secrets=found.secrets):
        asyncio.run(main())


def run_practice(
    found: Settings,
    wish: Wish,
    *,
    name: str | None = None,
    seed: int | None = None,
    export: Path | None = None,
    clock: Callable[[], datetime] = now,
) -> None:
    """Interview whoever sits at this terminal."""
    from bot.terminal.practice import Person, is_interactive, practise  # noqa: PLC0415
    from bot.terminal.saving import check  # noqa: PLC0415

    wish.settings(quiet_seconds=PATIENCE)  # refuses before anything is read
    if export is not None:
        check(export)
    person = Person(user(), name or user())

    async def main() -> None:
        notice = Console(stderr=True).status("Reading the questions …")
        if is_interactive():
            notice.start()
        try:
            pack = await asyncio.to_thread(chosen_pack, found.packs_folder, wish.pack)
        finally:
            notice.stop()
        books = Shelf([pack])
        chosen = replace(wish, pack=pack.name, topic=topic_of(pack, wish.topic))
        warming = asyncio.create_task(asyncio.to_thread(books.warm))
        async with repository(found.database_url) as store:
            rng = await _rng(store, person.place().candidate, seed)
            service = InterviewService(store, books, clock=clock, rng=rng, quiet_seconds=PATIENCE)
            await practise(service, person, chosen, export=export)
        await warming

    asyncio.run(main())
