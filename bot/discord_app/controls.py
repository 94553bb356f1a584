"""What can be pressed. A button knows only its action, its interview and its turn."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Self, cast

import discord
from discord import ButtonStyle

from bot import logs
from bot.discord_app.text import MINUS
from bot.rules.step import HINT_COST

if TYPE_CHECKING:
    from bot.discord_app.client import InterviewClient


class Action(StrEnum):
    """What a button does."""

    ANSWER = "answer"
    SUBMIT = "submit"
    HINT = "hint"
    SKIP = "skip"
    PAUSE = "pause"
    RESUME = "resume"
    END = "end"
    """Asks whether the interview shall end."""
    STOP = "stop"
    """Ends it."""
    NEXT = "next"
    REFERENCE = "reference"
    AGAIN = "again"


LOOKS: dict[Action, tuple[str, ButtonStyle, str | None]] = {
    Action.ANSWER: ("Answer", ButtonStyle.primary, "✍️"),
    Action.SUBMIT: ("Submit", ButtonStyle.success, "✅"),
    Action.HINT: (f"Hint ({MINUS}{HINT_COST:.0f})", ButtonStyle.secondary, "💡"),
    Action.SKIP: ("Skip", ButtonStyle.secondary, None),
    Action.PAUSE: ("Pause", ButtonStyle.secondary, None),
    Action.RESUME: ("Resume", ButtonStyle.success, "▶️"),
    Action.END: ("End", ButtonStyle.danger, None),
    Action.STOP: ("End the interview", ButtonStyle.danger, None),
    Action.NEXT: ("Next question", ButtonStyle.primary, None),
    Action.REFERENCE: ("Reference answer", ButtonStyle.secondary, "📖"),
    Action.AGAIN: ("Start another", ButtonStyle.primary, "🔁"),
}
"""Label, style and emoji of each action's button."""


TEMPLATE = re.compile(
    rf"mi:(?P<action>{'|'.join(Action)}):(?P<interview>[0-9a-z]+):(?P<turn>[0-9]{{1,3}})"
)
"""What a button carries; anything else is none of ours, and does nothing."""


def custom_id(action: str, interview: str, turn: int) -> str:
    """Return the id that a button or a modal carries."""
    return f"mi:{action}:{interview}:{turn}"


def bot_of(interaction: discord.Interaction) -> InterviewClient:
    """Return the client that an interaction came to."""
    return cast("InterviewClient", interaction.client)


class TurnButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=TEMPLATE):
    """A button of an interview, rebuilt from its custom_id whenever it is pressed."""

    def __init__(
        self, action: Action, interview: str, turn: int, *, disabled: bool = False
    ) -> None:
        label, style, emoji = LOOKS[action]
        super().__init__(
            discord.ui.Button(
                label=label,
                style=style,
                emoji=emoji,
                disabled=disabled,
                custom_id=custom_id(action, interview, turn),
            )
        )
        self.action = action
        self.interview = interview
        self.turn = turn

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction, _item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Rebuild the button from what its custom_id says."""
        return cls(Action(match["action"]), match["interview"], int(match["turn"]))

    async def interaction_check(self, interaction: discord.Interaction, /) -> bool:
        """Let nothing happen twice."""
        logs.bind(interaction=interaction.id, channel=str(interaction.channel_id))
        return await bot_of(interaction).takes(interaction)

    async def callback(self, interaction: discord.Interaction) -> None:
        """Hand the press to the one place that knows what to do."""
        await bot_of(interaction).presses.press(interaction, self.action, self.interview, self.turn)


PAGE_TEMPLATE = re.compile(
    r"mp:(?P<list>[a-z]+):(?P<owner>[0-9]{1,20}):(?P<key>[\w.-]*):(?P<page>[0-9]{1,6})"
)


class PageButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=PAGE_TEMPLATE):
    """A button that shows another page of a list, for the one who asked for the list."""

    def __init__(
        self,
        pages: str,
        owner: str,
        key: str,
        page: int,
        *,
        label: str = "",
        disabled: bool = False,
        chosen: bool = False,
    ) -> None:
        super().__init__(
            discord.ui.Button(
                label=label or None,
                style=ButtonStyle.primary if chosen else ButtonStyle.secondary,
                disabled=disabled,
                custom_id=f"mp:{pages}:{owner}:{key}:{page}",
            )
        )
        self.pages = pages
        self.owner = owner
        self.key = key
        self.page = page

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction, _item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Rebuild the button from what its custom_id says."""
        label = getattr(_item, "label", None) or "?"
        return cls(match["list"], match["owner"], match["key"], int(match["page"]), label=label)

    async def callback(self, interaction: discord.Interaction) -> None:
        """Show the page."""
        await bot_of(interaction).pages.turn(interaction, self)
