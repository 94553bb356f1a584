"""The command tree: the single error path, and registration only when something changed."""

from __future__ import annotations

import hashlib
import json
import logging
from typing import Any

import discord
from discord import app_commands

from bot import logs
from bot.discord_app.controls import bot_of
from bot.discord_app.refusals import refuse
from content.errors import CoachError
from storage.repository import Repository

log = logging.getLogger(__name__)


class CannotRegister(CoachError):
    """Discord does not let the bot register its commands."""

    def __init__(self, guild_id: int | None) -> None:
        super().__init__(
            f"The bot may not register commands in the server {guild_id}. Invite it there with "
            "the scope applications.commands, or correct DISCORD_GUILD_ID."
            if guild_id
            else "Discord does not let the bot register its commands. Invite it anew with the "
            "scope applications.commands."
        )


class InterviewTree(app_commands.CommandTree[Any]):
    """All commands; knows their ids once they are registered."""

    def __init__(self, client: discord.Client) -> None:
        super().__init__(
            client,
            allowed_contexts=app_commands.AppCommandContext(
                guild=True, dm_channel=True, private_channel=True
            ),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
        )
        self.ids: dict[str, int] = {}

    async def interaction_check(self, interaction: discord.Interaction, /) -> bool:
        """Let nothing happen twice: the gateway may repeat itself."""
        logs.bind(interaction=interaction.id, channel=str(interaction.channel_id))
        return await bot_of(interaction).takes(interaction)

    async def on_error(
        self, interaction: discord.Interaction, error: app_commands.AppCommandError, /
    ) -> None:
        """Turn whatever a command raised into an answer."""
        await refuse(interaction, error)

    def mention(self, command: str) -> str:
        """Return a clickable `/interview start`; plain words as long as its id is unknown."""
        found = self.ids.get(command.split(maxsplit=1)[0])
        return f"</{command}:{found}>" if found else f"`/{command}`"

    def payload(self, guild: discord.Object | None) -> list[dict[str, Any]]:
        """Return what Discord is told about the commands."""
        return [command.to_dict(self) for command in self.get_commands(guild=guild)]

    async def register(self, repository: Repository, guild_id: int | None) -> bool:
        """Register the commands if they changed; return whether they were.

        With a server's id they are registered there alone, which shows changes at once.
        """
        guild = discord.Object(guild_id) if guild_id else None
        if guild is not None:
            self.copy_global_to(guild=guild)
        text = json.dumps(self.payload(guild), sort_keys=True)
        digest = hashlib.sha256(text.encode()).hexdigest()[:16]
        key = f"commands:{self.client.application_id}:{guild_id or 'global'}"
        if await repository.recall(key) == digest:
            self._know(await self.fetch_commands(guild=guild))
            log.info("the commands are registered as they are")
            return False
        try:
            self._know(await self.sync(guild=guild))
        except discord.Forbidden as error:
            raise CannotRegister(guild_id) from error
        await repository.remember(key, digest)
        log.info("the commands were registered (%s)", "one server" if guild else "everywhere")
        return True

    def _know(self, commands: list[app_commands.AppCommand]) -> None:
        self.ids = {command.name: command.id for command in commands}
