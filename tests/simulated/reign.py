"""One shard and its processes: each is killed, and the next looked at for what time it gives."""

from __future__ import annotations

import asyncio
import signal
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

from bot.discord_app.cards.question import NOTICED
from bot.discord_app.places import FRONT_END
from bot.discord_app.text import countdown
from bot.tenure import RUN
from storage.records import Interview, Shards
from storage.repository import Repository
from tests.simulated import clocks
from tests.simulated.audit import Findings
from tests.simulated.bot_process import BotProcess
from tests.simulated.member import Member
from tests.simulated.reading import Kind
from tests.simulated.server import SimulatedDiscord
from tests.simulated.striking import AT_RANDOM, Strike

LOOKED_FOR = 5.0
"""Seconds within which a clock must be right again once a process hears Discord."""
LOOK_EVERY = 0.1


@dataclass
class Ledger:
    """What was done, and what was found."""

    kills: int
    """How many are still to be."""
    findings: Findings
    kinds: Counter[str] = field(default_factory=Counter)
    story: list[str] = field(default_factory=list)
    errors: list[float] = field(default_factory=list)
    """How much more than the outage each clock was given, in seconds."""
    beaten: timedelta = timedelta()
    """The longest time between the last beat and a death."""


@dataclass
class Outage:
    """How things stood when a process died, and each time that one died since."""

    interviews: list[Interview]
    beaten: timedelta
    """How long before its death that process had last beaten."""
    kills: list[datetime] = field(default_factory=list)


@dataclass
class Reign:
    """The processes of a shard. `members` are those of its channels."""

    discord: SimulatedDiscord
    store: Repository
    bot: BotProcess
    shards: Shards
    members: Mapping[str, Member]
    ledger: Ledger
    rng: Random
    looks: list[asyncio.Task[None]] = field(default_factory=list)
    outage: Outage | None = None

    async def last(self) -> None:
        """Kill one process after another until there were enough, and let the last one live."""
        while self.ledger.kills > 0:
            self.ledger.kills -= 1
            if not self.bot.alive:
                await self.bot.start()
            at = await self._live(Strike.draw(self.rng))
            beat_at = await self._beat_at()
            if self.outage is None or beat_at > self.outage.kills[-1]:
                found = await self.store.active(front_end=FRONT_END, shards=self.shards)
                self.outage = Outage(list(found), at - beat_at)
                self.ledger.beaten = max(self.ledger.beaten, at - beat_at)
            self.outage.kills.append(at)
        if not self.bot.alive:
            await self.bot.start()
        await self.bot.ready()
        self._look()
        await asyncio.gather(*self.looks)

    async def _beat_at(self) -> datetime:
        """Return until when the shard was run."""
        (shard,) = self.shards.ids
        name = f"{FRONT_END}:{shard}{RUN}"
        return (await self.store.leases.of({name}))[name].beat_at

    async def _live(self, strike: Strike) -> datetime:
        """Live until the strike, and return when that was."""
        died: list[datetime] = []
        hit = False

        def kill() -> None:
            if not died:
                died.append(datetime.now(UTC))
                self.bot.kill()

        with strike.aimed(self.discord, self.bot, kill):
            try:
                async with asyncio.timeout(strike.delay if strike.starting else None):
                    await self._ready(died)
                async with asyncio.timeout(strike.delay):
                    if not died:
                        self._look()
                    await self.discord.until(lambda: died, within=2 * strike.delay)
                hit = True
            except TimeoutError:
                kill()
        ended = await self.bot.gone()
        life = self.bot.by
        kind = strike.kind if hit else AT_RANDOM
        self.ledger.kinds[f"{kind} {strike.moment}" if hit else kind] += 1
        self.ledger.story.append(f"{life}: {strike}{'' if hit else ', in the end at random'}")
        told = f"{life} ended with {ended} before it was killed:\n{self.bot.tail()}"
        self.ledger.findings.expect("processes killed", told, holds=ended == -signal.SIGKILL)
        return died[0]

    async def _ready(self, died: list[datetime]) -> None:
        def listening() -> bool:
            heard = {session.shard for session in self.discord.gateway.of(self.bot.by)}
            return bool(died) or not self.bot.alive or heard == self.shards.ids

        await self.discord.until(listening, "a start", within=60.0)

    def _look(self) -> None:
        """Look at every clock that ran when the process died, for as long as this one lives."""
        outage, life = self.outage, self.bot.by
        if outage is not None:
            self.looks += [
                asyncio.create_task(self._look_at(life, before, list(outage.kills), outage.beaten))
                for before in outage.interviews
            ]

    async def _look_at(
        self, life: str, before: Interview, kills: list[datetime], beaten: timedelta
    ) -> None:
        told = f"{before.id} after {life}, {len(kills)} kills, beaten {beaten} before"
        for _ in range(int(LOOKED_FOR / LOOK_EVERY)):
            entries = await self.store.transcript(before.id)
            entries = [entry for entry in entries if entry.at >= kills[0] - clocks.BEAT]
            after = await self.store.get(before.id)
            if not self._lives(life) or not clocks.comparable(before, after, entries):
                return
            checked = clocks.check(before, after, entries, kills)
            if checked is not None:
                self.ledger.errors.append(checked.error)
                right = checked.right(len(kills), beaten)
                self.ledger.findings.expect("clocks", f"{told}: {checked}", holds=right)
                if after.status in clocks.OPEN:
                    await self._look_at_card(life, after, told)
                return
            await asyncio.sleep(LOOK_EVERY)
        self.ledger.findings.expect("clocks", f"{told}: no time back", holds=False)

    async def _look_at_card(self, life: str, interview: Interview, told: str) -> None:
        """See whether the card says when the time is up, and that somebody was away."""
        assert interview.deadline is not None
        wanted = [countdown(interview.deadline)]
        if interview.turn.away >= NOTICED:
            wanted.append("I was away for")
        member = self.members[interview.channel]
        text = ""
        for _ in range(int(LOOKED_FOR / LOOK_EVERY)):
            cards = [c for c in member.seen(Kind.CARD, last=40) if c.interview == interview.id]
            text = cards[-1].text if cards else ""
            if all(words in text for words in wanted):
                break
            now = await self.store.get(interview.id)
            if not self._lives(life) or now.deadline != interview.deadline:
                return
            await asyncio.sleep(LOOK_EVERY)
        holds = all(words in text for words in wanted)
        self.ledger.findings.expect("cards tell", f"{told}: {wanted} not in {text}", holds=holds)

    def _lives(self, life: str) -> bool:
        return self.bot.alive and self.bot.by == life
