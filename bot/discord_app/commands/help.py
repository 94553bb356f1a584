"""`/help`."""

from __future__ import annotations

import discord
from discord import app_commands

from bot.discord_app.cards.help import help_card
from bot.discord_app.controls import bot_of


@app_commands.command(name="help", description="How this works, in a minute")
async def help_command(interaction: discord.Interaction) -> None:
    """Show the help to whoever asked."""
    bot = bot_of(interaction)
    reads = interaction.guild_id is None or bot.intents.message_content
    await interaction.response.send_message(
        view=help_card(bot.tree.mention, reads=reads), ephemeral=True
    )
