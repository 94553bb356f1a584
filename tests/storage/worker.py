"""Another process on the same store: `python -m tests.storage.worker JOB URL NAME ARGUMENT`.

It says "ready" when the store is open, begins with the next line of its input, and ends with a
line of JSON. `Worker` is the other end.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

from storage.errors import ChannelBusy, Conflict
from storage.records import Turn
from storage.repository import Repository
from storage.sql import open_repository
from tests.storage.examples import an_entry, an_interview, second

NAMES = "abc"
"""Of the processes that work at the same time."""
ROOT = Path(__file__).parents[2]


async def play(store: Repository, name: str, _argument: str) -> int:
    """Play interviews until killed: as many turns as entries, after every save."""
    for number in range(100_000):
        names = f"{name}{number}"
        kept = await store.add(an_interview(id=names, channel=names), [an_entry("1")])
        for turn in (2, 3):
            turns = (*kept.turns, Turn(turn, "q", second(turn)))
            kept = await store.save(replace(kept, turns=turns), [an_entry(str(turn))])
        if number == 0:
            say("playing")
    return 0


async def answer(store: Repository, name: str, interview: str) -> int:
    """Save one interview twenty times; return how often somebody else was faster."""
    conflicts = 0
    for number in range(20):
        while True:
            kept = await store.get(interview)
            try:
                await store.save(
                    replace(kept, candidate_name=f"{name}{number}"),
                    [an_entry(f"{name}{number} made version {kept.version + 1}")],
                )
            except Conflict:
                conflicts += 1
            else:
                break
    return conflicts


async def claim(store: Repository, name: str, channels: str) -> list[str]:
    """Begin an interview in every channel; return those in which nobody was faster."""
    won = []
    for channel in channels.split(","):
        try:
            await store.add(an_interview(id=f"{name}-{channel}", channel=channel), [an_entry()])
        except ChannelBusy:
            continue
        won.append(channel)
    return won


JOBS = {"play": play, "answer": answer, "claim": claim}


class Worker:
    """A process that works on a store."""

    def __init__(self, job: str, url: str, name: str, argument: str = "") -> None:
        self._process = subprocess.Popen(  # noqa: S603 -- our own program
            [sys.executable, "-m", "tests.storage.worker", job, url, name, argument],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._process.kill()
        self._process.communicate()

    def hear(self) -> Any:
        """Wait for what it says next."""
        assert self._process.stdout is not None
        return json.loads(self._process.stdout.readline())

    def go(self) -> None:
        """Let it begin."""
        assert self._process.stdin is not None
        self._process.stdin.write("go\n")
        self._process.stdin.flush()


def work(job: str, url: str, argument: str = "") -> list[Any]:
    """Let processes do a job at the same time; return what each of them says in the end."""
    with ExitStack() as running:
        workers = [running.enter_context(Worker(job, url, name, argument)) for name in NAMES]
        for worker in workers:
            assert worker.hear() == "ready"
        for worker in workers:
            worker.go()
        return [worker.hear() for worker in workers]


def say(what: object) -> None:
    """Tell the other end."""
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


async def main(job: str, url: str, name: str, argument: str) -> None:
    """Do a job once told so."""
    store = await open_repository(url, busy_seconds=30)
    say("ready")
    sys.stdin.readline()
    say(await JOBS[job](store, name, argument))
    await store.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
