"""`/interview`: start, answer, hint, skip, pause, resume, status, end."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.app_commands import Choice, Range

from bot import events as ev
from bot.discord_app.cards import notes
from bot.discord_app.commands.choices import known_topic, pack_choices, topic_choices
from bot.discord_app.controls import bot_of
from bot.discord_app.places import channel_of, default_pack
from bot.discord_app.presses import is_moderator
from bot.discord_app.replies import Reply
from bot.errors import NothingToAsk, NotYourInterview
from bot.planning import Wish

PRESETS = [
    Choice(name="Quick: 3 questions", value="quick"),
    Choice(name="Standard: 5 questions", value="standard"),
    Choice(name="Full: a 45-minute mock of 10 questions, one clock for all", value="full"),
]
KINDS = [
    Choice(name="Mixed", value="mixed"),
    Choice(name="Core questions", value="core"),
    Choice(name="Scenarios", value="scenario"),
]
DIFFICULTIES = [
    Choice(name="Easy", value="easy"),
    Choice(name="Medium", value="medium"),
    Choice(name="Hard", value="hard"),
]
SHORTEST = 30
"""Seconds per question, unless there is no limit (0)."""


def long_enough(seconds: int | None) -> int | None:
    """Return the seconds per question; NothingToAsk if nobody could answer in that time."""
    if seconds is not None and 0 < seconds < SHORTEST:
        raise NothingToAsk("Choose 30 to 1800 seconds per question, or 0 for no limit.")
    return seconds


class InterviewCommands(app_commands.Group, name="interview", description="A mock interview, here"):
    """What a candidate does."""

    @app_commands.command(description="Start a mock interview in this channel")
    @app_commands.describe(
        preset="How long it is (standard if you choose nothing)",
        questions="How many questions, 1 to 20, in place of the preset's",
        kind="Core questions, scenarios, or both",
        topic="Only questions of this topic",
        seconds="Seconds per question: 30 to 1800, or 0 for no limit (180 if you choose nothing)",
        difficulty="Only questions of this difficulty",
        pack="The question pack to ask from",
    )
    @app_commands.choices(preset=PRESETS, kind=KINDS, difficulty=DIFFICULTIES)
    @app_commands.autocomplete(topic=topic_choices, pack=pack_choices)
    async def start(
        self,
        interaction: discord.Interaction,
        preset: str = "standard",
        questions: Range[int, 1, 20] | None = None,
        kind: str = "mixed",
        topic: str | None = None,
        seconds: Range[int, 0, 1800] | None = None,
        difficulty: str | None = None,
        pack: str | None = None,
    ) -> None:
        """Open an interview and ask its first question."""
        bot = bot_of(interaction)
        chosen = pack or default_pack(bot.service.shelf)
        wish = Wish(
            preset=preset,
            questions=questions,
            kind=kind,
            topic=known_topic(bot.service.shelf.pack(chosen).categories, topic),
            seconds=long_enough(seconds),
            difficulty=difficulty,
            pack=chosen,
        )
        await bot.presses.start(interaction, wish)

    @app_commands.command(description="Write a long answer in a window of its own")
    async def answer(self, interaction: discord.Interaction) -> None:
        """Open the answer window."""
        bot = bot_of(interaction)
        interview = await bot.service.in_channel(channel_of(interaction))
        await bot.presses.open_modal(interaction, interview)

    @app_commands.command(description="Get a hint for this question; it costs 5 points")
    async def hint(self, interaction: discord.Interaction) -> None:
        """Give the next hint."""
        bot = bot_of(interaction)
        channel = channel_of(interaction)
        async with Reply(interaction, ephemeral=True) as reply, bot.locks.of(channel):
            interview = await bot.service.in_channel(channel)
            outcome = await bot.service.hint(interview.id, str(interaction.user.id))
            await bot.delivery.show(outcome, reply)

    @app_commands.command(description="Pass on this question; it counts 0")
    async def skip(self, interaction: discord.Interaction) -> None:
        """Pass on the question."""
        await self._act(interaction, ev.Skipped(), ephemeral=False)

    @app_commands.command(description="Stop the clock")
    async def pause(self, interaction: discord.Interaction) -> None:
        """Stop the clock."""
        await self._act(interaction, ev.Paused(), ephemeral=True)

    @app_commands.command(description="Go on after a pause")
    async def resume(self, interaction: discord.Interaction) -> None:
        """Start the clock again."""
        await self._act(interaction, ev.Resumed(), ephemeral=True)

    @app_commands.command(description="See the time left, the question and the hints you took")
    async def status(self, interaction: discord.Interaction) -> None:
        """Say where the interview stands."""
        bot = bot_of(interaction)
        async with Reply(interaction, ephemeral=True) as reply:
            interview = await bot.service.in_channel(channel_of(interaction))
            url = await bot.delivery.card_link(interview)
            await reply.post(notes.status(interview, url, bot.service.clock()), ephemeral=True)

    @app_commands.command(description="End the interview; everything so far is saved")
    async def end(self, interaction: discord.Interaction) -> None:
        """Ask whether to end, then end."""
        interview = await bot_of(interaction).service.in_channel(channel_of(interaction))
        if str(interaction.user.id) != interview.candidate and not is_moderator(interaction):
            raise NotYourInterview
        await interaction.response.send_message(view=notes.confirm_end(interview), ephemeral=True)

    async def _act(
        self, interaction: discord.Interaction, event: ev.Event, *, ephemeral: bool
    ) -> None:
        bot = bot_of(interaction)
        channel = channel_of(interaction)
        async with Reply(interaction, ephemeral=ephemeral) as reply, bot.locks.of(channel):
            outcome = await bot.service.act_in(channel, str(interaction.user.id), event)
            await bot.delivery.show(outcome, reply)
