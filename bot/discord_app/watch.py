"""Which channels are listened to, so that most messages of a server cost no query."""

from __future__ import annotations

from collections.abc import Iterable

from storage.records import Interview


class Watch:
    """The candidate of each channel with a running interview, as this process knows it."""

    def __init__(self) -> None:
        self._candidates: dict[str, str] | None = None

    def load(self, interviews: Iterable[Interview]) -> None:
        """Take over what the store says."""
        self._candidates = {i.channel: i.candidate for i in interviews if i.active}

    def note(self, interview: Interview) -> None:
        """Take in how an interview stands."""
        if self._candidates is None:
            return
        if interview.active:
            self._candidates[interview.channel] = interview.candidate
        elif self._candidates.get(interview.channel) == interview.candidate:
            del self._candidates[interview.channel]

    def concerns(self, channel: str, author: str | None = None) -> bool:
        """Whether something in a channel may matter; always, until the store was asked."""
        if self._candidates is None:
            return True
        candidate = self._candidates.get(channel)
        return candidate is not None and author in (None, candidate)

    @property
    def loaded(self) -> bool:
        """Whether the store was asked."""
        return self._candidates is not None
