"""What members press and submit. One ownership check, one error path for all of it."""

from __future__ import annotations

import io
import logging
from collections.abc import Awaitable, Callable, Mapping

import discord

from bot import events as ev
from bot import logs
from bot.discord_app.cards import notes
from bot.discord_app.cards.bank import reference_card
from bot.discord_app.channel import TryLater, Unreachable
from bot.discord_app.controls import TEMPLATE, Action
from bot.discord_app.delivery import Delivery
from bot.discord_app.locks import Locks
from bot.discord_app.modals import AnswerModal, submitted_text
from bot.discord_app.places import channel_of, check_permissions, place_of
from bot.discord_app.refusals import refuse, sentence, whisper
from bot.discord_app.replies import Reply, only_discord
from bot.errors import IllegalEvent, InterviewError, NotYourInterview, TurnOver
from bot.planning import Wish
from bot.service import LISTENING, InterviewService
from content.errors import CoachError
from storage.errors import ChannelBusy
from storage.records import Interview, PostKind, Status, TurnState

log = logging.getLogger(__name__)

EVENTS: Mapping[Action, ev.Event] = {
    Action.SUBMIT: ev.Submitted(),
    Action.SKIP: ev.Skipped(),
    Action.PAUSE: ev.Paused(),
    Action.RESUME: ev.Resumed(),
    Action.NEXT: ev.NextAsked(),
}
"""Actions that are an event of the rules and nothing more."""

Handler = Callable[[discord.Interaction, Interview, int], Awaitable[None]]


class Presses:
    """Does what a button says, and takes in what an answer window holds."""

    def __init__(self, service: InterviewService, delivery: Delivery, locks: Locks) -> None:
        self._service = service
        self._delivery = delivery
        self._locks = locks
        self._handlers: Mapping[Action, Handler] = {
            Action.ANSWER: self._open_modal,
            Action.HINT: self._hint,
            Action.END: self._confirm_end,
            Action.STOP: self._stop,
            Action.REFERENCE: self._reference,
            Action.AGAIN: self._again,
        }

    async def press(
        self, interaction: discord.Interaction, action: Action, interview_id: str, turn: int
    ) -> None:
        """Do what a button says; if the card has fallen behind, bring it up to date."""
        try:
            interview = await self._owned(interaction, interview_id, action)
            event = EVENTS.get(action)
            if event is not None:
                await self._act(interaction, interview, turn, event)
            else:
                await self._handlers[action](interaction, interview, turn)
        except NotYourInterview as error:
            await refuse(interaction, error)
        except InterviewError as error:
            await refuse(interaction, error)
            await self._bring_up_to_date(interview_id, turn)
        except Exception as error:  # noqa: BLE001 -- every error ends here, as an answer
            await refuse(interaction, error)

    async def _bring_up_to_date(self, interview_id: str, turn: int) -> None:
        """Redraw the card of a turn: an earlier change to it may have been lost on its way."""
        try:
            interview = await self._service.repository.get(interview_id)
            async with self._locks.of(interview.channel):
                interview = await self._service.repository.get(interview_id)
                if 1 <= turn <= len(interview.turns):
                    await self._delivery.redraw_one(PostKind.CARD, interview, turn)
        except (CoachError, Unreachable, TryLater) as error:
            log.info("the card of interview %s stays as it is: %s", interview_id, error)

    async def submit(self, interaction: discord.Interaction) -> None:
        """Take in a submitted answer window, whichever process opened it."""
        data = dict(interaction.data or {})
        match = TEMPLATE.fullmatch(str(data.get("custom_id", "")))
        if match is None:
            return
        text = submitted_text(data)
        logs.bind(interaction=interaction.id, channel=str(interaction.channel_id))
        try:
            interview = await self._owned(interaction, match["interview"], Action.ANSWER)
            event = ev.Answered(str(interaction.id), text)
            await self._act(interaction, interview, int(match["turn"]), event)
        except Exception as error:  # noqa: BLE001 -- what was typed must come back
            await self._hand_back(interaction, error, text)

    async def start(self, interaction: discord.Interaction, wish: Wish) -> None:
        """Open an interview in the channel; if one runs there, lead to it."""
        check_permissions(interaction)
        place = place_of(interaction)
        try:
            async with Reply(interaction) as reply, self._locks.of(place.channel):
                outcome = await self._service.start(place, wish)
                await self._delivery.show(outcome, reply)
        except ChannelBusy as busy:
            running = await self._service.repository.active_in(place.channel)
            url = await self._delivery.card_link(running) if running is not None else None
            await refuse(interaction, busy, url=url)

    async def open_modal(self, interaction: discord.Interaction, interview: Interview) -> None:
        """Open the answer window for the question that stands."""
        if str(interaction.user.id) != interview.candidate:
            raise NotYourInterview
        await self._open_modal(interaction, interview, interview.turn.number)

    async def _owned(
        self, interaction: discord.Interaction, interview_id: str, action: Action
    ) -> Interview:
        """Return the interview that a button belongs to, if it is the presser's to press."""
        interview = await self._service.repository.get(interview_id)
        here = channel_of(interaction) == interview.channel
        may_end = action in (Action.END, Action.STOP) and here and is_moderator(interaction)
        if str(interaction.user.id) != interview.candidate and not may_end:
            raise NotYourInterview
        return interview

    async def _act(
        self, interaction: discord.Interaction, interview: Interview, turn: int, event: ev.Event
    ) -> None:
        async with Reply(interaction) as reply, self._locks.of(interview.channel):
            outcome = await self._service.act(
                interview.id, str(interaction.user.id), event, turn=turn
            )
            await self._delivery.show(outcome, reply)

    async def _hint(
        self, interaction: discord.Interaction, interview: Interview, turn: int
    ) -> None:
        async with Reply(interaction) as reply, self._locks.of(interview.channel):
            outcome = await self._service.hint(interview.id, interview.candidate, turn=turn)
            await self._delivery.show(outcome, reply)

    async def _open_modal(
        self, interaction: discord.Interaction, interview: Interview, turn: int
    ) -> None:
        if not interview.active or interview.turn.number != turn:
            raise TurnOver
        if interview.status is Status.PAUSED:
            raise IllegalEvent("The interview is paused. Go on with `/interview resume` first.")
        if interview.status not in LISTENING:
            raise TurnOver
        question = self._service.question(interview, turn)
        await interaction.response.send_modal(AnswerModal(interview, question))

    async def _confirm_end(
        self, interaction: discord.Interaction, interview: Interview, _turn: int
    ) -> None:
        if not interview.active:
            raise IllegalEvent("That interview is over already.")
        await interaction.response.send_message(view=notes.confirm_end(interview), ephemeral=True)

    async def _stop(
        self, interaction: discord.Interaction, interview: Interview, _turn: int
    ) -> None:
        async with Reply(interaction) as reply, self._locks.of(interview.channel):
            outcome = await self._service.stop(
                interview.id, str(interaction.user.id), moderator=is_moderator(interaction)
            )
            await reply.edit_source(notes.note("⏹️ The interview is over. Here is how it went."))
            await self._delivery.show(outcome, reply)

    async def _reference(
        self, interaction: discord.Interaction, interview: Interview, turn: int
    ) -> None:
        if not 1 <= turn <= len(interview.turns):
            raise TurnOver
        if interview.turns[turn - 1].state is TurnState.OPEN:
            raise IllegalEvent("The reference answer comes after yours.")
        question = self._service.question(interview, turn)
        await interaction.response.send_message(view=reference_card(question), ephemeral=True)

    async def _again(
        self, interaction: discord.Interaction, interview: Interview, _turn: int
    ) -> None:
        await self.start(interaction, wish_again(interview))

    async def _hand_back(
        self, interaction: discord.Interaction, error: Exception, text: str
    ) -> None:
        """Say why an answer could not be taken, and give the text back."""
        if not text.strip() or only_discord(error):
            await refuse(interaction, error)
            return
        view = notes.handed_back(sentence(error, interaction), text)
        file = None
        if not notes.fits_in_message(text):
            file = discord.File(io.BytesIO(text.encode()), notes.ANSWER_FILE)
        await whisper(interaction, view, file=file)


def wish_again(interview: Interview) -> Wish:
    """Return the wish that an interview like this one comes from."""
    settings = interview.settings
    return Wish(
        preset=settings.preset,
        questions=settings.questions,
        kind=settings.kind,
        topic=settings.topic,
        seconds=None if settings.total_seconds else settings.seconds,
        difficulty=settings.difficulty,
        pack=interview.pack,
    )


def is_moderator(interaction: discord.Interaction) -> bool:
    """Whether a member may end other people's interviews: who may delete messages here."""
    return interaction.guild_id is not None and interaction.permissions.manage_messages
