"""What is kept of an interview, as frozen values. No SQL, no Discord, no rules.

Every datetime is aware and in UTC. Ids from a front end (channels, servers, people, messages)
are strings, so that a terminal can have them too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from content.scoring.receipt import Receipt


class Status(StrEnum):
    """Where an interview stands."""

    ASKING = "asking"
    """A question stands; nothing has been typed yet."""
    ANSWERING = "answering"
    """Something has been typed; the answer closes after a quiet moment."""
    SCORING = "scoring"
    """The answer is closed; its receipt is to come."""
    REVIEWING = "reviewing"
    """The verdict is shown; the next question comes on request or after a while."""
    PAUSED = "paused"
    ENDED = "ended"


class TurnState(StrEnum):
    """How a turn stands or ended."""

    OPEN = "open"
    ANSWERED = "answered"
    SKIPPED = "skipped"
    TIMED_OUT = "timed_out"
    """Nothing had been typed when the time was up."""
    ABANDONED = "abandoned"
    """The interview ended while the question stood; it has no score."""


class EndReason(StrEnum):
    """Why an interview ended."""

    COMPLETED = "completed"
    STOPPED = "stopped"
    """Somebody ended it."""
    TIME_UP = "time_up"
    """The clock for the whole interview ran out."""
    EXPIRED = "expired"
    """Nobody came back."""
    CHANNEL_GONE = "channel_gone"


@dataclass(frozen=True, slots=True)
class Settings:
    """How an interview is run.

    `seconds` is the time per question, 0 for none; `total_seconds`, if set, is one clock for the
    whole interview instead. `quiet_seconds` is how long the interviewer waits after a message.
    """

    preset: str = "standard"
    questions: int = 5
    kind: str = "mixed"
    topic: str | None = None
    difficulty: str | None = None
    seconds: int = 180
    total_seconds: int | None = None
    quiet_seconds: float = 4.0

    @property
    def timed(self) -> bool:
        """Whether any clock runs."""
        return bool(self.total_seconds or self.seconds)


@dataclass(frozen=True, slots=True)
class Message:
    """One typed message of an answer, with its latest text."""

    id: str
    text: str
    at: datetime
    edited: bool = False
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """One question within an interview. `number` counts from 1.

    `score` (0 to 100) is the receipt's less the cost of hints; None while open or abandoned.
    """

    number: int
    question: str
    asked_at: datetime
    state: TurnState = TurnState.OPEN
    messages: tuple[Message, ...] = ()
    hints: tuple[int, ...] = ()
    """Indices of the aspects that hints were given for."""
    answer: str = ""
    receipt: Receipt | None = None
    score: float | None = None
    finished_at: datetime | None = None
    away: timedelta = timedelta()
    """For how long nobody ran the interview while the question stood; it was given back."""

    @property
    def text(self) -> str:
        """What has been typed, without what was deleted; messages are joined by line breaks."""
        return "\n".join(m.text for m in self.messages if not m.deleted)


@dataclass(frozen=True, slots=True)
class Interview:
    """One session in one channel.

    `version` is what the store last wrote, for optimistic locking. The clock either runs towards
    `deadline` or is stopped with `remaining` left; both are None when nothing limits the time.
    """

    id: str
    channel: str
    server: str | None
    candidate: str
    candidate_name: str
    front_end: str
    pack: str
    pack_version: str
    settings: Settings
    plan: tuple[str, ...]
    """Ids of the questions, in the order they are asked."""
    status: Status
    started_at: datetime
    turns: tuple[Turn, ...] = ()
    paused_from: Status | None = None
    deadline: datetime | None = None
    remaining: timedelta | None = None
    warn_at: datetime | None = None
    quiet_until: datetime | None = None
    next_at: datetime | None = None
    expires_at: datetime | None = None
    ended_at: datetime | None = None
    end_reason: EndReason | None = None
    shard_key: int = 0
    """Decides, modulo the number of shards, which process runs the interview."""
    version: int = 0

    @property
    def turn(self) -> Turn:
        """The turn that was asked last."""
        return self.turns[-1]

    @property
    def active(self) -> bool:
        """Whether the interview still holds its channel."""
        return self.status is not Status.ENDED

    @property
    def last_question(self) -> bool:
        """Whether no further question is planned."""
        return len(self.turns) >= len(self.plan)

    @property
    def wake_at(self) -> datetime | None:
        """When the interview next needs attention by itself; None once it has ended."""
        times = (self.quiet_until, self.warn_at, self.deadline, self.next_at, self.expires_at)
        return min((t for t in times if t is not None), default=None) if self.active else None

    @property
    def score(self) -> float | None:
        """Mean score of the turns that have one, 0 to 100; None if none has."""
        scores = [turn.score for turn in self.turns if turn.score is not None]
        return sum(scores) / len(scores) if scores else None


class EntryKind(StrEnum):
    """What a line of the transcript tells."""

    STARTED = "started"
    QUESTION = "question"
    MESSAGE = "message"
    EDIT = "edit"
    DELETION = "deletion"
    SUBMITTED = "submitted"
    HINT = "hint"
    WARNING = "warning"
    TIME_UP = "time_up"
    SKIPPED = "skipped"
    VERDICT = "verdict"
    PAUSED = "paused"
    RESUMED = "resumed"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a transcript: what happened, when, in which turn (0: outside of any).

    `text` is for people; `data` holds JSON values for programs.
    """

    at: datetime
    turn: int
    kind: EntryKind
    text: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


class PostKind(StrEnum):
    """What a message of the bot shows."""

    CARD = "card"
    """The question of a turn."""
    WARNING = "warning"
    """That the time is nearly up."""
    VERDICT = "verdict"
    """How a turn ended."""
    PAUSE = "pause"
    """That the interview waits for its candidate."""
    SUMMARY = "summary"
    """How the interview went (turn 0)."""


@dataclass(frozen=True, slots=True)
class Post:
    """A message that is owed to an interview's channel, or was sent there.

    It is written together with the change that calls for it, so that neither can be lost without
    the other. `version` is that of the interview after the change; `message` is None while the
    message is owed, then its id, or `NOWHERE` if there is nothing left to send.
    """

    interview: str
    kind: PostKind
    turn: int
    version: int
    at: datetime
    message: str | None = None

    @property
    def nonce(self) -> str:
        """A name that no other message has, of at most 25 characters."""
        return f"{self.interview}.{self.kind[0]}{self.turn}.{self.version}"


POST_ORDER = (
    PostKind.WARNING,
    PostKind.VERDICT,
    PostKind.SUMMARY,
    PostKind.CARD,
    PostKind.PAUSE,
)
"""The order in which the messages of one change are sent."""

NOWHERE = "0"
"""In place of a message's id: it was given up, has become pointless, or went elsewhere."""


@dataclass(frozen=True, slots=True)
class Shards:
    """Some of `count` shares of all interviews: those whose `shard_key` modulo it is in `ids`."""

    count: int = 1
    ids: frozenset[int] = frozenset({0})

    def __contains__(self, interview: Interview) -> bool:
        return interview.shard_key % self.count in self.ids


EVERYTHING = Shards()


@dataclass(frozen=True, slots=True)
class Lease:
    """Who runs something, and when that process was last heard of; nobody if `holder` is ""."""

    name: str
    holder: str
    beat_at: datetime


@dataclass(frozen=True, slots=True)
class Attempt:
    """A person's first look at a question within a period, as the leaderboard counts it.

    `score` is None where the question was seen but not judged (the interview was ended).
    """

    candidate: str
    candidate_name: str
    pack: str
    question: str
    score: float | None
    at: datetime
    timed: bool
    counted: bool
    """Whether it was timed, judged and free of flags that void it."""
