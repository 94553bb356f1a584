"""Where an interaction happens, and whether an interview can happen there."""

from __future__ import annotations

import discord

from bot.discord_app.refusals import CannotInterviewHere
from bot.outcome import Place
from bot.shelf import Shelf
from storage.records import Interview

FRONT_END = "discord"
DEFAULT_PACK = "mlops"

NEEDED = ("view_channel", "send_messages", "attach_files")
NEEDED_IN_THREADS = ("view_channel", "send_messages_in_threads", "attach_files")


def place_of(interaction: discord.Interaction) -> Place:
    """Return where an interaction happens and who did it.

    Discord's documentation of sharding gives the key: a server's id without its lowest 22 bits,
    and 0 for direct messages.
    """
    return Place(
        front_end=FRONT_END,
        channel=channel_of(interaction),
        server=str(interaction.guild_id) if interaction.guild_id else None,
        candidate=str(interaction.user.id),
        candidate_name=interaction.user.display_name,
        shard_key=(interaction.guild_id or 0) >> 22,
    )


def channel_of(interaction: discord.Interaction) -> str:
    """Return the id of the channel, as the store keeps it."""
    return str(interaction.channel_id)


def link_to(interview: Interview, message: int | None) -> str:
    """Return the address of a message in an interview's channel, or of the channel."""
    place = f"https://discord.com/channels/{interview.server or '@me'}/{interview.channel}"
    return f"{place}/{message}" if message else place


def default_pack(shelf: Shelf) -> str:
    """Return the pack that is asked from unless another is named."""
    names = [pack.name for pack in shelf]
    return DEFAULT_PACK if DEFAULT_PACK in names or not names else names[0]


def is_guest(interaction: discord.Interaction) -> bool:
    """Whether the bot is here only because a member brought it along."""
    return interaction.is_user_integration() and not interaction.is_guild_integration()


def check_permissions(interaction: discord.Interaction) -> None:
    """Refuse to start where the bot could not go on; CannotInterviewHere names the permission."""
    if interaction.guild_id is None or is_guest(interaction):
        return
    channel = interaction.channel
    in_thread = isinstance(channel, discord.Thread)
    if isinstance(channel, discord.Thread) and channel.locked:
        raise CannotInterviewHere(
            "This thread is locked, so an interview cannot go on in it. "
            "Please start it in another channel or thread."
        )
    missing = missing_of(interaction.app_permissions, NEEDED_IN_THREADS if in_thread else NEEDED)
    if missing:
        raise CannotInterviewHere(
            f"I need the permission {missing} in this channel to interview you here. "
            "Ask an admin for it, or start the interview in another channel or in a direct "
            "message to me."
        )


def missing_of(granted: discord.Permissions, needed: tuple[str, ...]) -> str:
    """Return the permissions that are missing, by the names that Discord shows; empty if none."""
    if granted.administrator:
        return ""
    names = [_shown(name) for name in needed if not getattr(granted, name)]
    return " and ".join(f"**{name}**" for name in names)


def _shown(permission: str) -> str:
    names = {"send_messages_in_threads": "Send Messages in Threads"}
    return names.get(permission, permission.replace("_", " ").title())
