"""An interview whose answers come from a file or another program, one a line.

An empty line or the end of input ends it. No clock runs: who prepares answers has all the time,
so such an interview is untimed and does not count on the leaderboard.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

from bot import events as ev
from bot.outcome import Outcome, Place
from bot.planning import Wish
from bot.service import InterviewService
from bot.terminal import paint
from bot.terminal.commands import Command, read
from bot.terminal.screen import Screen
from content.errors import CoachError
from storage.records import Interview, Status

_EVENTS: dict[Command, ev.Event] = {
    Command.SKIP: ev.Skipped(),
    Command.PAUSE: ev.Paused(),
    Command.RESUME: ev.Resumed(),
    Command.END: ev.Stopped(),
}


class Piped:
    """Plays one interview. `next_line` returns a line without its end, or None at the end."""

    def __init__(
        self,
        service: InterviewService,
        place: Place,
        screen: Screen,
        next_line: Callable[[], str | None],
    ) -> None:
        self._service = service
        self._place = place
        self._screen = screen
        self._next_line = next_line

    async def play(self, wish: Wish) -> Interview:
        """Play an interview to its end."""
        outcome = await self._service.start(self._place, replace(wish, seconds=0))
        self._screen.outcome(outcome)
        while outcome.interview.active:
            line = await asyncio.to_thread(self._next_line)
            try:
                outcome = await self._respond(outcome.interview, line or "")
            except CoachError as error:
                self._screen.refuse(error)
                continue
            if outcome.interview.status is Status.REVIEWING:
                outcome = await self._act(outcome.interview, ev.NextAsked())
        return outcome.interview

    async def _respond(self, interview: Interview, line: str) -> Outcome:
        if not line.strip():
            return await self._act(interview, ev.Stopped())
        command = read(line).command
        if command is None:
            message = f"{interview.id}-{interview.turn.number}"
            return await self._act(interview, ev.Answered(message, line))
        if command is Command.HINT:
            return self._shown(await self._service.hint(interview.id, interview.candidate))
        if command in _EVENTS:
            return await self._act(interview, _EVENTS[command])
        if command is Command.STATUS:
            self._screen.print(paint.status(interview, self._service.clock()))
        else:
            self._screen.print(paint.commands(interview.status))
        return Outcome(interview)

    async def _act(self, interview: Interview, event: ev.Event) -> Outcome:
        return self._shown(await self._service.act(interview.id, interview.candidate, event))

    def _shown(self, outcome: Outcome) -> Outcome:
        self._screen.outcome(outcome)
        return outcome
