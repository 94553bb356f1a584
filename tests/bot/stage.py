"""A service on a clock that only moves when a test says so, and what tests say to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from bot import events as ev
from bot.outcome import Outcome, Place
from bot.planning import Wish
from bot.service import InterviewService
from bot.shelf import Shelf
from content.library import load
from content.model import Pack
from content.scoring.receipt import AspectResult, PointResult, PointStatus, Receipt, Span
from storage.memory import MemoryRepository
from storage.records import Entry, Interview

PACK = Path(__file__).with_name("backend.md")
NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
GOOD = {
    "q1": "It keeps results close by. It answers quickly the second time, takes load off the "
    "database, but it sometimes serves stale data and then everybody recomputes at once.",
    "q2": "It finds rows without reading the whole table. It is a sorted tree of keys. "
    "Inserts get slower.",
    "q3": "It shows the new version to few users. A few percent of users get the new version "
    "first, so a bug hits only few people.",
    "s1": "I roll back first and measure. I roll back the release, then I profile the slow "
    "requests.",
}
"""Answers that cover everything."""


@cache
def pack() -> Pack:
    """Return the pack of these tests."""
    return load(PACK)


@cache
def shelf() -> Shelf:
    """Return a shelf with the pack of these tests."""
    return Shelf([pack()])


def receipt(question: str = "q1", score: float = 70.0) -> Receipt:
    """Return a plain receipt."""
    return Receipt(
        question=question,
        score=score,
        aspects=(AspectResult("Say what a cache saves", score),),
        points=(
            PointResult(
                f"{question}.latency",
                "Say what a cache saves",
                PointStatus.COVERED,
                1.0,
                (Span(0, 2, "It"),),
                "said in other words",
            ),
        ),
        notes=(),
        scorer="1.0",
        pack="backend@0",
    )


@dataclass
class Stage:
    """One candidate in one channel."""

    now: datetime = NOW
    repository: MemoryRepository = field(default_factory=MemoryRepository)
    interview: Any = None
    candidate: str = "ada"
    name: str = "Ada"
    server: str | None = "guild"
    channel: str = "room"

    def __post_init__(self) -> None:
        self.service = InterviewService(
            self.repository, shelf(), clock=lambda: self.now, rng=Random(5)
        )

    def later(self, seconds: float) -> None:
        """Let time pass."""
        self.now += timedelta(seconds=seconds)

    async def start(self, **wish: Any) -> Interview:
        """Start an interview; of core questions, unless the wish says otherwise."""
        place = Place("test", self.channel, self.server, self.candidate, self.name)
        wish.setdefault("kind", "core")
        self.interview = (await self.service.start(place, Wish(pack="backend", **wish))).interview
        return await self.current()

    async def current(self) -> Interview:
        """Return the interview as it is stored."""
        found: Interview = await self.repository.get(self.interview.id)
        return found

    async def act(self, event: ev.Event, *, after: float = 10) -> Outcome:
        """Let the candidate do something a while later."""
        self.later(after)
        return await self.service.act(self.interview.id, self.candidate, event)

    async def answer(self, text: str | None = None, *, after: float = 30) -> Outcome:
        """Answer the question that stands, well unless a text is given, and go on to the next."""
        question = (await self.current()).turn.question
        said = GOOD[question] if text is None else text
        outcome = await self.act(ev.Answered(f"m{self.now.timestamp()}", said), after=after)
        return await self.act(ev.NextAsked()) if outcome.interview.active else outcome

    async def play(self, answers: Sequence[str | None], **wish: Any) -> Interview:
        """Play a whole interview; None is a good answer, an empty one skips."""
        await self.start(questions=len(answers), **wish)
        for text in answers:
            if text == "":
                outcome = await self.act(ev.Skipped())
                if outcome.interview.active:
                    await self.act(ev.NextAsked())
            else:
                await self.answer(text)
        return await self.current()

    async def entries(self) -> Sequence[Entry]:
        """Return the transcript."""
        found: Sequence[Entry] = await self.repository.transcript(self.interview.id)
        return found
