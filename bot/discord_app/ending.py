"""The last message of an interview: how it went, with the transcript attached."""

from __future__ import annotations

from discord.ui import LayoutView

from bot.discord_app.cards.summary import summary_card
from bot.discord_app.channel import Files, no_files
from bot.discord_app.tree import InterviewTree
from bot.service import InterviewService
from storage.records import Interview


class Summaries:
    """Makes summaries."""

    def __init__(self, service: InterviewService, tree: InterviewTree) -> None:
        self._service = service
        self._tree = tree

    async def __call__(self, interview: Interview) -> tuple[LayoutView, Files]:
        """Return the summary and its attachments."""
        questions = {
            turn.question: self._service.question(interview, turn.number)
            for turn in interview.turns
        }
        return summary_card(interview, questions), no_files
