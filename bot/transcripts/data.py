"""A transcript as JSON, for programs. docs/transcript-format.md describes the shape."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from bot.transcripts.story import Story, TurnStory
from storage.records import Entry, Interview, Turn

FORMAT = "mock-interview-transcript"
FORMAT_VERSION = 1


def to_json(interview: Interview, entries: Sequence[Entry], story: Story) -> str:
    """Return everything that is kept of a session."""
    shape = {
        "format": FORMAT,
        "version": FORMAT_VERSION,
        "session": _session(interview, story),
        "turns": [
            _turn(turn, told) for turn, told in zip(interview.turns, story.turns, strict=True)
        ],
        "entries": [
            {
                "at": _time(entry.at),
                "turn": entry.turn,
                "kind": str(entry.kind),
                "text": entry.text,
                "data": dict(entry.data),
            }
            for entry in entries
        ],
    }
    return json.dumps(shape, ensure_ascii=False, indent=2) + "\n"


def _session(interview: Interview, story: Story) -> dict[str, Any]:
    return {
        "id": interview.id,
        "front_end": interview.front_end,
        "server": interview.server,
        "channel": interview.channel,
        "candidate": interview.candidate,
        "candidate_name": interview.candidate_name,
        "pack": interview.pack,
        "pack_version": interview.pack_version,
        "settings": asdict(interview.settings),
        "plan": list(interview.plan),
        "status": str(interview.status),
        "started_at": _time(interview.started_at),
        "ended_at": _time(interview.ended_at),
        "end_reason": str(interview.end_reason) if interview.end_reason else None,
        "score": interview.score,
        "seconds_used": _seconds(story.used),
    }


def _turn(turn: Turn, told: TurnStory) -> dict[str, Any]:
    return {
        "number": turn.number,
        "question": turn.question,
        "question_known": told.known,
        "title": told.title if told.known else None,
        "state": str(turn.state),
        "asked_at": _time(turn.asked_at),
        "finished_at": _time(turn.finished_at),
        "messages": [
            {
                "id": message.id,
                "at": _time(message.at),
                "text": message.text,
                "edited": message.edited,
                "deleted": message.deleted,
                "earlier": list(typed.earlier),
            }
            for message, typed in zip(turn.messages, told.typed, strict=True)
        ],
        "hints": list(turn.hints),
        "answer": turn.answer,
        "score": turn.score,
        "receipt": turn.receipt.to_json() if turn.receipt else None,
    }


def _time(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _seconds(time: timedelta) -> float:
    return round(time.total_seconds(), 3)
