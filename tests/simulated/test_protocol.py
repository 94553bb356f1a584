"""The simulated Discord keeps Discord's rules: seen by plain HTTP and websockets, without a bot."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
import discord as discord_py
import pytest

from tests.simulated.faults import Fault
from tests.simulated.member import Member
from tests.simulated.server import SimulatedDiscord
from tests.simulated.sessions import Op

QUIET: dict[str, list[str]] = {"parse": []}
TEXT = {"type": 10, "content": "Hello"}
V2 = 1 << 15
INTENTS = discord_py.Intents.all().value


@dataclass
class Answer:
    """What came of a request."""

    status: int
    body: Any
    headers: Any


@dataclass
class Client:
    """A caller who knows the token."""

    discord: SimulatedDiscord
    session: aiohttp.ClientSession
    token: str

    async def __call__(self, method: str, path: str, body: Any = None) -> Answer:
        url = self.discord.address("caller") + path
        headers = {"Authorization": f"Bot {self.token}"}
        async with self.session.request(method, url, json=body, headers=headers) as found:
            text = await found.text()
            return Answer(found.status, json.loads(text) if text else None, found.headers)

    async def say(self, channel: int, **more: Any) -> Answer:
        """Write a message."""
        body = {"content": "Hello", "allowed_mentions": QUIET, **more}
        return await self("POST", f"/channels/{channel}/messages", body)


@pytest.fixture
async def client(discord: SimulatedDiscord) -> AsyncIterator[Client]:
    async with aiohttp.ClientSession() as session:
        yield Client(discord, session, discord.token)


@pytest.fixture
def mia(discord: SimulatedDiscord) -> Member:
    return Member.join(discord, discord.state.guild("Study server"), "Mia")


@asynccontextmanager
async def listening(
    discord: SimulatedDiscord, by: str, shard: tuple[int, int] = (0, 1), **more: Any
) -> AsyncIterator[Listener]:
    """Connect to the gateway and identify."""
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(discord.gateway_address(by)) as socket,
    ):
        listener = Listener(socket)
        assert (await listener.next())["op"] == Op.HELLO
        data = {"token": discord.token, "intents": INTENTS, "shard": shard, **more}
        await socket.send_json({"op": int(Op.IDENTIFY), "d": data})
        yield listener


@dataclass
class Listener:
    """A connection to the gateway."""

    socket: aiohttp.ClientWebSocketResponse

    async def next(self) -> dict[str, Any]:
        """Return the next frame."""
        frame: dict[str, Any] = await asyncio.wait_for(self.socket.receive_json(), 5)
        return frame

    async def event(self, name: str) -> dict[str, Any]:
        """Return the next event of a name; what comes before it is passed over."""
        while (frame := await self.next())["t"] != name:
            continue
        return frame

    async def rest(self) -> list[dict[str, Any]]:
        """Return what has come by now: everything before the answer to a heartbeat."""
        await self.socket.send_json({"op": int(Op.HEARTBEAT), "d": None})
        found = []
        while (frame := await self.next())["op"] != Op.HEARTBEAT_ACK:
            found.append(frame)
        return found


# REST


async def test_the_same_nonce_says_it_once(client: Client, mia: Member) -> None:
    channel, other = mia.channel.id, Member.join(client.discord, *_guild(mia), "Noor").channel.id
    first = await client.say(channel, nonce="1", enforce_nonce=True)
    again = await client.say(channel, nonce="1", enforce_nonce=True)
    assert first.body["id"] == again.body["id"]
    assert again.body["nonce"] == "1"
    ids = {
        first.body["id"],
        (await client.say(channel, nonce="2", enforce_nonce=True)).body["id"],
        (await client.say(channel, nonce="1")).body["id"],
        (await client.say(other, nonce="1", enforce_nonce=True)).body["id"],
    }
    assert len(ids) == 4
    assert [call.made != [] for call in client.discord.journal] == [True, False, True, True, True]


def _guild(member: Member) -> tuple[Any]:
    assert member.channel.guild_id is not None
    return (member.discord.state.get_guild(member.channel.guild_id),)


@pytest.mark.parametrize(
    ("fault", "status", "code", "effect"),
    [
        (Fault.RATE_LIMITED, 429, None, False),
        (Fault.ERROR_BEFORE, 500, 0, False),
        (Fault.ERROR_AFTER, 500, 0, True),
        (Fault.FORBIDDEN, 403, 50013, False),
        (Fault.NOT_FOUND, 404, 10003, False),
        (Fault.SLOW, 200, None, True),
        (Fault.SLOW_AFTER, 200, None, True),
    ],
)
async def test_faults_do_what_they_say(
    client: Client, mia: Member, fault: Fault, status: int, code: int | None, effect: bool
) -> None:
    client.discord.faults.add(fault, "POST /channels/*", seconds=0.05)
    answer = await client.say(mia.channel.id)
    (call,) = client.discord.journal
    assert answer.status == call.status == status
    assert answer.body.get("code") == code
    assert (call.effect, len(mia.seen())) == (effect, int(effect))
    assert call.fault == fault
    if fault is Fault.RATE_LIMITED:
        assert answer.headers["Via"]  # or discord.py takes it for a ban
        assert answer.body["retry_after"] == 0.05
    assert (await client.say(mia.channel.id)).status == 200  # it strikes once


@pytest.mark.parametrize(("fault", "effect"), [(Fault.RESET_BEFORE, 0), (Fault.RESET_AFTER, 1)])
async def test_connections_are_cut(client: Client, mia: Member, fault: Fault, effect: int) -> None:
    client.discord.faults.add(fault)
    with pytest.raises(aiohttp.ClientConnectionError):
        await client.say(mia.channel.id)
    assert client.discord.journal[0].status is None
    assert len(mia.seen()) == effect


async def test_a_fault_strikes_what_it_is_meant_for(client: Client, mia: Member) -> None:
    faults = client.discord.faults
    rule = faults.add(Fault.FORBIDDEN, "POST /channels/*", times=2, code=50001)
    faults.add(Fault.ERROR_BEFORE, by="somebody else", times=None)
    assert (await client("GET", f"/channels/{mia.channel.id}")).status == 200
    codes = [(await client.say(mia.channel.id)).body.get("code") for _ in range(3)]
    assert codes == [50001, 50001, None]
    assert rule.struck == 2


async def test_who_does_not_know_the_token_is_sent_away(client: Client, mia: Member) -> None:
    client.token = "wrong"  # noqa: S105
    assert (await client.say(mia.channel.id)).status == 401
    assert not mia.seen()


async def test_an_interaction_is_acknowledged_once_and_in_time(client: Client, mia: Member) -> None:
    path = await _interaction(mia)
    loading = {"type": 5, "data": {"flags": 64}}
    assert (await client("POST", f"{path[0]}/callback", loading)).status == 204
    twice = await client("POST", f"{path[0]}/callback", loading)
    assert (twice.status, twice.body["code"]) == (400, 40060)
    webhook = path[1]
    shown = {"components": [TEXT], "flags": V2, "allowed_mentions": QUIET}
    first = await client("POST", f"{webhook}?wait=true", shown)
    second = await client("POST", f"{webhook}?wait=true", shown)
    loading_id = client.discord.journal[0].made
    assert [int(first.body["id"])] == loading_id  # it fills the loading message …
    assert first.body["flags"] & 64  # … which stays private
    assert not second.body["flags"] & 64
    unknown = await client("POST", f"{webhook}x?wait=true", shown)
    assert (unknown.status, unknown.body["code"]) == (404, 10015)

    late = (await _interaction(mia))[0]
    mia.discord.state.interactions[int(late.split("/")[2])].initial_response_deadline = "2026"
    refused = await client("POST", f"{late}/callback", loading)
    assert (refused.status, refused.body["code"]) == (404, 10062)


async def _interaction(mia: Member) -> tuple[str, str]:
    state = mia.discord.state
    if not state.commands:
        state.register_commands(None, [{"name": "help", "description": "Help"}])
    using = asyncio.create_task(mia.command("help"))
    await mia.discord.until(lambda: [r for r in state.interactions.values() if not r.responded])
    using.cancel()
    record = list(state.interactions.values())[-1]
    webhook = f"/webhooks/{state.application_id}/{record.token}"
    return f"/interactions/{record.id}/{record.token}", webhook


# The gateway


async def test_each_shard_hears_its_own_guilds_and_the_first_what_has_none(
    discord: SimulatedDiscord,
) -> None:
    guilds = [discord.state.guild(f"Guild {n}", shard=n, shard_count=2) for n in (0, 1)]
    members = [Member.join(discord, guild, "Mia") for guild in guilds]
    async with (
        listening(discord, "one", (0, 2)) as zero,
        listening(discord, "two", (1, 2)) as one,
        listening(discord, "three", (1, 2)) as also_one,
    ):
        everybody = (zero, one, also_one)
        for listener, guild in zip(everybody, (guilds[0], guilds[1], guilds[1]), strict=True):
            ready = await listener.event("READY")
            assert [g["id"] for g in ready["d"]["guilds"]] == [str(guild.id)]
            assert (await listener.event("GUILD_CREATE"))["d"]["id"] == str(guild.id)
        await members[0].say("to shard 0")
        await members[1].say("to shard 1")
        await members[1].direct().say("directly")
        heard = [
            [f["d"]["content"] for f in await each.rest() if f["t"] == "MESSAGE_CREATE"]
            for each in everybody
        ]
    assert heard == [["to shard 0", "directly"], ["to shard 1"], ["to shard 1"]]


async def test_a_resumed_session_hears_what_it_missed(
    discord: SimulatedDiscord, mia: Member
) -> None:
    async with listening(discord, "one") as listener:
        ready = await listener.event("READY")
        await mia.say("heard")
        last = await listener.event("MESSAGE_CREATE")
    await discord.until(lambda: not discord.gateway.of("one"))
    await mia.say("missed")
    data = {"token": discord.token, "session_id": ready["d"]["session_id"], "seq": last["s"]}
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(ready["d"]["resume_gateway_url"]) as socket,
    ):
        await socket.send_json({"op": int(Op.RESUME), "d": data})
        listener = Listener(socket)
        assert (await listener.event("MESSAGE_CREATE"))["d"]["content"] == "missed"
        assert (await listener.next())["t"] == "RESUMED"
    discord.gateway.refuse_resume = True
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(ready["d"]["resume_gateway_url"]) as socket,
    ):
        await socket.send_json({"op": int(Op.RESUME), "d": data})
        listener = Listener(socket)
        await listener.next()
        refused = await listener.next()
        assert (refused["op"], refused["d"]) == (Op.INVALID_SESSION, False)


async def test_events_can_come_twice_and_in_disorder(
    discord: SimulatedDiscord, mia: Member
) -> None:
    async with listening(discord, "one") as listener:
        await listener.event("GUILD_CREATE")
        discord.gateway.repeat("MESSAGE_CREATE")
        await mia.say("a")
        with discord.gateway.disordered("MESSAGE_CREATE"):
            await mia.say("b")
            await mia.say("c")
        said = [f["d"]["content"] for f in await listener.rest() if f["t"] == "MESSAGE_CREATE"]
    assert said == ["a", "a", "c", "b"]


async def test_clients_are_asked_to_come_back_or_to_begin_anew(
    discord: SimulatedDiscord, mia: Member
) -> None:
    async with listening(discord, "one") as listener:
        await listener.event("GUILD_CREATE")
        discord.gateway.ask_to_reconnect()
        assert (await listener.next())["op"] == Op.RECONNECT
        discord.gateway.invalidate()
        invalid = await listener.next()
        assert (invalid["op"], invalid["d"]) == (Op.INVALID_SESSION, False)
        await mia.say("to nobody")
        assert await listener.rest() == []
    async with listening(discord, "one") as listener:
        await listener.event("GUILD_CREATE")
        await discord.gateway.drop(code=4000)
        closed = await asyncio.wait_for(listener.socket.receive(), 5)
        assert (closed.type, closed.data) == (aiohttp.WSMsgType.CLOSE, 4000)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [({"token": "wrong"}, 4004), ({"shard": (2, 2)}, 4010), ({"intents": INTENTS}, 4014)],
)
async def test_who_may_not_identify_is_sent_away(
    discord: SimulatedDiscord, wrong: dict[str, Any], code: int
) -> None:
    if code == 4014:
        discord.gateway.approved.message_content = False
    shard = wrong.pop("shard", (0, 1))
    async with listening(discord, "one", shard, **wrong) as listener:
        closed = await asyncio.wait_for(listener.socket.receive(), 5)
    assert (closed.type, closed.data) == (aiohttp.WSMsgType.CLOSE, code)


async def test_without_the_content_intent_content_is_empty(
    discord: SimulatedDiscord, mia: Member
) -> None:
    intents = discord_py.Intents.all()
    intents.message_content = False
    me = discord.state.bot_user.id
    async with listening(discord, "one", intents=intents.value) as listener:
        await listener.event("GUILD_CREATE")
        for text in ("unread", f"<@{me}> read"):
            await mia.say(text)
        heard = [(await listener.event("MESSAGE_CREATE"))["d"]["content"] for _ in range(2)]
    assert heard == ["", f"<@{me}> read"]
