"""How the connections to Discord's gateway stand. Knows a client by what it can be asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol


class Shard(Protocol):
    """One connection to the gateway."""

    @property
    def latency(self) -> float:
        """Seconds from the last heartbeat to its answer; not finite before the first."""
        ...

    def is_closed(self) -> bool:
        """Return whether the connection is down."""
        ...


class Client(Protocol):
    """What holds the shards of this process, such as discord.py's sharded client."""

    @property
    def shards(self) -> Mapping[int, Shard]:
        """The shards that were connected to, by number."""
        ...

    @property
    def shard_ids(self) -> Sequence[int] | None:
        """The shards that this process is to run; None for all."""
        ...

    def is_ready(self) -> bool:
        """Return whether all shards have told what they know of their servers."""
        ...


class Bot(Client, Protocol):
    """A client that runs interviews."""

    @property
    def active(self) -> int:
        """How many interviews run here."""
        ...

    @property
    def owed(self) -> int:
        """How many messages wait to be sent."""
        ...

    @property
    def holds_shards(self) -> bool:
        """Whether this process may run its shards."""
        ...


def connected(client: Client) -> dict[int, bool]:
    """Return which shards are connected, with those that are still to come."""
    wanted = dict.fromkeys(client.shard_ids or (), False)
    return wanted | {number: not shard.is_closed() for number, shard in client.shards.items()}


def latencies(client: Client) -> dict[int, float]:
    """Return how many seconds the last heartbeat of each shard took."""
    return {number: shard.latency for number, shard in client.shards.items()}


async def not_held(client: Bot) -> str | None:
    """Return that the shards are not this process's to run; None if they are."""
    return None if client.holds_shards else "not held, or the database has not confirmed it lately"


async def missing(client: Client) -> str | None:
    """Return what is not connected, in words; None if all is well."""
    shards = connected(client)
    down = [str(number) for number, up in sorted(shards.items()) if not up]
    if down:
        return f"not connected: shard {', '.join(down)}"
    if not shards or not client.is_ready():
        return "signing in"
    return None
