"""Two repositories on one database, as two processes would have them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from storage.errors import ChannelBusy, Conflict
from storage.records import Interview, Turn
from storage.repository import Repository
from storage.sql import open_repository
from tests.storage.examples import NOW, an_entry, an_interview, second

Pair = tuple[Repository, Repository]


@pytest.fixture
async def pair(url: str) -> AsyncIterator[Pair]:
    one, two = await asyncio.gather(open_repository(url), open_repository(url))
    yield one, two
    await one.close()
    await two.close()


async def test_one_of_two_interviews_gets_the_channel(pair: Pair) -> None:
    for number in range(10):
        rivals = [an_interview(channel=f"c{number}") for _ in pair]
        found = await asyncio.gather(
            *(store.add(new, [an_entry()]) for store, new in zip(pair, rivals, strict=True)),
            return_exceptions=True,
        )
        [winner] = [item for item in found if isinstance(item, Interview)]
        [loser] = [item for item in found if isinstance(item, ChannelBusy)]
        assert loser.channel == winner.channel
        assert await pair[0].active_in(winner.channel) == winner


async def test_one_of_two_saves_conflicts(pair: Pair) -> None:
    kept = await pair[0].add(an_interview(), [])
    for number in range(2, 12):
        turns = (*kept.turns, Turn(number, f"q{number}", second(number)))
        found = await asyncio.gather(
            *(store.save(replace(kept, turns=turns), [an_entry(str(number))]) for store in pair),
            return_exceptions=True,
        )
        [kept] = [item for item in found if isinstance(item, Interview)]
        [_conflict] = [item for item in found if isinstance(item, Conflict)]
    assert await pair[1].get(kept.id) == kept
    written = [entry.text for entry in await pair[0].transcript(kept.id)]
    assert written == [str(number) for number in range(2, 12)]


async def test_many_writers_get_through(pair: Pair) -> None:
    """No save of another interview waits in vain, and nobody reads half of one."""
    interviews = [await pair[0].add(an_interview(), []) for _ in range(8)]

    async def play(store: Repository, interview: Interview) -> Interview:
        for number in range(2, 7):
            turns = (*interview.turns, Turn(number, "q", second(number)))
            interview = await store.save(replace(interview, turns=turns), [an_entry()])
        return interview

    async def watch(store: Repository) -> None:
        for _ in range(10):
            for interview in await store.active(front_end="discord"):
                assert len(interview.turns) == interview.version

    played, _one, _two = await asyncio.gather(
        asyncio.gather(*(play(pair[n % 2], interview) for n, interview in enumerate(interviews))),
        watch(pair[0]),
        watch(pair[1]),
    )
    for interview in played:
        assert await pair[0].get(interview.id) == interview
        assert len(await pair[1].transcript(interview.id)) == 5


async def test_one_note_of_two_stands(pair: Pair) -> None:
    await asyncio.gather(*(store.remember("k", str(n)) for n, store in enumerate(pair * 5)))
    assert await pair[0].recall("k") == await pair[1].recall("k") is not None
    await asyncio.gather(*(store.reveal("ada", "mlops", "q1", NOW) for store in pair * 5))
    assert await pair[0].seen("ada", "mlops") == {"q1": NOW}


@pytest.mark.parametrize("turns_of_the_loop", range(0, 60, 3))
async def test_a_cancelled_save_is_whole_or_not_at_all(pair: Pair, turns_of_the_loop: int) -> None:
    """Cancel a save wherever it stands; the store goes on working."""
    store, other = pair
    kept = await store.add(an_interview(), [])
    task = asyncio.ensure_future(store.save(replace(kept, candidate_name="new"), [an_entry()]))
    for _ in range(turns_of_the_loop):
        await asyncio.sleep(0.0002)
    task.cancel()
    await asyncio.wait([task])
    found = await other.get(kept.id)
    lines = await other.transcript(kept.id)
    assert (found.version, found.candidate_name, len(lines)) in [(1, "Ada", 0), (2, "new", 1)]
    await store.save(found, [])
