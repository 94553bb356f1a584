"""Interviews in several channels, run by processes that are killed again and again.

    story = Story(discord, folder, database, seed=7, kills=10)
    findings = await story.tell()

There is a process per shard, each with a supervisor who starts it anew, while the candidates of all
go on. In the end everybody finishes, starts one more interview, and everything is audited.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from random import Random

from storage.records import Shards
from storage.repository import Repository
from storage.sql import open_repository
from tests.simulated.audit import Findings
from tests.simulated.bot_process import BotProcess
from tests.simulated.company import Company, Wishes
from tests.simulated.reign import Ledger, Reign
from tests.simulated.server import SimulatedDiscord

LEASE = timedelta(seconds=0.9)
"""Less than a beat, as no process waits here for one that lives."""
BY_QUESTION: Wishes = {
    "untimed": {"kind": "core", "questions": 3, "seconds": 0},
    "timed": {"questions": 3, "seconds": 60},
}
OTHERS: Wishes = {
    "whole": {"preset": "full", "questions": 4},
    "silent": {"kind": "core", "questions": 2, "seconds": 30},
}
WISHES: Sequence[Wishes] = [BY_QUESTION, OTHERS, BY_QUESTION, OTHERS]
SHARDS = len(WISHES)


class Story:
    """One run. The same seed makes the same choices; what they meet is up to the moment."""

    def __init__(
        self, discord: SimulatedDiscord, folder: Path, database: str, *, seed: int, kills: int
    ) -> None:
        self._discord = discord
        self._folder = folder
        self._database = database
        self._seed = seed
        self._company = Company(discord, seed=seed, wishes=WISHES)
        self.findings = self._company.findings
        self.ledger = Ledger(kills, self.findings)

    async def tell(self) -> Findings:
        """Run it to its end, and return what was found."""
        store = await open_repository(self._database)
        reigns = [self._reign(store, shard) for shard in range(SHARDS)]
        try:
            for reign in reigns:
                await reign.bot.start()
            for reign in reigns:
                await reign.bot.ready()
            self._company.begin()
            await asyncio.gather(*(reign.last() for reign in reigns))
            await self._company.end(store)
        finally:
            self._company.leave()
            for reign in reigns:
                await reign.bot.end()
            await store.close()
        return self.findings

    def __str__(self) -> str:
        told = [*self.findings.wrong, f"seed {self._seed}:", *self.ledger.story]
        return "\n  ".join(told)

    def _reign(self, store: Repository, shard: int) -> Reign:
        bot = BotProcess(
            self._discord,
            self._folder,
            self._database,
            name=f"shard{shard}",
            shards=([shard], SHARDS),
            lease=LEASE,
        )
        return Reign(
            self._discord,
            store,
            bot,
            Shards(SHARDS, frozenset({shard})),
            {str(each.member.channel.id): each.member for each in self._company.people[shard]},
            self.ledger,
            Random(f"{self._seed}/{shard}"),
        )
