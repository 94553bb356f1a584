"""The client: what Discord reports, handed to whoever takes it in."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

import discord

from bot.bank import Bank
from bot.discord_app.cards.question import Ears
from bot.discord_app.channel import Mailbox
from bot.discord_app.commands import all_commands
from bot.discord_app.controls import PageButton, TurnButton
from bot.discord_app.delivery import Delivery
from bot.discord_app.ending import Summaries
from bot.discord_app.hearing import Hearing
from bot.discord_app.locks import Locks
from bot.discord_app.pages import Pages
from bot.discord_app.places import FRONT_END
from bot.discord_app.presses import Presses
from bot.discord_app.sweeper import Sweeper
from bot.discord_app.tree import InterviewTree
from bot.leaderboard import Leaderboard
from bot.service import InterviewService
from bot.transcripts import Transcripts
from content.errors import CoachError
from storage.records import Interview

log = logging.getLogger(__name__)

PATIENCE = 1.5
"""Seconds before an interaction is deferred; Discord gives up after three."""


def intents(*, message_content: bool) -> discord.Intents:
    """Return what the bot wants to hear of, and nothing more."""
    return discord.Intents(
        guilds=True,
        guild_messages=True,
        dm_messages=True,
        guild_typing=True,
        dm_typing=True,
        message_content=message_content,
    )


def create_bot(
    service: InterviewService,
    *,
    message_content: bool = True,
    guild_id: int | None = None,
    shard_count: int | None = None,
    shard_ids: Sequence[int] | None = None,
    patience: float = PATIENCE,
) -> InterviewClient:
    """Return a client that runs interviews of the service. Its clock is the service's.

    Without `message_content` it lives on the answer window, mentions and direct messages. With
    `guild_id` its commands are registered in that server alone. `patience` is how many seconds an
    answer may take before Discord is told to wait.
    """
    options: dict[str, Any] = {}
    if shard_ids is not None:
        options["shard_ids"] = list(shard_ids)
    return InterviewClient(
        service,
        guild_id=guild_id,
        patience=patience,
        intents=intents(message_content=message_content),
        shard_count=shard_count,
        allowed_mentions=discord.AllowedMentions.none(),
        max_messages=None,
        chunk_guilds_at_startup=False,
        **options,
    )


class InterviewClient(discord.AutoShardedClient):
    """Runs interviews in Discord."""

    def __init__(
        self,
        service: InterviewService,
        *,
        guild_id: int | None,
        patience: float,
        **options: Any,  # noqa: ANN401 -- discord.py's own
    ) -> None:
        super().__init__(**options)
        self.service = service
        self.tree = InterviewTree(self)
        self.locks = Locks()
        shelf, repository = service.shelf, service.repository
        self.transcripts = Transcripts(repository, shelf)
        self.bank = Bank(repository, shelf, clock=service.clock)
        self.leaderboard = Leaderboard(repository, shelf, clock=service.clock)
        mailbox = Mailbox(self)
        self.delivery = Delivery(
            mailbox,
            service,
            ending=Summaries(service, self.transcripts, self.tree.mention),
            ears=self.ears,
        )
        self.presses = Presses(service, self.delivery, self.locks)
        self.pages = Pages(shelf, self.leaderboard, self.transcripts, self.bank, self.tree.mention)
        self._hearing = Hearing(mailbox, service, self.delivery, self.locks)
        self._sweeper = Sweeper(service, self.delivery, self.locks, self._listen)
        self._was_ready = False
        self._guild_id = guild_id
        self.patience = patience
        for command in all_commands():
            self.tree.add_command(command)

    def ears(self, interview: Interview) -> Ears:
        """Return what can be read of what is typed in an interview's channel."""
        if interview.server is None:
            return Ears.ALL
        if self.is_ready() and self.get_guild(int(interview.server)) is None:
            return Ears.NONE
        return Ears.ALL if self.intents.message_content else Ears.MENTIONS

    async def setup_hook(self) -> None:
        """Register what can be pressed and typed; start the clock. The gateway comes after."""
        self.add_dynamic_items(TurnButton, PageButton)
        await self.tree.register(self.service.repository, self._guild_id)
        self._sweeper.start()

    async def close(self) -> None:
        """Stop the clock and leave. Interviews wait in the store."""
        self._sweeper.stop()
        await super().close()

    async def on_ready(self) -> None:
        """Say in the log that the bot is there; after a gap, read what was written meanwhile."""
        log.info("ready as %s in %d servers", self.user, len(self.guilds))
        if self._was_ready:  # the first time, the sweeper does it before anything is due
            active = await self.service.repository.active(front_end=FRONT_END)
            await self._sweeper.listen(active)
        self._was_ready = True

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Take in answer windows; commands and buttons find their own way."""
        if interaction.type is discord.InteractionType.modal_submit:
            await self.presses.submit(interaction)

    async def on_message(self, message: discord.Message) -> None:
        """Listen to what candidates write."""
        await self._hearing.message(message, self._me)

    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """Follow what candidates correct."""
        await self._hearing.edit(payload.message, self._me)

    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """Follow what candidates take back."""
        await self._hearing.deletion(str(payload.channel_id), payload.message_id)

    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        """Follow a clean-up of the channel."""
        for message in sorted(payload.message_ids):
            await self._hearing.deletion(str(payload.channel_id), message)

    async def on_raw_typing(self, payload: discord.RawTypingEvent) -> None:
        """Wait while a candidate types."""
        await self._hearing.typing(str(payload.channel_id), str(payload.user_id))

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """End the interview of a deleted channel."""
        await self._gone(channel.id)

    async def on_raw_thread_delete(self, payload: discord.RawThreadDeleteEvent) -> None:
        """End the interview of a deleted thread."""
        await self._gone(payload.thread_id)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """End the interviews of a server that the bot was removed from."""
        for interview in await self.service.repository.active(front_end=FRONT_END):
            if interview.server == str(guild.id):
                await self._gone(int(interview.channel))

    @property
    def _me(self) -> int:
        return self.user.id if self.user is not None else 0

    async def _listen(self, interview: Interview) -> None:
        await self._hearing.catch_up(interview, self._me)

    async def _gone(self, channel: int) -> None:
        if not self.delivery.watch.concerns(str(channel)):
            return
        try:
            async with self.locks.of(str(channel)):
                outcome = await self.service.channel_gone(str(channel))
                if outcome is not None:
                    await self.delivery.show(outcome)
        except CoachError as error:
            log.warning("the interview in the deleted channel %s stands: %s", channel, error)
