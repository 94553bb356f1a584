"""The answer window. Its custom_id carries interview and turn, so that it outlives a restart.

discord.py forgets windows when the process ends, so what is submitted is not taken in by the
window but by the client's `on_interaction`, before and after a restart alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import discord
from discord import ui

from bot.discord_app.controls import custom_id
from bot.discord_app.text import clip
from content.model import Question
from storage.records import Interview

FIELD = "text"
ANSWER_LIMIT = 4000
OPEN_FOR = 1800.0
"""Seconds for which discord.py remembers a window; an answer may come later all the same."""


class AnswerModal(ui.Modal):
    """Asks for a whole answer at once."""

    def __init__(self, interview: Interview, question: Question) -> None:
        number = interview.turn.number
        super().__init__(
            title=f"Question {number} of {len(interview.plan)}",
            custom_id=custom_id("answer", interview.id, number),
            timeout=OPEN_FOR,
        )
        self.add_item(
            ui.Label(
                text="Your answer",
                description=clip(question.title, 100),
                component=ui.TextInput(
                    style=discord.TextStyle.paragraph,
                    custom_id=FIELD,
                    max_length=ANSWER_LIMIT,
                    placeholder="Submitting closes the question, so say all you want to say.",
                ),
            )
        )


def submitted_text(data: Mapping[str, Any]) -> str:
    """Return what was written into a submitted window."""
    return "\n".join(
        str(field.get("value") or "")
        for field in _fields(data.get("components") or ())
        if field.get("custom_id") == FIELD
    )


def _fields(components: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Yield every input, whatever it is wrapped in."""
    for component in components:
        inner = component.get("component")
        if inner:
            yield inner
        elif component.get("components"):
            yield from _fields(component["components"])
        else:
            yield component
