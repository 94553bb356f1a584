"""The use cases of an interview: load, apply, save, hand back what is to be shown.

A front end calls one method per thing that a person did and shows the effects it gets back. What
two people (or two processes) do at the same moment is settled by the store's versions: the loser
loads again and sees whether its event still makes sense.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from bot import events as ev
from bot import interview as rules
from bot import logs
from bot.errors import NoInterview, NotYourInterview, TurnOver
from bot.observing import Nobody, Observer
from bot.outcome import Outcome, Place
from bot.owing import Owing, owing_nothing
from bot.planning import Wish, choose
from bot.shelf import Shelf
from content.errors import CoachError
from content.model import Question
from content.scoring.receipt import Receipt
from storage.errors import Conflict
from storage.records import (
    EVERYTHING,
    EndReason,
    EntryKind,
    Interview,
    Shards,
    Status,
    TurnState,
)
from storage.repository import Repository

log = logging.getLogger(__name__)

TRIES = 8
"""How often an event is applied anew when somebody else was faster."""
LISTENING = (Status.ASKING, Status.ANSWERING)
STARTS_CLOCK = (EntryKind.QUESTION, EntryKind.RESUMED)
ID_ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"
"""Letters and digits that nobody confuses when reading an id aloud."""


class InterviewService:
    """Runs interviews over a store and a shelf of packs.

    `clock` returns the current time (aware, UTC); `rng` chooses questions and ids.
    """

    def __init__(
        self,
        repository: Repository,
        shelf: Shelf,
        *,
        clock: Callable[[], datetime],
        rng: Random,
        quiet_seconds: float = 4.0,
        owing: Owing = owing_nothing,
        observer: Observer | None = None,
    ) -> None:
        self.repository = repository
        self.shelf = shelf
        self.clock = clock
        self._rng = rng
        self._quiet_seconds = quiet_seconds
        self._owing = owing
        self._observer: Observer = observer or Nobody()

    def as_of(self, now: datetime) -> InterviewService:
        """Return the same service at another time, for what happened then and is noted now."""
        return InterviewService(
            self.repository,
            self.shelf,
            clock=lambda: now,
            rng=self._rng,
            quiet_seconds=self._quiet_seconds,
            owing=self._owing,
            observer=self._observer,
        )

    # Starting and finding

    async def start(self, place: Place, wish: Wish) -> Outcome:
        """Open an interview and ask its first question.

        Raises ChannelBusy if the channel has one, NothingToAsk if no question fits.
        """
        pack = self.shelf.pack(wish.pack)
        settings = wish.settings(quiet_seconds=self._quiet_seconds)
        now = self.clock()
        seen = await self.repository.seen(place.candidate, pack.name)
        interview = Interview(
            id="".join(self._rng.choices(ID_ALPHABET, k=10)),
            channel=place.channel,
            server=place.server,
            candidate=place.candidate,
            candidate_name=place.candidate_name,
            front_end=place.front_end,
            pack=pack.name,
            pack_version=pack.full_version,
            settings=settings,
            plan=choose(pack, settings, seen=seen, rng=self._rng),
            status=Status.ASKING,
            started_at=now,
            shard_key=place.shard_key,
        )
        step = rules.begin(interview, now)
        kept = await self.repository.add(step.interview, step.entries, self._owing(step, now))
        self._observer.started(kept)
        return Outcome(kept, step.effects)

    async def in_channel(self, channel: str) -> Interview:
        """Return the interview that runs in a channel; NoInterview if none does."""
        interview = await self.repository.active_in(channel)
        if interview is None:
            raise NoInterview
        return interview

    def question(self, interview: Interview, turn: int) -> Question:
        """Return the question of a turn (counted from 1)."""
        return self.shelf.question(interview.pack, interview.turns[turn - 1].question)

    # What the candidate does

    async def act(
        self,
        interview_id: str,
        actor: str,
        event: ev.Event,
        *,
        turn: int | None = None,
        loaded: Interview | None = None,
    ) -> Outcome:
        """Let the candidate do something, through a button that names interview and turn.

        `loaded` is the interview if it has just been read. Raises NotYourInterview, TurnOver,
        NotFound, or what the rules refuse.
        """

        def check(interview: Interview) -> None:
            if actor != interview.candidate:
                raise NotYourInterview
            if turn is not None and interview.active and turn != interview.turn.number:
                raise TurnOver

        return await self._apply(interview_id, event, check, loaded=loaded)

    async def act_in(self, channel: str, actor: str, event: ev.Event) -> Outcome:
        """Let the candidate do something, through a command in the channel."""
        interview = await self.in_channel(channel)
        return await self.act(interview.id, actor, event, loaded=interview)

    async def hint(self, interview_id: str, actor: str, *, turn: int | None = None) -> Outcome:
        """Give the next hint of the question that stands; NoHintLeft if there is none."""
        interview = await self.repository.get(interview_id)
        question = self.question(interview, interview.turn.number)
        hints = tuple(i for i, aspect in enumerate(question.aspects) if aspect.points)
        asked = ev.HintAsked(hints)
        return await self.act(interview_id, actor, asked, turn=turn, loaded=interview)

    async def stop(self, interview_id: str, actor: str, *, moderator: bool = False) -> Outcome:
        """End an interview; its candidate may, and a moderator of the server."""

        def check(interview: Interview) -> None:
            if actor != interview.candidate and not moderator:
                raise NotYourInterview

        return await self._apply(interview_id, ev.Stopped(), check)

    async def heard(self, channel: str, author: str, event: ev.Event) -> Outcome | None:
        """Take in chat: typing, a message, an edit, a deletion.

        Returns None where it means nothing: no interview here, somebody else's words, or a moment
        at which nobody is listening.
        """
        interview = await self.repository.active_in(channel)
        if interview is None or interview.status not in LISTENING:
            return None
        if author != interview.candidate:
            return None
        try:
            return await self._apply(interview.id, event, _listening, loaded=interview)
        except _NotListening:
            return None

    # What happens by itself

    async def sweep(self, front_end: str, shards: Shards = EVERYTHING) -> Sequence[Outcome]:
        """Do everything whose time has come, once.

        An interview that cannot go on holds up no other; what went wrong stands in the log.
        """
        outcomes = []
        due = await self.repository.due(self.clock(), front_end=front_end, shards=shards)
        for interview_id in due:
            try:
                outcome = await self._apply(interview_id, ev.Ticked(), _anything)
            except CoachError as error:
                log.warning("interview %s waits: %s", interview_id, error)
            except Exception:
                log.exception("interview %s cannot go on", interview_id)
            else:
                if outcome.effects:
                    outcomes.append(outcome)
        return outcomes

    async def tick(self, interview_id: str) -> Outcome:
        """Do the next thing whose time has come in one interview."""
        return await self._apply(interview_id, ev.Ticked(), _anything)

    async def wake(
        self,
        front_end: str,
        since: datetime,
        *,
        shards: Shards = EVERYTHING,
        patience: timedelta,
    ) -> Sequence[Outcome]:
        """Give every running interview back the time since when nobody ran it; return them all.

        After more than `patience` those on which time weighs wait for their candidates. Doing it
        again, as after a crash in the middle, gives no time twice.
        """
        woken = []
        for interview in await self.repository.active(front_end=front_end, shards=shards):
            event = ev.Woken(await self._run_until(interview, since), patience)
            try:
                woken.append(await self._apply(interview.id, event, _running))
            except _NotListening:  # ended meanwhile
                continue
        return woken

    async def channel_gone(self, channel: str) -> Outcome | None:
        """End the interview of a channel that no longer exists; its transcript stays."""
        interview = await self.repository.active_in(channel)
        if interview is None:
            return None
        gone = ev.Stopped(EndReason.CHANNEL_GONE)
        return await self._apply(interview.id, gone, _anything, loaded=interview)

    # Inside

    async def _run_until(self, interview: Interview, since: datetime) -> datetime:
        """Return when an interview was last run: its clock may have been started since."""
        entries = await self.repository.transcript(interview.id)
        started = (entry.at for entry in entries if entry.kind in STARTS_CLOCK)
        return max(since, *started)

    async def _apply(
        self,
        interview_id: str,
        event: ev.Event,
        check: Callable[[Interview], None],
        *,
        loaded: Interview | None = None,
    ) -> Outcome:
        """Apply an event to the latest state and save; judge if it closed an answer.

        `loaded` is that state if it has just been read; should it be old, the save finds out.
        """
        with logs.about(interview=interview_id):
            return await self._judge(await self._save(interview_id, event, check, loaded))

    async def _save(
        self,
        interview_id: str,
        event: ev.Event,
        check: Callable[[Interview], None],
        loaded: Interview | None,
    ) -> Outcome:
        for attempt in range(TRIES):
            interview = loaded or await self.repository.get(interview_id)
            loaded = None
            check(interview)
            now = self.clock()
            step = rules.apply(interview, event, now)
            if step.interview == interview and not step.entries:
                return Outcome(interview, step.effects)
            try:
                owed = self._owing(step, now)
                kept = await self.repository.save(step.interview, step.entries, owed)
            except Conflict:
                log.debug("interview %s changed meanwhile, try %d", interview_id, attempt + 1)
                continue
            self._observe(interview, kept)
            return Outcome(kept, step.effects)
        raise Conflict(interview_id)

    async def _judge(self, outcome: Outcome) -> Outcome:
        """Score a closed answer and put the verdict in the place of the wish for one."""
        if not any(isinstance(effect, ev.Score) for effect in outcome.effects):
            return outcome
        interview = outcome.interview
        began = time.perf_counter()
        receipt = await self.score(interview.pack, interview.turn.question, interview.turn.answer)
        self._observer.judged(receipt, time.perf_counter() - began)
        rest = tuple(effect for effect in outcome.effects if not isinstance(effect, ev.Score))
        try:
            scored = ev.Scored(receipt)
            judged = await self._apply(interview.id, scored, _scoring, loaded=interview)
        except _NotListening:  # ended or judged by somebody else meanwhile
            return replace(outcome, effects=rest)
        return Outcome(judged.interview, rest + judged.effects)

    async def score(self, pack: str, question_id: str, answer: str) -> Receipt:
        """Judge an answer in a worker thread, so that nobody else waits for it."""
        self.shelf.question(pack, question_id)
        return await asyncio.to_thread(lambda: self.shelf.scorer(pack).score(question_id, answer))

    def _observe(self, before: Interview, after: Interview) -> None:
        """Tell the observer what a saved change ended."""
        if before.turn.state is TurnState.OPEN:
            turn = after.turns[before.turn.number - 1]
            if turn.state is not TurnState.OPEN:
                self._observer.turn(turn.state)
        if before.active and not after.active:
            self._observer.ended(after)


class _NotListening(Exception):
    """The moment for the event has passed; nothing is wrong."""


def _listening(interview: Interview) -> None:
    if interview.status not in LISTENING:
        raise _NotListening


def _running(interview: Interview) -> None:
    if not interview.active:
        raise _NotListening


def _scoring(interview: Interview) -> None:
    if interview.status is not Status.SCORING:
        raise _NotListening


def _anything(_interview: Interview) -> None:
    """Nothing to check."""
