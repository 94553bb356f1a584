"""The pieces that every card is put together from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import discord
from discord import ui

from bot.discord_app.text import bar, clip_markdown, length, points

TEXT_LIMIT = 3900
"""Characters of all texts of a card together; Discord takes 4,000."""

BLURPLE = discord.Colour(0x5865F2)
GREEN = discord.Colour(0x2D9D5A)
AMBER = discord.Colour(0xC88304)
RED = discord.Colour(0xD6455D)
GREY = discord.Colour(0x80848E)
GOLD = discord.Colour(0xBD8B13)

Piece = ui.Item[Any]


class Card(ui.LayoutView):
    """One framed message."""

    def __init__(self, *pieces: Piece, accent: discord.Colour | None = None) -> None:
        super().__init__(timeout=None)
        self.add_item(ui.Container(*pieces, accent_colour=accent))
        fit(self)


class Note(ui.LayoutView):
    """A sentence or two without a frame."""

    def __init__(self, text: str, *pieces: Piece) -> None:
        super().__init__(timeout=None)
        self.add_item(words(text))
        for piece in pieces:
            self.add_item(piece)
        fit(self)


def words(*lines: str) -> ui.TextDisplay[Any]:
    """Return a piece of text; empty lines are left out."""
    return ui.TextDisplay("\n".join(line for line in lines if line))


def rule(*, line: bool = True) -> ui.Separator[Any]:
    """Return a space, with a line in it or without."""
    return ui.Separator(visible=line)


def row(*buttons: Piece) -> ui.ActionRow[Any]:
    """Return a row of up to five buttons."""
    return ui.ActionRow(*buttons)


def link(label: str, url: str) -> ui.Button[Any]:
    """Return a button that opens an address."""
    return ui.Button(label=label, url=url)


def bullets(items: Iterable[str], *, most: int, more: str = "more") -> list[str]:
    """Return lines of a list, the rest of it as a number."""
    listed = list(items)
    lines = [f"- {item}" for item in listed[:most]]
    if len(listed) > most:
        lines.append(f"-# and {len(listed) - most} {more}")
    return lines


def meter(label: str, score: float, remark: str = "") -> str:
    """Return a label with its score as a bar beneath, narrow enough for a phone."""
    return f"-# {label}\n{bar(score)} **{points(score)}**" + (f"  {remark}" if remark else "")


def fit(view: ui.LayoutView) -> None:
    """Shorten the longest texts until the whole card is within Discord's limit."""
    texts = [item for item in view.walk_children() if isinstance(item, ui.TextDisplay)]
    while texts and (over := sum(length(t.content) for t in texts) - TEXT_LIMIT) > 0:
        longest = max(texts, key=lambda t: length(t.content))
        longest.content = clip_markdown(
            longest.content, max(200, length(longest.content) - over - 1)
        )
