"""Which REST calls the bot can make, as its own text says."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

import discord
from discord import app_commands

HOME = Path(__file__).parents[2] / "bot" / "discord_app"
CALLBACK = "POST /interactions/{id}/{token}/callback"
SEND = "POST /channels/{id}/messages"
EDIT = "PATCH /channels/{id}/messages/{id}"
HISTORY = "GET /channels/{id}/messages"
ORIGINAL = "/webhooks/{id}/{token}/messages/@original"
FOLLOWUP = "/webhooks/{id}/{token}"

MAKES: dict[str, tuple[str, ...]] = {
    "add_reaction": ("PUT /channels/{id}/messages/{id}/reactions/{emoji}/@me",),
    "create_dm": ("POST /users/@me/channels",),
    "defer": (CALLBACK,),
    "delete_original_response": (f"DELETE {ORIGINAL}",),
    "edit": (EDIT, "PATCH /channels/{id}"),
    "edit_message": (CALLBACK, f"PATCH {FOLLOWUP}/messages/{{id}}"),
    "edit_original_response": (f"PATCH {ORIGINAL}",),
    "fetch_channel": ("GET /channels/{id}",),
    "fetch_commands": ("GET /applications/{id}/commands",),
    "history": (HISTORY,),
    "original_response": (f"GET {ORIGINAL}",),
    "send": (SEND, f"POST {FOLLOWUP}"),
    "send_message": (CALLBACK,),
    "send_modal": (CALLBACK,),
    "start": ("GET /users/@me", "GET /oauth2/applications/@me", "GET /gateway/bot"),
    "sync": ("PUT /applications/{id}/commands",),
    "autocomplete": (),  # discord.py's names for other things
    "close": (),
    "join": (),
    "leave": (),
    "read": (),
}
"""What each coroutine of discord.py that the bot names asks of Discord."""
AT_START = frozenset({*MAKES["start"], *MAKES["sync"], *MAKES["fetch_commands"]})
"""What is asked for once per life."""

CLASSES = (
    discord.AutoShardedClient,
    discord.Interaction,
    discord.InteractionResponse,
    discord.InteractionMessage,
    discord.Webhook,
    discord.WebhookMessage,
    discord.Message,
    discord.PartialMessage,
    discord.abc.Messageable,
    discord.TextChannel,
    discord.Thread,
    discord.User,
    discord.Member,
    discord.Guild,
    discord.Attachment,
    app_commands.CommandTree,
)


def waits(function: object) -> bool:
    """Return whether a function may ask Discord for something."""
    return inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function)


def named() -> dict[str, set[str]]:
    """Return the coroutines of discord.py that the bot names, and where."""
    names = {
        name
        for owner in CLASSES
        for name, function in inspect.getmembers(owner)
        if waits(function) and not name.startswith("_")
    }
    found: dict[str, set[str]] = {}
    for file in HOME.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in names:
                found.setdefault(node.attr, set()).add(f"{file.name}:{node.lineno}")
    return found


def made() -> frozenset[str]:
    """Return every route that the bot can call."""
    return frozenset(route for name in named() for route in MAKES.get(name, ()))
