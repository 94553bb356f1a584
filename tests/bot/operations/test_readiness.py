"""Whether the process can do its work."""

from __future__ import annotations

import asyncio

import pytest

from bot.operations.readiness import Readiness
from storage.errors import StoreUnavailable


async def fine() -> None:
    return None


async def missing() -> str:
    return "half of it"


async def down() -> None:
    raise StoreUnavailable("The database cannot be reached.")


async def broken() -> None:
    raise RuntimeError("with an answer in it")


async def hanging() -> None:
    await asyncio.Event().wait()


async def test_nothing_is_ready_before_it_is_watched() -> None:
    readiness = Readiness("database", "gateway")
    assert await readiness.report() == {"database": "starting", "gateway": "starting"}
    readiness.watch("database", fine)
    assert await readiness.report() == {"database": "ok", "gateway": "starting"}


async def test_a_part_can_be_added_and_replaced() -> None:
    readiness = Readiness()
    readiness.watch("shards", missing)
    assert await readiness.report() == {"shards": "half of it"}
    readiness.watch("shards", fine)
    assert await readiness.report() == {"shards": "ok"}


async def test_every_part_is_told_whatever_happens_to_the_others(
    caplog: pytest.LogCaptureFixture,
) -> None:
    readiness = Readiness(patience=0.01)
    for check in (fine, down, broken, hanging):
        readiness.watch(check.__name__, check)
    assert await readiness.report() == {
        "fine": "ok",
        "down": "The database cannot be reached.",
        "broken": "the check failed (RuntimeError)",
        "hanging": "no answer within 0.01 s",
    }
    assert "a check of readiness failed" in caplog.text
