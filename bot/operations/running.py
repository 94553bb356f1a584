"""Everything that watches a running bot, put together."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass

from bot.config import Address
from bot.operations import gateway
from bot.operations.lag import Lag
from bot.operations.metrics import Metrics
from bot.operations.readiness import Readiness
from bot.operations.server import serving
from storage.repository import Repository

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Operations:
    """What is measured, and what has to be ready."""

    metrics: Metrics
    readiness: Readiness

    def watch_store(self, store: Repository) -> None:
        """Take the store into account: it is ready while it answers."""
        self.readiness.watch("database", store.ping)

    def watch_client(self, client: gateway.Bot) -> None:
        """Take the connections of a client into account; another client's are forgotten."""
        self.metrics.watch_gauges(
            active=lambda: client.active,
            outbox=lambda: client.owed,
            shards=lambda: gateway.connected(client),
            latency=lambda: gateway.latencies(client),
        )
        self.readiness.watch("shards", lambda: gateway.not_held(client))
        self.readiness.watch("gateway", lambda: gateway.missing(client))


@asynccontextmanager
async def operating(version: str, address: Address | None) -> AsyncIterator[Operations]:
    """Measure inside this block, and serve what is measured if there is an address.

    CannotServe if it cannot be listened there.
    """
    metrics = Metrics(version)
    readiness = Readiness("database", "shards", "gateway")
    lag = Lag(metrics.lag)
    counting = metrics.log_handler()
    async with AsyncExitStack() as stack:
        logging.getLogger().addHandler(counting)
        stack.callback(logging.getLogger().removeHandler, counting)
        measuring = asyncio.create_task(lag.measure())
        stack.push_async_callback(_stop, measuring)
        if address is not None:
            port = await stack.enter_async_context(
                serving(address, metrics=metrics, readiness=readiness, lag=lag)
            )
            log.info("serving /metrics, /healthz and /readyz on port %d", port)
        yield Operations(metrics, readiness)


async def _stop(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
