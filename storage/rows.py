"""Records to rows and back. A row is a dict of columns; databases are not touched here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from content.scoring.receipt import Flag, Receipt
from storage.records import (
    EndReason,
    Entry,
    EntryKind,
    Interview,
    Message,
    Post,
    PostKind,
    Settings,
    Status,
    Turn,
    TurnState,
)

Row = Mapping[str, Any]

VOIDING_FLAGS = frozenset({Flag.ECHO, Flag.PASTE, Flag.DUMP, Flag.INSTRUCTION})
"""An answer with one of these keeps its score, but does not count on the leaderboard."""

JUDGED = (TurnState.ANSWERED, TurnState.SKIPPED, TurnState.TIMED_OUT)
"""The states of a turn that may count."""


def is_void(turn: Turn) -> bool:
    """Return whether the turn's receipt keeps it off the leaderboard."""
    return turn.receipt is not None and not VOIDING_FLAGS.isdisjoint(turn.receipt.flags)


def interview_row(interview: Interview) -> dict[str, Any]:
    """Return the row of `interviews`."""
    return {
        "id": interview.id,
        "channel": interview.channel,
        "server": interview.server,
        "candidate": interview.candidate,
        "candidate_name": interview.candidate_name,
        "front_end": interview.front_end,
        "pack": interview.pack,
        "pack_version": interview.pack_version,
        "settings": asdict(interview.settings),
        "plan": list(interview.plan),
        "timed": interview.settings.timed,
        "status": str(interview.status),
        "paused_from": _name(interview.paused_from),
        "started_at": interview.started_at,
        "deadline": interview.deadline,
        "remaining": interview.remaining,
        "warn_at": interview.warn_at,
        "quiet_until": interview.quiet_until,
        "next_at": interview.next_at,
        "expires_at": interview.expires_at,
        "wake_at": interview.wake_at,
        "ended_at": interview.ended_at,
        "end_reason": _name(interview.end_reason),
        "shard_key": interview.shard_key,
        "version": interview.version,
    }


def turn_rows(interview: Interview) -> list[dict[str, Any]]:
    """Return the rows of `turns`."""
    return [
        {
            "interview": interview.id,
            "number": turn.number,
            "question": turn.question,
            "asked_at": turn.asked_at,
            "state": str(turn.state),
            "hints": list(turn.hints),
            "answer": turn.answer,
            "receipt": turn.receipt.to_json() if turn.receipt else None,
            "score": turn.score,
            "void": is_void(turn),
            "finished_at": turn.finished_at,
            "away": turn.away,
        }
        for turn in interview.turns
    ]


def message_rows(interview: Interview) -> list[dict[str, Any]]:
    """Return the rows of `messages`, of all turns."""
    return [
        {
            "interview": interview.id,
            "turn": turn.number,
            "position": position,
            "id": message.id,
            "text": message.text,
            "at": message.at,
            "edited": message.edited,
            "deleted": message.deleted,
        }
        for turn in interview.turns
        for position, message in enumerate(turn.messages)
    ]


def entry_rows(interview: str, entries: Sequence[Entry], after: int) -> list[dict[str, Any]]:
    """Return the rows of `entries` that follow the sequence number `after`."""
    return [
        {
            "interview": interview,
            "sequence": sequence,
            "at": entry.at,
            "turn": entry.turn,
            "kind": str(entry.kind),
            "text": entry.text,
            "data": dict(entry.data),
        }
        for sequence, entry in enumerate(entries, after + 1)
    ]


def to_interview(row: Row, turns: Iterable[Row], messages: Iterable[Row]) -> Interview:
    """Return the interview of a row, with the rows of its turns and messages in order."""
    said: dict[int, list[Message]] = {}
    for message in messages:
        said.setdefault(message["turn"], []).append(to_message(message))
    return Interview(
        id=row["id"],
        channel=row["channel"],
        server=row["server"],
        candidate=row["candidate"],
        candidate_name=row["candidate_name"],
        front_end=row["front_end"],
        pack=row["pack"],
        pack_version=row["pack_version"],
        settings=Settings(**row["settings"]),
        plan=tuple(row["plan"]),
        status=Status(row["status"]),
        started_at=row["started_at"],
        turns=tuple(to_turn(turn, said.get(turn["number"], ())) for turn in turns),
        paused_from=Status(row["paused_from"]) if row["paused_from"] else None,
        deadline=row["deadline"],
        remaining=row["remaining"],
        warn_at=row["warn_at"],
        quiet_until=row["quiet_until"],
        next_at=row["next_at"],
        expires_at=row["expires_at"],
        ended_at=row["ended_at"],
        end_reason=EndReason(row["end_reason"]) if row["end_reason"] else None,
        shard_key=row["shard_key"],
        version=row["version"],
    )


def to_turn(row: Row, messages: Iterable[Message]) -> Turn:
    """Return the turn of a row."""
    return Turn(
        number=row["number"],
        question=row["question"],
        asked_at=row["asked_at"],
        state=TurnState(row["state"]),
        messages=tuple(messages),
        hints=tuple(row["hints"]),
        answer=row["answer"],
        receipt=Receipt.from_json(row["receipt"]) if row["receipt"] else None,
        score=row["score"],
        finished_at=row["finished_at"],
        away=row["away"],
    )


def to_message(row: Row) -> Message:
    """Return the message of a row."""
    return Message(row["id"], row["text"], row["at"], row["edited"], row["deleted"])


def to_entry(row: Row) -> Entry:
    """Return the transcript's line of a row."""
    return Entry(row["at"], row["turn"], EntryKind(row["kind"]), row["text"], row["data"])


def post_row(post: Post) -> dict[str, Any]:
    """Return the row of `posts`."""
    return asdict(post) | {"kind": str(post.kind)}


def to_post(row: Row) -> Post:
    """Return the post of a row."""
    return Post(**{**row, "kind": PostKind(row["kind"])})


def _name(member: Status | EndReason | None) -> str | None:
    return None if member is None else str(member)
