"""Candidates in several servers: they begin, they come to an end, and everything is audited."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from bot.discord_app.places import FRONT_END
from storage.repository import Repository
from tests.simulated.audit import Findings, audit
from tests.simulated.candidate import Candidate
from tests.simulated.member import Member
from tests.simulated.server import SimulatedDiscord

LAST_WORDS = 40.0
"""Seconds within which every interview must end once nothing goes wrong any more."""
ONE_MORE = {"kind": "core", "questions": 1, "seconds": 0}
Wishes = Mapping[str, Mapping[str, object]]
"""Names of channels, and options of `/interview start`; the candidate of "silent" says nothing."""


class Company:
    """One server per shard, each with a channel per wish."""

    def __init__(self, discord: SimulatedDiscord, *, seed: int, wishes: Sequence[Wishes]) -> None:
        self._discord = discord
        self._seed = seed
        self._wishes = wishes
        self._sitting: list[asyncio.Task[None]] = []
        self.findings = Findings()
        self.people = [self._people(shard) for shard in range(len(wishes))]

    @property
    def everybody(self) -> list[Candidate]:
        """All candidates."""
        return [each for people in self.people for each in people]

    def begin(self) -> None:
        """Let everybody be interviewed, again and again."""
        self._sitting = [asyncio.create_task(each.keep_on()) for each in self.everybody]

    async def end(self, store: Repository) -> None:
        """Let everybody finish, then start and finish one more interview; and audit it all."""
        for each in self.everybody:
            each.hurried = True
        await self._all("interviews finished", self._sitting)
        for each in self.everybody:
            each.wish = ONE_MORE
        more = [asyncio.create_task(each.interview()) for each in self.everybody]
        await self._all("channels free again", more)
        for _ in range(100):  # what is owed after that is found by the audit
            if not await store.unsent(front_end=FRONT_END):
                break
            await asyncio.sleep(0.1)
        await audit(self._discord, store, self.everybody, self.findings)

    def leave(self) -> None:
        """Let nobody do anything any more."""
        for task in self._sitting:
            task.cancel()

    def _people(self, shard: int) -> list[Candidate]:
        state, count = self._discord.state, len(self._wishes)
        guild = state.guild(f"Server {shard}", shard=shard, shard_count=count)
        people = []
        for name, wish in self._wishes[shard].items():
            member = Member.join(self._discord, guild, f"{name}{shard}", f"{name}-{shard}")
            rng = Random(f"{self._seed}/{name}/{shard}")
            people.append(Candidate.of(member, rng, wish, silent=name == "silent"))
        return people

    async def _all(self, what: str, tasks: Sequence[asyncio.Task[Any]]) -> None:
        done, waiting = await asyncio.wait(tasks, timeout=LAST_WORDS)
        for each, task in zip(self.everybody, tasks, strict=True):
            told = f"{each.member.channel.name} is stuck"
            self.findings.expect(what, told, holds=task in done)
        for task in waiting:
            task.cancel()
        for task in done:
            task.result()
