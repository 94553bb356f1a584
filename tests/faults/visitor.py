"""A patient person: reads what comes, tries again what did not work, and gives up in the end."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from simcord.backend.models import Channel, Guild, Message

from storage.errors import Conflict
from storage.records import Interview
from tests.discord_app.stage import ANSWERS
from tests.discord_app.wire import walk
from tests.faults.world import BREATH, World
from tests.simulated.journal import Call
from tests.simulated.member import Asked, CannotPress, Member
from tests.simulated.reading import Kind, Shown, seen, words

T = TypeVar("T")
Found = Callable[[], T | None]

TRIES = 4
WAITS = 8.0
"""Seconds after which a person tries again."""
SETTLED = 20.0
"""Seconds in which everything that is owed has come."""


class Stuck(AssertionError):
    """What a person wanted did not come, however often it was tried."""


class Over(Exception):
    """The interview ended, and the person was told why."""


@dataclass
class Visitor:
    """A person alone in a server, and what they have done so far."""

    world: World
    guild: Guild
    member: Member
    asked: list[Asked] = field(default_factory=list)
    begun: bool = False
    """Whether the part of the scene that counts has begun."""
    over: bool = False
    """Whether the interview ended for a reason that lies outside of it."""
    meet: Callable[[], Awaitable[None]] | None = None
    """Waits until all who are to see the bot restart are there, and it has restarted."""
    _mail: set[int] = field(default_factory=set)

    @classmethod
    def come(cls, world: World, name: str) -> Visitor:
        """Come into a server of one's own."""
        guild = world.guild(f"{name}'s server")
        return cls(world, guild, Member.join(world.discord, guild, name))

    def curtain(self) -> None:
        """Begin the part that counts; what came before was preparation."""
        self.begun = True

    @property
    def direct(self) -> Channel:
        """Return the direct messages with the bot."""
        return self.member.direct().channel

    def concerned(self, call: Call) -> bool:
        """Whether a call is about this visitor."""
        body = call.json if isinstance(call.json, dict) else {}
        if str(body.get("recipient_id")) == str(self.member.user.id):
            return True
        channel = self.world.discord.state.channel_of(call)
        return channel is not None and channel in (self.member.channel.id, self.direct.id)

    # Waiting and trying again

    async def until(self, found: Found[T], what: str, within: float = WAITS) -> T:
        """Wait for something to be there."""
        end = time.monotonic() + within
        while True:
            it = found()
            if it:
                return it
            if time.monotonic() > end:
                raise Stuck(f"{what} did not come")
            await asyncio.sleep(BREATH)

    async def wish(
        self, do: Callable[[], Awaitable[Asked | None]], found: Found[T], what: str
    ) -> T:
        """Do something until it has led where it should."""
        for _ in range(TRIES):
            await self._read_mail()
            it = found()
            if it:
                return it
            if self.member.channel.id not in self.world.discord.state.channels:
                self.over = True
                raise Over(what)
            with suppress(CannotPress):
                await self.note(do())
            with suppress(Stuck):
                return await self.until(found, what)
        raise Stuck(f"{what} never came; there is:\n{self.screen()}")

    async def note(self, doing: Awaitable[Asked | None]) -> Asked | None:
        """Remember what was asked of the bot."""
        asked = await doing
        if asked is not None:
            self.asked.append(asked)
        return asked

    async def goes_on(self) -> None:
        """Resume what was paused for a reason that is gone; anybody would."""
        with suppress(Over):
            await self._read_mail()
        for shown in reversed(self.member.seen()):
            if "resume" in shown.buttons:
                with suppress(CannotPress):
                    await self.note(self.member.press(shown, "resume"))
                await asyncio.sleep(0.5)
                return

    async def _read_mail(self) -> None:
        """Do what a direct message says."""
        for shown in seen(self.world.discord.state, self.direct.id):
            if shown.id in self._mail or self.direct.id == self.member.channel.id:
                continue
            self._mail.add(shown.id)
            if "I had to pause" in shown.text:
                await self.note(self.member.command("interview resume"))
            elif shown.kind is Kind.SUMMARY:
                self.over = True
                raise Over(shown.text)

    # What there is to see

    def shown(self, kind: Kind, turn: int | None = None) -> Shown | None:
        """Return the newest message of a kind that everybody sees."""
        fitting = [s for s in self.member.seen(kind) if turn in (None, s.turn) and not s.ephemeral]
        return fitting[-1] if fitting else None

    def card(self, turn: int, *containing: str, action: str | None = None) -> Shown | None:
        """Return the question of a turn, if it looks as it should."""
        card = self.shown(Kind.CARD, turn)
        if card is None or any(text not in card.text for text in containing):
            return None
        return card if action is None or action in card.buttons else None

    def verdict(self, turn: int, containing: str = "") -> Shown | None:
        """Return the verdict on a turn."""
        verdict = self.shown(Kind.VERDICT, turn)
        return verdict if verdict is not None and containing in verdict.text else None

    def summary(self) -> Shown | None:
        """Return the newest summary."""
        return self.shown(Kind.SUMMARY)

    def screen(self) -> str:
        """Return everything that the visitor sees, in short."""
        channels = dict.fromkeys((self.member.channel.id, self.direct.id))
        return "\n".join(
            f"{s.kind}{s.turn} {'(private) ' if s.ephemeral else ''}{s.text[:90]!r}"
            for channel in channels
            for s in seen(self.world.discord.state, channel)
        )

    def texts(self, asked: Asked) -> list[str]:
        """Return what the bot answered to one wish, as it stands now."""
        state = self.world.discord.state
        ids = [asked.record.message_id, *asked.record.followup_ids]
        there = state.messages.get(asked.record.channel_id, {})
        return [words(state.looks[i][-1]) for i in ids if i in there and i in state.looks]

    # What a visitor does

    async def reads(self, command: str, *containing: str, **options: Any) -> Asked:
        """Use a command, and read its answer: one of some texts."""
        mine: list[Asked] = []

        async def do() -> Asked:
            mine.append(await self.member.command(command, **options))
            return mine[-1]

        def found() -> Asked | None:
            said = ((asked, text) for asked in mine for text in self.texts(asked))
            return next((a for a, text in said if any(c in text for c in containing)), None)

        return await self.wish(do, found, f"{containing} from /{command}")

    async def presses(
        self, where: Callable[[], Shown | Message | None], button: str, found: Found[T], what: str
    ) -> T:
        """Press a button, and see what comes of it."""

        async def do() -> Asked | None:
            message = where()
            return await self.member.press(message, button) if message is not None else None

        return await self.wish(do, found, what)

    async def uses(self, command: str, found: Found[T], what: str, **options: Any) -> T:
        """Use a command, and see what comes of it."""
        return await self.wish(lambda: self.member.command(command, **options), found, what)

    async def start(self, **options: Any) -> Shown:
        """Start an interview, and return the first card."""
        before = {shown.id for shown in self.member.seen(Kind.CARD)}

        def new() -> Shown | None:
            card = self.shown(Kind.CARD, 1)
            return card if card is not None and card.id not in before else None

        given = {"kind": "core", "questions": 2, **options}
        return await self.uses("interview start", new, "the first question", **given)

    async def say(self, text: str) -> Message:
        """Write something."""
        return await self.member.say(text)

    def good_answer(self, turn: int) -> str:
        """Return an answer that deserves points."""
        card = self.shown(Kind.CARD, turn)
        assert card is not None
        return next(answer for title, answer in ANSWERS.items() if title in card.text)

    async def types(self, turn: int) -> Shown:
        """Type an answer, and wait for the verdict."""
        answer = self.good_answer(turn)

        async def unless_it_stands() -> None:
            there = self.world.discord.state.messages[self.member.channel.id].values()
            if not any(m.author_id == self.member.user.id for m in there):
                await self.say(answer)

        return await self.wish(unless_it_stands, lambda: self.verdict(turn), f"verdict {turn}")

    async def comes(self, found: Found[T], what: str) -> T:
        """Wait for something that comes by itself; read one's mail meanwhile."""

        async def nothing() -> None:
            """Sit and wait."""

        return await self.wish(nothing, found, what)

    async def skips(self, turn: int) -> Shown:
        """Skip a question by its button."""
        return await self.presses(
            lambda: self.card(turn), "skip", lambda: self.verdict(turn, "Skipped"), "Skipped"
        )

    async def next(self, turn: int) -> Shown:
        """Ask for the next question."""
        return await self.presses(
            lambda: self.verdict(turn - 1),
            "next",
            lambda: self.card(turn),
            f"question {turn}",
        )

    async def ends(self) -> Shown:
        """End the interview by command, and see the summary."""
        before = {shown.id for shown in self.member.seen(Kind.SUMMARY)}

        def new() -> Shown | None:
            summary = self.summary()
            return summary if summary is not None and summary.id not in before else None

        def confirmation() -> Message | None:
            notes = [s for s in self.member.seen() if s.ephemeral and "stop" in s.buttons]
            return notes[-1].message if notes else None

        async def do() -> Asked | None:
            asked = await self.member.command("interview end")
            with suppress(Stuck):
                await self.until(lambda: any("End this" in t for t in self.texts(asked)), "it")
            self.asked.append(asked)
            message = confirmation()
            return await self.member.press(message, "stop") if message is not None else None

        return await self.wish(do, new, "the summary")

    # Time

    async def interview(self) -> Interview:
        """Return the latest interview of this visitor, as the store knows it."""
        return (await self.world.store.interviews_of(str(self.member.user.id), limit=1))[0]

    async def hasten(self, seconds: float) -> None:
        """Let time pass for this visitor's interview alone."""

        def sooner(moment: datetime | None) -> datetime | None:
            return moment - timedelta(seconds=seconds) if moment is not None else None

        while True:
            now = await self.interview()
            moved = replace(
                now,
                deadline=sooner(now.deadline),
                warn_at=sooner(now.warn_at),
                quiet_until=sooner(now.quiet_until),
                next_at=sooner(now.next_at),
            )
            with suppress(Conflict):
                await self.world.store.save(moved, ())
                return

    def move_to(self, channel: Channel) -> None:
        """Go on in another channel."""
        self.member = self.member.at(channel)


def button_ids(shown: Shown) -> list[str]:
    """Return every custom_id that can be pressed, of lists too."""
    return [
        part["custom_id"]
        for part in walk(shown.looks[-1].components)
        if part.get("custom_id") and not part.get("disabled")
    ]
