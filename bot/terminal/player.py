"""An interview with somebody at the keyboard."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from bot import events as ev
from bot.bank import reference
from bot.errors import NoInterview
from bot.outcome import Outcome, Place
from bot.planning import Wish
from bot.service import InterviewService
from bot.terminal import paint
from bot.terminal.clock import left, spell
from bot.terminal.commands import OFFERED, Command
from bot.terminal.keeper import Keeper
from bot.terminal.prompting import Prompter, Reply, Said
from bot.terminal.returning import CLOCKED, HEARTBEAT, find_again
from bot.terminal.screen import HOW_TO, Screen
from content.errors import CoachError
from storage.records import Interview, Status

TICK = 0.25
"""Seconds between two looks at what is due."""
_OPEN = (Status.ASKING, Status.ANSWERING)


class Player:
    """Plays one interview to its end, or until the candidate leaves."""

    def __init__(
        self, service: InterviewService, place: Place, screen: Screen, prompter: Prompter
    ) -> None:
        self._service = service
        self._place = place
        self._screen = screen
        self._prompter = prompter
        self._draft = ""
        self._keeper: Keeper
        self._interview: Interview

    async def play(self, wish: Wish) -> Interview:
        """Start an interview, or go on with the one that was left; return how it stands."""
        await self._open(wish)
        while self._interview.active:
            said = await self._listen()
            try:
                if not await self._respond(said):
                    self._screen.say("Your interview waits. Start the practice again to go on.")
                    break
            except CoachError as error:
                self._screen.refuse(error)
                self._interview = await self._service.repository.get(self._interview.id)
        return self._interview

    async def _open(self, wish: Wish) -> None:
        try:
            interview = await self._service.in_channel(self._place.channel)
        except NoInterview:
            self._screen.say(HOW_TO, "dim")
            outcome = await self._service.start(self._place, wish)
            self._interview = outcome.interview
            self._keeper = Keeper(self._service.repository, outcome.interview.id)
            self._screen.outcome(outcome)
        else:
            await self._return(interview)

    async def _return(self, interview: Interview) -> None:
        self._keeper = Keeper(self._service.repository, interview.id)
        found = await find_again(self._service, interview, self._keeper)
        self._interview, self._draft = found.interview, found.draft
        rest = left(self._interview, self._now())
        clock = f" with {spell(rest)} on the clock" if rest is not None else ""
        where = f"question {interview.turn.number} of {len(interview.plan)}{clock}"
        self._screen.say(f"Welcome back. You left at {where}. Press Enter to go on.", "bold")

    # Listening

    async def _listen(self) -> Said:
        """Ask, and see to what happens by itself meanwhile."""
        interview = self._interview
        if interview.status is Status.SCORING:  # left by a process that died; it is judged again
            await asyncio.sleep(TICK)
            self._take(await self._service.tick(interview.id))
            return Said(Reply.CALLED_OFF, self._draft)
        async with self._watching():
            said = await self._prompter.ask(
                interview.status,
                draft=self._draft,
                toolbar=self._screen.toolbar(lambda: self._interview),
            )
        if self._moved_on(interview):
            return Said(Reply.CALLED_OFF, said.text)
        return said

    def _moved_on(self, before: Interview) -> bool:
        now = self._interview
        return now.status is not before.status or len(now.turns) != len(before.turns)

    @asynccontextmanager
    async def _watching(self) -> AsyncIterator[None]:
        """Watch the clock meanwhile; what has begun to happen is seen through."""
        enough = asyncio.Event()
        watch = asyncio.create_task(self._watch(enough))
        try:
            yield
        finally:
            enough.set()
            await watch

    async def _watch(self, enough: asyncio.Event) -> None:
        """Keep the draft, and do what is due, until the candidate has to see something."""
        before = self._interview
        kept, kept_at, trouble = "", self._now() - HEARTBEAT, ""
        while not enough.is_set() and not self._moved_on(before):
            try:
                kept, kept_at = await self._keep(kept, kept_at)
                await self._tick()
                trouble = ""
            except CoachError as error:  # the store may be back in a moment
                if str(error) != trouble:
                    trouble = str(error)
                    await self._above_say(trouble)
            await _pause(enough)
        self._prompter.call_off()

    async def _keep(self, kept: str, kept_at: datetime) -> tuple[str, datetime]:
        """Keep the draft if it has changed, and a sign of life now and then."""
        status, now = self._interview.status, self._now()
        if status in _OPEN and self._prompter.text is not None:
            self._draft = self._prompter.text
        beat = status in CLOCKED and now - kept_at >= HEARTBEAT
        if not beat and self._draft == kept:
            return kept, kept_at
        await self._keeper.keep(self._interview.turn.number, self._draft, now)
        return self._draft, now

    async def _tick(self) -> None:
        """Do what is due. What was typed by the time that is up is the answer."""
        interview = self._interview
        due = interview.wake_at
        if due is None or due > self._now():
            return
        if due == interview.deadline and interview.status in _OPEN:
            await self._type(self._draft)
        outcome = await self._service.tick(interview.id)
        await self._prompter.above(lambda: self._take(outcome))

    async def _above_say(self, text: str) -> None:
        await self._prompter.above(lambda: self._screen.say(text, "yellow"))

    # Responding

    async def _respond(self, said: Said) -> bool:
        """Do what was said; return whether the interview goes on here."""
        if said.reply is Reply.CALLED_OFF:
            return True
        if self._interview.status in _OPEN:
            self._draft = said.text
        if said.reply is Reply.AWAY:
            return await self._away()
        if said.command is not None:
            await self._obey(said.command)
        else:
            await self._hand_in(said.text)
        return True

    async def _away(self) -> bool:
        if self._interview.status is Status.PAUSED:
            return False
        await self._act(ev.Paused())
        return True

    async def _hand_in(self, text: str) -> None:
        if self._interview.status in _OPEN:
            await self._type(text)
            await self._act(ev.Submitted())
        elif text.strip():
            self._screen.say("No question stands now. Press Enter to go on, or type /help.")
        elif self._interview.status is Status.PAUSED:
            await self._act(ev.Resumed())
        else:
            await self._act(ev.NextAsked())

    async def _type(self, text: str) -> None:
        """Put what stands in the editor on record, as one message of this turn."""
        turn = self._interview.turn
        message = f"{self._interview.id}-{turn.number}"
        if text.strip():
            known = any(m.id == message for m in turn.messages)
            await self._act(ev.Edited(message, text) if known else ev.Typed(message, text))

    async def _obey(self, command: Command) -> None:
        match command:
            case Command.HINT:
                self._take(await self._service.hint(self._interview.id, self._place.candidate))
            case Command.STATUS:
                self._screen.print(paint.status(self._interview, self._now()))
            case Command.HELP:
                self._screen.print(paint.commands(self._interview.status))
            case Command.REFERENCE:
                self._reference()
            case Command.END:
                if self._interview.status in _OPEN:
                    await self._type(self._draft)
                await self._act(ev.Stopped())
            case _:
                await self._act(_EVENTS[command])

    def _reference(self) -> None:
        if Command.REFERENCE not in OFFERED[self._interview.status]:
            self._screen.say("The reference answer comes with the verdict.")
            return
        asked = self._service.question(self._interview, self._interview.turn.number)
        self._screen.print(paint.reference(reference(asked)))

    async def _act(self, event: ev.Event) -> None:
        interview = self._interview
        turn = interview.turn.number
        self._take(await self._service.act(interview.id, interview.candidate, event, turn=turn))

    def _take(self, outcome: Outcome) -> None:
        """Take over the new state, and print what came of an event."""
        if len(outcome.interview.turns) != len(self._interview.turns):
            self._draft = ""
        self._interview = outcome.interview
        self._screen.outcome(outcome)

    def _now(self) -> datetime:
        return self._service.clock()


async def _pause(enough: asyncio.Event) -> None:
    try:
        await asyncio.wait_for(enough.wait(), TICK)
    except TimeoutError:
        return


_EVENTS: dict[Command, ev.Event] = {
    Command.SKIP: ev.Skipped(),
    Command.PAUSE: ev.Paused(),
    Command.RESUME: ev.Resumed(),
    Command.NEXT: ev.NextAsked(),
}
