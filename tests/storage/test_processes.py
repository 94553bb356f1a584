"""Several real processes on one store."""

from __future__ import annotations

import asyncio

from storage import migrate
from storage.sql import open_repository
from tests.storage.examples import an_interview
from tests.storage.worker import NAMES, work


async def test_each_version_once_and_no_line_is_lost(url: str) -> None:
    repository = await open_repository(url)
    kept = await repository.add(an_interview(), [])
    conflicts = await asyncio.to_thread(work, "answer", url, kept.id)
    saves = 20 * len(NAMES)
    lines = [entry.text for entry in await repository.transcript(kept.id)]
    found = await repository.get(kept.id)
    await repository.close()
    assert found.version == 1 + saves
    assert [line.split()[-1] for line in lines] == [str(n) for n in range(2, saves + 2)]
    for name in NAMES:
        mine = [line.split()[0] for line in lines if line.startswith(name)]
        assert mine == [f"{name}{number}" for number in range(20)]
    assert lines[-1].split()[0] == found.candidate_name
    assert sum(conflicts) > 0, "they never met, so nothing was proved"


async def test_exactly_one_gets_each_channel(url: str) -> None:
    channels = [f"c{number:02}" for number in range(30)]
    won = await asyncio.to_thread(work, "claim", url, ",".join(channels))
    assert sorted(channel for mine in won for channel in mine) == channels
    repository = await open_repository(url)
    for name, mine in zip(NAMES, won, strict=True):
        for channel in mine:
            holder = await repository.active_in(channel)
            assert holder is not None
            assert holder.id == f"{name}-{channel}"
            assert len(await repository.transcript(holder.id)) == 1
    assert len(await repository.active(front_end="discord")) == len(channels)
    await repository.close()


async def test_all_begin_an_empty_database(empty_url: str) -> None:
    won = await asyncio.to_thread(work, "claim", empty_url, "new")
    assert sorted(won) == [[], [], ["new"]]
    assert await migrate.current(empty_url) == migrate.head()
