"""What goes out by itself or as a reply: through the interaction, the channel, or an old token."""

from __future__ import annotations

from contextlib import suppress

import aiohttp
import discord
from discord.ui import LayoutView

from bot.discord_app.channel import (
    Edited,
    Files,
    Mailbox,
    TryLater,
    Unreachable,
    no_files,
    once_more,
)
from bot.discord_app.places import is_guest
from bot.discord_app.replies import Reply
from storage.records import Interview, Post


class Outbox:
    """Sends and changes messages by whichever way is open.

    Where the bot is only a member's guest it may not write in the channel; there it speaks through
    the latest interaction of the interview, as long as that one is valid.
    """

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox
        self._voices: dict[str, discord.Interaction] = {}

    def hear(self, interview: Interview, interaction: discord.Interaction) -> None:
        """Keep an interaction to speak through, where there may be no other way."""
        if is_guest(interaction):
            self._voices[interview.id] = interaction

    def forget(self, interview: Interview) -> None:
        """Let go of an interview that needs no more messages."""
        self._voices.pop(interview.id, None)

    async def post(
        self,
        interview: Interview,
        post: Post,
        view: LayoutView,
        reply: Reply | None,
        files: Files = no_files,
    ) -> int:
        """Send a message and return its id; Unreachable or TryLater if there is no way.

        The first word to an interaction comes once by itself. What follows goes into the channel,
        where a nonce sees to it; follow-ups know none.
        """
        if reply is not None and (reply.silent or is_guest(reply.interaction)):
            return await _answer(reply, view, files)
        try:
            return await self._mailbox.send(interview, view, files, nonce=post.nonce)
        except Unreachable as error:
            if reply is not None and not error.gone:
                return await _answer(reply, view, files)
            voice = self._voice(interview)
            if error.gone or voice is None:
                raise
            try:
                sent = await voice.followup.send(view=view, files=files(), wait=True)
            except (discord.HTTPException, aiohttp.ClientError, OSError):
                raise error from None
            return sent.id

    async def edit(self, interview: Interview, message: int, view: LayoutView) -> bool:
        """Change a message, if that is possible; return False if it is known to be deleted."""
        edited = await self._mailbox.edit(interview, message, view)
        voice = self._voice(interview)
        if edited is Edited.NO and voice is not None:
            with suppress(discord.HTTPException, aiohttp.ClientError, OSError):
                await once_more(lambda: voice.followup.edit_message(message, view=view))
        return edited is not Edited.DELETED

    async def tell(
        self, person: str, view: LayoutView, files: Files = no_files, *, nonce: str
    ) -> bool:
        """Send a direct message; return whether the person takes any; TryLater on trouble."""
        return await self._mailbox.tell(person, view, files, nonce=nonce)

    def _voice(self, interview: Interview) -> discord.Interaction | None:
        voice = self._voices.get(interview.id)
        return None if voice is None or voice.is_expired() else voice


async def _answer(reply: Reply, view: LayoutView, files: Files) -> int:
    try:
        return await reply.post(view, files=files())
    except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
        raise TryLater(f"the reply did not go out: {error}") from error
