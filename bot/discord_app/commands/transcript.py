"""`/transcript`: list, show, export."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.app_commands import Choice
from discord.ui import File

from bot.discord_app.cards.parts import Note
from bot.discord_app.cards.sessions import session_card
from bot.discord_app.commands.choices import session_choices
from bot.discord_app.controls import bot_of
from bot.discord_app.ending import as_file
from bot.discord_app.replies import Reply
from bot.transcripts import Format, export

FORMATS = [
    Choice(name="Markdown", value="md"),
    Choice(name="Web page (HTML)", value="html"),
    Choice(name="JSON, for programs", value="json"),
]


class TranscriptCommands(
    app_commands.Group, name="transcript", description="Your sessions, to look back at and to keep"
):
    """What is kept of interviews, for those who gave them. Only they see the replies."""

    @app_commands.command(name="list", description="Your sessions, the latest first")
    async def list_sessions(self, interaction: discord.Interaction) -> None:
        """List own sessions."""
        async with Reply(interaction, ephemeral=True) as reply:
            page = await bot_of(interaction).pages.sessions(interaction, 1)
            await reply.post(page, ephemeral=True)

    @app_commands.command(description="One of your sessions at a glance, with its transcript")
    @app_commands.describe(session="Which session: type to see yours")
    @app_commands.autocomplete(session=session_choices)
    async def show(self, interaction: discord.Interaction, session: str) -> None:
        """Show a session."""
        transcripts = bot_of(interaction).transcripts
        async with Reply(interaction, ephemeral=True) as reply:
            found = await transcripts.load(session, str(interaction.user.id))
            document = export(found, Format.MARKDOWN)
            view = session_card(found.story, document.filename)
            await reply.post(view, ephemeral=True, files=[as_file(document)])

    @app_commands.command(name="export", description="A session as a file to keep")
    @app_commands.describe(
        session="Which session: type to see yours",
        form="Markdown, a web page or JSON (Markdown if you choose nothing)",
    )
    @app_commands.rename(form="format")
    @app_commands.choices(form=FORMATS)
    @app_commands.autocomplete(session=session_choices)
    async def export_session(
        self, interaction: discord.Interaction, session: str, form: str = "md"
    ) -> None:
        """Hand over a file."""
        transcripts = bot_of(interaction).transcripts
        async with Reply(interaction, ephemeral=True) as reply:
            document = await transcripts.export(session, str(interaction.user.id), Format(form))
            view = Note(
                "Here it is, for your eyes only.", File(f"attachment://{document.filename}")
            )
            await reply.post(view, ephemeral=True, files=[as_file(document)])
