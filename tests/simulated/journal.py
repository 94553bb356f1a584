"""What happened in the simulated Discord, in the order in which it happened."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from urllib.parse import unquote

ROUTE_PARTS = (
    (re.compile(r"(?<=/reactions/)[^/]+"), "{emoji}"),
    (re.compile(r"/(interactions|webhooks)/\d+/[^/]+"), r"/\1/{id}/{token}"),
    (re.compile(r"(?<=/)\d+(?=/|$)"), "{id}"),
)


class Moment(StrEnum):
    """A point in the life of a call, at which a test may strike."""

    RECEIVED = "received"
    """It has arrived whole; nothing was done yet."""
    DONE = "done"
    """What it asks for was done or refused; the answer is not on its way yet."""
    ANSWERED = "answered"
    """The answer was written to the wire."""


@dataclass
class Call:
    """One REST call of a bot, and what became of it."""

    number: int
    by: str
    """Which bot process called."""
    method: str
    path: str
    """Without the prefix of the API."""
    params: dict[str, str]
    json: Any
    files: dict[str, bytes]
    at: datetime
    status: int | None = None
    """What was answered; None while it is under way or if the connection was cut."""
    effect: bool = False
    """Whether Discord did what was asked for."""
    fault: str | None = None
    """What a test made of it."""
    made: list[int] = field(default_factory=list)
    """Ids of the messages that it brought into being."""
    answered_at: datetime | None = None

    @property
    def route(self) -> str:
        """Method and path with names in place of values."""
        path = self.path
        for pattern, name in ROUTE_PARTS:
            path = pattern.sub(name, path)
        return f"{self.method} {path}"

    @property
    def ids(self) -> tuple[int, ...]:
        """Return the numbers in the path: channel and message, or interaction."""
        return tuple(int(part) for part in self.path.split("/") if part.isdecimal())

    @property
    def emoji(self) -> str:
        """Return the reaction that the path names."""
        found = re.search(r"/reactions/([^/]+)", self.path)
        return unquote(found[1]) if found else ""


@dataclass(frozen=True)
class Look:
    """How a message looked from a moment on."""

    at: datetime
    call: int | None
    """Number of the call that made it so; None for what a member did."""
    content: str
    components: list[dict[str, Any]]
    flags: int


@dataclass(frozen=True)
class Dispatched:
    """An event, whether or not anybody was there to hear it."""

    at: datetime
    name: str
    payload: dict[str, Any]
