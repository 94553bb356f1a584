"""What a gateway does to a bot: connections that drop, sessions that end, events that stray."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import discord as discord_py
import pytest
import pytest_asyncio
from simcord.backend.models import Overwrite
from simcord.enums import OverwriteType

from storage.records import EndReason, Status, TurnState
from tests.faults.tour import EDIT, SEND
from tests.faults.visitor import Visitor
from tests.faults.world import World, world
from tests.simulated.faults import Fault
from tests.simulated.reading import Kind

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def w(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    async with world(tmp_path_factory.mktemp("gateway")) as opened:
        yield opened
        assert not opened.errors()


@asynccontextmanager
async def disconnected(w: World, *, resumable: bool) -> AsyncIterator[None]:
    """Cut the connection; what happens inside happens before anybody listens again."""
    w.discord.gateway.refuse_resume = not resumable
    await w.discord.gateway.drop()
    yield
    await w.discord.until(lambda: w.discord.gateway.of(w.bot.by), "the bot")
    w.discord.gateway.refuse_resume = False


@pytest.mark.parametrize("resumable", [True, False])
async def test_what_was_typed_meanwhile_is_heard(w: World, resumable: bool) -> None:
    v = Visitor.come(w, "mia")
    await v.start()
    async with disconnected(w, resumable=resumable):
        await v.say(v.good_answer(1))
    await v.comes(lambda: v.verdict(1), "verdict 1")


async def test_an_invalid_session_begins_anew_and_nothing_is_missed(w: World) -> None:
    v = Visitor.come(w, "mia")
    await v.start()
    w.discord.gateway.invalidate()
    await v.say(v.good_answer(1))
    await v.comes(lambda: v.verdict(1), "verdict 1")


async def test_the_bot_comes_back_when_it_is_asked_to(w: World) -> None:
    v = Visitor.come(w, "mia")
    await v.start()
    w.discord.gateway.ask_to_reconnect()
    await v.skips(1)
    assert (await v.interview()).turn.state is TurnState.SKIPPED


async def test_what_the_gateway_says_twice_happens_once(w: World) -> None:
    v = Visitor.come(w, "mia")
    gateway = w.discord.gateway
    gateway.repeat("INTERACTION_CREATE")
    card = await v.start(questions=3)
    for button in ("hint", "pause"):
        gateway.repeat("INTERACTION_CREATE")
        await v.member.press(card, button)
    gateway.repeat("INTERACTION_CREATE")
    await v.reads("interview resume", "elcome back")
    gateway.repeat("INTERACTION_CREATE")
    window = await v.member.press(card, "answer")
    gateway.repeat("INTERACTION_CREATE")
    await v.member.submit(window, v.good_answer(1))
    await v.comes(lambda: v.verdict(1), "verdict 1")
    gateway.repeat("MESSAGE_CREATE")
    await v.next(2)
    said = await v.say("once")
    await v.comes(lambda: v.verdict(2), "verdict 2")
    first, second = (await v.interview()).turns
    assert (len(first.hints), second.text) == (1, said.content)
    assert [s.kind for s in v.member.seen() if not s.ephemeral] == [
        Kind.CARD,
        Kind.VERDICT,
        Kind.CARD,
        Kind.VERDICT,
    ]


async def test_a_correction_may_come_before_what_it_corrects(w: World) -> None:
    v = Visitor.come(w, "mia")
    await v.start()
    with w.discord.gateway.disordered("MESSAGE_CREATE", "MESSAGE_UPDATE"):
        said = await v.say("It answers slowly")
        await v.member.edit(said, "It answers quickly")
    await v.comes(lambda: v.verdict(1), "verdict 1")
    assert (await v.interview()).turn.answer == "It answers quickly"


async def test_what_is_taken_back_before_it_comes_is_no_answer(w: World) -> None:
    v = Visitor.come(w, "mia")
    await v.start()
    with w.discord.gateway.disordered("MESSAGE_CREATE"):
        await v.member.delete(await v.say("not this"))
        await asyncio.sleep(1)
    said = await v.say(v.good_answer(1))
    await v.comes(lambda: v.verdict(1), "verdict 1")
    assert (await v.interview()).turn.answer == said.content


async def test_threads_end_with_their_channel(w: World) -> None:
    v = Visitor.come(w, "mia")
    home = v.member.channel.id
    v.move_to(w.discord.state.create_thread(home, "practice", v.member.user.id))
    await v.start()
    w.discord.state.delete_channel(home)
    await v.until(lambda: v.member.direct().seen(Kind.SUMMARY), "the summary", 20)
    assert (await v.interview()).end_reason is EndReason.CHANNEL_GONE


async def test_a_correction_of_an_old_message_is_no_answer(w: World) -> None:
    v = Visitor.come(w, "mia")
    old = await v.say("before the interview")
    await v.start()
    await v.member.edit(old, "changed")
    said = await v.say("the answer")
    await v.comes(lambda: v.verdict(1), "verdict 1")
    assert (await v.interview()).turn.answer == said.content


async def test_an_interaction_that_comes_too_late_is_done_all_the_same(w: World) -> None:
    v = Visitor.come(w, "mia")
    await v.start()
    card = v.card(1)
    assert card is not None
    late = w.discord.state.new_interaction

    def expired(*given: object, **more: object) -> object:
        record = late(*given, **more)  # type: ignore[arg-type]
        record.initial_response_deadline = "2026-01-01T00:00:00+00:00"
        return record

    w.discord.state.new_interaction = expired  # type: ignore[method-assign, assignment]
    try:
        asked = await v.member.press(card, "skip")
    finally:
        w.discord.state.new_interaction = late  # type: ignore[method-assign]
    assert not asked.answered
    await v.comes(lambda: v.verdict(1, "Skipped"), "Skipped")
    await v.comes(lambda: v.card(1, "Skipped"), "the card as it stands")


async def test_an_outage_of_a_server_ends_nothing(w: World) -> None:
    v = Visitor.come(w, "mia")
    await v.start()
    w.discord.state.emit("GUILD_DELETE", {"id": str(v.guild.id), "unavailable": True})
    await v.say(v.good_answer(1))
    await v.comes(lambda: v.verdict(1), "verdict 1")


async def test_a_server_that_removes_the_bot_ends_its_interviews(w: World) -> None:
    v = Visitor.come(w, "mia")
    await v.start()
    w.discord.state.remove_guild(v.guild.id)
    await v.until(lambda: v.member.direct().seen(Kind.SUMMARY), "the summary", 20)
    assert (await v.interview()).end_reason is EndReason.CHANNEL_GONE


async def test_a_channel_that_was_deleted_unheard_ends_its_interview(w: World) -> None:
    v = Visitor.come(w, "mia")
    await v.start(seconds=30)
    async with disconnected(w, resumable=False):
        w.discord.state.delete_channel(v.member.channel.id)
    await v.hasten(31)
    await v.until(lambda: v.member.direct().seen(Kind.SUMMARY), "the summary", 20)
    assert (await v.interview()).end_reason is EndReason.CHANNEL_GONE


async def test_slow_calls_make_no_interaction_miss_its_moment(w: World) -> None:
    v = Visitor.come(w, "mia")
    await v.start()
    rules = [
        w.discord.faults.add(Fault.SLOW, route, times=None, seconds=4.0, when=v.concerned)
        for route in (SEND, EDIT, "GET /channels/{id}/messages")
    ]
    for command in ("pause", "status", "resume", "hint", "status", "skip"):
        assert (await v.member.command(f"interview {command}")).answered, command
    for rule in rules:
        w.discord.faults.rules.remove(rule)
    await v.comes(lambda: v.verdict(1, "Skipped"), "Skipped")


async def test_one_slow_channel_holds_up_no_other(w: World) -> None:
    slow, quick = Visitor.come(w, "mia"), Visitor.come(w, "noor")
    await slow.start(seconds=30)
    await quick.start(seconds=30)
    rule = w.discord.faults.add(Fault.SLOW, times=None, seconds=8.0, when=slow.concerned)
    await slow.hasten(31)
    await slow.until(lambda: rule.struck, "a slow call")
    await quick.hasten(31)
    await quick.until(lambda: quick.verdict(1, "Time is up"), "Time is up")
    assert not slow.verdict(1)
    w.discord.faults.rules.remove(rule)
    await slow.comes(lambda: slow.verdict(1, "Time is up"), "Time is up")


@pytest.mark.parametrize(
    ("denied", "told"),
    [
        ("view_channel", "paused"),
        ("send_messages", "paused"),
        ("attach_files", "summary by direct message"),
        ("read_message_history", "summary"),
        ("add_reactions", "summary"),
    ],
)
async def test_a_right_that_is_taken_away_is_named_or_done_without(
    w: World, denied: str, told: str
) -> None:
    v = Visitor.come(w, "mia")
    await v.start(questions=2 if told == "paused" else 1)
    _, deny = discord_py.PermissionOverwrite(**{denied: False}).pair()
    me = w.discord.state.bot_user.id
    target = Overwrite(me, OverwriteType.MEMBER, 0, deny.value)
    w.discord.state.set_overwrite(v.member.channel.id, target)
    await v.say(v.good_answer(1))
    if told == "paused":
        await v.until(
            lambda: any("I had to pause" in s.text for s in v.member.direct().seen()), "a letter"
        )
        assert (await v.interview()).status is Status.PAUSED
    elif told == "summary":
        await v.comes(v.summary, "the summary")
    else:
        direct = v.member.direct()
        await v.until(lambda: v.summary() or direct.seen(Kind.SUMMARY), "the summary")
        assert v.verdict(1)
