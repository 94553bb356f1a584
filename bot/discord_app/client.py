"""The client: what Discord reports, handed to whoever takes it in."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any

import discord

from bot.bank import Bank
from bot.discord_app.cards.question import Ears
from bot.discord_app.channel import Mailbox
from bot.discord_app.commands import all_commands
from bot.discord_app.controls import PageButton, TurnButton
from bot.discord_app.debts import Debts
from bot.discord_app.delivery import Delivery
from bot.discord_app.drawing import Drawing
from bot.discord_app.ending import Summaries
from bot.discord_app.hearing import Hearing
from bot.discord_app.locks import Locks
from bot.discord_app.once import Once
from bot.discord_app.pages import Pages
from bot.discord_app.places import FRONT_END
from bot.discord_app.presses import Presses
from bot.discord_app.sweeper import Sweeper
from bot.discord_app.tree import InterviewTree
from bot.leaderboard import Leaderboard
from bot.service import InterviewService
from bot.tenure import Tenure
from bot.transcripts import Transcripts
from content.errors import CoachError
from storage.errors import StoreError
from storage.records import EVERYTHING, Interview, Shards

log = logging.getLogger(__name__)

PATIENCE = 1.5
"""Seconds before an interaction is deferred; Discord gives up after three."""
RESUME_WITHIN = timedelta(minutes=15)
DRAIN_SECONDS = 3.0
"""How long leaving waits for what is under way, and then for Discord."""


def shards_of(count: int | None, ids: Sequence[int] | None) -> Shards:
    """Return which interviews a process runs; all of them unless the shards are split."""
    if count is None:
        return EVERYTHING
    return Shards(count, frozenset(ids if ids is not None else range(count)))


def lease_names(shards: Shards) -> list[str]:
    """Return the leases of some shards, in order."""
    return [f"{FRONT_END}:{shard}" for shard in sorted(shards.ids)]


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
    tenure: Tenure,
    *,
    message_content: bool = True,
    guild_id: int | None = None,
    shard_count: int | None = None,
    shard_ids: Sequence[int] | None = None,
    patience: float = PATIENCE,
    resume_within: timedelta = RESUME_WITHIN,
) -> InterviewClient:
    """Return a client that runs interviews of the service. Its clock is the service's.

    Without `message_content` it lives on the answer window, mentions and direct messages. With
    `guild_id` its commands are registered in that server alone. `patience` is how many seconds an
    answer may take before Discord is told to wait; after an absence of up to `resume_within`
    interviews go on by themselves. `tenure` is the right to run the shards, already held.
    """
    options: dict[str, Any] = {}
    if shard_ids is not None:
        options["shard_ids"] = list(shard_ids)
    return InterviewClient(
        service,
        tenure,
        shards=shards_of(shard_count, shard_ids),
        guild_id=guild_id,
        patience=patience,
        resume_within=resume_within,
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
        tenure: Tenure,
        *,
        shards: Shards,
        guild_id: int | None,
        patience: float,
        resume_within: timedelta,
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
        ending = Summaries(service, self.transcripts, self.tree.mention)
        drawing = Drawing(service, ending=ending, ears=self.ears)
        self.delivery = Delivery(mailbox, service, drawing)
        self.presses = Presses(service, self.delivery, self.locks)
        self.pages = Pages(shelf, self.leaderboard, self.transcripts, self.bank, self.tree.mention)
        self._hearing = Hearing(mailbox, service, self.delivery, self.locks)
        self.debts = Debts(mailbox, service, self.delivery, self.locks, shards)
        self.once = Once()
        self.sweeper = Sweeper(
            service,
            self.delivery,
            self.debts,
            self.locks,
            tenure=tenure,
            shards=shards,
            patience=resume_within,
            listen=self._listen,
            lost=self._let_go,
        )
        self.delivery.resumed = self.sweeper.missed
        self._tenure = tenure
        self._leaving: asyncio.Task[None] | None = None
        self.gateway_event: Callable[[int, str], None] = lambda _shard, _event: None
        """Hears what becomes of the connections to the gateway."""
        self.lost = False
        """Whether another process has taken over."""
        self._guild_id = guild_id
        self.patience = patience
        for command in all_commands():
            self.tree.add_command(command)

    @property
    def active(self) -> int:
        """How many interviews run here."""
        return self.delivery.watch.count

    @property
    def owed(self) -> int:
        """How many messages waited to be sent when that was last looked at."""
        return self.debts.depth

    @property
    def holds_shards(self) -> bool:
        """Whether this process may run its shards."""
        return self.sweeper.well

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
        await self.sweeper.start()

    async def close(self) -> None:
        """Finish what is under way, leave, and let a successor in. Interviews wait in the store.

        Takes a few seconds at most: what does not get done stays owed in the store.
        """
        await asyncio.shield(self._begin_leaving())

    def _begin_leaving(self) -> asyncio.Task[None]:
        if self._leaving is None:
            self._leaving = asyncio.create_task(self._leave())
        return self._leaving

    async def _leave(self) -> None:
        self.sweeper.stop()
        with suppress(TimeoutError):
            await asyncio.wait_for(self.locks.settled(), DRAIN_SECONDS)
        with suppress(TimeoutError):
            await asyncio.wait_for(super().close(), DRAIN_SECONDS)
        with suppress(TimeoutError):
            await asyncio.wait_for(self.sweeper.end(), 1.0)
        with suppress(StoreError, TimeoutError):
            await asyncio.wait_for(self._tenure.release(), 1.0)

    async def on_ready(self) -> None:
        """Say in the log that the bot is there, and read what was written until then."""
        log.info("ready as %s in %d servers", self.user, len(self.guilds))
        try:
            await self.sweeper.listen()
        except StoreError as error:
            log.warning("what was missed is read later: %s", error)

    async def on_shard_connect(self, shard: int) -> None:
        """Count a connection."""
        self.gateway_event(shard, "connected")

    async def on_shard_resumed(self, shard: int) -> None:
        """Count a connection that went on where it was lost."""
        self.gateway_event(shard, "resumed")

    async def on_shard_disconnect(self, shard: int) -> None:
        """Count a lost connection."""
        self.gateway_event(shard, "disconnected")

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Take in answer windows; commands and buttons find their own way."""
        modal = interaction.type is discord.InteractionType.modal_submit
        if modal and await self.takes(interaction):
            await self.presses.submit(interaction)

    async def takes(self, interaction: discord.Interaction) -> bool:
        """Whether an interaction is this process's to take in: each one once."""
        return self.once.first(interaction.id) and await self.sweeper.still()

    async def on_message(self, message: discord.Message) -> None:
        """Listen to what candidates write."""
        await self._hear(message.channel.id, self._hearing.message(message, self._me))

    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """Follow what candidates correct."""
        await self._hear(payload.channel_id, self._hearing.edit(payload.message, self._me))

    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """Follow what candidates take back."""
        deletion = self._hearing.deletion(str(payload.channel_id), payload.message_id)
        await self._hear(payload.channel_id, deletion)

    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        """Follow a clean-up of the channel."""
        for message in sorted(payload.message_ids):
            deletion = self._hearing.deletion(str(payload.channel_id), message)
            await self._hear(payload.channel_id, deletion)

    async def on_raw_typing(self, payload: discord.RawTypingEvent) -> None:
        """Wait while a candidate types."""
        typing = self._hearing.typing(str(payload.channel_id), str(payload.user_id))
        await self._hear(payload.channel_id, typing)

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

    async def _hear(self, channel: int, taking_in: Coroutine[None, None, None]) -> None:
        """Take in something from a channel; if the store cannot, read the channel again later."""
        if not await self.sweeper.still():
            taking_in.close()
            return
        try:
            await taking_in
        except StoreError as error:
            log.warning("something in channel %s is taken in later: %s", channel, error)
            self.sweeper.missed(str(channel))

    async def _listen(self, interview: Interview) -> None:
        await self._hearing.catch_up(interview, self._me)

    def _let_go(self) -> None:
        self.lost = True
        self._begin_leaving()

    async def _gone(self, channel: int) -> None:
        if not self.delivery.watch.concerns(str(channel)) or not await self.sweeper.still():
            return
        try:
            async with self.locks.of(str(channel)):
                outcome = await self.service.channel_gone(str(channel))
                if outcome is not None:
                    await self.delivery.show(outcome)
        except CoachError as error:
            log.warning("the interview in the deleted channel %s stands: %s", channel, error)
