"""How one interaction is answered: at once where possible, deferred when something is slow.

Discord waits three seconds for the first word. `Reply` says it in time by itself: if nothing was
sent after the client's `patience`, it defers, and whatever comes then is a follow-up. The first
follow-up of a deferred command fills in its loading message and keeps that one's visibility.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from types import TracebackType
from typing import Self

import discord
from discord.ui import LayoutView

from bot.discord_app.cards.parts import Note
from bot.discord_app.controls import bot_of


async def fill_loading(interaction: discord.Interaction) -> None:
    """Put something into a public loading message, so that what comes next can be private.

    It is to be deleted afterwards: deleting it at once would leave the next follow-up nowhere.
    """
    await interaction.edit_original_response(view=Note("One moment, please."))


class Reply:
    """The answer to an interaction. Use it as a context manager around what may take long."""

    def __init__(self, interaction: discord.Interaction, *, ephemeral: bool = False) -> None:
        self.interaction = interaction
        self.spoken = False
        """Whether anything was said to the member."""
        self._ephemeral = ephemeral
        self._loading = False
        self._lock = asyncio.Lock()
        self._timer: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._timer = asyncio.create_task(self._defer_in_time())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if kind is None:
            await self.finish()

    @property
    def source(self) -> int | None:
        """Id of the message whose button (or whose modal) started this; None for a command."""
        message = self.interaction.message
        if message is None or message.flags.ephemeral:
            return None
        return message.id

    @property
    def silent(self) -> bool:
        """Whether Discord still waits for the first word."""
        return self._loading or not self.interaction.response.is_done()

    async def post(
        self,
        view: LayoutView,
        *,
        ephemeral: bool = False,
        files: Sequence[discord.File] = (),
    ) -> int:
        """Send a new message and return its id."""
        async with self._lock:
            self.spoken = True
            response = self.interaction.response
            if not response.is_done():
                sent = await response.send_message(view=view, ephemeral=ephemeral, files=files)
                return sent.message_id or 0
            if self._loading and ephemeral is self._ephemeral:
                self._loading = False  # filling it in can be repeated without harm
                filled = await self.interaction.edit_original_response(view=view, attachments=files)
                return filled.id
            private = self._loading and ephemeral and not self._ephemeral
            if private:
                await fill_loading(self.interaction)
            self._loading = False
            message = await self.interaction.followup.send(
                view=view, ephemeral=ephemeral, files=files, wait=True
            )
            if private:
                await self.interaction.delete_original_response()
            return message.id

    async def edit_source(self, view: LayoutView) -> None:
        """Change the message whose button was pressed."""
        async with self._lock:
            self.spoken = True
            response = self.interaction.response
            if not response.is_done():
                await response.edit_message(view=view)
            elif response.type is discord.InteractionResponseType.channel_message:
                message = self.interaction.message
                if message is not None:
                    await self.interaction.followup.edit_message(message.id, view=view)
            else:
                await self.interaction.edit_original_response(view=view)

    async def finish(self) -> None:
        """Leave no loading message behind, whatever was said."""
        async with self._lock:
            response = self.interaction.response
            if not response.is_done():
                if self.interaction.message is not None:
                    await response.defer()
                else:
                    await response.send_message("Done.", ephemeral=True)
            elif self._loading:
                await self.interaction.delete_original_response()
                self._loading = False

    async def _defer_in_time(self) -> None:
        await asyncio.sleep(bot_of(self.interaction).patience)
        async with self._lock:
            if self.interaction.response.is_done():
                return
            if self.interaction.message is not None:
                await self.interaction.response.defer()
            else:
                await self.interaction.response.defer(ephemeral=self._ephemeral, thinking=True)
                self._loading = True
