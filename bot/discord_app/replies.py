"""How one interaction is answered: at once where possible, deferred when something is slow.

Discord waits three seconds for the first word. `Reply` says it in time by itself: if nothing was
sent after the client's `patience`, it defers, and whatever comes then is a follow-up. The first
follow-up of a deferred command fills in its loading message and keeps that one's visibility.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from types import TracebackType
from typing import Self, TypeVar

import aiohttp
import discord
from discord.ui import LayoutView

from bot.discord_app.cards.parts import Note
from bot.discord_app.channel import once_more
from bot.discord_app.controls import bot_of

log = logging.getLogger(__name__)

ALREADY_ACKNOWLEDGED = 40060
LOADING = "loading"
"""It was told to wait, in a message of its own."""
TAKEN = "taken"
"""Discord has the first word, although it did not get to say so."""
T = TypeVar("T")


def only_discord(error: BaseException) -> bool:
    """Return whether it is Discord's trouble, or an interaction that waited too long."""
    if isinstance(error, discord.HTTPException):
        return error.status != 400 or error.code == ALREADY_ACKNOWLEDGED
    return isinstance(error, aiohttp.ClientError | OSError)


async def first_word(
    interaction: discord.Interaction, call: Callable[[], Awaitable[T]]
) -> T | None:
    """Say the first word to an interaction; None if it arrived and only the receipt was lost."""
    try:
        return await once_more(call)
    except discord.HTTPException as error:
        if error.code != ALREADY_ACKNOWLEDGED:
            raise
        log.info("interaction %s had been answered", interaction.id)
        interaction.extras[TAKEN] = True
        return None


def answered(interaction: discord.Interaction) -> bool:
    """Return whether Discord has the first word."""
    return interaction.response.is_done() or TAKEN in interaction.extras


async def fill_loading(interaction: discord.Interaction) -> None:
    """Put something into a public loading message, so that what comes next can be private.

    It is to be deleted afterwards: deleting it at once would leave the next follow-up nowhere.
    """
    view = Note("One moment, please.")
    await once_more(lambda: interaction.edit_original_response(view=view))


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
            async with self._lock:  # never in the middle of a word
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
        return self._loading or not answered(self.interaction)

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
            if not answered(self.interaction):
                return await self._begin(view, ephemeral=ephemeral, files=files)
            if self._loading and ephemeral is self._ephemeral:
                filled = await once_more(
                    lambda: self.interaction.edit_original_response(view=view, attachments=files)
                )
                self._filled()
                return filled.id
            private = self._loading and ephemeral and not self._ephemeral
            if private:
                await fill_loading(self.interaction)
            self._filled()
            message = await self.interaction.followup.send(
                view=view, ephemeral=ephemeral, files=files, wait=True
            )
            if private:
                await self.interaction.delete_original_response()
            return message.id

    async def _begin(
        self, view: LayoutView, *, ephemeral: bool, files: Sequence[discord.File]
    ) -> int:
        send = self.interaction.response.send_message
        first = await first_word(
            self.interaction, lambda: send(view=view, ephemeral=ephemeral, files=files)
        )
        if first is None or not first.message_id:
            return (await self.interaction.original_response()).id
        return first.message_id

    async def say(self, view: LayoutView) -> bool:
        """Tell the member alone; return whether Discord took it."""
        try:
            await self.post(view, ephemeral=True)
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            self._excuse(error)
            return False
        return True

    async def edit_source(self, view: LayoutView) -> bool:
        """Change the message whose button was pressed; return whether Discord took it."""
        try:
            await self._edit_source(view)
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            self._excuse(error)
            return False
        return True

    def _excuse(self, error: BaseException) -> None:
        """Go on without an answer if Discord is to blame: what was asked for has been done."""
        if not only_discord(error):
            raise error
        log.warning("interaction %s was not answered: %s", self.interaction.id, error)

    async def _edit_source(self, view: LayoutView) -> None:
        async with self._lock:
            self.spoken = True
            response = self.interaction.response
            if not answered(self.interaction):
                await first_word(self.interaction, lambda: response.edit_message(view=view))
            elif response.type is discord.InteractionResponseType.channel_message:
                message = self.interaction.message
                if message is not None:
                    await self.interaction.followup.edit_message(message.id, view=view)
            else:
                await self.interaction.edit_original_response(view=view)

    async def finish(self) -> None:
        """Leave no loading message behind, whatever was said."""
        try:
            await self._finish()
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            self._excuse(error)

    async def _finish(self) -> None:
        async with self._lock:
            response = self.interaction.response
            if not answered(self.interaction):
                if self.interaction.message is not None:
                    await first_word(self.interaction, response.defer)
                else:
                    await response.send_message("Done.", ephemeral=True)
            elif self._loading:
                await self.interaction.delete_original_response()
                self._filled()

    def _filled(self) -> None:
        self._loading = False
        self.interaction.extras.pop(LOADING, None)

    async def _defer_in_time(self) -> None:
        await asyncio.sleep(bot_of(self.interaction).patience)
        async with self._lock:
            if answered(self.interaction):
                return
            try:
                await self._defer()
            except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
                log.warning("interaction %s was not deferred: %s", self.interaction.id, error)

    async def _defer(self) -> None:
        defer = self.interaction.response.defer
        if self.interaction.message is not None:
            await first_word(self.interaction, defer)
            return
        await first_word(self.interaction, lambda: defer(ephemeral=self._ephemeral, thinking=True))
        self._loading = True
        self.interaction.extras[LOADING] = True
