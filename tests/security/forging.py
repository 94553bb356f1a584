"""Interactions that no app of Discord would send: made by hand and put on the wire."""

from __future__ import annotations

from typing import Any

from simcord.interactions import base_payload
from simcord.results import InteractionResult, to_discord_message

from tests.discord_app.stage import Stage, words

BUTTON, WINDOW = 3, 5


def on_message(custom_id: str) -> list[dict[str, Any]]:
    """Return components with one button."""
    button = {"type": 2, "id": 2, "style": 1, "label": "x", "custom_id": custom_id}
    return [{"type": 1, "id": 1, "components": [button]}]


async def press(s: Stage, who: Any, custom_id: str, *, channel: Any = None) -> InteractionResult:
    """Let somebody press a button with a custom_id of their own making."""
    place = channel or s.channel
    stored = s.env.backend.create_message(place.id, s.bot.user.id, "x")  # type: ignore[union-attr]
    stored.components = on_message(custom_id)
    await s.env.settle()
    message = to_discord_message(s.env, stored)
    result: InteractionResult = await who.click(message, custom_id=custom_id)
    return result


async def submit(
    s: Stage, who: Any, custom_id: str, text: str, *, channel: Any = None, guild: Any = None
) -> InteractionResult:
    """Let somebody submit an answer window that was never opened for them."""
    field = {"type": 4, "custom_id": "text", "value": text}
    record, payload = base_payload(
        s.env.backend,
        type=WINDOW,
        channel_id=(channel or s.channel).id,
        guild_id=(guild or s.guild).id,
        user_id=who.id,
        data={"custom_id": custom_id, "components": [{"type": 18, "component": field}]},
    )
    s.env.backend.emit("INTERACTION_CREATE", payload)
    await s.env.settle()
    return InteractionResult(s.env, record)


def told(result: InteractionResult) -> str:
    """Return what somebody read as the answer to what they did; empty if nothing was said."""
    return words(result.response) if result.response is not None else ""
