"""From what is owed to what is seen: a post becomes a message, as things stand now."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from datetime import timedelta
from typing import Protocol

from discord.ui import LayoutView

from bot.discord_app.cards import notes
from bot.discord_app.cards.question import Ears, Surroundings, question_card
from bot.discord_app.cards.verdict import verdict_card
from bot.discord_app.channel import Files, no_files
from bot.service import InterviewService
from storage.records import EntryKind, Interview, Post, PostKind


class Ending(Protocol):
    """Makes the last message of an interview."""

    async def __call__(self, interview: Interview) -> tuple[LayoutView, Files]:
        """Return the summary and its attachments."""
        ...


class Drawing:
    """Draws messages. Each bears a mark by which it is known again in the channel."""

    def __init__(
        self, service: InterviewService, *, ending: Ending, ears: Callable[[Interview], Ears]
    ) -> None:
        self._service = service
        self._ending = ending
        self._ears = ears

    async def new(self, post: Post, interview: Interview) -> tuple[LayoutView, Files]:
        """Return a new message; NothingToAsk if the pack has lost its question."""
        files = no_files
        match post.kind:
            case PostKind.WARNING:
                view: LayoutView = notes.warning(interview, self._service.clock())
            case PostKind.PAUSE:
                view = notes.waiting(interview, await self._away(interview))
            case PostKind.SUMMARY:
                view, files = await self._ending(interview)
            case _:
                view = self._card(post, interview, explain=await self._explain(post, interview))
        return marked(view, post), files

    def again(self, post: Post, interview: Interview) -> LayoutView:
        """Return a card or a verdict as it stands; NothingToAsk if the pack lost its question."""
        return marked(self._card(post, interview), post)

    def _card(self, post: Post, interview: Interview, *, explain: bool = False) -> LayoutView:
        turn = interview.turns[post.turn - 1]
        question = self._service.question(interview, post.turn)
        if post.kind is PostKind.VERDICT:
            return verdict_card(interview, turn, question)
        place = Surroundings(ears=self._ears(interview), explain=explain)
        return question_card(interview, turn, question, place)

    async def _explain(self, post: Post, interview: Interview) -> bool:
        """Return whether this server has yet to hear why its messages cannot be read."""
        if post.kind is not PostKind.CARD or interview.server is None:
            return False
        if self._ears(interview) is not Ears.MENTIONS:
            return False
        key = f"told:message-content:{interview.server}"
        if await self._service.repository.recall(key):
            return False
        await self._service.repository.remember(key, "yes")
        return True

    async def _away(self, interview: Interview) -> timedelta | None:
        """Return for how long nobody was there, if that is why the interview waits."""
        entries = await self._service.repository.transcript(interview.id)
        pauses = [entry for entry in entries if entry.kind is EntryKind.PAUSED]
        seconds = pauses[-1].data.get("away") if pauses else None
        return timedelta(seconds=seconds) if seconds is not None else None


def mark_of(post: Post) -> int:
    """Return the component id that marks the message of a post, from 2**30 on."""
    return zlib.crc32(post.nonce.encode()) & 0x3FFFFFFF | 0x40000000


def marked(view: LayoutView, post: Post) -> LayoutView:
    """Return a message that bears the mark of a post on its first component."""
    view.children[0].id = mark_of(post)
    return view
