"""The last message of an interview: how it went, with the transcript attached."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace

import discord
from discord.ui import LayoutView

from bot.discord_app.cards.summary import summary_card
from bot.discord_app.channel import Files
from bot.errors import NothingToAsk
from bot.service import InterviewService
from bot.summary import summarise
from bot.transcripts import Document, Format, Transcripts, export
from content.model import Pack
from storage.records import Interview

EARLIER = 10
"""So many of the latest sessions are looked at for the change."""


class Summaries:
    """Makes summaries. `mention` makes a command clickable."""

    def __init__(
        self, service: InterviewService, transcripts: Transcripts, mention: Callable[[str], str]
    ) -> None:
        self._service = service
        self._transcripts = transcripts
        self._mention = mention

    async def __call__(self, interview: Interview) -> tuple[LayoutView, Files]:
        """Return the summary and its attachments."""
        repository = self._service.repository
        entries = await repository.transcript(interview.id)
        earlier = await repository.interviews_of(interview.candidate, limit=EARLIER)
        summary = summarise(interview, self._pack(interview), earlier, entries)
        # The whole channel reads this file, and others are still to be asked these questions.
        public = replace(self._transcripts.join(interview, entries), references=False)
        document = export(public, Format.MARKDOWN)
        own = self._mention("transcript export")
        view = summary_card(interview, summary, document.filename, own)
        return view, lambda: [as_file(document)]

    def _pack(self, interview: Interview) -> Pack | None:
        try:
            return self._service.shelf.pack(interview.pack)
        except NothingToAsk:
            return None


def as_file(document: Document) -> discord.File:
    """Return a document as an attachment."""
    return discord.File(io.BytesIO(document.data), document.filename)
