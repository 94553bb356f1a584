"""What can go wrong in an interview, in sentences for the person who did it.

InterviewError
├── IllegalEvent        not possible as the interview stands
├── NotYourInterview    somebody else's interview
├── NoInterview         nothing runs in this channel
├── TurnOver            a button of a question that is no longer open
├── NothingTyped        submitted without an answer
├── NoHintLeft          every hint of the question was given
├── NothingToAsk        no question fits what was asked for
├── NotYourTranscript   somebody else's session
└── StillAsked          the answer of a question that stands in a running interview
"""

from __future__ import annotations

from content.errors import CoachError


class InterviewError(CoachError):
    """Anything an interview refuses."""


class IllegalEvent(InterviewError):
    """The event is not possible in the state the interview is in; nothing changed."""


class NotYourInterview(InterviewError):
    """Only the candidate may do that."""

    def __init__(self) -> None:
        super().__init__(
            "This interview belongs to somebody else. "
            "Start your own with `/interview start` in another channel or thread."
        )


class NoInterview(InterviewError):
    """Nothing runs in this channel."""

    def __init__(self) -> None:
        super().__init__("No interview is running here. Start one with `/interview start`.")


class TurnOver(InterviewError):
    """The question that a button belongs to is over."""

    def __init__(self) -> None:
        super().__init__("That question is over. Please use the newest card in this channel.")


class NothingTyped(InterviewError):
    """There is no answer to submit yet."""

    def __init__(self) -> None:
        super().__init__(
            "There is no answer to submit yet. Type it here, or skip the question if you pass."
        )


class NoHintLeft(InterviewError):
    """Every aspect of the question has had its hint."""

    def __init__(self) -> None:
        super().__init__("You have had every hint that this question offers.")


class NothingToAsk(InterviewError):
    """No question fits what was asked for."""


class NotYourTranscript(InterviewError):
    """Only the candidate may read a transcript, or somebody the server lets."""

    def __init__(self) -> None:
        super().__init__(
            "That session belongs to somebody else. `/transcript list` shows your own."
        )


class StillAsked(InterviewError):
    """The question stands in a running interview, so its answer stays covered."""

    def __init__(self) -> None:
        super().__init__(
            "You are being asked this question right now. Its answer comes with the verdict."
        )
