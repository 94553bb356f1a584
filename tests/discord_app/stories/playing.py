"""Playing a story: each step is done to the world, and what people said is kept."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import discord
import simcord
from simcord.backend.models import Message
from simcord.http import router
from simcord.interactions import base_payload, nest_options, walk_to_subcommand

from bot.discord_app.controls import PAGE_TEMPLATE, TEMPLATE, custom_id
from bot.service import LISTENING
from storage.errors import StoreError
from tests.discord_app.stories import steps as st
from tests.discord_app.stories.faults import Trouble, unsteady_dispatch
from tests.discord_app.stories.world import Errors, QuickEnv, World, buttons

REPEATABLE = {"INTERACTION_CREATE", "MESSAGE_CREATE", "MESSAGE_UPDATE", "MESSAGE_DELETE"}
QUICK_WAIT = 60.0
"""A database is slow to wait on: with one, no single wait is longer."""


class Player(World):
    """Does what a story says."""

    # Playing

    async def play(self, step: st.Step) -> None:
        """Let one thing happen."""
        if self.trouble.any or isinstance(
            step, st.Dying | st.DiscordFails | st.StoreFails | st.StoreAway | st.Sleep | st.Restart
        ):
            self.well_since_calm = False
        await self._play(step)
        if self.trouble.dead:
            await self.restart(st.Restart(self._downtime))

    async def _play(self, step: st.Step) -> None:
        match step:
            case st.Wait(seconds=seconds):
                await self.env.advance_time(min(seconds, QUICK_WAIT) if self.real else seconds)
            case st.Sleep(seconds=seconds):
                await self._sleep(seconds)
            case st.Restart():
                await self.restart(step)
            case st.StoreAway(seconds=seconds):
                await self._store_away(seconds)
            case st.Repeat(age=age):
                await self._repeat(age)
            case st.Calm():
                await self.calm()
            case st.Dying() | st.DiscordFails() | st.StoreFails():
                self._make_trouble(step)
            case _:
                await self._act(step)

    def _make_trouble(self, step: st.Dying | st.DiscordFails | st.StoreFails) -> None:
        match step:
            case st.Dying(calls=calls, downtime=downtime, done=done):
                self.trouble.dying, self._downtime = (calls, done), downtime
            case st.DiscordFails(times=times):
                self.trouble.discord.append((step, [times]))
            case st.StoreFails(times=times):
                self.trouble.store.append((step, [times]))

    async def _repeat(self, age: int) -> None:
        repeatable = [event for event in self.events if event[0] in REPEATABLE]
        for name, payload in repeatable[::-1][age : age + 1]:
            self.backend.emit(name, payload)
        await self.env.settle()

    async def _act(self, step: Any) -> None:
        """Let somebody do something in a channel, if there still is such a channel."""
        channel = self.channel(step.place, getattr(step, "who", 0))
        if not self.exists(channel):
            return
        match step:
            case st.Say() | st.Edit() | st.Delete():
                await self.chat(step)
                await self.env.settle()
            case st.Typing(who=who):
                self._type(channel, self.people[who])
                await self.env.settle()
            case st.Command(who=who, name=name, options=options):
                await self.command(channel, who, name, dict(options))
            case st.Press():
                await self._press(channel, step)
            case st.Forge():
                await self._forge(channel, step)
            case st.Answer(who=who, text=text, age=age):
                await self._answer(channel, who, text, age)
            case st.Vanish() | st.Tidy():
                self._moderate(channel, step)
                await self.env.settle()

    def _moderate(self, channel: int, step: st.Vanish | st.Tidy) -> None:
        if isinstance(step, st.Tidy):
            for message in self.of_bot(channel)[::-1][step.age : step.age + 1]:
                self.tidied.add(message.id)
                self.backend.delete_message(channel, message.id)
        elif self.server_of(channel) is not None:
            self._vanish(channel)

    async def _forge(self, channel: int, step: st.Forge) -> None:
        shown = step.custom_id.replace("{me}", str(self.people[step.who]))
        if step.modal and shown.startswith("mi:"):
            await self._submit(channel, step.who, shown, None, "forged")
        else:
            await self._press_forged(channel, step.who, shown)

    def _vanish(self, channel: int) -> None:
        """Delete a channel; of its threads Discord says nothing."""
        thread = self.rooms[-1]
        if channel == self.rooms[1] and self.exists(thread):
            ears = list(self.backend.subscribers)
            self.backend.subscribers.clear()
            self.backend.delete_channel(thread)
            self.backend.subscribers.extend(ears)
        self.backend.delete_channel(channel)

    # Chat

    async def chat(self, step: st.Say | st.Edit | st.Delete) -> None:
        """Write, edit or delete."""
        channel, person = self.channel(step.place, step.who), self.people[step.who]
        if not self.exists(channel):
            return
        interview = await self.active_in(channel)
        listens = (
            interview is not None
            and interview.status in LISTENING
            and interview.candidate == str(person)
        )
        if isinstance(step, st.Say):
            message = self.backend.create_message(channel, person, step.text)
            self.said[str(message.id)] = [step.text]
            self.author[str(message.id)] = str(person)
            if listens and interview is not None:
                key = interview.id, interview.turn.number
                self.due.setdefault(key, set()).add(str(message.id))
            return
        own = [m for m in self.messages(channel) if self.author.get(str(m.id)) == str(person)][::-1]
        for message in own[step.which : step.which + 1]:
            if isinstance(step, st.Edit):
                self.said[str(message.id)].append(step.text)
                self.backend.edit_message(channel, message.id, {"content": step.text})
            else:
                self.backend.delete_message(channel, message.id)

    def _type(self, channel: int, person: int) -> None:
        payload = {"channel_id": str(channel), "user_id": str(person), "timestamp": 0}
        server = self.server_of(channel)
        if server is not None:
            payload["guild_id"] = str(server)
        self.backend.emit("TYPING_START", payload)

    # Interactions

    async def interact(
        self, kind: int, channel: int, who: int, data: dict[str, Any], message: Message | None
    ) -> Any:
        """Deliver an interaction; return what became of it."""
        record, payload = base_payload(
            self.backend,
            type=kind,
            channel_id=channel,
            guild_id=self.server_of(channel),
            user_id=self.people[who],
            data=data,
        )
        if message is not None:
            payload["message"] = simcord.backend.serializers.message_payload(self.backend, message)
            record.source_message_id = message.id
        self.backend.emit("INTERACTION_CREATE", payload)
        await self.env.settle()
        if record.modal is not None:
            self.modals.append((channel, who, str(record.modal["custom_id"]), message))
        carried = str(data.get("custom_id", "mi:end:x:1"))
        ours = TEMPLATE.fullmatch(carried) or PAGE_TEMPLATE.fullmatch(carried)
        if self.well_since_calm and not self.trouble.any and ours:
            assert record.responded, f"nobody answered {data}"
        return record

    async def command(self, channel: int, who: int, name: str, options: dict[str, Any]) -> Any:
        """Use a slash command."""
        root_name, *path = name.split()
        root = self.backend.find_command(root_name, self.server_of(channel), type=1)
        assert root is not None
        leaf, nesting = walk_to_subcommand(root, path)
        kinds = {option["name"]: option["type"] for option in leaf.get("options") or ()}
        given = [{"name": k, "type": kinds[k], "value": v} for k, v in options.items()]
        nested = nest_options(root, nesting, given)
        data = {"id": root["id"], "name": root_name, "type": 1, "options": nested}
        return await self.interact(2, channel, who, data, None)

    async def press(self, channel: int, who: int, pressed: str, message: Message) -> Any:
        """Press a button of a message."""
        data = {"custom_id": pressed, "component_type": 2}
        return await self.interact(3, channel, who, data, message)

    async def _press(self, channel: int, step: st.Press) -> None:
        shown = self.of_bot(channel, self.people[step.who])[::-1]
        fitting = [
            (message, button["custom_id"])
            for message in shown
            for button in buttons(message)
            if button["custom_id"].startswith(f"mi:{step.action}:")
        ]
        if fitting:
            message, pressed = fitting[min(step.age, len(fitting) - 1)]
            await self.press(channel, step.who, pressed, message)
        else:
            named = list(self.store.versions) or ["zzz"]
            forged = custom_id(step.action, named[-1 - step.age % len(named)], 1 + step.age)
            await self._press_forged(channel, step.who, forged)

    async def _press_forged(self, channel: int, who: int, forged: str) -> None:
        """Press a button as an older version of the bot may have left it behind."""
        for message in self.of_bot(channel)[-1:]:
            button = {"type": 2, "id": 2, "style": 2, "label": "Old", "custom_id": forged}
            row = {"type": 1, "id": 1, "components": [button]}
            await self.press(channel, who, forged, replace(message, components=[row], flags=0))

    async def _answer(self, channel: int, who: int, text: str, age: int) -> None:
        if not age:
            await self.command(channel, who, "interview answer", {})
        mine = [modal for modal in self.modals if modal[1] == who][::-1]
        for room, _, opened, message in mine[age : age + 1]:
            if self.exists(room):
                await self._submit(room, who, opened, message, text)

    async def _submit(
        self, channel: int, who: int, opened: str, message: Message | None, text: str
    ) -> None:
        field = {"type": 4, "custom_id": "text", "value": text}
        data = {"custom_id": opened, "components": [{"type": 18, "component": field}]}
        number = len(self.backend.interactions)
        record = await self.interact(5, channel, who, data, message)
        assert len(self.backend.interactions) == number + 1
        self.said[str(record.id)] = [text]
        self.author[str(record.id)] = str(self.people[who])
        match = TEMPLATE.fullmatch(opened)
        whispers = [record.message_id, *record.followup_ids]
        refused = any(
            self.backend.messages[channel][number].is_ephemeral
            for number in whispers
            if number in self.backend.messages.get(channel, {})
        )
        if match and record.responded and not refused and not self.trouble.dead:
            self.accepted[str(record.id)] = match["interview"]

    # Trouble

    async def _sleep(self, seconds: float) -> None:
        began = self.now
        self.backend.advance_clock(seconds)
        await self.env.settle()
        if seconds > 4:
            self.downs.append((began, self.now))

    async def _store_away(self, seconds: float) -> None:
        began = self.now
        self.trouble.away = True
        await self.env.advance_time(seconds)
        self.trouble.away = False
        if seconds > 4:
            self.downs.append((began, self.now))

    async def restart(self, step: st.Restart) -> None:
        """Let the process die and another one start, while people go on writing."""
        await self.env.settle()
        if step.politely and not self.trouble.dead:
            assert self.tenure is not None
            with suppress(StoreError):  # a store in trouble keeps the lease
                await self.tenure.release()
        began = self.now
        self.trouble.dead, self.trouble.dying, self.trouble.away = False, None, False
        self.trouble.store.clear()
        self.trouble.discord.clear()
        self.events.clear()  # a gateway repeats nothing to another process
        bot = await self.new_bot()
        login = bot.login

        async def login_late(token: str) -> None:
            ears = list(self.backend.subscribers)
            self.backend.subscribers.clear()
            self.backend.advance_clock(step.downtime)
            for said in step.meanwhile:
                await self.chat(said)
            assert self.tenure is not None
            while not await self.tenure.take():
                self.backend.advance_clock(1.0)
            self.backend.advance_clock(step.signing_in)
            self.backend.subscribers.extend(ears)
            await login(token)

        bot.login = login_late  # type: ignore[method-assign]
        await self.env.restart_bot(bot)
        self.downs.append((began, self.now))

    async def calm(self) -> None:
        """Let everything be well, and wait until nothing is owed any more."""
        self.trouble.clear()
        await self.env.advance_time(20)
        for _ in range(60):
            if self.trouble.dead or not await self.store.inner.unsent(front_end="discord"):
                break
            await self.env.advance_time(10)
        if self.trouble.dead:
            await self.restart(st.Restart(self._downtime))
            await self.calm()
        elif self.trouble.dying is None:
            self.well_since_calm = True


@contextmanager
def listening_to_errors(errors: Errors) -> Iterator[None]:
    """Keep what is logged as an error, and keep it off the screen."""
    logger = logging.getLogger()
    logger.addHandler(errors)
    try:
        yield
    finally:
        logger.removeHandler(errors)


@asynccontextmanager
async def world(folder: Path, *, real: bool) -> AsyncIterator[Player]:
    """Open a world in which a story can be played; `real` with a database."""
    trouble = Trouble()
    placeholder = discord.AutoShardedClient(intents=discord.Intents.none(), shard_count=1)
    env = QuickEnv(placeholder, settle_timeout=30.0)
    created = Player(env, folder, trouble, real=real)
    plain = router.dispatch
    router.dispatch = unsteady_dispatch(plain, trouble)
    try:
        with listening_to_errors(created.errors):
            try:
                with env.time_context():
                    await created.open()
                    yield created
            finally:
                await env.shutdown()
    finally:
        router.dispatch = plain
        for opened in created.stores:
            await opened.close()
