"""`/questions`: browse, search, show."""

from __future__ import annotations

from dataclasses import replace

import discord
from discord import app_commands
from discord.app_commands import Range

from bot.discord_app.cards.bank import list_card, question_sheet
from bot.discord_app.commands.choices import (
    known_topic,
    question_choices,
    topic_choices,
)
from bot.discord_app.controls import bot_of
from bot.discord_app.pages import topic_key
from bot.discord_app.places import default_pack
from bot.discord_app.replies import Reply
from bot.discord_app.text import quote

QUERY_LIMIT = 200


class QuestionCommands(
    app_commands.Group, name="questions", description="What may be asked, without the answers"
):
    """The question bank. Only whoever asks sees the replies."""

    @app_commands.command(description="The questions, topic by topic")
    @app_commands.describe(topic="Only questions of this topic")
    @app_commands.autocomplete(topic=topic_choices)
    async def browse(self, interaction: discord.Interaction, topic: str | None = None) -> None:
        """List questions."""
        bot = bot_of(interaction)
        pack = default_pack(bot.service.shelf)
        found = known_topic(tuple(bot.bank.topics(pack)), topic)
        async with Reply(interaction, ephemeral=True) as reply:
            await reply.post(bot.pages.browse(interaction, pack, found, 1), ephemeral=True)

    @app_commands.command(description="Find questions by words; typos are forgiven")
    @app_commands.describe(query="Words to look for", topic="Only questions of this topic")
    @app_commands.autocomplete(topic=topic_choices)
    async def search(
        self,
        interaction: discord.Interaction,
        query: Range[str, 1, QUERY_LIMIT],
        topic: str | None = None,
    ) -> None:
        """List the questions that fit best."""
        bot = bot_of(interaction)
        pack = default_pack(bot.service.shelf)
        found = known_topic(tuple(bot.bank.topics(pack)), topic)
        page = bot.bank.search(pack, query, topic=found)
        view = list_card(
            replace(page, pages=1),  # the best ten; nobody reads on in a search
            title=f"Found for “{quote(query, 60)}”",
            owner=str(interaction.user.id),
            key=f"{topic_key(pack)}.{topic_key(found)}",
            show=bot.tree.mention("questions show"),
            topics=found is None,
            empty=f"Nothing fits. Try fewer words, or {bot.tree.mention('questions browse')}.",
        )
        async with Reply(interaction, ephemeral=True) as reply:
            await reply.post(view, ephemeral=True)

    @app_commands.command(description="One question; its answer once you attempted it")
    @app_commands.describe(
        query="Which question: its number or some of its words",
        reveal="Show the answer even so; the question then no longer counts for the leaderboard",
    )
    @app_commands.autocomplete(query=question_choices)
    async def show(
        self,
        interaction: discord.Interaction,
        query: Range[str, 1, QUERY_LIMIT],
        *,
        reveal: bool = False,
    ) -> None:
        """Show a question, and its reference answer if it is due."""
        bot = bot_of(interaction)
        pack = default_pack(bot.service.shelf)
        best = bot.bank.search(pack, query).sheets
        wanted = best[0].id if best else query
        async with Reply(interaction, ephemeral=True) as reply:
            shown = await bot.bank.show(pack, wanted, str(interaction.user.id), reveal=reveal)
            await reply.post(question_sheet(shown), ephemeral=True)
