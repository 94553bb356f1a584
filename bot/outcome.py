"""What the use cases take and give: where an interview happens, and what came of an event."""

from __future__ import annotations

from dataclasses import dataclass

from bot import events as ev
from storage.records import Interview


@dataclass(frozen=True, slots=True)
class Place:
    """Where an interview happens and who is interviewed. Ids are the front end's, as strings."""

    front_end: str
    channel: str
    server: str | None
    candidate: str
    candidate_name: str
    shard_key: int = 0
    """Decides, modulo the number of shards, which process runs what happens there."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The interview as it stands now, and what is to be shown, in order."""

    interview: Interview
    effects: tuple[ev.Effect, ...] = ()
