"""A small web server for Prometheus, Docker and Kubernetes: /metrics, /healthz, /readyz."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from bot.config import Address
from bot.operations.lag import Lag
from bot.operations.metrics import Metrics
from bot.operations.readiness import OK, Readiness
from content.errors import CoachError

STUCK = 30.0
"""After so many seconds in which the event loop did not turn, the process counts as dead."""
SHUTDOWN = 1.0
"""Seconds that requests under way may take when the server stops."""


class CannotServe(CoachError):
    """Nothing can be served at HTTP_ADDRESS."""


@asynccontextmanager
async def serving(
    address: Address, *, metrics: Metrics, readiness: Readiness, lag: Lag
) -> AsyncIterator[int]:
    """Serve inside this block, and give the port; CannotServe if it cannot be listened there.

    A port of 0 takes a free one.
    """
    runner = web.AppRunner(
        _app(metrics, readiness, lag),
        access_log=None,
        handle_signals=False,
        shutdown_timeout=SHUTDOWN,
    )
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, address.host, address.port).start()
        except (OSError, UnicodeError) as error:
            reason = getattr(error, "strerror", None) or "it is no address"
            raise CannotServe(
                f"HTTP_ADDRESS: nothing can be served at {address.host or '*'}:{address.port} "
                f"({reason}). Choose a free port, and a host of this machine or none."
            ) from error
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


def _app(metrics: Metrics, readiness: Readiness, lag: Lag) -> web.Application:
    """Return the pages. None of them changes anything."""

    async def show_metrics(request: web.Request) -> web.Response:
        body, content_type = metrics.page(request.headers.get("Accept", ""))
        return web.Response(body=body, headers={"Content-Type": content_type})

    async def healthz(_request: web.Request) -> web.Response:
        """Say whether the event loop turns, and no more: others may be down for a while."""
        alive = lag.silent < STUCK
        told = OK if alive else "the event loop is stuck"
        return web.json_response({"status": told}, status=200 if alive else 503)

    async def readyz(_request: web.Request) -> web.Response:
        parts = await readiness.report()
        ready = all(told == OK for told in parts.values())
        return web.json_response({"ready": ready, "parts": parts}, status=200 if ready else 503)

    app = web.Application()
    app.on_response_prepare.append(_not_kept)
    app.add_routes(
        [
            web.get("/metrics", show_metrics),
            web.get("/healthz", healthz),
            web.get("/readyz", readyz),
        ]
    )
    return app


async def _not_kept(_request: web.Request, response: web.StreamResponse) -> None:
    """Forbid to remember what is true only now."""
    response.headers["Cache-Control"] = "no-store"
