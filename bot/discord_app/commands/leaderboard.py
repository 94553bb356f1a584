"""`/leaderboard`."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.app_commands import Choice, Range

from bot.discord_app.commands.choices import board_topic_choices, known_topic
from bot.discord_app.controls import bot_of
from bot.discord_app.replies import Reply
from bot.leaderboard import Period

PERIODS = [
    Choice(name="This week", value="week"),
    Choice(name="This month", value="month"),
    Choice(name="This season (three months)", value="season"),
    Choice(name="All time", value="all"),
]


@app_commands.command(name="leaderboard", description="Who stands where, and where you stand")
@app_commands.describe(
    period="How far back the board looks (this month if you choose nothing)",
    topic="Only questions of this topic",
    page="Which page to show",
)
@app_commands.choices(period=PERIODS)
@app_commands.autocomplete(topic=board_topic_choices)
async def leaderboard_command(
    interaction: discord.Interaction,
    period: str = "month",
    topic: str | None = None,
    page: Range[int, 1, 1000] = 1,
) -> None:
    """Show a page of the board of this server, or of interviews outside of servers."""
    bot = bot_of(interaction)
    found = known_topic(bot.leaderboard.topics(), topic)
    async with Reply(interaction) as reply:
        await reply.post(await bot.pages.board(interaction, Period(period), found, page))
