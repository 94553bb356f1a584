"""What the store could not take in when it was said."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage.errors import StoreUnavailable
from storage.memory import MemoryRepository
from storage.records import Interview
from tests.discord_app.stage import Stage, stage


class Hiccup(MemoryRepository):
    """Fails to find an interview a few times."""

    def __init__(self) -> None:
        super().__init__()
        self.fails = 0

    async def active_in(self, channel: str) -> Interview | None:
        if self.fails:
            self.fails -= 1
            raise StoreUnavailable("The database cannot be reached. Please try again in a minute.")
        return await super().active_in(channel)


async def answer(s: Stage) -> str:
    (interview,) = await s.repository.interviews_of(str(s.mia.id))
    return interview.turns[0].text


@pytest.mark.parametrize("times", [1, 3])
async def test_what_was_said_is_heard_before_the_answer_closes(tmp_path: Path, times: int) -> None:
    store = Hiccup()
    async with stage(tmp_path, store=store) as s:
        await s.start(questions=2)
        first = await s.mia.send(s.channel, "It answers quickly")
        await s.env.advance_time(1)
        store.fails = times
        await s.mia.send(s.channel, "and takes load off the database")
        await s.env.advance_time(8)
        assert await answer(s) == "It answers quickly\nand takes load off the database"
        assert first is not None


async def test_what_was_corrected_and_taken_back_is_followed(tmp_path: Path) -> None:
    store = Hiccup()
    async with stage(tmp_path, store=store) as s:
        await s.start(questions=2)
        first = await s.mia.send(s.channel, "It answers slowly")
        second = await s.mia.send(s.channel, "and never lies")
        store.fails = 1
        await s.mia.edit(first, "It answers quickly")
        store.fails = 1
        await s.mia.delete(second)
        await s.env.advance_time(8)
        assert await answer(s) == "It answers quickly"
