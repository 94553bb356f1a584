"""A process that is asked to leave in the middle of its work finishes it, or leaves it owed."""

from __future__ import annotations

import asyncio

import pytest

from bot.discord_app.places import FRONT_END
from storage.sql import open_repository
from tests.simulated.conftest import MakeBot
from tests.simulated.faults import Fault
from tests.simulated.member import Member
from tests.simulated.reading import Kind
from tests.simulated.server import SimulatedDiscord
from tests.simulated.test_rolling import leave
from tests.simulated.test_simulated import CALLBACK, SEND, begin, good_answer

KINDS = [Kind.CARD, Kind.VERDICT, Kind.SUMMARY]


@pytest.mark.parametrize(("seconds", "owed"), [(1.0, False), (12.0, True)])
async def test_what_is_on_its_way_arrives_once(
    discord: SimulatedDiscord, make_bot: MakeBot, sqlite: str, seconds: float, owed: bool
) -> None:
    bot = make_bot(sqlite)
    mia = Member.join(discord, discord.state.guild("Study server"), "Mia")
    await bot.start()
    await bot.ready()
    card = await begin(mia, questions=1)
    discord.faults.add(Fault.SLOW, SEND, seconds=seconds)
    await mia.say(good_answer(card))
    await discord.until(lambda: discord.calls(SEND), "the verdict")
    await leave(bot)
    store = await open_repository(sqlite)
    assert bool(await store.unsent(front_end=FRONT_END)) is owed
    await store.close()
    await bot.start()
    await bot.ready()
    await mia.sees(Kind.SUMMARY)
    late = discord.calls(SEND, by="bot.1")[0]
    await discord.until(lambda: late.effect, "what was slow", within=2 * seconds)
    assert [shown.kind for shown in mia.seen()] == KINDS


async def test_a_press_that_is_being_answered_is_answered(
    discord: SimulatedDiscord, make_bot: MakeBot, sqlite: str
) -> None:
    bot = make_bot(sqlite)
    mia = Member.join(discord, discord.state.guild("Study server"), "Mia")
    await bot.start()
    await bot.ready()
    card = await begin(mia, questions=1)
    discord.faults.add(Fault.SLOW, CALLBACK, seconds=1.0)
    skipping = asyncio.create_task(mia.press(card, "skip"))
    await discord.until(lambda: len(discord.calls(CALLBACK)) == 2, "the answer")
    await leave(bot)
    assert (await skipping).answered
    store = await open_repository(sqlite)
    assert not await store.unsent(front_end=FRONT_END)
    await store.close()
    assert [shown.kind for shown in mia.seen()] == KINDS
