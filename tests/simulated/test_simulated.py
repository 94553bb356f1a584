"""Proofs of the ground itself: the real bot in its own process, over real HTTP and websockets."""

from __future__ import annotations

import signal
from dataclasses import replace

import aiohttp

from tests.discord_app.stage import ANSWERS
from tests.simulated.bot_process import BotProcess
from tests.simulated.conftest import MakeBot
from tests.simulated.faults import Fault
from tests.simulated.journal import Call, Moment
from tests.simulated.member import Member
from tests.simulated.reading import Kind, Shown
from tests.simulated.server import SimulatedDiscord

SEND = "POST /channels/{id}/messages"
CALLBACK = "POST /interactions/{id}/{token}/callback"


def good_answer(card: Shown) -> str:
    """Return an answer to a question that deserves points."""
    return next(answer for title, answer in ANSWERS.items() if title in card.text)


async def begin(member: Member, **options: object) -> Shown:
    """Start an interview, and return the first card."""
    asked = await member.command("interview start", **{"kind": "core", "questions": 2, **options})
    assert asked.answered
    return await member.sees(Kind.CARD, turn=1)


async def meeting(discord: SimulatedDiscord, make_bot: MakeBot) -> tuple[BotProcess, Member]:
    """Start a bot, and let a member into a server of its own."""
    bot = make_bot()
    mia = Member.join(discord, discord.state.guild("Study server"), "Mia")
    await bot.start()
    await bot.ready()
    return bot, mia


async def test_an_interview_outlives_the_process_that_runs_it(
    discord: SimulatedDiscord, make_bot: MakeBot
) -> None:
    bot, mia = await meeting(discord, make_bot)
    hasty = replace(mia, patience=0.1)
    first = await begin(mia)
    half, _, other_half = good_answer(first).partition(" ")
    said = await mia.say(half)
    await discord.until(lambda: mia.heard(said), "the ear")

    bot.kill()
    assert await bot.gone() == -signal.SIGKILL
    assert not (await hasty.command("interview status")).answered  # nobody is there
    await bot.start()
    await bot.ready()

    (standing,) = mia.seen(Kind.CARD)
    assert standing.id == first.id
    said = await mia.say(other_half)
    verdict = await mia.sees(Kind.VERDICT, turn=1)
    assert (await mia.press(verdict, "Next question")).answered
    second = await mia.sees(Kind.CARD, turn=2)
    window = await mia.press(second, "answer")
    assert (await mia.submit(window, good_answer(second))).answered
    summary = await mia.sees(Kind.SUMMARY)

    assert "2 of 2 questions answered" in summary.text
    kinds = [shown.kind for shown in mia.seen()]
    assert kinds == [Kind.CARD, Kind.VERDICT, Kind.CARD, Kind.VERDICT, Kind.SUMMARY]
    (attached,) = summary.message.attachments
    async with aiohttp.ClientSession() as session, session.get(attached["url"]) as found:
        transcript = await found.text()
    assert all(said in transcript for said in (half, other_half, good_answer(second)))
    assert len(discord.calls("PUT /applications/{id}/commands")) == 1
    await bot.terminate()
    assert await bot.gone() == 0


async def test_it_can_be_killed_between_what_was_done_and_the_answer(
    discord: SimulatedDiscord, make_bot: MakeBot
) -> None:
    bot, mia = await meeting(discord, make_bot)

    def strike(moment: Moment, call: Call) -> None:
        if moment is Moment.DONE and call.route == CALLBACK and call.by == "bot.1":
            bot.kill()

    discord.watchers.append(strike)
    await mia.command("interview start", kind="core", questions=1)
    assert await bot.gone() == -signal.SIGKILL
    (call,) = discord.calls(CALLBACK)
    assert call.effect
    assert [discord.state.origins[shown.id] for shown in mia.seen()] == [call]


async def test_a_retried_message_is_posted_once(
    discord: SimulatedDiscord, make_bot: MakeBot
) -> None:
    _, mia = await meeting(discord, make_bot)
    card = await begin(mia)
    rule = discord.faults.add(Fault.ERROR_AFTER, SEND)
    await mia.say(good_answer(card))
    await discord.until(lambda: len(discord.calls(SEND)) == 2, "a second try")
    first, again = discord.calls(SEND)
    await discord.until(lambda: again.status, "the answer")
    assert rule.struck == 1
    assert (first.status, again.status) == (500, 200)
    assert first.json["nonce"] == again.json["nonce"]
    assert (len(first.made), again.made) == (1, [])
    assert len(mia.seen(Kind.VERDICT)) == 1


async def test_a_dropped_connection_is_resumed_with_what_was_missed(
    discord: SimulatedDiscord, make_bot: MakeBot
) -> None:
    _, mia = await meeting(discord, make_bot)
    card = await begin(mia)
    (session,) = discord.gateway.of("bot.1")
    await discord.gateway.drop()
    said = await mia.say(good_answer(card))
    assert not session.connected
    await discord.until(lambda: mia.heard(said), "the ear")
    assert session.resumes == 1
    assert discord.gateway.of("bot.1") == [session]
