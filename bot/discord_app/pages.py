"""Turning the pages of lists: leaderboard, sessions, questions."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from zlib import crc32

import discord
from discord.ui import LayoutView

from bot.bank import Bank
from bot.discord_app.cards.bank import list_card
from bot.discord_app.cards.board import board_card
from bot.discord_app.cards.sessions import PAGE, sessions_card
from bot.discord_app.controls import PageButton
from bot.discord_app.places import default_pack
from bot.discord_app.refusals import refuse
from bot.discord_app.replies import Reply
from bot.discord_app.text import clip_markdown
from bot.errors import InterviewError
from bot.leaderboard import Leaderboard, Period
from bot.shelf import Shelf
from bot.transcripts import Transcripts

Mention = Callable[[str], str]
Turn = Callable[[discord.Interaction, str, int], Awaitable[LayoutView]]


class NotYourList(InterviewError):
    """Only the one who asked for a list turns its pages."""

    def __init__(self, command: str) -> None:
        super().__init__(f"Somebody else asked for this list. Get your own with {command}.")


class OldList(InterviewError):
    """A list that an earlier version of the bot left behind."""

    def __init__(self) -> None:
        super().__init__(
            "That list is from before I was updated. Get a new one with `/leaderboard`, "
            "`/transcript list` or `/questions browse`."
        )


class Pages:
    """Makes any page of any list, for commands and for the buttons beneath."""

    def __init__(
        self,
        shelf: Shelf,
        leaderboard: Leaderboard,
        transcripts: Transcripts,
        bank: Bank,
        mention: Mention,
    ) -> None:
        self._shelf = shelf
        self._leaderboard = leaderboard
        self._transcripts = transcripts
        self._bank = bank
        self._mention = mention
        self._turns: Mapping[str, tuple[str, Turn]] = {
            "board": ("leaderboard", self._turn_board),
            "sessions": ("transcript list", self._turn_sessions),
            "bank": ("questions browse", self._turn_bank),
        }

    async def turn(self, interaction: discord.Interaction, button: PageButton) -> None:
        """Show another page in place of the one whose button was pressed."""
        try:
            turn = self._turn_of(interaction, button)
            async with Reply(interaction) as reply:
                await reply.edit_source(await turn(interaction, button.key, button.page))
        except Exception as error:  # noqa: BLE001 -- every error ends here, as an answer
            await refuse(interaction, error)

    def _turn_of(self, interaction: discord.Interaction, button: PageButton) -> Turn:
        """Return what makes the pages of a list, if it is the presser's own."""
        if button.pages not in self._turns:
            raise OldList
        command, turn = self._turns[button.pages]
        if str(interaction.user.id) != button.owner:
            raise NotYourList(self._mention(command))
        return turn

    async def board(
        self, interaction: discord.Interaction, period: Period, topic: str | None, page: int
    ) -> LayoutView:
        """Return a page of the leaderboard of where the interaction happens."""
        board = await self._leaderboard.show(
            server=str(interaction.guild_id) if interaction.guild_id else None,
            caller=str(interaction.user.id),
            caller_name=interaction.user.display_name,
            period=period,
            topic=topic,
            page=page,
        )
        return board_card(board, topic_key(topic), self._mention("interview start"))

    async def sessions(self, interaction: discord.Interaction, page: int) -> LayoutView:
        """Return a page of the member's own sessions."""
        person = str(interaction.user.id)
        page = max(1, page)
        found = await self._transcripts.of(person, limit=PAGE + 1, offset=(page - 1) * PAGE)
        return sessions_card(
            person,
            found[:PAGE],
            page,
            more=len(found) > PAGE,
            start=self._mention("interview start"),
        )

    def browse(
        self, interaction: discord.Interaction, pack: str, topic: str | None, page: int
    ) -> LayoutView:
        """Return a page of the questions of a topic, or of all."""
        return list_card(
            self._bank.browse(pack, topic=topic, page=page),
            title=clip_markdown(topic, 100) if topic else "Question bank",
            owner=str(interaction.user.id),
            key=f"{topic_key(pack)}.{topic_key(topic)}",
            show=self._mention("questions show"),
            empty="There is nothing here.",
            topics=topic is None,
        )

    async def _turn_board(
        self, interaction: discord.Interaction, key: str, page: int
    ) -> LayoutView:
        _, period, topic = parts_of(key)
        if period not in list(Period):
            raise OldList
        found = find_topic(self._leaderboard.topics(), topic)
        return await self.board(interaction, Period(period), found, page)

    async def _turn_sessions(
        self, interaction: discord.Interaction, _key: str, page: int
    ) -> LayoutView:
        return await self.sessions(interaction, page)

    async def _turn_bank(self, interaction: discord.Interaction, key: str, page: int) -> LayoutView:
        _, pack, topic = parts_of(key)
        name = find_topic(self._packs(), pack) or default_pack(self._shelf)
        return self.browse(interaction, name, find_topic(self._bank.topics(name), topic), page)

    def _packs(self) -> tuple[str, ...]:
        return tuple(pack.name for pack in self._shelf)


def parts_of(key: str) -> tuple[str, str, str]:
    """Return the three parts of a list's key; OldList if it is made otherwise."""
    match key.split("."):
        case [kind, first, second]:
            return kind, first, second
    raise OldList


def topic_key(topic: str | None) -> str:
    """Return what stands for a topic in a custom_id, which may not hold a long name."""
    return f"{crc32(topic.encode()):08x}" if topic is not None else "-"


def find_topic(topics: Mapping[str, int] | tuple[str, ...], key: str) -> str | None:
    """Return the topic that a key stands for; None for all topics, or one that is gone."""
    return next((topic for topic in topics if topic_key(topic) == key), None)
