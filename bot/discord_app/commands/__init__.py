"""The slash commands. Each one parses, calls the service and shows; nothing else."""

from __future__ import annotations

from typing import Any

from discord import app_commands

from bot.discord_app.commands.help import help_command
from bot.discord_app.commands.interview import InterviewCommands
from bot.discord_app.commands.leaderboard import leaderboard_command
from bot.discord_app.commands.questions import QuestionCommands
from bot.discord_app.commands.transcript import TranscriptCommands


def all_commands() -> list[app_commands.Command[Any, ..., Any] | app_commands.Group]:
    """Return every command that the bot offers."""
    return [
        InterviewCommands(),
        TranscriptCommands(),
        QuestionCommands(),
        leaderboard_command,
        help_command,
    ]
