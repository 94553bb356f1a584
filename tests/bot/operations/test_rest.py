"""Requests to Discord, counted on real connections; no label holds anything secret."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import BaseTestServer, TestServer
from hypothesis import given
from hypothesis import strategies as st
from yarl import URL

from bot.operations.metrics import Metrics
from bot.operations.rest import WORDS, rest_trace, route
from tests.bot.operations.scraping import samples

TOKEN = "aW50ZXJhY3Rpb246MTIzNDU2Nzg5MDEyMzQ1Njc4OTpzZWNyZXQ"  # noqa: S105 -- made up


@pytest.mark.parametrize(
    ("path", "template"),
    [
        ("/api/v10/channels/1234567890/messages", "/channels/{id}/messages"),
        (f"/api/v10/interactions/12345/{TOKEN}/callback", "/interactions/{id}/{key}/callback"),
        (
            f"/api/v10/webhooks/12345/{TOKEN}/messages/@original",
            "/webhooks/{id}/{key}/messages/@original",
        ),
        (
            "/api/v10/channels/1/messages/2/reactions/%F0%9F%91%82/@me",
            "/channels/{id}/messages/{id}/reactions/{key}/@me",
        ),
        ("/api/v10/gateway/bot", "/gateway/bot"),
        ("/api/v10/users/@me?x=secret", "/users/@me"),
        ("/attachments/1/2/answer.txt", "elsewhere"),
        ("/", "elsewhere"),
    ],
)
def test_addresses_become_templates(path: str, template: str) -> None:
    assert route(URL(f"https://discord.com{path}", encoded=True)) == template


def test_the_gateway_is_one_template() -> None:
    assert route(URL("wss://gateway-us-east1-b.discord.gg/?v=10&encoding=json")) == "gateway"


@given(st.lists(st.text(min_size=1).filter(lambda text: text not in WORDS), min_size=1))
def test_whatever_is_no_known_word_is_hidden(parts: list[str]) -> None:
    template = route(URL("https://discord.com/api/v10").joinpath(*map(_quoted, parts)))
    assert set(template.strip("/").split("/")) <= {"{id}", "{key}", *WORDS}


def _quoted(part: str) -> str:
    return part.replace("/", "%2F").replace(".", "")


@pytest.fixture
async def discord() -> AsyncIterator[BaseTestServer]:
    """Answer as Discord might: by what the channel is called."""

    async def answer(request: web.Request) -> web.Response:
        status = int(request.match_info["status"])
        if status == 0 and request.transport is not None:
            request.transport.close()
        return web.Response(status=status or 200)

    app = web.Application()
    app.router.add_post("/api/v10/webhooks/{status}/{token}", answer)
    async with TestServer(app) as server:
        yield server


async def test_answers_and_failures_are_counted(discord: BaseTestServer) -> None:
    metrics = Metrics("1")
    ticks = iter((0.0, 2.0, 10.0, 10.5, 20.0, 30.0))
    trace = rest_trace(metrics, clock=lambda: next(ticks))
    async with aiohttp.ClientSession(trace_configs=[trace]) as session:
        for status in ("200", "404"):
            await session.post(discord.make_url(f"/api/v10/webhooks/{status}/{TOKEN}"))
        with pytest.raises(aiohttp.ServerDisconnectedError):
            await session.post(discord.make_url(f"/api/v10/webhooks/0/{TOKEN}"))
    found = samples(metrics)
    where = "method=POST,route=/webhooks/{id}/{key}"
    assert found[f"mock_interview_discord_requests_total{{{where},status=200}}"] == 1
    assert found[f"mock_interview_discord_requests_total{{{where},status=404}}"] == 1
    assert found[f"mock_interview_discord_request_seconds_sum{{{where}}}"] == 2.5
    errors = [name for name in found if name.startswith("mock_interview_discord_request_errors_t")]
    assert errors == [
        "mock_interview_discord_request_errors_total"
        "{error=ServerDisconnectedError,method=POST,route=/webhooks/{id}/{key}}"
    ]
    assert TOKEN not in metrics.page()[0].decode()
