"""What watches the bot, started with it and stopped with it."""

from __future__ import annotations

import asyncio
import logging
import socket
import sys
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot import __version__, launch
from bot.config import load
from bot.discord_app import running
from bot.discord_app.client import InterviewClient
from bot.operations.running import operating
from bot.operations.server import CannotServe
from content.errors import CoachError
from storage.memory import MemoryRepository
from tests.bot.operations.scraping import parsed, samples


def settings(monkeypatch: pytest.MonkeyPatch, folder: Path, **others: str) -> Any:
    values = {
        "DISCORD_TOKEN": "made.up.token",
        "DATABASE_URL": f"sqlite:///{folder / 'interviews.db'}",
        "PACKS_DIR": str(folder),
        **others,
    }
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    return load(None)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


def test_a_bot_that_signs_in_can_be_watched(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    port = free_port()
    found = settings(monkeypatch, tmp_path, HTTP_ADDRESS=f"127.0.0.1:{port}", SHARD_COUNT="2")
    seen: dict[str, Any] = {}

    async def signing_in(client: InterviewClient, _token: str) -> None:
        assert client.http.http_trace is not None
        async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session:
            for page in ("/healthz", "/readyz"):
                async with session.get(page) as response:
                    seen[page] = (response.status, await response.json())
            async with session.get("/metrics") as response:
                seen["/metrics"] = parsed(await response.text())

    monkeypatch.setattr(running, "connect", signing_in)
    launch.run_discord(found)
    assert seen["/healthz"] == (200, {"status": "ok"})
    status, told = seen["/readyz"]
    assert status == 503
    assert told["parts"] == {"database": "ok", "shards": "ok", "gateway": "signing in"}
    assert seen["/metrics"]["mock_interview_sessions_active"] == 0
    assert seen["/metrics"]["mock_interview_outbox_depth"] == 0
    assert seen["/metrics"]["mock_interview_database_statement_seconds_count"] > 0
    assert seen["/metrics"][f"mock_interview_build_info{{version={__version__}}}"] == 1
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", port), timeout=5)


def test_an_address_that_is_taken_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        found = settings(monkeypatch, tmp_path, HTTP_ADDRESS=address)
        with pytest.raises(CannotServe, match="HTTP_ADDRESS: nothing can be served"):
            launch.run_discord(found)


def test_errors_are_reported_if_it_is_wanted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    found = settings(monkeypatch, tmp_path, SENTRY_DSN="https://key@errors.example/1")
    monkeypatch.setitem(sys.modules, "sentry_sdk", None)
    with pytest.raises(CoachError, match="SENTRY_DSN is set, but"):
        launch.run_discord(found)


async def test_nothing_is_left_behind() -> None:
    before = (asyncio.all_tasks(), logging.getLogger().handlers[:])
    async with operating("1", None) as operations:
        logging.getLogger("tests.running").warning("counted")
        operations.watch_store(MemoryRepository())
        parts = await operations.readiness.report()
    assert parts == {"database": "ok", "shards": "starting", "gateway": "starting"}
    assert samples(operations.metrics)["mock_interview_log_records_total{level=warning}"] == 1
    assert (asyncio.all_tasks(), logging.getLogger().handlers) == before
