"""What holds in every story: at any moment, once things are calm, and at the end."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import discord

from bot.discord_app.drawing import mark_of
from bot.discord_app.hearing import EAR, without_mention
from bot.rules.step import HINT_COST
from bot.service import LISTENING
from content.errors import CoachError
from storage.cleaning import clean
from storage.records import (
    NOWHERE,
    Entry,
    EntryKind,
    Interview,
    PostKind,
    Status,
    Turn,
    TurnState,
)
from tests.discord_app import wire
from tests.discord_app.stage import original
from tests.discord_app.stories.playing import Player
from tests.discord_app.stories.world import buttons

ONCE = {PostKind.CARD, PostKind.WARNING, PostKind.VERDICT, PostKind.SUMMARY}
CLOSING = {
    EntryKind.SUBMITTED,
    EntryKind.TIME_UP,
    EntryKind.SKIPPED,
    EntryKind.ENDED,
}
SLACK = timedelta(seconds=8)
"""How late a clock may ring: a sweep, and a store that was away for less than a gap."""
BLINK = timedelta(seconds=2)
"""How much of an absence may be missed."""
OVERDUE = timedelta(seconds=20)

Period = tuple[datetime, datetime]


class Truths:
    """Checks a world, and remembers what it looked like."""

    def __init__(self, world: Player) -> None:
        self.world = world
        self._transcripts: dict[str, Sequence[Entry]] = {}

    async def interviews(self) -> list[Interview]:
        """Return every interview there ever was."""
        return [await self.world.store.inner.get(name) for name in self.world.store.versions]

    # At any moment

    async def always(self) -> None:
        """Check what holds whatever happens."""
        found = await self.interviews()
        channels = [i.channel for i in found if i.active]
        assert len(set(channels)) == len(channels), "two interviews in a channel"
        for interview in found:
            versions = self.world.store.versions[interview.id]
            assert versions == list(range(1, len(versions) + 1)), versions
            assert interview.version == len(versions)
            entries = await self.world.store.inner.transcript(interview.id)
            before = self._transcripts.get(interview.id, [])
            assert entries[: len(before)] == before, "the transcript was rewritten"
            self._transcripts[interview.id] = entries
            for turn in interview.turns:
                self._turn_is_told([e for e in entries if e.turn == turn.number], turn, interview)
                self._score_is_fair(turn)
                self._clock_is_fair(entries, turn, interview)
            self._total_is_fair(entries, interview)
        self._accepted_is_kept()
        self._nothing_is_shown_twice()
        self._errors_are_explained()

    def _turn_is_told(self, entries: Sequence[Entry], turn: Turn, interview: Interview) -> None:
        """What the transcript tells leads to the turn, and was really said."""
        texts: dict[str, str] = {}
        closed: str | None = None
        for entry in entries:
            message = str(entry.data.get("message"))
            if entry.kind in (EntryKind.MESSAGE, EntryKind.EDIT):
                texts[message] = entry.text
                assert self.world.author[message] == interview.candidate
                raw = self.world.said[message]
                said = {clean(text) for text in raw} | {self._heard(text) for text in raw}
                assert entry.text in said, (entry, said)
            elif entry.kind is EntryKind.DELETION:
                del texts[message]
            elif entry.kind is EntryKind.SUBMITTED:
                closed = entry.text
                assert closed == "\n".join(texts.values())
        assert turn.text == "\n".join(texts.values()), (turn.text, texts)
        if turn.state is TurnState.OPEN and interview.status is not Status.SCORING:
            assert closed is None
        elif turn.state in (TurnState.ANSWERED, TurnState.SKIPPED, TurnState.ABANDONED):
            assert turn.answer == turn.text
        if turn.state is TurnState.ANSWERED:
            assert closed == turn.answer

    def _heard(self, text: str) -> str:
        return clean(without_mention(text, self.world.backend.bot_user.id))

    def _score_is_fair(self, turn: Turn) -> None:
        if turn.state is TurnState.ANSWERED:
            assert turn.receipt is not None
            assert turn.score == max(0.0, turn.receipt.score - HINT_COST * len(turn.hints))
        elif turn.state in (TurnState.SKIPPED, TurnState.TIMED_OUT):
            assert turn.score == 0
        else:
            assert turn.score is None

    def _clock_is_fair(self, entries: Sequence[Entry], turn: Turn, interview: Interview) -> None:
        """No question stands for longer than its limit, nor for less before the time is up."""
        limit = timedelta(seconds=interview.settings.seconds)
        if not limit or interview.settings.total_seconds:
            return
        of_turn = [e for e in entries if e.turn == turn.number]
        closing = next((e for e in of_turn if e.kind in CLOSING), None)
        if closing is None:
            return
        stood = turn.asked_at, closing.at
        pauses = paused_in(entries, closing.at)
        counted = length([stood]) - length(overlap(pauses, stood))
        assert counted <= limit + SLACK, (counted, limit)
        if closing.kind is EntryKind.TIME_UP:
            absences = overlap([*pauses, *self.world.downs], stood)
            present = length([stood]) - length(absences)
            assert present >= limit - BLINK, (present, limit, of_turn)

    def _total_is_fair(self, entries: Sequence[Entry], interview: Interview) -> None:
        total = interview.settings.total_seconds
        if not total:
            return
        ended = next((e for e in entries if e.kind is EntryKind.ENDED), None)
        at = interview.turn.finished_at if ended else None
        stood = interview.started_at, at or interview.started_at
        counted = length([stood]) - length(overlap(paused_in(entries, stood[1]), stood))
        scoring = OVERDUE * len(interview.turns)
        assert counted <= timedelta(seconds=total) + scoring, counted

    def _accepted_is_kept(self) -> None:
        for interaction, interview in self.world.accepted.items():
            kept = [e.data.get("message") for e in self._transcripts[interview]]
            assert interaction in kept, "an answer was acknowledged and is lost"
        said = {
            str(e.data.get("message"))
            for entries in self._transcripts.values()
            for e in entries
            if e.kind is EntryKind.MESSAGE
        }
        for channel in self.world.backend.channels:
            for message in self.world.messages(channel):
                if message.reaction_for(EAR) is not None:
                    assert str(message.id) in said, "a message was heard and is lost"

    def _nothing_is_shown_twice(self) -> None:
        """No card, warning, verdict or summary stands twice in a channel."""
        marks = {mark_of(post): post for post in self.world.store.called_for.values()}
        for channel in self.world.backend.channels:
            shown: Counter[tuple[str, PostKind, int]] = Counter()
            for message in self.world.of_bot(channel):
                for mark in {c.get("id") for c in wire.walk(message.components)} & marks.keys():
                    post = marks[mark or 0]
                    shown[post.interview, post.kind, post.turn] += post.kind in ONCE
            twice = [what for what, times in shown.items() if times > 1]
            assert not twice, twice

    def _errors_are_explained(self) -> None:
        """Whatever was raised or logged as an error is Discord's or a store's trouble."""
        for error in self.world.env.errors:
            assert explained(error), repr(error)
        for record in self.world.errors.records:
            cause = record.exc_info[1] if record.exc_info else None
            if record.getMessage().startswith("another process runs these shards"):
                continue
            assert cause is not None, record.getMessage()
            assert explained(cause), f"{record.getMessage()}: {cause!r}"

    # Once things are calm

    async def when_calm(self) -> None:
        """Check what holds once everything is well again."""
        if not self.world.well_since_calm:
            return
        store = self.world.store.inner
        unsent = await store.unsent(front_end="discord")
        assert not unsent, unsent
        for interview in await self.interviews():
            assert interview.status is not Status.SCORING
            assert interview.wake_at is None or interview.wake_at > self.world.now - OVERDUE
            channel = int(interview.channel)
            if not self.world.exists(channel):
                continue
            await self._posts_are_there(interview)
            if interview.status in LISTENING:
                self._everything_was_heard(interview)

    async def _posts_are_there(self, interview: Interview) -> None:
        there = {m.id for m in self.world.of_bot(int(interview.channel))}
        for post in await self.world.store.inner.posts(interview.id):
            if post.message != NOWHERE:
                number = int(post.message or 0)
                assert number in there | self.world.tidied, post

    def _everything_was_heard(self, interview: Interview) -> None:
        """What stands in the channel is what was taken in for the question that stands."""
        turn = interview.turn
        there = {str(m.id): m for m in self.world.messages(int(interview.channel))}
        known = {m.id: m for m in turn.messages if not m.deleted}
        due = self.world.due.get((interview.id, turn.number), set())
        for name in due & there.keys():
            text = self._heard(there[name].content)
            if text:
                assert name in known, f"{name} was not heard: {text!r}"
        for name, message in known.items():
            assert name in there, f"{name} was deleted"
            text = self._heard(there[name].content)
            assert not text or message.text == text, f"{name} was edited"

    # At the end

    async def at_the_end(self) -> None:
        """Wherever there still is a channel, an interview can be ended and another started."""
        world = self.world
        world.trouble.dying = None
        await world.calm()
        await self.always()
        await self.when_calm()
        places = [(room, None) for room in world.rooms]
        for channel, _ in [*places, *((world.channel(3, who), who) for who in (0, 1))]:
            if world.exists(channel):
                await self._works(channel)
        await self.always()
        wrong = list(_problems(world.env.http_requests))
        assert not wrong, wrong

    async def _works(self, channel: int) -> None:
        world = self.world
        running = await world.active_in(channel)
        if running is not None:
            who = world.people.index(int(running.candidate))
            asked = await world.command(channel, who, "interview end", {})
            message = world.backend.messages[channel][asked.message_id]
            (stop,) = buttons(message)
            await world.press(channel, who, stop["custom_id"], message)
            assert await world.active_in(channel) is None
        partner = world.backend.channels[channel].guild_id is None
        who = 1 if partner and channel == world.channel(3, 1) else 0
        await world.command(channel, who, "interview start", {"questions": 1})
        started = await world.active_in(channel)
        assert started is not None
        (card,) = await world.store.inner.posts(started.id)
        assert card.message not in (None, NOWHERE)


_known: set[str] = set()
"""Shapes of requests that were held against Discord's description before."""


def _problems(requests: Iterable[Any]) -> Iterator[str]:
    for request in requests:
        if request.json is None:
            continue
        yield from wire.limit_problems(request.method, request.path, request.json)
        route = re.sub(r"\d+|(?<=/)[\w-]{20,}", "1", request.path)
        shape = json.dumps([request.method, route, _shape(request.json)], sort_keys=True)
        if shape not in _known and wire.SPEC.is_file():
            _known.add(shape)
            yield from wire.described_problems(request.method, request.path, request.json)


def _shape(value: Any) -> Any:
    """Return what kinds of values a body is made of."""
    if isinstance(value, dict):
        return {key: value[key] if key == "type" else _shape(value[key]) for key in value}
    if isinstance(value, list):
        shapes = {json.dumps(_shape(item), sort_keys=True) for item in value}
        return sorted(shapes)
    return type(value).__name__


def explained(error: BaseException) -> bool:
    """Whether an error is a refusal, or trouble that the story made."""
    found = original(error)
    return isinstance(found, CoachError | discord.HTTPException | aiohttp.ClientError)


def paused_in(entries: Iterable[Entry], until: datetime) -> list[Period]:
    """Return when the clock stood still, by the transcript."""
    found: list[Period] = []
    began: datetime | None = None
    for entry in entries:
        if entry.kind is EntryKind.PAUSED:
            began = entry.at
        elif entry.kind is EntryKind.RESUMED and began is not None:
            found.append((began, entry.at))
            began = None
    return [*found, (began, until)] if began is not None and began < until else found


def overlap(periods: Iterable[Period], within: Period) -> list[Period]:
    """Return the parts of some periods within another one."""
    clipped = ((max(a, within[0]), min(b, within[1])) for a, b in periods)
    return [(a, b) for a, b in clipped if a < b]


def length(periods: Iterable[Period]) -> timedelta:
    """Return how much time some periods cover together."""
    total, end = timedelta(), None
    for a, b in sorted(periods):
        start = a if end is None else max(a, end)
        total += max(b - start, timedelta())
        end = b if end is None else max(end, b)
    return total
