"""Going on with an interview that an earlier process left, killed or not."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta

from bot import events as ev
from bot.errors import InterviewError
from bot.service import InterviewService
from bot.terminal.keeper import Keeper
from storage.records import Interview, Status

HEARTBEAT = timedelta(seconds=1)
"""How often a sign of life is kept at least."""
CLOCKED = (Status.ASKING, Status.ANSWERING, Status.REVIEWING)
"""The phases in which time passes."""


class OpenElsewhere(InterviewError):
    """The interview runs in another terminal."""

    def __init__(self) -> None:
        super().__init__(
            "Your interview is open in another terminal. Go on there, or close it and try again."
        )


@dataclass(frozen=True, slots=True)
class Found:
    """An interview as it was left, its clock stopped, and what stood in the editor."""

    interview: Interview
    draft: str


async def find_again(service: InterviewService, interview: Interview, keeper: Keeper) -> Found:
    """Stop the clock as of the last sign of life, for nobody was here since.

    OpenElsewhere if there are still signs of life.
    """
    kept = await keeper.left()
    turn = interview.turn
    draft = kept.draft if kept is not None and kept.turn == turn.number else ""
    if interview.status in CLOCKED:
        now = service.clock()
        seen = kept.seen if kept is not None else turn.asked_at
        if kept is not None and now - seen <= 3 * HEARTBEAT:
            await asyncio.sleep(2.2 * HEARTBEAT.total_seconds())
            if await keeper.left() != kept:
                raise OpenElsewhere
        then = min(max(seen, turn.finished_at or turn.asked_at), now)
        past = service.as_of(then)
        interview = (await past.act(interview.id, interview.candidate, ev.Paused())).interview
    return Found(interview, draft or turn.text)
