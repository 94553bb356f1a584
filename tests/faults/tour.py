"""Everything that a member can do, in short scenes. What counts comes after the curtain."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from simcord.interactions import base_payload

from tests.faults.visitor import Stuck, Visitor, button_ids
from tests.simulated.faults import Fault
from tests.simulated.member import Asked
from tests.simulated.reading import Kind, Shown

Scene = Callable[[Visitor], Awaitable[None]]
SCENES: dict[str, Scene] = {}
SEND = "POST /channels/{id}/messages"
EDIT = "PATCH /channels/{id}/messages/{id}"


def scene(played: Scene) -> Scene:
    """Put a scene on the tour."""
    SCENES[played.__name__] = played
    return played


# An interview from beginning to end


@scene
async def typed(v: Visitor) -> None:
    v.curtain()
    await v.start(questions=1)
    await v.types(1)
    await v.comes(v.summary, "the summary")


@scene
async def window(v: Visitor) -> None:
    await v.start()
    v.curtain()

    async def answer() -> Asked | None:
        card = v.card(1)
        asked = await v.note(v.member.press(card, "answer")) if card is not None else None
        if asked is None or asked.record.modal is None:
            return None
        return await v.member.submit(asked, v.good_answer(1))

    await v.wish(answer, lambda: v.verdict(1), "verdict 1")
    await v.next(2)


@scene
async def window_by_command(v: Visitor) -> None:
    await v.start(questions=1)
    v.curtain()

    async def answer() -> Asked | None:
        asked = await v.note(v.member.command("interview answer"))
        if asked is None or asked.record.modal is None:
            return None
        return await v.member.submit(asked, v.good_answer(1))

    await v.wish(answer, v.summary, "the summary")


@scene
async def hint(v: Visitor) -> None:
    await v.start()
    v.curtain()
    await v.presses(lambda: v.card(1), "hint", lambda: _hinted(v, 1), "a hint")


@scene
async def hint_by_command(v: Visitor) -> None:
    await v.start()
    v.curtain()
    await v.uses("interview hint", lambda: _hinted(v, 1), "a hint")


def _hinted(v: Visitor, hints: int) -> bool:
    """Whether hints can be read, on the card or in a note."""
    card = v.card(1)
    read = card.text.count("💡") if card is not None else 0
    notes = [s for s in v.member.seen(Kind.NOTE) if s.text.startswith("💡")]
    return max(read, len(notes)) >= hints


@scene
async def skip(v: Visitor) -> None:
    await v.start()
    v.curtain()
    await v.skips(1)


@scene
async def skip_by_command(v: Visitor) -> None:
    await v.start()
    v.curtain()
    await v.uses("interview skip", lambda: v.verdict(1, "Skipped"), "Skipped")


@scene
async def submit(v: Visitor) -> None:
    await v.start()
    said = await v.say("x" + v.good_answer(1))
    await v.comes(lambda: v.card(1, action="submit") and v.member.heard(said), "the ear")
    v.curtain()
    await v.presses(lambda: v.card(1), "submit", lambda: v.verdict(1), "verdict 1")


@scene
async def pause(v: Visitor) -> None:
    await v.start()
    v.curtain()
    await v.presses(lambda: v.card(1), "pause", lambda: v.card(1, action="resume"), "Paused")
    await v.presses(lambda: v.card(1), "resume", lambda: v.card(1, action="pause"), "Pause")


@scene
async def pause_by_command(v: Visitor) -> None:
    await v.start()
    v.curtain()
    await v.reads("interview pause", "aused")
    await v.reads("interview resume", "elcome back", "is running")


@scene
async def reference_answer(v: Visitor) -> None:
    await v.start()
    await v.skips(1)
    v.curtain()

    def read() -> bool:
        private = [s for s in v.member.seen() if s.ephemeral]
        return any(s.kind is Kind.NOTE and len(s.text) > 60 for s in private)

    await v.presses(lambda: v.verdict(1), "reference", read, "the reference answer")


@scene
async def end_and_another(v: Visitor) -> None:
    await v.start()
    v.curtain()

    def sure() -> Shown | None:
        return next((s for s in v.member.seen() if s.ephemeral and "stop" in s.buttons), None)

    await v.presses(lambda: v.card(1), "end", sure, "the question whether to end")
    summary = await v.presses(sure, "stop", v.summary, "the summary")

    def another() -> bool:
        card = v.card(1)
        return card is not None and card.id > summary.id

    await v.presses(lambda: summary, "again", another, "another interview")


@scene
async def end_by_command(v: Visitor) -> None:
    await v.start()
    v.curtain()
    await v.ends()


# What comes by itself


@scene
async def warned_and_out_of_time(v: Visitor) -> None:
    await v.start(seconds=60)
    v.curtain()
    await v.hasten(50)
    letters = v.member.direct()
    await v.comes(lambda: v.shown(Kind.WARNING) or letters.seen(), "the warning, or a letter")
    await v.hasten(11)
    await v.comes(lambda: v.verdict(1, "Time is up"), "Time is up")
    await v.hasten(16)
    await v.comes(lambda: v.card(2), "question 2")


@scene
async def nobody_there(v: Visitor) -> None:
    await v.start(seconds=30, questions=3)
    await v.hasten(31)
    await v.comes(lambda: v.verdict(1, "Time is up"), "Time is up")
    await v.hasten(16)
    await v.comes(lambda: v.card(2), "question 2")
    await v.hasten(31)
    await v.comes(lambda: v.verdict(2, "Time is up"), "Time is up")
    v.curtain()
    await v.hasten(16)
    waiting = await v.comes(lambda: v.shown(Kind.IDLE), "Are you still there?")

    def welcome() -> bool:
        return any("elcome back" in s.text for s in v.member.seen()) or v.card(3) is not None

    await v.presses(lambda: waiting, "resume", welcome, "a welcome")


@scene
async def deleted_card(v: Visitor) -> None:
    await v.member.delete((await v.start()).message)
    v.curtain()
    await v.say("half an answer")
    await v.comes(lambda: v.verdict(1), "verdict 1")


@scene
async def corrected(v: Visitor) -> None:
    await v.start()
    v.curtain()
    first = await v.say("It answers slowly")
    second = await v.say("and that is all")
    await v.member.edit(first, v.good_answer(1))
    await v.member.delete(second)
    await v.comes(lambda: v.verdict(1), "verdict 1")


@scene
async def taken_back(v: Visitor) -> None:
    await v.start()
    said = await v.say("oh no")
    await v.comes(lambda: v.card(1, action="submit") and v.member.heard(said), "the ear")
    v.curtain()
    await v.member.delete(said)
    await asyncio.sleep(0.5)
    await v.presses(lambda: v.card(1), "submit", lambda: v.card(1, action="answer"), "an open card")


@scene
async def pasted(v: Visitor) -> None:
    """A long paste becomes a file."""
    await v.start()
    v.curtain()
    state = v.world.discord.state
    answer = v.good_answer(1).encode()
    file = state.cdn.store_attachment(
        state.snowflake(), v.member.channel.id, "message.txt", answer, None
    )
    state.create_message(v.member.channel.id, v.member.user.id, "", attachments=[file])
    await v.comes(lambda: v.verdict(1), "verdict 1")


@scene
async def too_late(v: Visitor) -> None:
    """What was written into a window comes back if the question is over."""
    card = await v.start()
    window = await v.member.press(card, "answer")
    await v.skips(1)
    v.curtain()
    mine: list[Asked] = []

    async def send() -> Asked:
        mine.append(await v.member.submit(window, "what I wrote"))
        return mine[-1]

    def back() -> bool:
        return any("what I wrote" in text for asked in mine for text in v.texts(asked))

    await v.wish(send, back, "the answer back")


@scene
async def restarted(v: Visitor) -> None:
    await v.start()
    await v.say("half an answer")
    await v.comes(lambda: v.card(1, action="submit"), "Submit")
    assert v.meet is not None
    v.curtain()
    await v.meet()
    await v.comes(lambda: v.verdict(1), "verdict 1")


# Other places


@scene
async def directly(v: Visitor) -> None:
    v.move_to(v.direct)
    v.curtain()
    await v.start(questions=1)
    await v.types(1)
    await v.comes(v.summary, "the summary")


def _thread(v: Visitor) -> None:
    state = v.world.discord.state
    made = state.create_thread(v.member.channel.id, "practice", v.member.user.id)
    v.move_to(made)


@scene
async def thread(v: Visitor) -> None:
    _thread(v)
    v.curtain()
    await v.start(questions=1)
    await v.skips(1)


@scene
async def archived_thread(v: Visitor) -> None:
    _thread(v)
    await v.start(seconds=30)
    state = v.world.discord.state
    state.edit_channel(v.member.channel.id, {}, thread_metadata={"archived": True})
    mine = v.member.channel.id
    rule = v.world.discord.faults.add(
        Fault.FORBIDDEN, SEND, code=50083, when=lambda call: call.ids[0] == mine
    )
    v.curtain()
    await v.hasten(31)
    await v.comes(lambda: v.verdict(1, "Time is up"), "Time is up")
    v.world.discord.faults.rules.remove(rule)


@scene
async def deleted_channel(v: Visitor) -> None:
    await v.start()
    said = await v.say("half an answer")
    await v.comes(lambda: v.card(1, action="submit") and v.member.heard(said), "the ear")
    v.curtain()
    v.over = True
    v.world.discord.state.delete_channel(v.member.channel.id)
    told = v.member.direct()
    await v.until(lambda: told.seen(Kind.SUMMARY), "the summary by direct message", 20)


@scene
async def forbidden(v: Visitor) -> None:
    """The bot loses the right to write, says so, and gets it back."""
    await v.start(seconds=30)
    faults = v.world.discord.faults
    rule = faults.add(
        Fault.FORBIDDEN, SEND, times=None, when=lambda c: v.member.channel.id == c.ids[0]
    )
    v.curtain()
    await v.hasten(31)
    told = v.member.direct()

    def letter() -> bool:
        return any("I had to pause" in s.text for s in told.seen())

    with suppress(Stuck):
        await v.until(letter, "a letter")
    faults.rules.remove(rule)
    await v.presses(lambda: v.card(1), "resume", lambda: v.verdict(1), "verdict 1")


@scene
async def guest(v: Visitor) -> None:
    """The bot is here only because the member brought it along."""
    faults = v.world.discord.faults
    mine = v.member.channel.id
    rules = [
        faults.add(Fault.FORBIDDEN, route, times=None, when=lambda c: c.ids[0] == mine, code=50001)
        for route in (SEND, EDIT, "GET /channels/{id}/messages")
    ]
    v.world.guests.add(mine)
    try:
        await v.start(seconds=30)
        v.curtain()
        await v.hasten(31)
        await v.comes(lambda: v.verdict(1, "Time is up"), "Time is up")
        await v.next(2)
    finally:
        for rule in rules:
            faults.rules.remove(rule)


# Trouble that is part of the scene, so that what it leads to is faulted too


@scene
async def lost_receipt(v: Visitor) -> None:
    """Discord has taken the answer, and the connection breaks before it says so."""
    await v.start()
    callback = "POST /interactions/{id}/{token}/callback"
    v.curtain()
    rule = v.world.discord.faults.add(Fault.RESET_AFTER, callback, when=v.concerned)
    await v.uses("interview skip", lambda: v.verdict(1, "Skipped"), "Skipped")
    v.world.discord.faults.rules.remove(rule)


# Slowness


async def _slowly(v: Visitor) -> asyncio.Task[Asked | None]:
    """Let the channel be busy for two seconds, so that what comes next has to wait."""
    rule = v.world.discord.faults.add(Fault.SLOW, EDIT, seconds=2.0, when=v.concerned)
    asking = asyncio.create_task(v.note(v.member.command("interview hint")))
    with suppress(Stuck):
        await v.until(lambda: rule.struck, "a slow call", 1.0)
    return asking


@scene
async def slow_skip(v: Visitor) -> None:
    await v.start()
    v.curtain()
    slow = await _slowly(v)
    await v.uses("interview skip", lambda: v.verdict(1, "Skipped"), "Skipped")
    await slow


@scene
async def slow_press(v: Visitor) -> None:
    await v.start()
    v.curtain()
    slow = await _slowly(v)
    await v.presses(lambda: v.card(1), "hint", lambda: _hinted(v, 2), "a second hint")
    await slow


@scene
async def slow_hint(v: Visitor) -> None:
    await v.start()
    v.curtain()
    slow = await _slowly(v)
    await v.uses("interview hint", lambda: _hinted(v, 2), "a second hint")
    await slow


@scene
async def slow_refusal(v: Visitor) -> None:
    await v.start()
    v.curtain()
    slow = await _slowly(v)
    await v.reads("interview start", "already running", questions=1)
    await slow

    def tidy() -> bool:
        return not any("One moment" in s.text for s in v.member.seen())

    with suppress(Stuck):
        await v.until(tidy, "no more than the answer")


# Reading


@scene
async def reading(v: Visitor) -> None:
    await v.start(questions=1)
    v.curtain()
    await v.reads("interview status", "question 1 of 1")
    await v.reads("help", "nterview")
    await v.reads("interview start", "already running", questions=1)


@scene
async def transcripts(v: Visitor) -> None:
    await v.start(questions=1)
    await v.skips(1)
    await v.comes(v.summary, "the summary")
    session = (await v.interview()).id
    v.curtain()
    await v.reads("transcript list", session)
    await v.reads("transcript show", "", session=session)
    await v.reads("transcript export", "for your eyes only", session=session, format="json")


@scene
async def questions(v: Visitor) -> None:
    v.curtain()
    await v.reads("questions browse", "question")
    await v.reads("questions search", "Found for", query="cache")
    await v.reads("questions show", "cache", query="cache", reveal=True)


@scene
async def leaderboard(v: Visitor) -> None:
    v.curtain()
    board = await v.reads("leaderboard", "")

    def shown() -> Shown | None:
        return next((s for s in v.member.seen() if s.id == board.record.message_id), None)

    first = shown()
    assert first is not None
    buttons = [b for b in button_ids(first) if ".week." in b or ":week" in b or "week" in b]
    if not buttons:
        raise Stuck(f"no button for another period in {button_ids(first)}")
    before = first.text
    await v.presses(
        shown, buttons[0], lambda: (s := shown()) is not None and s.text != before, "another page"
    )


@scene
async def choices(v: Visitor) -> None:
    v.curtain()
    state = v.world.discord.state
    root = state.find_command("interview", v.guild.id)
    assert root is not None

    async def ask() -> Asked:
        option = {"name": "topic", "type": 3, "value": "st", "focused": True}
        start = {"name": "start", "type": 1, "options": [option]}
        record, payload = base_payload(
            state,
            type=4,
            channel_id=v.member.channel.id,
            guild_id=v.guild.id,
            user_id=v.member.user.id,
            data={"id": root["id"], "name": "interview", "type": 1, "options": [start]},
        )
        payload["authorizing_integration_owners"] = {"0": str(v.guild.id)}
        state.emit("INTERACTION_CREATE", payload)
        asked = Asked(v.world.discord, record)
        with suppress(Stuck):
            await v.until(lambda: asked.answered, "choices", 3.0)
        return asked

    def offered() -> bool:
        return any(a.record.autocomplete_choices for a in v.asked)

    await v.wish(ask, offered, "choices")
