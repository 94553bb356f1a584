"""A shard's session: what the gateway knows of it, and the frames it is sent."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

import discord
from aiohttp import web
from simcord import intents as rules


class Op(IntEnum):
    """What a frame of the gateway is about."""

    DISPATCH = 0
    HEARTBEAT = 1
    IDENTIFY = 2
    RESUME = 6
    RECONNECT = 7
    INVALID_SESSION = 9
    HELLO = 10
    HEARTBEAT_ACK = 11


@dataclass(eq=False)
class Session:
    """What Discord knows of one shard's connection; it outlives the connection."""

    id: str
    by: str
    """The bot process."""
    shard: int
    shard_count: int
    intents: discord.Intents
    sequence: int = 0
    sent: list[tuple[int, str]] = field(default_factory=list)
    """Every event with its sequence number, for a RESUME."""
    socket: web.WebSocketResponse | None = None
    queue: asyncio.Queue[str] = field(default_factory=asyncio.Queue)
    resumes: int = 0

    @property
    def connected(self) -> bool:
        """Whether somebody listens."""
        return self.socket is not None and not self.socket.closed

    def concerns(self, event: str, payload: Mapping[str, Any]) -> bool:
        """Whether an event is for this shard, and one that was asked for."""
        if shard_of(event, payload, self.shard_count) != self.shard:
            return False
        needed = rules.required_intent(event, payload)
        return needed is None or bool(getattr(self.intents, needed))

    def dispatch(self, event: str, payload: Any) -> None:
        """Send an event, or keep it for a RESUME."""
        self.sequence += 1
        text = frame(Op.DISPATCH, payload, event, self.sequence)
        self.sent.append((self.sequence, text))
        self.queue.put_nowait(text)

    def say(self, op: Op, data: Any = None) -> None:
        """Send what is not an event."""
        self.queue.put_nowait(frame(op, data))


def frame(op: Op, data: Any = None, event: str | None = None, sequence: int | None = None) -> str:
    """Return a frame as it goes over the wire."""
    return json.dumps({"op": int(op), "d": data, "s": sequence, "t": event})


def gateway_address(address: str, by: str) -> str:
    """Return where a bot process finds the gateway."""
    return f"{address.replace('http', 'ws', 1)}/{by}/gateway"


def shard_of(event: str, payload: Mapping[str, Any], shard_count: int) -> int:
    """Return the shard that hears of an event: the guild's, or the first for what has none."""
    guild = payload.get("guild_id")
    if guild is None and event.startswith("GUILD_"):
        guild = payload.get("id")
    return (int(guild) >> 22) % shard_count if guild is not None else 0
