"""What a member sees in a channel, told apart by what stands on it: cards, verdicts, summaries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Any

from simcord.backend.models import Message

from tests.discord_app.wire import walk
from tests.simulated.journal import Call, Look
from tests.simulated.state import State

PRESSED = re.compile(r"mi:(?P<action>[a-z]+):(?P<interview>[0-9a-z]+):(?P<turn>\d+)")
QUESTION = re.compile(r"QUESTION (\d+) OF \d+")


class Kind(StrEnum):
    """What a message of the bot is."""

    CARD = "card"
    VERDICT = "verdict"
    SUMMARY = "summary"
    WARNING = "warning"
    IDLE = "idle"
    NOTE = "note"
    LOADING = "loading"
    """A deferred answer that was never filled in."""


@dataclass(frozen=True)
class Shown:
    """A message of the bot, as it stands now and as it was when it first said something."""

    kind: Kind
    interview: str | None
    turn: int
    message: Message
    looks: tuple[Look, ...]
    origin: Call | None
    deleted: bool

    @property
    def id(self) -> int:
        """The message's id."""
        return self.message.id

    @property
    def text(self) -> str:
        """Everything that can be read on it now."""
        return words(self.looks[-1])

    @property
    def ephemeral(self) -> bool:
        """Whether one member alone sees it."""
        return self.message.is_ephemeral

    @property
    def buttons(self) -> dict[str, str]:
        """Return what can be pressed now: action and custom_id."""
        return {
            action: part["custom_id"]
            for part, action in _pressable(self.looks[-1])
            if not part.get("disabled")
        }


def words(look: Look) -> str:
    """Return all text of a message."""
    texts = [part["content"] for part in walk(look.components) if part.get("type") == 10]
    return "\n".join([look.content, *texts]).strip()


def seen(
    state: State, channel: int, *, deleted: bool = False, last: int | None = None
) -> list[Shown]:
    """Return the bot's messages in a channel, oldest first; on request also what was deleted.

    `last` looks only at so many of the latest, which saves time in a long test.
    """
    standing = state.messages.get(channel, {})
    said = (m for m in reversed(state.said.get(channel, [])) if m.author_id == state.bot_user.id)
    found = [
        _shown(state, message, deleted=message.id not in standing)
        for message in reversed(list(islice(said, last)))
    ]
    return [shown for shown in found if deleted or not shown.deleted]


def _shown(state: State, message: Message, *, deleted: bool) -> Shown:
    looks = tuple(state.looks[message.id])
    first = next((look for look in looks if look.components or look.content), None)
    kind, interview, turn = (Kind.LOADING, None, 0) if first is None else _told_apart(first)
    return Shown(kind, interview, turn, message, looks, state.origins[message.id], deleted)


def _told_apart(look: Look) -> tuple[Kind, str | None, int]:
    text = words(look)
    actions = {action: part["custom_id"] for part, action in _pressable(look)}
    ids = [found for custom in actions.values() if (found := PRESSED.fullmatch(custom))]
    interview = ids[0]["interview"] if ids else None
    turn = int(ids[0]["turn"]) if ids else 0
    asked = QUESTION.search(text)
    if asked is not None:
        return Kind.CARD, interview, int(asked[1])
    if "again" in actions:
        return Kind.SUMMARY, interview, 0
    if "reference" in actions:
        return Kind.VERDICT, interview, turn
    if "Are you still there?" in text:
        return Kind.IDLE, interview, turn
    if text.startswith("⏳"):
        return Kind.WARNING, interview, turn
    return Kind.NOTE, interview, turn


def _pressable(look: Look) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield each button of an interview with what it does."""
    for part in walk(look.components):
        found = PRESSED.fullmatch(part.get("custom_id") or "")
        if found is not None:
            yield part, found["action"]
