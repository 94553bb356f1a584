"""A lease has one holder; it changes hands only when nothing has changed since it was read."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from storage.records import Lease
from storage.repository import Repository
from tests.storage.examples import second

MINE = Lease("shard 0", "me", second(0))
YOURS = Lease("shard 0", "you", second(1))


async def test_the_first_takes_it(store: Repository) -> None:
    assert await store.leases.of({"shard 0"}) == {}
    assert await store.leases.take(MINE, None)
    assert not await store.leases.take(YOURS, None)
    assert await store.leases.of({"shard 0", "shard 1"}) == {"shard 0": MINE}


async def test_it_is_taken_over_as_it_was_seen_or_not_at_all(store: Repository) -> None:
    await store.leases.take(MINE, None)
    await store.leases.beat({"shard 0"}, "me", second(5))
    assert not await store.leases.take(YOURS, MINE)
    assert await store.leases.take(YOURS, replace(MINE, beat_at=second(5)))
    assert await store.leases.of({"shard 0"}) == {"shard 0": YOURS}


async def test_a_beat_tells_whether_everything_is_still_held(store: Repository) -> None:
    await store.leases.take(MINE, None)
    await store.leases.take(replace(MINE, name="shard 1"), None)
    assert await store.leases.beat({"shard 0", "shard 1"}, "me", second(7))
    assert {lease.beat_at for lease in (await store.leases.of({"shard 0"})).values()} == {second(7)}
    await store.leases.take(YOURS, replace(MINE, beat_at=second(7)))
    assert not await store.leases.beat({"shard 0", "shard 1"}, "me", second(8))
    assert await store.leases.of({"shard 0"}) == {"shard 0": YOURS}


async def test_of_many_who_want_it_one_gets_it(store: Repository) -> None:
    wanted = [Lease("shard 0", f"number {n}", second(n)) for n in range(8)]
    won = await asyncio.gather(*(store.leases.take(each, None) for each in wanted))
    assert won.count(True) == 1
    assert await store.leases.of({"shard 0"}) == {"shard 0": wanted[won.index(True)]}
