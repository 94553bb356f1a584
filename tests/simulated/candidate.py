"""A candidate who goes on whatever happens: looks at the channel, and does what makes sense there.

Nothing here knows of processes. Whoever presses a button of a bot that has just died reads that the
application did not respond, looks again, and presses again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from random import Random

from simcord.backend.models import Message

from tests.discord_app.stage import ANSWERS
from tests.simulated.member import Asked, CannotPress, Member
from tests.simulated.reading import Kind, Shown

PATIENCE = 1.2
"""Seconds after which a press that brought nothing is repeated."""
LOOKED_AT = 40
"""So many messages back somebody looks."""
NOTHING_HEARD = 4.0
"""Seconds after which somebody who types tries another way."""
GOES_ON = {"resume", "next", "answer", "submit"}
"""Buttons by which an interview goes on."""


@dataclass(frozen=True)
class Sent:
    """An answer window that was submitted."""

    asked: Asked
    interview: str
    text: str


@dataclass
class Candidate:
    """One person in one channel. `wish` holds the options of `/interview start`."""

    member: Member
    rng: Random
    wish: Mapping[str, object]
    silent: bool = False
    """Lets every question run out of time, as long as there is time."""
    hurried: bool = False
    """Whether it is time to come to an end."""
    sent: list[Sent] = field(default_factory=list)
    ended: set[str] = field(default_factory=set)
    """Interviews whose summary was seen."""
    deeds: int = 0
    """How often something was pressed, typed or submitted."""

    @classmethod
    def of(
        cls, member: Member, rng: Random, wish: Mapping[str, object], *, silent: bool = False
    ) -> Candidate:
        """Make a candidate of a member."""
        return cls(replace(member, patience=PATIENCE), rng, wish, silent)

    async def keep_on(self) -> None:
        """Be interviewed again and again until it is time to end; then end the last one."""
        while not self.hurried:
            await self.interview()
            await self._breathe(0.3)

    async def interview(self) -> str:
        """Be interviewed once, from the start to the summary; return the interview's id."""
        while True:
            current = self.current()
            if current is not None:
                break
            await self._start()
        done = 0
        while not self._over(current):
            done = await self._step(current, done)
        self.ended.add(current)
        return current

    def current(self) -> str | None:
        """Return the interview that runs in the channel, as far as one can see."""
        card = self._latest(Kind.CARD)
        if card is None or card.interview is None or self._over(card.interview):
            return None
        return card.interview

    # What there is to do

    async def _step(self, interview: str, done: int) -> int:
        """Do the next thing; return the turn that was dealt with last."""
        live = self._live(interview)
        if "resume" in live:
            await self._press(live["resume"], "resume")
        elif "next" in live:
            await self._breathe(0.2)
            await self._press(live["next"], "next")
        elif "answer" in live or "submit" in live:
            card = live.get("answer") or live["submit"]
            await self._question(card, fresh=card.turn != done)
            return card.turn
        else:
            await self._breathe(0.1)
        return done

    async def _question(self, card: Shown, *, fresh: bool) -> None:
        """Deal with the question that stands, in one way or another."""
        if self.silent and not self.hurried:
            await self._breathe(0.5)
            return
        ways: list[tuple[int, Callable[[Shown], Awaitable[None]]]] = [
            (6, self._type),
            (4, self._window),
            (2, self._skip),
            (3 if fresh else 0, self._hint),
            (2 if fresh and not self.hurried else 0, self._pause),
        ]
        (way,) = self.rng.choices([way for _, way in ways], [weight for weight, _ in ways])
        await way(card)

    async def _start(self) -> None:
        summary = self._latest(Kind.SUMMARY)
        if summary is not None and self.rng.random() < 0.3:
            await self._press(summary, "again")
        else:
            self.deeds += 1
            await self.member.command("interview start", **self.wish)
        await self._seen(lambda: self.current() is not None, 1.0)

    async def _type(self, card: Shown) -> None:
        words = self._answer(card).split()
        parts = self.rng.randint(1, 3)
        size = -(-len(words) // parts)
        said: list[Message] = []
        for at in range(0, len(words), size):
            self.deeds += 1
            said.append(await self.member.say(" ".join(words[at : at + size])))
            await asyncio.sleep(self.rng.uniform(0.0, 0.3))
        if self.rng.random() < 0.2:
            await self.member.edit(said[-1], said[-1].content + " That is all.")
        if self.rng.random() < 0.2:
            live = self._live(card.interview or "")
            if "submit" in live:
                await self._press(live["submit"], "submit")
        await self._over_or(card, NOTHING_HEARD)

    async def _window(self, card: Shown) -> None:
        if self.rng.random() < 0.5:
            window = await self._press(card, "answer")
        else:
            self.deeds += 1
            window = await self.member.command("interview answer")
        if window is None or window.record.modal is None:
            await self._breathe(0.3)
            return
        await self._breathe(0.4)
        text = self._answer(card)
        sent = await self.member.submit(window, text)
        self.deeds += 1
        self.sent.append(Sent(sent, card.interview or "", text))
        await self._over_or(card, 1.0)

    async def _skip(self, card: Shown) -> None:
        await self._by_button_or_command(card, "skip")
        await self._over_or(card, 1.0)

    async def _hint(self, card: Shown) -> None:
        await self._by_button_or_command(card, "hint")
        await self._breathe(0.2)

    async def _pause(self, card: Shown) -> None:
        await self._by_button_or_command(card, "pause")
        await self._breathe(0.8)

    async def _by_button_or_command(self, card: Shown, what: str) -> None:
        if self.rng.random() < 0.5:
            await self._press(card, what)
        else:
            self.deeds += 1
            await self.member.command(f"interview {what}")

    async def _press(self, where: Shown, button: str) -> Asked | None:
        """Press a button, unless it has just gone."""
        self.deeds += 1
        with suppress(CannotPress):
            return await self.member.press(where, button)
        return None

    # What there is to see

    def _live(self, interview: str) -> dict[str, Shown]:
        """Return what can be pressed on the newest message of an interview that lets it go on."""
        for shown in reversed(self.member.seen(last=LOOKED_AT)):
            mine = not shown.ephemeral and any(
                f":{interview}:" in button for button in shown.buttons.values()
            )
            if mine and not GOES_ON.isdisjoint(shown.buttons):
                return dict.fromkeys(shown.buttons, shown)
        return {}

    def _over(self, interview: str) -> bool:
        found = self.member.seen(Kind.SUMMARY, last=LOOKED_AT)
        return interview in self.ended or any(shown.interview == interview for shown in found)

    def _latest(self, kind: Kind) -> Shown | None:
        return next(reversed(self.member.seen(kind, last=LOOKED_AT)), None)

    def _answer(self, card: Shown) -> str:
        answer = next((a for title, a in ANSWERS.items() if title in card.text), "Nothing.")
        return answer if self.rng.random() < 0.7 else answer.split(",")[0]

    async def _over_or(self, card: Shown, within: float) -> None:
        """Wait until a question is over, but not for ever."""
        await self._seen(lambda: not self._stands(card), within)

    def _stands(self, card: Shown) -> bool:
        live = self._live(card.interview or "")
        standing = live.get("answer") or live.get("submit")
        return standing is not None and standing.turn == card.turn

    async def _seen(self, predicate: Callable[[], bool], within: float) -> None:
        with suppress(AssertionError):
            await self.member.discord.until(predicate, within=within)

    async def _breathe(self, most: float) -> None:
        await asyncio.sleep(self.rng.uniform(most / 4, most))
