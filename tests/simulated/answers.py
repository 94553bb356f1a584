"""Requests as they are read from the wire, and answers as Discord writes them."""

from __future__ import annotations

import json
import socket
import struct
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from aiohttp import BodyPartReader, web
from simcord.backend.errors import BackendError

from tests.simulated.journal import Call


@dataclass
class Upload:
    """A file as simcord takes it."""

    filename: str
    fp: BytesIO
    description: str | None = None


async def read(request: web.Request) -> tuple[Any, list[Upload]]:
    """Return the JSON of a request, and the files that came along."""
    if not request.content_type.startswith("multipart/"):
        text = await request.text()
        return (json.loads(text) if text else None), []
    body: Any = None
    files: list[Upload] = []
    async for part in await request.multipart():
        assert isinstance(part, BodyPartReader)
        data = bytes(await part.read())
        if part.name == "payload_json":
            body = json.loads(data)
        else:
            files.append(Upload(part.filename or "file", BytesIO(data)))
    return body, files


def unwanted(call: Call) -> bool:
    """Whether the caller did not ask for what came of it."""
    if call.route == "POST /interactions/{id}/{token}/callback":
        return call.params.get("with_response", "0").lower() not in ("1", "true")
    if call.route == "POST /webhooks/{id}/{token}":
        return call.params.get("wait", "0").lower() not in ("1", "true")
    return False


def as_json(
    value: Any, *, status: int = 200, headers: dict[str, str] | None = None
) -> web.Response:
    """Return a value as Discord writes it; its content type names no character set."""
    sent = {**(headers or {}), "Content-Type": "application/json"}
    return web.Response(body=json.dumps(value).encode(), status=status, headers=sent)


def refused(error: BackendError) -> web.Response:
    """Return a refusal with Discord's code."""
    return as_json(error.to_json(), status=error.status)


def limited(seconds: float) -> web.Response:
    """Return that a call came too soon; without `Via` discord.py takes it for a ban."""
    body = {"message": "You are being rate limited.", "retry_after": seconds, "global": False}
    return as_json(body, status=429, headers={"Via": "1.1 simulated"})


def trouble() -> web.Response:
    """Return that Discord has trouble."""
    return as_json({"message": "500: Internal Server Error", "code": 0}, status=500)


def cut(request: web.Request) -> web.Response:
    """Reset the connection."""
    transport = request.transport
    if transport is not None:
        raw = transport.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
    return web.Response(status=500)
