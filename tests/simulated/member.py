"""What a member does, and nothing that a member could not do."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from simcord import interactions
from simcord.backend import serializers
from simcord.backend.models import Channel, Guild, Interaction, Message, User
from simcord.enums import AppCommandType, InteractionType

from tests.discord_app.wire import walk
from tests.simulated.journal import Call
from tests.simulated.reading import Kind, Shown, seen
from tests.simulated.server import PATIENCE, SimulatedDiscord

DISCORD_WAITS = 3.0
"""Seconds after which Discord tells a member that the application did not respond."""
ANSWER_FIELD = "text"


class CannotPress(AssertionError):
    """There is no such button, or it cannot be pressed."""


@dataclass(frozen=True)
class Asked:
    """An interaction, and what the bot made of it."""

    discord: SimulatedDiscord
    record: Interaction

    @property
    def answered(self) -> bool:
        """Whether the bot took it in time."""
        return self.record.responded

    @property
    def message(self) -> Message | None:
        """The bot's first answer, if it is a message."""
        channel = self.discord.state.messages.get(self.record.channel_id, {})
        return channel.get(self.record.message_id or 0)

    async def done(self, within: float = PATIENCE) -> None:
        """Wait until something other than "thinking" is shown."""
        await self.discord.until(
            lambda: self.record.responded and not self.record.loading, "an answer", within=within
        )


@dataclass(frozen=True)
class Member:
    """A person in one channel: a guild's, a thread, or the direct messages with the bot."""

    discord: SimulatedDiscord
    user: User
    channel: Channel
    patience: float = DISCORD_WAITS
    """Seconds to wait for the bot after a press; an answer may come later all the same."""

    @classmethod
    def join(
        cls,
        discord: SimulatedDiscord,
        guild: Guild,
        name: str,
        channel: Channel | str | None = None,
    ) -> Member:
        """Come into a guild, and into one of its channels; a name makes a new one."""
        state = discord.state
        user = state.make_user(name.lower(), global_name=name)
        state.add_member(guild.id, user.id)
        if not isinstance(channel, Channel):
            channel = state.create_channel(guild.id, channel or f"{name.lower()}s-interviews")
        return cls(discord, user, channel)

    def at(self, channel: Channel) -> Member:
        """Return the same person in another channel."""
        return replace(self, channel=channel)

    def direct(self) -> Member:
        """Return the same person in the direct messages with the bot."""
        return self.at(self.discord.state.get_dm_channel(self.user.id))

    def concerned(self, call: Call) -> bool:
        """Whether a call is about the member's channel; the sieve of a fault."""
        return self.discord.state.channel_of(call) == self.channel.id

    # Words

    async def say(self, text: str) -> Message:
        """Write a message."""
        return self.discord.state.create_message(self.channel.id, self.user.id, text)

    async def edit(self, message: Message, text: str) -> None:
        """Correct a message."""
        self.discord.state.edit_message(message.channel_id, message.id, {"content": text})

    async def delete(self, message: Message) -> None:
        """Take a message back."""
        self.discord.state.delete_message(message.channel_id, message.id)

    async def typing(self) -> None:
        """Be seen typing."""
        state = self.discord.state
        told: dict[str, Any] = {
            "channel_id": str(self.channel.id),
            "user_id": str(self.user.id),
            "timestamp": int(state.clock.now().timestamp()),
        }
        if self.channel.guild_id is not None:
            guild = state.get_guild(self.channel.guild_id)
            told["guild_id"] = str(guild.id)
            told["member"] = serializers.member_payload(state, guild, guild.members[self.user.id])
        state.emit("TYPING_START", told)

    def heard(self, message: Message) -> bool:
        """Whether the bot has shown that it heard a message."""
        return any(self.discord.state.bot_user.id in r.user_ids for r in message.reactions)

    # Commands, buttons and windows; each waits until the bot took it, or Discord gives up

    async def command(self, name: str, **options: Any) -> Asked:
        """Use a command by its whole name, such as `interview start`."""
        state = self.discord.state
        first, *rest = name.split()
        root = state.find_command(first, self.channel.guild_id)
        assert root is not None, f"there is no command /{first}"
        leaf, nesting = interactions.walk_to_subcommand(root, rest)
        kinds = {option["name"]: option["type"] for option in leaf.get("options") or []}
        given = interactions.check_options(name, leaf, options)
        wire = [{"name": n, "type": kinds[n], "value": v} for n, v in given.items()]
        data = {
            "id": root["id"],
            "name": first,
            "type": int(AppCommandType.CHAT_INPUT),
            "options": interactions.nest_options(root, nesting, wire),
        }
        return await self._ask(InteractionType.APPLICATION_COMMAND, data)

    async def press(self, where: Shown | Message, button: str) -> Asked:
        """Press a button of a message, by its custom_id, its action or its label."""
        message = where.message if isinstance(where, Shown) else where
        part = _button(message, button)
        data = {"component_type": 2, "custom_id": part["custom_id"], "id": part.get("id", 1)}
        return await self._ask(InteractionType.MESSAGE_COMPONENT, data, source=message)

    async def submit(self, window: Asked, text: str, *, field: str = ANSWER_FIELD) -> Asked:
        """Fill in and submit the window that a press or a command has opened."""
        modal = window.record.modal
        assert modal is not None, "no window was opened"
        source = None
        if window.record.source_message_id is not None:
            standing = self.discord.state.messages[self.channel.id]
            source = standing.get(window.record.source_message_id)
        data = {
            "custom_id": modal["custom_id"],
            "components": [_filled(part, field, text) for part in modal["components"]],
        }
        return await self._ask(InteractionType.MODAL_SUBMIT, data, source=source)

    async def _ask(
        self, kind: InteractionType, data: dict[str, Any], *, source: Message | None = None
    ) -> Asked:
        state = self.discord.state
        record, payload = interactions.base_payload(
            state,
            type=int(kind),
            channel_id=self.channel.id,
            guild_id=self.channel.guild_id,
            user_id=self.user.id,
            data=data,
        )
        owners = {"0": str(self.channel.guild_id or 0)}
        payload["authorizing_integration_owners"] = owners
        if source is not None:
            record.source_message_id = source.id
            payload["message"] = dict(serializers.message_payload(state, source))
        state.emit("INTERACTION_CREATE", payload)
        asked = Asked(self.discord, record)
        with suppress(AssertionError):  # the member reads that the application did not respond
            await self.discord.until(lambda: asked.answered, within=self.patience)
        return asked

    # What there is to see

    def seen(
        self, kind: Kind | None = None, *, deleted: bool = False, last: int | None = None
    ) -> list[Shown]:
        """Return what the bot shows in the channel, oldest first; or the `last` ones alone."""
        found = seen(self.discord.state, self.channel.id, deleted=deleted, last=last)
        return [shown for shown in found if kind in (None, shown.kind)]

    def latest(self, kind: Kind) -> Shown | None:
        """Return the newest message of a kind."""
        return next(reversed(self.seen(kind)), None)

    async def sees(
        self,
        kind: Kind,
        *,
        turn: int | None = None,
        other_than: str | None = None,
        that: Callable[[Shown], bool] = lambda _: True,
        within: float = PATIENCE,
    ) -> Shown:
        """Wait for a message of a kind: of a turn, of another interview, or as it should look."""

        def found() -> Shown | None:
            for shown in reversed(self.seen(kind)):
                fits = turn in (None, shown.turn) and that(shown)
                if fits and (other_than is None or shown.interview != other_than):
                    return shown
            return None

        what = f"a {kind}{f' of turn {turn}' if turn else ''} for {self.user.name}"
        shown = await self.discord.until(found, what, within=within)
        assert shown is not None
        return shown


def _button(message: Message, wanted: str) -> dict[str, Any]:
    """Return the one button that is meant."""
    buttons = [
        part
        for part in walk(message.components)
        if part.get("type") == 2
        and part.get("custom_id")
        and (
            wanted in (part["custom_id"], part.get("label"))
            or part["custom_id"].split(":")[1:2] == [wanted]
        )
    ]
    if len(buttons) != 1 or buttons[0].get("disabled"):
        raise CannotPress(f"{wanted} on {[p.get('custom_id') for p in walk(message.components)]}")
    return buttons[0]


def _filled(part: dict[str, Any], field: str, text: str) -> dict[str, Any]:
    """Return a part of a window as it is sent back."""
    sent: dict[str, Any] = {"type": part["type"], "id": part.get("id", 1)}
    if part.get("custom_id") is not None:
        sent["custom_id"] = part["custom_id"]
        sent["value"] = text if part["custom_id"] == field else ""
    if part.get("component") is not None:
        sent["component"] = _filled(part["component"], field, text)
    if part.get("components") is not None:
        sent["components"] = [_filled(inner, field, text) for inner in part["components"]]
    return sent
