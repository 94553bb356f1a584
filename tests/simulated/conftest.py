"""A simulated Discord for each test, and bots that end with it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from tests.simulated.bot_process import BotProcess
from tests.simulated.server import SimulatedDiscord
from tests.storage.conftest import (  # noqa: F401 -- fixtures
    postgres_server,
    postgresql,
    sqlite,
    sqlite_tables,
    url,
)

MakeBot = Callable[..., BotProcess]


@pytest.fixture
async def discord() -> AsyncIterator[SimulatedDiscord]:
    """Open a simulated Discord; what no Discord would take fails the test in the end."""
    async with SimulatedDiscord() as opened:
        yield opened


@pytest.fixture
async def make_bot(discord: SimulatedDiscord, tmp_path: Path) -> AsyncIterator[MakeBot]:
    """Make bot processes on a SQLite file, unless another database is named."""
    made: list[BotProcess] = []

    def make(database: str | None = None, **options: Any) -> BotProcess:
        address = database or f"sqlite:///{tmp_path / 'interviews.db'}"
        made.append(BotProcess(discord, tmp_path, address, **options))
        return made[-1]

    yield make
    for each in made:
        await each.end()
