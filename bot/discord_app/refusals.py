"""The one way in which anything that went wrong reaches the member who did it."""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Callable
from typing import Any

import aiohttp
import discord
from discord import app_commands
from discord.ui import LayoutView

from bot.discord_app.cards.notes import note
from bot.discord_app.controls import bot_of
from bot.discord_app.replies import LOADING, answered, fill_loading, first_word, only_discord
from content.errors import CoachError

log = logging.getLogger(__name__)


class CannotInterviewHere(CoachError):
    """The bot lacks something that an interview in this channel needs."""


async def refuse(
    interaction: discord.Interaction, error: BaseException, *, url: str | None = None
) -> None:
    """Tell the member what went wrong, and the log what it has to know."""
    error = getattr(error, "original", error)
    if only_discord(error):
        log.warning("Discord did not take an answer to interaction %s: %s", interaction.id, error)
        return
    text = sentence(error, interaction)
    if interaction.type is discord.InteractionType.autocomplete:  # it shows no sentences
        log.warning("no choices for %s: %s", _what(interaction), text)
        return
    await whisper(interaction, note(text, url=url))


def sentence(error: BaseException, interaction: discord.Interaction) -> str:
    """Return what a member reads about an error; log it if it should not have happened."""
    if isinstance(error, CoachError):
        return clickable(str(error), bot_of(interaction).tree.mention)
    if isinstance(error, app_commands.CommandNotFound | app_commands.CommandSignatureMismatch):
        return "That command has just changed. Please try again in a minute."
    mark = secrets.token_hex(4)
    log.error("error %s in %s", mark, _what(interaction), exc_info=error)
    return (
        "Something went wrong on my side, sorry. Your interview is as it was before. "
        f"If it happens again, tell whoever runs me this number: `{mark}`"
    )


def _what(interaction: discord.Interaction) -> str:
    """Return which command or button it is; never what a member wrote."""
    data: Any = interaction.data or {}
    name = getattr(interaction.command, "qualified_name", None) or data.get("custom_id", "?")
    return f"{interaction.type.name} {name} (interaction {interaction.id})"


def clickable(text: str, mention: Callable[[str], str]) -> str:
    """Return a sentence in which the commands it names can be clicked."""
    return re.sub(r"`/([a-z]+(?: [a-z]+)?)`", lambda found: mention(found[1]), text)


async def whisper(
    interaction: discord.Interaction, view: LayoutView, *, file: discord.File | None = None
) -> None:
    """Say something that only the member sees, whether or not anything was said before."""
    try:
        await _whisper(interaction, view, file)
    except (discord.HTTPException, aiohttp.ClientError, OSError) as failure:
        log.warning("A refusal did not reach the member of %s: %s", interaction.id, failure)


async def _whisper(
    interaction: discord.Interaction, view: LayoutView, file: discord.File | None
) -> None:
    files = [file] if file is not None else []
    response = interaction.response
    if not answered(interaction):
        await first_word(
            interaction, lambda: response.send_message(view=view, ephemeral=True, files=files)
        )
        return
    loading = interaction.extras.pop(LOADING, False)
    if loading:
        await fill_loading(interaction)
    await interaction.followup.send(view=view, ephemeral=True, files=files)
    if loading:
        await interaction.delete_original_response()
