"""The one place that turns outcomes into messages.

What a member just did is answered through the interaction (`Reply`); what comes by itself goes to
the channel. Every message that must not be lost is a post in the store, owed since the change that
called for it; it is shown here at once, and by `Debts` later if that failed.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from bot import events as ev
from bot import logs
from bot.discord_app.cards import notes
from bot.discord_app.cards.question import hint_text
from bot.discord_app.channel import Mailbox, TryLater, Unreachable
from bot.discord_app.drawing import Drawing
from bot.discord_app.outbox import Outbox
from bot.discord_app.places import link_to
from bot.discord_app.replies import Reply
from bot.discord_app.watch import Watch
from bot.errors import InterviewError, NothingToAsk
from bot.outcome import Outcome
from bot.service import InterviewService
from storage.errors import StoreError
from storage.records import NOWHERE, Interview, Post, PostKind, Status, Turn, TurnState

log = logging.getLogger(__name__)


class Delivery:
    """Shows outcomes in Discord."""

    def __init__(self, mailbox: Mailbox, service: InterviewService, drawing: Drawing) -> None:
        self._outbox = Outbox(mailbox)
        self._service = service
        self._repository = service.repository
        self._drawing = drawing
        self.watch = Watch()
        self.resumed: Callable[[str], None] = lambda _channel: None
        """Hears of a channel in which an interview goes on: nobody listened during the pause."""

    async def show(self, outcome: Outcome, reply: Reply | None = None) -> None:
        """Show every effect of an outcome, in order."""
        with logs.about(interview=outcome.interview.id, channel=outcome.interview.channel):
            await self._show(outcome, reply)

    async def _show(self, outcome: Outcome, reply: Reply | None) -> None:
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
        except Unreachable as error:
            await self.lost(interview, error)
        except NothingToAsk as error:  # the pack has lost the question
            if reply is not None:
                raise
            await self.say_lost_question(interview, error)
        if not interview.active:
            self._outbox.forget(interview)

    async def deliver(self, post: Post, interview: Interview, reply: Reply | None = None) -> None:
        """Send what is owed; Unreachable, TryLater or NothingToAsk if that is not possible."""
        view, files = await self._drawing.new(post, interview)
        try:
            message = await self._outbox.post(interview, post, view, reply, files)
        except Unreachable as error:
            if post.kind is not PostKind.SUMMARY:
                raise
            log.info("interview %s: the summary goes by direct message: %s", interview.id, error)
            await self._outbox.tell(interview.candidate, view, files, nonce=post.nonce)
            message = int(NOWHERE)
        await self._repository.sent(post, str(message))
        if post.kind is PostKind.SUMMARY:
            log.info("interview %s ended after %d questions", interview.id, len(interview.turns))

    async def make_way(
        self, kind: PostKind, interview: Interview, turn: int, reply: Reply | None = None
    ) -> None:
        """Redraw what a new message leaves behind: its buttons are of no more use."""
        match kind:
            case PostKind.CARD if turn > 1:
                await self._redraw(PostKind.VERDICT, interview, turn - 1, reply)
            case PostKind.VERDICT:
                await self._redraw(PostKind.CARD, interview, turn, reply)
            case PostKind.PAUSE | PostKind.SUMMARY:
                await self._redraw_standing(interview, reply)

    async def redraw(self, interview: Interview) -> None:
        """Draw what the member looks at anew."""
        await self._redraw_standing(interview, None)

    async def redraw_one(self, kind: PostKind, interview: Interview, turn: int) -> None:
        """Draw the question or the verdict of a turn anew."""
        await self._redraw(kind, interview, turn, None)

    async def shown(self, kind: PostKind, interview: Interview, turn: int) -> int | None:
        """Return the id of the message that shows something; None if there is none."""
        post = await self._post(kind, interview, turn)
        return int(post.message or 0) or None if post else None

    async def card_link(self, interview: Interview) -> str:
        """Return the address of what stands now: the question, or its verdict."""
        kind, turn = standing(interview)
        return link_to(interview, await self.shown(kind, interview, turn))

    async def lost(self, interview: Interview, error: Unreachable) -> None:
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
        self.watch.note(outcome.interview)
        with suppress(Unreachable, TryLater):
            await self.redraw(outcome.interview)  # what stands there may still be changed
        text = (
            f"I had to pause your interview in <#{interview.channel}>: {error.reason}. "
            "The clock is stopped. Once I may write there again, go on with "
            "`/interview resume`, or end it with `/interview end`."
        )
        nonce = f"{interview.id}.!.{outcome.interview.version}"
        try:
            await self._outbox.tell(interview.candidate, notes.note(text), nonce=nonce)
        except TryLater as trouble:
            log.warning("interview %s: nobody was told of the pause: %s", interview.id, trouble)

    async def _show_one(self, outcome: Outcome, effect: ev.Effect, reply: Reply | None) -> None:
        interview = outcome.interview
        match effect:
            case ev.Ask(turn=number):
                await self._send(PostKind.CARD, interview, number, reply)
            case ev.Listening(turn=number):
                await self._redraw(PostKind.CARD, interview, number, reply)
            case ev.ShowVerdict(turn=number):
                await self._send(PostKind.VERDICT, interview, number, reply)
            case ev.GiveHint(turn=number, aspect=aspect):
                await self._hint(interview, number, aspect, reply)
            case ev.Warn(turn=number):
                await self._send(PostKind.WARNING, interview, number, None)
            case ev.ShowPaused(by_itself=True):
                await self._send(PostKind.PAUSE, interview, interview.turn.number, None)
            case ev.ShowPaused() | ev.ShowResumed():
                await self._clock_changed(interview, reply)
            case ev.Summarise():
                await self._summarise(outcome, reply)
            case _:
                log.debug("nothing to show for %s", effect)

    async def _summarise(self, outcome: Outcome, reply: Reply | None) -> None:
        if any(isinstance(effect, ev.ShowVerdict) for effect in outcome.effects):
            await self._deliver_owed(PostKind.SUMMARY, outcome.interview, 0, reply)
        else:
            await self._send(PostKind.SUMMARY, outcome.interview, 0, reply)

    async def _hint(
        self, interview: Interview, number: int, aspect: int, reply: Reply | None
    ) -> None:
        in_place = await self._redraw(PostKind.CARD, interview, number, reply)
        if reply is not None and not in_place:
            text = hint_text(self._service.question(interview, number), aspect)
            url = await self.card_link(interview)
            await reply.say(notes.note(f"💡 {text}", url=url))

    async def _clock_changed(self, interview: Interview, reply: Reply | None) -> None:
        if interview.status is not Status.PAUSED:
            self.resumed(interview.channel)
        kind, number = standing(interview)
        post = await self._post(kind, interview, number)
        if reply is not None and post is not None and post.message is None:
            await self.deliver(post, interview, reply)  # the question that could not be shown
            return
        in_place = await self._redraw_standing(interview, reply)
        if reply is None or in_place:
            return
        url = await self.card_link(interview)
        paused = interview.status is Status.PAUSED
        view = (notes.paused if paused else notes.resumed)(interview, url)
        waiting = await self.shown(PostKind.PAUSE, interview, interview.turn.number)
        if waiting and reply.source == waiting:
            if not await reply.edit_source(view):
                await self._outbox.edit(interview, waiting, view)
        else:
            await reply.say(view)

    async def say_lost_question(self, interview: Interview, error: NothingToAsk) -> None:
        """Say in the place of a question or a verdict that the pack has lost the question."""
        log.warning("interview %s: %s", interview.id, error)
        for post in await self._repository.posts(interview.id):
            if post.message is None and post.kind in (PostKind.CARD, PostKind.VERDICT):
                await self._outbox.post(interview, post, notes.note(str(error)), None)
                await self._repository.sent(post, NOWHERE)

    # Messages

    async def _post(self, kind: PostKind, interview: Interview, turn: int) -> Post | None:
        posts = await self._repository.posts(interview.id)
        return next((p for p in posts if p.kind is kind and p.turn == turn), None)

    async def _send(
        self, kind: PostKind, interview: Interview, turn: int, reply: Reply | None
    ) -> None:
        """Make way for a message that is called for, and send it unless somebody has."""
        await self.make_way(kind, interview, turn, reply)
        await self._deliver_owed(kind, interview, turn, reply)

    async def _deliver_owed(
        self, kind: PostKind, interview: Interview, turn: int, reply: Reply | None
    ) -> None:
        post = await self._post(kind, interview, turn)
        if post is not None and post.message is None:
            await self.deliver(post, interview, reply)

    async def _redraw_standing(self, interview: Interview, reply: Reply | None) -> bool:
        """Redraw the open question, or the latest verdict; return what `_redraw` does."""
        kind, turn = standing(interview)
        return await self._redraw(kind, interview, turn, reply)

    async def _redraw(
        self, kind: PostKind, interview: Interview, number: int, reply: Reply | None
    ) -> bool:
        """Change a message to how things stand; send the open question anew if it was deleted.

        Return whether it is the very message that was pressed, which answers the press.
        """
        post = await self._post(kind, interview, number)
        message = int(post.message or 0) if post else 0
        if post is None or not message:
            return False
        try:
            view = self._drawing.again(post, interview)
        except NothingToAsk:  # the pack has lost the question; the old card stays
            return False
        if reply is not None and reply.source == message and await reply.edit_source(view):
            return True
        still_there = await self._outbox.edit(interview, message, view)
        if not still_there and kind is PostKind.CARD and is_open(interview, number):
            version = max(interview.version, post.version) + 1  # for another nonce
            again = replace(post, version=version, at=self._service.clock(), message=None)
            await self._repository.owe(again)
            await self.deliver(again, interview)
        return False


def standing(interview: Interview) -> tuple[PostKind, int]:
    """Return what the member looks at: the open question, or the verdict on it."""
    turn: Turn = interview.turn
    scored = turn.state not in (TurnState.OPEN, TurnState.ABANDONED)
    return (PostKind.VERDICT if scored else PostKind.CARD), turn.number


def is_open(interview: Interview, number: int) -> bool:
    """Return whether a question still waits for its answer."""
    turn = interview.turn
    return interview.active and turn.number == number and turn.state is TurnState.OPEN
