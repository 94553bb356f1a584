"""Requests to Discord, counted where aiohttp sends them.

discord.Client(..., http_trace=rest_trace(metrics))
"""

from __future__ import annotations

import time
from collections.abc import Callable
from types import SimpleNamespace

import aiohttp
from yarl import URL

from bot.operations.metrics import Metrics

WORDS = frozenset(
    """@me @original active applications archived attachments bot bulk-delete callback channels
    commands crosspost dms emojis entitlements followers gateway guilds integrations interactions
    invites members messages metadata oauth2 permissions pins polls private public reactions
    recipients roles search skus stickers subscriptions thread-members threads typing users voice
    webhooks""".split()
)
"""The segments of a path that stay as they are. Anything else may be a secret."""


def route(url: URL) -> str:
    """Return the template of an address: `/webhooks/{id}/{key}/messages/@original`.

    Digits are an id; whatever is no known word is a key, so that no token can get through and the
    number of templates is small.
    """
    if url.scheme in ("ws", "wss"):
        return "gateway"
    parts = url.path.strip("/").split("/")
    if parts[0] != "api":
        return "elsewhere"  # such as an attachment
    return "/" + "/".join(_piece(part) for part in parts[2:])  # without api and v10


def _piece(part: str) -> str:
    if part.isdigit():
        return "{id}"
    return part if part in WORDS else "{key}"


def rest_trace(
    metrics: Metrics, *, clock: Callable[[], float] = time.perf_counter
) -> aiohttp.TraceConfig:
    """Return what makes an aiohttp session count its requests; every try counts."""
    trace = aiohttp.TraceConfig()

    async def begun(
        _session: object, context: SimpleNamespace, _params: aiohttp.TraceRequestStartParams
    ) -> None:
        context.begun = clock()

    async def answered(
        _session: object, context: SimpleNamespace, params: aiohttp.TraceRequestEndParams
    ) -> None:
        seconds = clock() - context.begun
        metrics.rest(params.method, route(params.url), params.response.status, seconds)

    async def failed(
        _session: object, _context: SimpleNamespace, params: aiohttp.TraceRequestExceptionParams
    ) -> None:
        metrics.rest_error(params.method, route(params.url), params.exception)

    trace.on_request_start.append(begun)
    trace.on_request_end.append(answered)
    trace.on_request_exception.append(failed)
    return trace
