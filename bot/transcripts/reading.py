"""Finding the sessions of a person, and handing them out as files."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.errors import NothingToAsk, NotYourTranscript
from bot.shelf import Shelf
from bot.transcripts.story import Story, public, tell
from content.model import Question
from storage.records import Entry, Interview
from storage.repository import Repository

_NOT_IN_A_NAME = re.compile(r"[^0-9A-Za-z-]")


class Format(StrEnum):
    """How a transcript can be written down."""

    MARKDOWN = "md"
    HTML = "html"
    JSON = "json"

    @property
    def media_type(self) -> str:
        """The media type of such a file."""
        return {
            Format.MARKDOWN: "text/markdown; charset=utf-8",
            Format.HTML: "text/html; charset=utf-8",
            Format.JSON: "application/json",
        }[self]


@dataclass(frozen=True, slots=True)
class Transcript:
    """A session with everything that happened in it, and those of its questions that remain."""

    interview: Interview
    entries: tuple[Entry, ...]
    pack_title: str
    questions: dict[str, Question]
    references: bool = True
    """Whether it shows the reference answers, and what was taken back before it was scored.

    One that everybody may read shows neither.
    """

    @property
    def story(self) -> Story:
        """What happened, turn by turn."""
        story = tell(self.interview, self.entries, self.questions, self.pack_title)
        return story if self.references else public(story)


@dataclass(frozen=True, slots=True)
class Document:
    """A file to hand over."""

    filename: str
    media_type: str
    data: bytes


class Transcripts:
    """The transcripts in a store."""

    def __init__(self, repository: Repository, shelf: Shelf) -> None:
        self._repository = repository
        self._shelf = shelf

    async def of(
        self, person: str, *, server: str | None = None, limit: int = 25, offset: int = 0
    ) -> Sequence[Interview]:
        """Return a person's sessions, the latest first, of one server if one is given."""
        return await self._repository.interviews_of(
            person, server=server, limit=limit, offset=offset
        )

    async def load(
        self, session: str, reader: str, *, moderated_server: str | None = None
    ) -> Transcript:
        """Return a session for whoever may read it: its candidate, and the server's moderators.

        `moderated_server` is the server whose transcripts the reader may read, if any. Raises
        NotFound or NotYourTranscript.
        """
        interview = await self._repository.get(session.strip())
        moderated = moderated_server is not None and interview.server == moderated_server
        if interview.candidate != reader and not moderated:
            raise NotYourTranscript
        return self.join(interview, await self._repository.transcript(interview.id))

    def join(self, interview: Interview, entries: Sequence[Entry]) -> Transcript:
        """Return a session with its transcript and what the shelf still has of its questions."""
        title, questions = interview.pack, {}
        try:
            pack = self._shelf.pack(interview.pack)
        except NothingToAsk:  # the pack was removed since
            pass
        else:
            title = pack.title
            questions = {i: pack.question(i) for i in interview.plan if i in pack}
        return Transcript(interview, tuple(entries), title, questions)

    async def export(
        self,
        session: str,
        reader: str,
        form: Format = Format.MARKDOWN,
        *,
        moderated_server: str | None = None,
    ) -> Document:
        """Return a session as a file, for whoever may read it."""
        return export(await self.load(session, reader, moderated_server=moderated_server), form)


def export(transcript: Transcript, form: Format) -> Document:
    """Return a transcript as a file."""
    interview = transcript.interview
    own = _NOT_IN_A_NAME.sub("", interview.id) or "session"
    name = f"interview-{interview.started_at:%Y-%m-%d}-{own}.{form}"
    text = _writer(form)(transcript)
    return Document(name, form.media_type, text.encode("utf-8", "replace"))


def _writer(form: Format) -> Callable[[Transcript], str]:
    """Return what writes a format down; imported late, since a start needs none of them."""
    match form:
        case Format.MARKDOWN:
            from bot.transcripts.markdown import to_markdown  # noqa: PLC0415

            return lambda t: to_markdown(t.story)
        case Format.HTML:
            from bot.transcripts.html import to_html  # noqa: PLC0415

            return lambda t: to_html(t.story)
        case Format.JSON:
            from bot.transcripts.data import to_json  # noqa: PLC0415

            return lambda t: to_json(t.interview, t.entries, t.story)
