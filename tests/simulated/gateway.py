"""The gateway: who may connect, which shard hears what, and what a test may do to it."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from copy import deepcopy
from typing import Any

import discord
from aiohttp import WSMsgType, web
from simcord import intents as rules
from simcord.backend import serializers

from tests.simulated.journal import Dispatched
from tests.simulated.sessions import Op, Session, frame, gateway_address
from tests.simulated.state import State

AUTHENTICATION_FAILED = 4004
INVALID_SHARD = 4010
DISALLOWED_INTENTS = 4014


class Gateway:
    """Every session, and the handling of each connection."""

    def __init__(self, state: State, token: str) -> None:
        self.sessions: list[Session] = []
        self.approved = discord.Intents.all()
        """What the developer portal allows the bot to ask for."""
        self.refuse_resume = False
        """Whether a RESUME is answered with an invalid session."""
        self._state = state
        self._token = token
        self._repeats: Counter[str] = Counter()
        self._held: list[tuple[str, Mapping[str, Any]]] | None = None
        self._holding: frozenset[str] = frozenset()
        self._numbers = 0
        state.subscribers.append(self._emit)

    # What a test does to it

    def of(self, by: str) -> list[Session]:
        """Return the sessions of a process that somebody listens to."""
        return [s for s in self.sessions if s.by == by and s.connected]

    def repeat(self, event: str, times: int = 1) -> None:
        """Send the next events of a name twice, as Discord sometimes does."""
        self._repeats[event] += times

    @contextmanager
    def disordered(self, *events: str) -> Iterator[None]:
        """Hold back some events, and send them in reverse order in the end."""
        self._held, self._holding = [], frozenset(events)
        try:
            yield
        finally:
            held, self._held = self._held or [], None
            for event, payload in reversed(held):
                self._send(event, payload)

    async def drop(self, by: str | None = None, *, code: int | None = None) -> None:
        """Cut connections; with a close code, or without a word."""
        for session in self._live(by):
            socket = session.socket
            session.socket = None
            if socket is None:
                continue
            if code is not None:
                await socket.close(code=code)
            elif (writer := socket._writer) is not None and writer.transport is not None:
                writer.transport.abort()

    def ask_to_reconnect(self, by: str | None = None) -> None:
        """Tell clients to come back."""
        for session in self._live(by):
            session.say(Op.RECONNECT)

    def invalidate(self, by: str | None = None) -> None:
        """Forget sessions, and say so."""
        for session in self._live(by):
            session.say(Op.INVALID_SESSION, data=False)
            self.sessions.remove(session)

    # Events

    def _emit(self, event: str, payload: Mapping[str, Any]) -> None:
        if self._held is not None and event in self._holding:
            self._held.append((event, payload))
            return
        self._send(event, payload)

    def _send(self, event: str, payload: Mapping[str, Any]) -> None:
        times = 1
        if self._repeats[event] > 0:
            self._repeats[event] -= 1
            times = 2
        for session in self.sessions:
            if session.concerns(event, payload):
                for _ in range(times):
                    session.dispatch(event, self._shaped(session, event, payload))

    def _shaped(self, session: Session, event: str, payload: Mapping[str, Any]) -> dict[str, Any]:
        """Return an event as a session may see it."""
        shaped = deepcopy(dict(payload))
        me = self._state.bot_user.id
        if event in ("MESSAGE_CREATE", "MESSAGE_UPDATE") and not session.intents.message_content:
            rules.censor_message(shaped, me, backend=self._state)
        if event == "GUILD_CREATE":
            rules.prune_guild_create(shaped, session.intents, me)
        return shaped

    # Connections

    async def connect(self, request: web.Request) -> web.WebSocketResponse:
        """Live through one connection."""
        socket = web.WebSocketResponse(max_msg_size=0)
        await socket.prepare(request)
        await socket.send_str(frame(Op.HELLO, {"heartbeat_interval": 41250}))
        session: Session | None = None
        writer: asyncio.Task[None] | None = None
        try:
            async for message in socket:
                if message.type is not WSMsgType.TEXT:
                    break
                said = json.loads(message.data)
                match said["op"]:
                    case Op.HEARTBEAT:
                        await socket.send_str(frame(Op.HEARTBEAT_ACK))
                    case Op.IDENTIFY | Op.RESUME as op if session is None:
                        by = request.match_info["by"]
                        data = said["d"]
                        begin = self._identify if op == Op.IDENTIFY else self._resume
                        session = await begin(socket, data, by)
                        if session is not None:
                            writer = asyncio.create_task(_write(session, socket))
                    case _:
                        pass
        finally:
            if session is not None and session.socket is socket:
                session.socket = None
            if writer is not None:
                writer.cancel()
                with suppress(asyncio.CancelledError):
                    await writer
        return socket

    async def _identify(
        self, socket: web.WebSocketResponse, data: dict[str, Any], by: str
    ) -> Session | None:
        shard, count = data.get("shard") or (0, 1)
        wanted = discord.Intents._from_value(data["intents"])
        if data["token"] != self._token:
            await socket.close(code=AUTHENTICATION_FAILED)
            return None
        if not 0 <= shard < count:
            await socket.close(code=INVALID_SHARD)
            return None
        if rules.missing_privileged_intents(wanted, self.approved):
            await socket.close(code=DISALLOWED_INTENTS)
            return None
        self._numbers += 1
        session = Session(f"session{self._numbers}", by, shard, count, wanted)
        session.socket = socket
        self._welcome(session)
        self.sessions.append(session)
        self._noted("SESSION_IDENTIFIED", session)
        return session

    def _welcome(self, session: Session) -> None:
        state = self._state
        mine = [
            guild
            for guild in state.guilds.values()
            if (guild.id >> 22) % session.shard_count == session.shard
        ]
        ready = {
            "v": 10,
            "user": dict(serializers.user_payload(state.bot_user)),
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in mine],
            "session_id": session.id,
            "resume_gateway_url": gateway_address(state.address, session.by),
            "shard": [session.shard, session.shard_count],
            "application": {"id": str(state.application_id), "flags": 0},
        }
        session.dispatch("READY", ready)
        for guild in mine:
            payload = dict(serializers.guild_create_payload(state, guild))
            session.dispatch("GUILD_CREATE", self._shaped(session, "GUILD_CREATE", payload))

    async def _resume(
        self, socket: web.WebSocketResponse, data: dict[str, Any], by: str
    ) -> Session | None:
        if data["token"] != self._token:
            await socket.close(code=AUTHENTICATION_FAILED)
            return None
        found = next((s for s in self.sessions if s.id == data["session_id"]), None)
        if found is None or self.refuse_resume or found.by != by:
            if found is not None:
                self.sessions.remove(found)
            await socket.send_str(frame(Op.INVALID_SESSION, data=False))
            return None
        found.queue = asyncio.Queue()
        for sequence, text in found.sent:
            if sequence > (data["seq"] or 0):
                found.queue.put_nowait(text)
        found.socket = socket
        found.resumes += 1
        found.dispatch("RESUMED", {"_trace": []})
        self._noted("SESSION_RESUMED", found)
        return found

    def _live(self, by: str | None) -> Sequence[Session]:
        return [s for s in self.sessions if s.connected and by in (None, s.by)]

    def _noted(self, name: str, session: Session) -> None:
        """Put the coming of a session among the events, though no bot hears of it."""
        told = {"session": session.id, "by": session.by, "shard": session.shard}
        self._state.events.append(Dispatched(self._state.clock.now(), name, told))
        self._state.stir()


async def _write(session: Session, socket: web.WebSocketResponse) -> None:
    queue = session.queue
    with suppress(ConnectionError):
        while True:
            await socket.send_str(await queue.get())
