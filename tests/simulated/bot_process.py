"""Bot processes: born quickly, killed without warning, or asked to leave."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import shutil
import signal
import time
from collections.abc import Sequence
from datetime import timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path

from tests.discord_app.stage import PACK
from tests.simulated import bot
from tests.simulated.server import SimulatedDiscord

QUIET_SECONDS = 0.5
LEAVING = 20.0

nursery = multiprocessing.get_context("forkserver")
"""Forks each bot from a process that has imported everything and done nothing else."""
nursery.set_forkserver_preload(["tests.simulated.nursery", "pytest"])


class BotProcess:
    """One bot process after another under one name, as a supervisor would start them.

    All lives write to one log. `environment` adds to what the bot is told; `life` is what each
    process does.
    """

    life = staticmethod(bot.run)

    def __init__(
        self,
        discord: SimulatedDiscord,
        folder: Path,
        database: str,
        *,
        name: str = "bot",
        shards: tuple[Sequence[int], int] | None = None,
        small: bool = True,
        lease: timedelta = bot.LEASE,
        **environment: str,
    ) -> None:
        self.discord = discord
        self.name = name
        self.lives = 0
        self.log = folder / f"{name}.log"
        self.folder = folder / "home"
        packs = self.folder / "packs"
        packs.mkdir(parents=True, exist_ok=True)
        shutil.copy(PACK, packs)
        self._small = small
        self._lease = lease
        self._shards = list(shards[0]) if shards is not None else [0]
        self.environment = {
            "DISCORD_TOKEN": discord.token,
            "DATABASE_URL": database,
            "PACKS_DIR": str(packs),
            "ANSWER_QUIET_SECONDS": str(QUIET_SECONDS),
            "LOG_LEVEL": "info",
            **environment,
        }
        if shards is not None:
            self.environment["SHARD_IDS"] = ",".join(map(str, shards[0]))
            self.environment["SHARD_COUNT"] = str(shards[1])
        self._process: BaseProcess | None = None

    @property
    def by(self) -> str:
        """Return how the present life is called in the journal."""
        return f"{self.name}.{self.lives}"

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self._process is not None and self._process.exitcode is None

    async def start(self) -> None:
        """Begin a new life."""
        assert not self.alive, f"{self.name} runs already"
        self.lives += 1
        process = nursery.Process(
            target=self.life,
            name=self.by,
            args=(
                self.discord.address(self.by),
                self.discord.gateway_address(self.by),
                self.environment,
                self.folder,
                self.log,
            ),
            kwargs={"small": self._small, "lease": self._lease},
            daemon=True,
        )
        await asyncio.to_thread(process.start)
        self._process = process

    @property
    def pid(self) -> int | None:
        """The number of its process."""
        return self._process.pid if self._process is not None else None

    async def ready(self, within: float = 20.0) -> None:
        """Wait until it hears all its shards; commands may be used from then on."""

        def listening() -> bool:
            assert self.alive, f"{self.by} died at its start:\n{self.tail()}"
            return {s.shard for s in self.discord.gateway.of(self.by)} == set(self._shards)

        await self.discord.until(listening, f"{self.by}", within=within)

    def kill(self) -> None:
        """Kill it on the spot, without a word of warning."""
        if self._process is not None:
            self._process.kill()

    def freeze(self) -> None:
        """Stop it in the middle of whatever it does, until `thaw`."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        assert self._process is not None
        assert self._process.pid is not None
        os.kill(self._process.pid, number)

    async def gone(self) -> int | None:
        """Wait until it has ended, and return how."""
        assert self._process is not None
        await asyncio.to_thread(self._process.join, LEAVING)
        assert not self.alive, f"{self.by} does not end:\n{self.tail()}"
        return self._process.exitcode

    async def terminate(self) -> float:
        """Ask it to leave, and return how many seconds it took to."""
        assert self._process is not None
        began = time.monotonic()
        self._process.terminate()
        await self.gone()
        return time.monotonic() - began

    async def end(self) -> None:
        """Make sure that nothing is left of it."""
        if self.alive:
            self.kill()
            await self.gone()

    def said(self) -> str:
        """Return its log, of all its lives."""
        return self.log.read_text("utf-8", "replace") if self.log.exists() else ""

    def tail(self, lines: int = 30) -> str:
        """Return the end of its log."""
        return os.linesep.join(self.said().splitlines()[-lines:])
