"""The one place that turns outcomes into messages.

What a member just did is answered through the interaction (`Reply`); what comes by itself goes to
the channel. Messages that change later (the question card, the verdict) are remembered in
`Slots`; whatever could not be sent because Discord had trouble is sent by `catch_up` later.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Protocol

from discord.ui import LayoutView

from bot import events as ev
from bot.discord_app.cards import notes
from bot.discord_app.cards.question import Ears, Surroundings, hint_text, question_card
from bot.discord_app.cards.verdict import verdict_card
from bot.discord_app.channel import Files, Mailbox, TryLater, Unreachable
from bot.discord_app.outbox import Outbox
from bot.discord_app.places import link_to
from bot.discord_app.replies import Reply
from bot.discord_app.slots import Slot, Slots
from bot.discord_app.watch import Watch
from bot.errors import InterviewError, NothingToAsk
from bot.service import InterviewService, Outcome
from storage.errors import StoreError
from storage.records import Interview, Status, Turn, TurnState

log = logging.getLogger(__name__)


class Ending(Protocol):
    """Makes the last message of an interview."""

    async def __call__(self, interview: Interview) -> tuple[LayoutView, Files]:
        """Return the summary and its attachments."""
        ...


class Delivery:
    """Shows outcomes in Discord."""

    def __init__(
        self,
        mailbox: Mailbox,
        service: InterviewService,
        *,
        ending: Ending,
        ears: Callable[[Interview], Ears],
    ) -> None:
        self._outbox = Outbox(mailbox)
        self._service = service
        self._ending = ending
        self._ears = ears
        self.slots = Slots(service.repository)
        self.watch = Watch()
        self.owed: set[str] = set()
        """Interviews that something could not be sent of."""

    async def show(self, outcome: Outcome, reply: Reply | None = None) -> None:
        """Show every effect of an outcome, in order."""
        interview = outcome.interview
        self.watch.note(interview)
        if reply is not None:
            self._outbox.hear(interview, reply.interaction)
        try:
            for effect in outcome.effects:
                await self._show_one(outcome, effect, reply)
        except TryLater as error:
            log.warning(
                "interview %s: Discord has trouble, will try again: %s", interview.id, error
            )
            self.owe(interview)
        except Unreachable as error:
            await self._lost(interview, error)
        except NothingToAsk as error:  # the pack has lost the question
            if reply is not None:
                raise
            log.warning("interview %s: %s", interview.id, error)
            await self._outbox.post(interview, notes.note(str(error)), None)
        if not interview.active and interview.id not in self.owed:
            self._outbox.forget(interview)

    def owe(self, interview: Interview) -> None:
        """Note that something of an interview is still to be sent."""
        self.owed.add(interview.id)

    async def catch_up(self, interview: Interview) -> None:
        """Send what stands but was never shown, such as after a crash between two steps."""
        effects: list[ev.Effect] = []
        turn = interview.turn
        over = turn.state not in (TurnState.OPEN, TurnState.ABANDONED)
        if turn.state is TurnState.OPEN and not await self._shown(Slot.CARD, interview, turn):
            effects.append(ev.Ask(turn.number))
        if over and not await self._shown(Slot.VERDICT, interview, turn):
            effects.append(ev.ShowVerdict(turn.number))
        if not interview.active and not await self.slots.find(Slot.SUMMARY, interview.id, 0):
            effects.append(ev.Summarise())
        self.owed.discard(interview.id)
        await self.show(Outcome(interview, tuple(effects)))

    async def redraw(self, interview: Interview) -> None:
        """Draw what the member looks at anew."""
        await self._redraw_standing(interview, None)

    async def card_link(self, interview: Interview) -> str:
        """Return the address of what stands now: the question, or its verdict."""
        turn = interview.turn
        slot = Slot.CARD if turn.state is TurnState.OPEN else Slot.VERDICT
        return link_to(interview, await self.slots.find(slot, interview.id, turn.number))

    async def _shown(self, slot: Slot, interview: Interview, turn: Turn) -> bool:
        return await self.slots.find(slot, interview.id, turn.number) is not None

    async def _show_one(self, outcome: Outcome, effect: ev.Effect, reply: Reply | None) -> None:
        interview = outcome.interview
        match effect:
            case ev.Ask(turn=number):
                await self._ask(interview, number, reply)
            case ev.Listening(turn=number):
                await self._redraw(Slot.CARD, interview, number, reply)
            case ev.ShowVerdict(turn=number):
                await self._verdict(interview, number, reply)
            case ev.GiveHint(turn=number, aspect=aspect):
                await self._hint(interview, number, aspect, reply)
            case ev.Warn():
                await self._outbox.post(
                    interview, notes.warning(interview, self._service.clock()), None
                )
            case ev.ShowPaused(idle=True):
                await self._pause_idle(interview)
            case ev.ShowPaused() | ev.ShowResumed():
                await self._clock_changed(interview, reply)
            case ev.Summarise():
                if not any(isinstance(other, ev.ShowVerdict) for other in outcome.effects):
                    await self._redraw_standing(interview, reply)
                await self._summarise(interview, reply)
            case _:
                log.debug("nothing to show for %s", effect)

    async def _ask(self, interview: Interview, number: int, reply: Reply | None) -> None:
        if number > 1:
            await self._redraw(Slot.VERDICT, interview, number - 1, reply)
        explain = await self._explain(interview)
        question = self._service.question(interview, number)
        view = question_card(
            interview,
            interview.turns[number - 1],
            question,
            Surroundings(ears=self._ears(interview), explain=explain),
        )
        message = await self._outbox.post(interview, view, reply)
        await self.slots.keep(Slot.CARD, interview.id, number, message)

    async def _explain(self, interview: Interview) -> bool:
        """Return whether this server has yet to hear why its messages cannot be read."""
        if interview.server is None or self._ears(interview) is not Ears.MENTIONS:
            return False
        key = f"told:message-content:{interview.server}"
        if await self._service.repository.recall(key):
            return False
        await self._service.repository.remember(key, "yes")
        return True

    async def _verdict(self, interview: Interview, number: int, reply: Reply | None) -> None:
        await self._redraw(Slot.CARD, interview, number, reply)
        view = self._draw(Slot.VERDICT, interview, number)
        message = await self._outbox.post(interview, view, reply)
        await self.slots.keep(Slot.VERDICT, interview.id, number, message)

    async def _hint(
        self, interview: Interview, number: int, aspect: int, reply: Reply | None
    ) -> None:
        in_place = await self._redraw(Slot.CARD, interview, number, reply)
        if reply is not None and not in_place:
            text = hint_text(self._service.question(interview, number), aspect)
            url = await self.card_link(interview)
            await reply.post(notes.note(f"💡 {text}", url=url), ephemeral=True)

    async def _clock_changed(self, interview: Interview, reply: Reply | None) -> None:
        in_place = await self._redraw_standing(interview, reply)
        if reply is None or in_place:
            return
        url = await self.card_link(interview)
        paused = interview.status is Status.PAUSED
        view = (notes.paused if paused else notes.resumed)(interview, url)
        idle = await self.slots.find(Slot.IDLE, interview.id, interview.turn.number)
        if idle and reply.source == idle:
            await reply.edit_source(view)
        else:
            await reply.post(view, ephemeral=True)

    async def _pause_idle(self, interview: Interview) -> None:
        await self._redraw_standing(interview, None)
        message = await self._outbox.post(interview, notes.idle_pause(interview), None)
        await self.slots.keep(Slot.IDLE, interview.id, interview.turn.number, message)

    async def _summarise(self, interview: Interview, reply: Reply | None) -> None:
        view, files = await self._ending(interview)
        try:
            message = await self._outbox.post(interview, view, reply, files)
        except Unreachable as error:
            log.info("interview %s: the summary goes by direct message: %s", interview.id, error)
            await self._outbox.tell(interview.candidate, view, files)
            message = 0
        await self.slots.keep(Slot.SUMMARY, interview.id, 0, message)
        log.info("interview %s ended after %d questions", interview.id, len(interview.turns))

    # Messages

    def _draw(self, slot: Slot, interview: Interview, number: int) -> LayoutView:
        turn = interview.turns[number - 1]
        question = self._service.question(interview, number)
        if slot is Slot.VERDICT:
            return verdict_card(interview, turn, question)
        return question_card(interview, turn, question, Surroundings(ears=self._ears(interview)))

    async def _redraw_standing(self, interview: Interview, reply: Reply | None) -> bool:
        """Redraw the open question, or the latest verdict; return what `_redraw` does."""
        turn = interview.turn
        scored = turn.state not in (TurnState.OPEN, TurnState.ABANDONED)
        slot = Slot.VERDICT if scored else Slot.CARD
        return await self._redraw(slot, interview, turn.number, reply)

    async def _redraw(
        self, slot: Slot, interview: Interview, number: int, reply: Reply | None
    ) -> bool:
        """Change a remembered message to how things stand.

        Return whether it is the very message that was pressed, which answers the press.
        """
        message = await self.slots.find(slot, interview.id, number)
        if not message:
            return False
        try:
            view = self._draw(slot, interview, number)
        except NothingToAsk:  # the pack has lost the question; the old card stays
            return False
        if reply is not None and reply.source == message:
            await reply.edit_source(view)
            return True
        await self._outbox.edit(interview, message, view)
        return False

    async def _lost(self, interview: Interview, error: Unreachable) -> None:
        """Stop the clock, or end, where the interview cannot be shown any more; tell by DM."""
        log.warning("interview %s in channel %s: %s", interview.id, interview.channel, error.reason)
        if error.gone:
            outcome = await self._service.channel_gone(interview.channel)
            if outcome is not None:
                await self.show(outcome)
            return
        try:
            outcome = await self._service.act(interview.id, interview.candidate, ev.Paused())
        except (InterviewError, StoreError) as refusal:
            log.info("interview %s was not paused: %s", interview.id, refusal)
            return
        text = (
            f"I had to pause your interview in <#{interview.channel}>: {error.reason}. "
            "The clock is stopped. Once I may write there again, go on with "
            "`/interview resume`, or end it with `/interview end`."
        )
        await self._outbox.tell(interview.candidate, notes.note(text))
