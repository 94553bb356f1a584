"""The state of the simulated Discord: simcord's, on the wall clock, with a memory.

simcord keeps guilds, channels, messages, permissions and interactions as Discord does. What a test
across processes needs beyond that is here: which call a message came from, how it looked over
time, nonces that let nothing be said twice, and attachments that can be fetched over HTTP.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import Any

from simcord._clock import Clock
from simcord.backend import Backend
from simcord.backend.cdn import CdnStore
from simcord.backend.models import Guild, Message

from tests.simulated.journal import Call, Dispatched, Look

NONCE_MEMORY = timedelta(minutes=5)
"""How long Discord knows a nonce again; it promises "a few minutes"."""
LOADING = 1 << 7


class WallClock(Clock):
    """The real time: bots in other processes live by it too."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class Attachments(CdnStore):
    """Attachments at an address that can be reached."""

    def __init__(self, state: State) -> None:
        super().__init__()
        self._state = state
        self.by_path: dict[str, bytes] = {}

    def store_attachment(
        self,
        attachment_id: int,
        channel_id: int,
        filename: str,
        data: bytes,
        description: str | None,
    ) -> dict[str, Any]:
        stored = super().store_attachment(attachment_id, channel_id, filename, data, description)
        path = f"/attachments/{channel_id}/{attachment_id}/{filename}"
        self.by_path[path] = data
        stored["url"] = stored["proxy_url"] = self._state.address + path
        return stored


class State(Backend):
    """Everything that Discord knows."""

    def __init__(self) -> None:
        self.journal: list[Call] = []
        self.events: list[Dispatched] = []
        self.said: dict[int, list[Message]] = {}
        """Every message that ever was in a channel, oldest first."""
        self.looks: dict[int, list[Look]] = {}
        """How each message looked over time, deleted ones too."""
        self.origins: dict[int, Call | None] = {}
        """The call that each message came from; None for what a member wrote."""
        self.call: Call | None = None
        """The call that is being done."""
        self.address = "http://127.0.0.1"
        self.changed = asyncio.Event()
        """Set whenever something happens."""
        self.nonce_memory = NONCE_MEMORY
        self._nonces: dict[tuple[int, str], tuple[Message, datetime]] = {}
        super().__init__(clock=WallClock())
        self.cdn: Attachments = Attachments(self)

    def guild(self, name: str, *, shard: int = 0, shard_count: int = 1) -> Guild:
        """Make a guild that belongs to a shard."""
        return self.create_guild(name, shard_id=shard, shard_count=shard_count)

    def channel_of(self, call: Call) -> int | None:
        """Return the channel that a call is about, also if it goes through an interaction."""
        if call.path.startswith("/channels/"):
            return call.ids[0]
        parts = call.path.split("/")
        record = None
        if call.path.startswith("/interactions/"):
            record = self.interactions.get(int(parts[2]))
        elif call.path.startswith("/webhooks/"):
            record = self.interactions.get(self.interaction_tokens.get(parts[3], 0))
        return record.channel_id if record is not None else None

    def repeated(self, call: Call) -> Message | None:
        """Return the message that a call would make a second time, by its nonce."""
        body = call.json if isinstance(call.json, dict) else {}
        if not body.get("enforce_nonce") or not body.get("nonce"):
            return None
        message, at = self._nonces.get((call.ids[0], str(body["nonce"])), (None, None))
        if message is None or at is None or self.clock.now() - at > self.nonce_memory:
            return None
        return message

    def commit_message(self, message: Message, *, broadcast: bool = True) -> Message:
        self.origins[message.id] = self.call
        nonce = self._nonce()
        if self.call is not None:
            self.call.made.append(message.id)
        if nonce is not None:
            self._nonces[(message.channel_id, nonce)] = (message, self.clock.now())
        committed = super().commit_message(message, broadcast=broadcast)
        self.said.setdefault(committed.channel_id, []).append(committed)
        self._look(committed)
        return committed

    def edit_message(self, channel_id: int, message_id: int, fields: dict[str, Any]) -> Message:
        message = super().edit_message(channel_id, message_id, fields)
        self._look(message)
        return message

    def emit(self, event: str, payload: Mapping[str, Any]) -> None:
        sent = deepcopy(dict(payload))
        if event == "MESSAGE_CREATE" and (nonce := self._nonce()) is not None:
            sent["nonce"] = nonce
        self.events.append(Dispatched(self.clock.now(), event, sent))
        super().emit(event, sent)
        self.stir()

    def stir(self) -> None:
        """Wake whoever waits for something to happen."""
        self.changed.set()

    def _nonce(self) -> str | None:
        body = self.call.json if self.call is not None else None
        nonce = body.get("nonce") if isinstance(body, dict) else None
        return str(nonce) if nonce is not None else None

    def _look(self, message: Message) -> None:
        look = Look(
            at=self.clock.now(),
            call=self.call.number if self.call is not None else None,
            content=message.content,
            components=deepcopy(message.components),
            flags=message.flags,
        )
        self.looks.setdefault(message.id, []).append(look)
