"""A Discord of one's own: REST and gateway on loopback, the state in the hands of the test.

    async with SimulatedDiscord() as discord:
        guild = discord.state.guild("Study server")
        ...

Bots in other processes talk to it over real HTTP and real websockets; each process has an address
of its own (`discord.address("first")`), so that the journal tells who did what. When a process is
killed, Discord lives on. In the end every call is held against Discord's own description.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Any, Self, TypeVar

import simcord.http.routes  # noqa: F401 -- fills the router
from aiohttp import web
from simcord.backend import serializers
from simcord.backend.errors import BackendError
from simcord.http import router

from tests.simulated.answers import (
    Upload,
    as_json,
    cut,
    limited,
    read,
    refused,
    trouble,
    unwanted,
)
from tests.simulated.checking import problems
from tests.simulated.faults import Fault, Faults, Rule
from tests.simulated.gateway import Gateway
from tests.simulated.journal import Call, Moment
from tests.simulated.sessions import gateway_address
from tests.simulated.state import State

TOKEN = "simulated.token.1"  # noqa: S105 -- it opens nothing
PREFIX = "/api/v10"
OPEN_ROUTES = ("/interactions/", "/webhooks/")
"""What is opened by the token in its path."""
PATIENCE = 15.0
"""Seconds to wait for something to happen."""
BREATH = 0.005
"""Seconds between two looks, for what happens all at once."""
T = TypeVar("T")

Watcher = Callable[[Moment, Call], None]
"""Is told of every call at every moment; it may kill whom it likes."""


class SimulatedDiscord:
    """The server. It runs in the test's own event loop."""

    def __init__(self, *, token: str = TOKEN) -> None:
        self.token = token
        self.state = State()
        self.gateway = Gateway(self.state, token)
        self.faults = Faults()
        self.watchers: list[Watcher] = []
        self.broken: list[str] = []
        """What no Discord would do: gaps and faults of the simulation itself."""
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=32 * 2**20)
        app.router.add_get("/{by}/gateway", self.gateway.connect)
        app.router.add_get("/attachments/{path:.*}", self._attachment)
        app.router.add_route("*", "/{by}" + PREFIX + "/{path:.*}", self._rest)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        port = self._runner.addresses[0][1]
        self.state.address = f"http://127.0.0.1:{port}"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.gateway.drop()
        if self._runner is not None:
            await self._runner.cleanup()
        if error is None:
            wrong = [*self.broken, *problems(self.journal)]
            assert not wrong, "\n".join(wrong)

    @property
    def journal(self) -> list[Call]:
        """Return every REST call, oldest first."""
        return self.state.journal

    def address(self, by: str) -> str:
        """Return the address of the API for a bot process."""
        return f"{self.state.address}/{by}{PREFIX}"

    def gateway_address(self, by: str) -> str:
        """Return the address of the gateway for a bot process."""
        return gateway_address(self.state.address, by)

    def calls(self, route: str, *, by: str | None = None) -> list[Call]:
        """Return the calls of a route, such as `PUT /applications/{id}/commands`."""
        return [c for c in self.journal if c.route == route and by in (None, c.by)]

    async def until(
        self, predicate: Callable[[], T], what: str = "it", *, within: float = PATIENCE
    ) -> T:
        """Wait until a predicate holds, and return what it found."""
        end = asyncio.get_running_loop().time() + within
        while not (found := predicate()):
            if asyncio.get_running_loop().time() > end:
                raise AssertionError(f"{what} did not come within {within} s\n{self.recent()}")
            self.state.changed.clear()
            with suppress(TimeoutError):  # wait_for would swallow a cancellation now and then
                async with asyncio.timeout(0.1):
                    await self.state.changed.wait()
            await asyncio.sleep(BREATH)
        return found

    def recent(self, most: int = 25) -> str:
        """Return the latest calls, for a failed assertion."""
        return "\n".join(
            f"{c.at:%H:%M:%S.%f} {c.by} {c.method} {c.path} -> {c.status}"
            f"{' ' + c.fault if c.fault else ''}{'' if c.effect else ' (no effect)'}"
            for c in self.journal[-most:]
        )

    # REST

    async def _attachment(self, request: web.Request) -> web.Response:
        found = self.state.cdn.by_path.get(request.path)
        if found is None:
            return web.Response(status=404)
        return web.Response(body=found)

    async def _rest(self, request: web.Request) -> web.StreamResponse:
        try:
            body, files = await read(request)
        except (ConnectionError, asyncio.IncompleteReadError):  # the caller was killed meanwhile
            return web.Response(status=400)
        call = Call(
            number=len(self.journal) + 1,
            by=request.match_info["by"],
            method=request.method,
            path="/" + request.raw_path.partition(PREFIX + "/")[2].partition("?")[0],
            params=dict(request.query),
            json=body,
            files={file.filename: file.fp.getvalue() for file in files},
            at=self.state.clock.now(),
        )
        self.journal.append(call)
        self._tell(Moment.RECEIVED, call)
        rule = self.faults.strike(call)
        return await self._answer(request, call, files, rule)

    async def _answer(
        self, request: web.Request, call: Call, files: list[Upload], rule: Rule | None
    ) -> web.StreamResponse:
        fault = rule.fault if rule is not None else None
        if rule is not None and fault is Fault.SLOW:
            await asyncio.sleep(rule.seconds)
        if fault is Fault.RESET_BEFORE:
            return cut(request)
        refusal = rule.refusal(call) if rule is not None else None
        if rule is not None and fault is Fault.RATE_LIMITED:
            response = limited(rule.seconds)
        elif fault is Fault.ERROR_BEFORE:
            response = trouble()
        elif refusal is not None:
            response = refused(refusal)
        else:
            response = self._do(request, call, files)
        self._tell(Moment.DONE, call)
        if rule is not None and fault is Fault.SLOW_AFTER:
            await asyncio.sleep(rule.seconds)
        if fault is Fault.RESET_AFTER:
            return cut(request)
        if fault is Fault.ERROR_AFTER:
            response = trouble()
        try:
            await response.prepare(request)
            await response.write_eof()
        except ConnectionError:  # the caller was killed meanwhile
            return response
        call.status = response.status
        call.answered_at = self.state.clock.now()
        self._tell(Moment.ANSWERED, call)
        return response

    def _do(self, request: web.Request, call: Call, files: list[Upload]) -> web.Response:
        """Do what is asked for, at once and without interruption."""
        given = request.headers.get("Authorization")
        if not call.path.startswith(OPEN_ROUTES) and given != f"Bot {self.token}":
            return refused(BackendError(401, 0, "401: Unauthorized"))
        self.state.call = call
        try:
            result = self._result(call, files)
        except (router.RouteNotImplemented, router.UnsupportedField) as gap:
            self.broken.append(str(gap))
            return refused(gap)
        except BackendError as refusal:
            return refused(refusal)
        except Exception as error:
            self.broken.append(f"{call.route}: {error!r}")
            raise
        finally:
            self.state.call = None
        call.effect = True
        if result is None or unwanted(call):
            return web.Response(status=204)
        return as_json(result)

    def _result(self, call: Call, files: list[Upload]) -> Any:
        if call.route == "GET /gateway/bot":
            limit = {"total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 1}
            url = self.gateway_address(call.by)
            return {"url": url, "shards": 1, "session_start_limit": limit}
        if call.route == "POST /channels/{id}/messages":
            said = self.state.repeated(call)
            if said is not None:
                return {
                    **serializers.message_payload(self.state, said),
                    "nonce": call.json["nonce"],
                }
        result = router.dispatch(
            self.state, call.method, call.path, json=call.json, params=call.params, files=files
        )
        if isinstance(result, dict) and isinstance(call.json, dict) and call.json.get("nonce"):
            result["nonce"] = call.json["nonce"]
        return result

    def _tell(self, moment: Moment, call: Call) -> None:
        for watcher in list(self.watchers):
            watcher(moment, call)
        self.state.stir()
