"""What options offer while they are typed: packs, topics, own sessions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import discord
from discord.app_commands import Choice
from rapidfuzz import fuzz, process

from bot.discord_app.cards.sessions import headline
from bot.discord_app.controls import bot_of
from bot.discord_app.places import default_pack
from bot.discord_app.text import clip, quote
from bot.errors import NothingToAsk
from content.model import Pack

MOST_CHOICES = 25
NEAREST = 4
"""So many topics are named to somebody whose topic is none."""
CHOICE_LIMIT = 100


def chosen_pack(interaction: discord.Interaction) -> Pack | None:
    """Return the pack that the other options of a command name, or the default one."""
    shelf = bot_of(interaction).service.shelf
    options: Any = interaction.namespace
    wanted = getattr(options, "pack", None) or default_pack(shelf)
    return shelf.pack(wanted) if wanted in shelf else None


def known_topic(topics: Sequence[str], wanted: str | None) -> str | None:
    """Return the topic that is meant; NothingToAsk, naming the nearest, if none is."""
    if wanted is None:
        return None
    plain = wanted.strip().casefold()
    exact = [topic for topic in topics if topic.casefold() == plain]
    near = [topic for topic in topics if plain and plain in topic.casefold()]
    if exact or len(near) == 1:
        return (exact or near)[0]
    likely = near or [
        topic for topic, _, _ in process.extract(wanted, topics, scorer=fuzz.WRatio, limit=NEAREST)
    ]
    listed = ", ".join(f"**{topic}**" for topic in likely[:NEAREST])
    said = quote(wanted, 60)
    if near:
        raise NothingToAsk(f"Several topics have “{said}” in their name, such as {listed}.")
    raise NothingToAsk(
        f"There is no topic “{said}”. There are {listed} and more; the option offers them all "
        "while you type."
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


async def board_topic_choices(interaction: discord.Interaction, current: str) -> list[Choice[str]]:
    """Offer the topics of all packs."""
    topics = bot_of(interaction).leaderboard.topics()
    return matching(current, ((topic, topic) for topic in topics))


async def session_choices(interaction: discord.Interaction, current: str) -> list[Choice[str]]:
    """Offer the member's own sessions."""
    sessions = await bot_of(interaction).transcripts.of(str(interaction.user.id), limit=50)
    return matching(current, ((f"{headline(s)} ({s.id})", s.id) for s in sessions))


async def question_choices(interaction: discord.Interaction, current: str) -> list[Choice[str]]:
    """Offer the questions that fit what was typed."""
    bot = bot_of(interaction)
    page = bot.bank.search(default_pack(bot.service.shelf), current)
    return [
        Choice(name=clip(f"{sheet.id}: {sheet.title}", CHOICE_LIMIT), value=sheet.id)
        for sheet in page.sheets[:MOST_CHOICES]
    ]
