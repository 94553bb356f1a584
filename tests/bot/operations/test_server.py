"""The pages for Prometheus and probes, asked over a real connection."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest

from bot.config import Address
from bot.operations.lag import Lag
from bot.operations.metrics import Metrics
from bot.operations.readiness import Readiness
from bot.operations.server import STUCK, CannotServe, serving
from tests.bot.operations.scraping import parsed


@dataclass
class Place:
    """A server that runs, and what it tells of."""

    url: str
    session: aiohttp.ClientSession
    metrics: Metrics
    readiness: Readiness

    async def get(self, path: str, **options: Any) -> tuple[int, Any]:
        async with self.session.get(self.url + path, **options) as response:
            return response.status, await response.json()


@asynccontextmanager
async def served(clock: Callable[[], float] = lambda: 0.0) -> AsyncIterator[Place]:
    metrics, readiness = Metrics("1.2.3"), Readiness("database", patience=0.05)
    lag = Lag(metrics.lag, clock=clock)
    async with (
        serving(Address("127.0.0.1", 0), metrics=metrics, readiness=readiness, lag=lag) as port,
        aiohttp.ClientSession() as session,
    ):
        yield Place(f"http://127.0.0.1:{port}", session, metrics, readiness)


async def fine() -> None:
    return None


async def test_prometheus_can_scrape() -> None:
    async with served() as place:
        place.metrics.statement(0.01)
        async with place.session.get(place.url + "/metrics") as response:
            assert response.status == 200
            assert response.content_type == "text/plain"
            assert response.headers["Cache-Control"] == "no-store"
            found = parsed(await response.text())
    assert found["mock_interview_database_statement_seconds_count"] == 1
    assert found["mock_interview_build_info{version=1.2.3}"] == 1


async def test_it_is_ready_when_every_part_is() -> None:
    async with served() as place:
        assert await place.get("/readyz") == (
            503,
            {"ready": False, "parts": {"database": "starting"}},
        )
        place.readiness.watch("database", fine)
        assert await place.get("/readyz") == (200, {"ready": True, "parts": {"database": "ok"}})


async def test_it_lives_while_the_database_is_down() -> None:
    async def hanging() -> None:
        await asyncio.Event().wait()

    async with served() as place:
        place.readiness.watch("database", hanging)
        status, told = await place.get("/readyz")
        assert (status, told["parts"]) == (503, {"database": "no answer within 0.05 s"})
        assert await place.get("/healthz") == (200, {"status": "ok"})


async def test_it_is_dead_once_its_loop_does_not_turn() -> None:
    now = [0.0]
    async with served(lambda: now[0]) as place:
        now[0] = STUCK - 0.1
        assert (await place.get("/healthz"))[0] == 200
        now[0] = STUCK
        assert await place.get("/healthz") == (503, {"status": "the event loop is stuck"})


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 404),
        ("GET", "/metrics/../x", 404),
        ("POST", "/metrics", 405),
        ("DELETE", "/readyz", 405),
        ("HEAD", "/healthz", 200),
    ],
)
async def test_nothing_else_is_served(method: str, path: str, status: int) -> None:
    async with served() as place, place.session.request(method, place.url + path) as response:
        assert response.status == status


async def test_it_stops_with_the_block() -> None:
    async with served() as place:
        url = place.url
    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.ClientConnectionError):
            await session.get(url)


@asynccontextmanager
async def refused(address: Address) -> AsyncIterator[str]:
    metrics = Metrics("1")
    with pytest.raises(CannotServe) as refusal:
        async with serving(address, metrics=metrics, readiness=Readiness(), lag=Lag(metrics.lag)):
            pass
    yield str(refusal.value)


async def test_a_port_that_is_taken_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        async with refused(Address("127.0.0.1", port)) as told:
            assert told.startswith(f"HTTP_ADDRESS: nothing can be served at 127.0.0.1:{port} (")
            assert told.endswith("Choose a free port, and a host of this machine or none.")


@pytest.mark.parametrize("host", ["no-such-host.invalid", "a" * 64 + ".example", "192.0.2.1"])
async def test_a_host_that_is_not_this_machine_is_told(host: str) -> None:
    async with refused(Address(host, 9464)) as told:
        assert f"HTTP_ADDRESS: nothing can be served at {host}:9464 (" in told
        assert "None" not in told
