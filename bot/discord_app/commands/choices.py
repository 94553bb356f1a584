"""What options offer while they are typed: packs, topics, own sessions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import discord
from discord.app_commands import Choice

from bot.discord_app.controls import bot_of
from bot.discord_app.text import clip
from bot.errors import NothingToAsk
from bot.shelf import Shelf
from content.model import Pack

MOST_CHOICES = 25
CHOICE_LIMIT = 100
DEFAULT_PACK = "mlops"


def default_pack(shelf: Shelf) -> str:
    """Return the pack that is asked from unless another is named."""
    names = [pack.name for pack in shelf]
    return DEFAULT_PACK if DEFAULT_PACK in names or not names else names[0]


def chosen_pack(interaction: discord.Interaction) -> Pack | None:
    """Return the pack that the other options of a command name, or the default one."""
    shelf = bot_of(interaction).service.shelf
    options: Any = interaction.namespace
    wanted = getattr(options, "pack", None) or default_pack(shelf)
    return shelf.pack(wanted) if wanted in shelf else None


def resolve_topic(pack: Pack, wanted: str | None) -> str | None:
    """Return the pack's topic that is meant; NothingToAsk, naming those there are, if none is."""
    if wanted is None:
        return None
    plain = wanted.strip().casefold()
    exact = [topic for topic in pack.categories if topic.casefold() == plain]
    near = [topic for topic in pack.categories if plain and plain in topic.casefold()]
    found = exact or near
    if len(found) == 1 or exact:
        return found[0]
    listed = ", ".join(f"`{topic}`" for topic in pack.categories)
    raise NothingToAsk(
        f"The pack `{pack.name}` has no topic `{clip(wanted, 60)}`. Choose {listed}."
    )


def matching(current: str, names: Iterable[tuple[str, str]]) -> list[Choice[str]]:
    """Return the choices (shown, value) that contain what was typed, those it starts first."""
    typed = current.strip().casefold()
    fitting = [(shown, value) for shown, value in names if typed in shown.casefold()]
    fitting.sort(key=lambda pair: not pair[0].casefold().startswith(typed))
    return [
        Choice(name=clip(shown, CHOICE_LIMIT), value=value[:CHOICE_LIMIT])
        for shown, value in fitting[:MOST_CHOICES]
    ]


async def pack_choices(interaction: discord.Interaction, current: str) -> list[Choice[str]]:
    """Offer the packs."""
    shelf = bot_of(interaction).service.shelf
    return matching(current, ((f"{pack.title} ({pack.name})", pack.name) for pack in shelf))


async def topic_choices(interaction: discord.Interaction, current: str) -> list[Choice[str]]:
    """Offer the topics of the chosen pack."""
    pack = chosen_pack(interaction)
    return matching(current, ((topic, topic) for topic in pack.categories)) if pack else []
