"""Several processes on one PostgreSQL: they make way for each other, and nobody notices."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest

from bot.discord_app.places import FRONT_END
from storage.records import Entry, EntryKind, Interview, Shards
from storage.repository import Repository
from storage.sql import open_repository
from tests.simulated import clocks
from tests.simulated.bot_process import BotProcess
from tests.simulated.company import Company, Wishes
from tests.simulated.conftest import MakeBot
from tests.simulated.member import Member
from tests.simulated.reading import Kind
from tests.simulated.server import SimulatedDiscord
from tests.simulated.test_simulated import begin, good_answer

BREATH = timedelta(seconds=0.1)
LEAVING = 10.0
"""Seconds that a process may take to leave."""
WAITS = "waiting until it leaves"
WISHES: Wishes = {
    "untimed": {"kind": "core", "questions": 3, "seconds": 0},
    "timed": {"questions": 3, "seconds": 60},
    "silent": {"kind": "core", "questions": 2, "seconds": 600},
}
SHARDS = 2


@pytest.fixture
async def store(postgresql: str) -> AsyncIterator[Repository]:
    """Look into the database."""
    opened = await open_repository(postgresql)
    yield opened
    await opened.close()


def now() -> datetime:
    return datetime.now(UTC)


async def leave(bot: BotProcess) -> None:
    """Ask a process to leave, and see that it does so in good order."""
    assert await bot.terminate() < LEAVING
    assert await bot.gone() == 0


async def waits(bot: BotProcess, discord: SimulatedDiscord) -> None:
    """Wait until a process waits for the lease of another one."""
    await discord.until(lambda: WAITS in bot.said(), f"{bot.by} waiting")
    assert not discord.gateway.of(bot.by)


async def running(store: Repository, shard: int) -> list[Interview]:
    shards = Shards(SHARDS, frozenset({shard}))
    return list(await store.active(front_end=FRONT_END, shards=shards))


async def away(store: Repository, before: Interview, since: datetime) -> Sequence[Entry]:
    """Return the two lines of the transcript that tell for how long nobody was there."""
    for _ in range(50):
        entries = [e for e in await store.transcript(before.id) if e.at >= since - BREATH]
        left = [e for e in entries if e.kind is EntryKind.PAUSED and "away" in e.data]
        back = [e for e in entries if e.kind is EntryKind.RESUMED]
        if left and back:
            return [left[0], back[0]]
        await asyncio.sleep(0.1)
    raise AssertionError(f"{before.id} got no time back")


async def hand_over(store: Repository, old: BotProcess, new: BotProcess, shard: int) -> int:
    """Let one process follow another; return how many clocks stood still meanwhile."""
    before = await running(store, shard)
    leaving = now()
    await leave(old)
    gone = now()
    if not new.alive:
        await new.start()
    await new.ready()
    checked = 0
    for each in before:
        after = await store.get(each.id)
        entries = [e for e in await store.transcript(each.id) if e.at >= leaving - BREATH]
        if not clocks.comparable(each, after, entries):
            continue
        left, back = await away(store, each, leaving)
        after = await store.get(each.id)
        assert leaving - BREATH <= left.at <= gone + BREATH
        assert each.deadline is not None
        assert after.deadline is not None
        assert abs(after.deadline - each.deadline - (back.at - left.at)) < BREATH
        checked += 1
    return checked


async def test_rolling_restarts_cost_nobody_anything(
    discord: SimulatedDiscord, make_bot: MakeBot, postgresql: str, store: Repository
) -> None:
    def process(shard: int, number: int) -> BotProcess:
        return make_bot(postgresql, name=f"shard{shard}.{number}", shards=([shard], SHARDS))

    company = Company(discord, seed=5, wishes=[WISHES] * SHARDS)
    current = [process(shard, 0) for shard in range(SHARDS)]
    for bot in current:
        await bot.start()
    for bot in current:
        await bot.ready()
    company.begin()
    checked = 0
    for number in (1, 2):
        for shard, old in enumerate(list(current)):
            for each in company.people[shard]:
                await each.member.sees(Kind.CARD)
            new = process(shard, number)
            if number == 2:
                await new.start()
                await waits(new, discord)
            checked += await hand_over(store, old, new, shard)
            current[shard] = new
    await company.end(store)
    assert not company.findings.wrong
    assert checked >= 2 * SHARDS  # those of who says nothing, at least


async def test_a_spare_takes_over_from_one_that_was_killed(
    discord: SimulatedDiscord, make_bot: MakeBot, postgresql: str, store: Repository
) -> None:
    first, spare = make_bot(postgresql, name="first"), make_bot(postgresql, name="spare")
    mia = Member.join(discord, discord.state.guild("Study server"), "Mia")
    await first.start()
    await first.ready()
    card = await begin(mia, questions=1, seconds=600)
    await spare.start()
    await waits(spare, discord)
    (before,) = await store.active(front_end=FRONT_END)
    killed = now()
    first.kill()
    await spare.ready()
    left, back = await away(store, before, killed - clocks.BEAT)
    (after,) = await store.active(front_end=FRONT_END)
    assert before.deadline is not None
    assert after.deadline is not None
    assert abs(after.deadline - before.deadline - (back.at - left.at)) < BREATH
    assert killed - clocks.BEAT <= left.at <= killed
    await mia.say(good_answer(card))
    await mia.sees(Kind.SUMMARY)
    assert [shown.kind for shown in mia.seen()] == [Kind.CARD, Kind.VERDICT, Kind.SUMMARY]


@pytest.mark.parametrize("people", [1, 2])
async def test_two_processes_that_start_at_once_start_one_interview(
    discord: SimulatedDiscord,
    make_bot: MakeBot,
    postgresql: str,
    store: Repository,
    people: int,
) -> None:
    """Two divisions of the servers overlap, which nobody should configure: both hear it all."""
    bots = [
        make_bot(postgresql, name="everything"),
        make_bot(postgresql, name="half", shards=([1], 2)),
    ]
    guild = discord.state.guild("Study server", shard=1, shard_count=2)
    for bot in bots:
        await bot.start()
    for bot in bots:
        await bot.ready()
    rooms: list[list[Member]] = []
    for number in range(4):
        first = Member.join(discord, guild, f"Mia{number}")
        others = [Member.join(discord, guild, f"Noor{number}", first.channel)]
        rooms.append([first, *others][:people])
    await asyncio.gather(
        *(
            member.command("interview start", kind="core", questions=1, seconds=0)
            for room in rooms
            for member in room
        )
    )
    found = await store.active(front_end=FRONT_END)
    assert sorted(i.channel for i in found) == sorted(str(room[0].channel.id) for room in rooms)
    candidates = {interview.candidate for interview in found}
    for room in rooms:
        (candidate,) = [member for member in room if str(member.user.id) in candidates]
        await candidate.say("I would roll back the release.")
    for room in rooms:
        await room[0].sees(Kind.SUMMARY)
        often = Counter(shown.kind for shown in room[0].seen() if not shown.ephemeral)
        # Where both answer the same press, the refusal may be faster than the card.
        assert often[Kind.CARD] == 1 or (people == 1 and not often[Kind.CARD])
        assert (often[Kind.VERDICT], often[Kind.SUMMARY]) == (1, 1)


async def test_one_that_was_frozen_lets_go_of_what_it_lost(
    discord: SimulatedDiscord, make_bot: MakeBot, postgresql: str, store: Repository
) -> None:
    lease = timedelta(seconds=4)
    first = make_bot(postgresql, name="first", lease=lease)
    spare = make_bot(postgresql, name="spare", lease=lease)
    mia = Member.join(discord, discord.state.guild("Study server"), "Mia")
    await first.start()
    await first.ready()
    await begin(mia, questions=2, seconds=600)
    await spare.start()
    await waits(spare, discord)
    first.freeze()
    await spare.ready()
    await mia.command("interview skip")
    verdict = await mia.sees(Kind.VERDICT, turn=1)
    remark = await mia.say("That was hard.")
    await mia.press(verdict, "next")
    second = await mia.sees(Kind.CARD, turn=2)
    calls = len(discord.journal)
    first.thaw()
    await discord.until(lambda: "this one lets go" in first.said(), "letting go")
    await discord.until(lambda: not discord.gateway.of(first.by), "the end of its connection")
    await waits(first, discord)
    made = [c for c in discord.journal[calls:] if c.by == first.by and c.effect and c.made]
    assert not made
    assert not mia.heard(remark)
    (standing,) = await store.active(front_end=FRONT_END)
    assert (standing.turn.number, standing.turn.text) == (2, "")

    await leave(spare)
    await first.ready()
    await mia.say(good_answer(second))
    await mia.sees(Kind.SUMMARY)
    kinds = [shown.kind for shown in mia.seen() if not shown.ephemeral]
    assert kinds == [Kind.CARD, Kind.VERDICT, Kind.CARD, Kind.VERDICT, Kind.SUMMARY]
