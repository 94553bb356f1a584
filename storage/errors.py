"""What can go wrong with the store, in sentences for the person who asked.

StoreError
├── Conflict          somebody else changed the interview first; load it again
├── ChannelBusy       the channel already has an interview
├── NotFound          there is no such interview
└── StoreUnavailable  the database cannot be reached, is locked, full or read-only
"""

from __future__ import annotations

from content.errors import CoachError


class StoreError(CoachError):
    """Anything that the store cannot do."""


class Conflict(StoreError):
    """Somebody else saved this interview since it was loaded."""

    def __init__(self, interview_id: str) -> None:
        super().__init__("That was changed by somebody else at the same moment. Please try again.")
        self.interview_id = interview_id


class ChannelBusy(StoreError):
    """The channel already has an interview that has not ended."""

    def __init__(self, channel: str) -> None:
        super().__init__(
            "An interview is already running in this channel. "
            "Finish it, or start yours in another channel or thread."
        )
        self.channel = channel


class NotFound(StoreError):
    """There is no interview of that id."""

    def __init__(self, interview_id: str) -> None:
        super().__init__(
            f"There is no session `{interview_id}`. `/transcript list` shows the ones you have."
        )
        self.interview_id = interview_id


class StoreUnavailable(StoreError):
    """The database did not do what was asked; nothing was changed."""
