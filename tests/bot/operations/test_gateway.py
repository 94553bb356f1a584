"""How the gateway stands, read from discord.py's client."""

from __future__ import annotations

from dataclasses import dataclass, field

import discord
import pytest

from bot.operations import gateway


@dataclass
class Socket:
    open: bool = True
    latency: float = 0.05


class Parent:
    """What discord.py keeps of a shard."""

    def __init__(self, number: int, ws: Socket) -> None:
        self.id = number
        self.ws = ws


@dataclass
class Client:
    sockets: dict[int, Socket] = field(default_factory=dict)
    shard_ids: list[int] | None = None
    ready: bool = True

    @property
    def shards(self) -> dict[int, discord.ShardInfo]:
        return {i: discord.ShardInfo(Parent(i, ws), 4) for i, ws in self.sockets.items()}  # type: ignore[arg-type]

    def is_ready(self) -> bool:
        return self.ready


@pytest.mark.parametrize(
    ("client", "told"),
    [
        (Client(), "signing in"),
        (Client(shard_ids=[0, 2]), "not connected: shard 0, 2"),
        (Client({0: Socket()}, [0, 2]), "not connected: shard 2"),
        (Client({0: Socket(), 2: Socket(open=False)}, [0, 2]), "not connected: shard 2"),
        (Client({0: Socket(), 2: Socket()}, [0, 2], ready=False), "signing in"),
        (Client({0: Socket(), 2: Socket()}, [0, 2]), None),
        (Client({0: Socket()}), None),
    ],
)
async def test_what_is_missing(client: Client, told: str | None) -> None:
    assert await gateway.missing(client) == told


def test_numbers_for_gauges() -> None:
    client = Client({0: Socket(), 1: Socket(open=False, latency=float("inf"))}, [0, 1, 2])
    assert gateway.connected(client) == {0: True, 1: False, 2: False}
    assert gateway.latencies(client) == {0: 0.05, 1: float("inf")}


async def test_the_real_client_can_be_asked() -> None:
    intents = discord.Intents(guilds=True)
    client = discord.AutoShardedClient(intents=intents, shard_count=2, shard_ids=[0, 1])
    assert await gateway.missing(client) == "not connected: shard 0, 1"
    assert gateway.latencies(client) == {}
