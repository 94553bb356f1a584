"""Which channels are listened to and when something is due, as this process knows it.

Most messages of a server, and most seconds of a quiet day, then cost no query. It is a shortcut
and not the truth: the store is, and the sweeper asks it every few seconds all the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from storage.records import Interview


class Watch:
    """The candidate of each channel with a running interview, and when each one wakes."""

    def __init__(self) -> None:
        self._candidates: dict[str, str] | None = None
        self._wakes: dict[str, datetime] = {}

    def load(self, interviews: Iterable[Interview]) -> None:
        """Take over what the store says."""
        self._candidates = {}
        for interview in interviews:
            self.note(interview)

    def note(self, interview: Interview) -> None:
        """Take in how an interview stands."""
        wake_at = interview.wake_at
        if wake_at is not None:
            self._wakes[interview.id] = wake_at
        else:
            self._wakes.pop(interview.id, None)
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

    def due(self, now: datetime) -> bool:
        """Whether an interview that this process knows of wants attention."""
        return any(wake_at <= now for wake_at in self._wakes.values())

    @property
    def count(self) -> int:
        """How many interviews run, as far as this process knows."""
        return len(self._candidates or ())

    @property
    def loaded(self) -> bool:
        """Whether the store was asked."""
        return self._candidates is not None
