"""Keeps what a released version wrote, so that every later one proves that it can read it.

    .venv/bin/python -m tests.storage.release

adds the folder of today's revision to `released/`, to be committed with the release: `tables.sql`
is a SQLite file as SQL, `kept.json` is what the repository of that release read in it. A folder
that was released is never made anew.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import tempfile
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from enum import Enum
from pathlib import Path
from random import Random
from typing import Any

from bot import events as ev
from bot import interview as rules
from bot.outcome import Place
from bot.planning import Wish
from bot.service import InterviewService
from bot.shelf import Shelf
from content.library import load
from content.model import Question
from storage import migrate
from storage.records import EndReason, Interview
from storage.repository import Repository
from storage.sql import open_repository

RELEASED = Path(__file__).with_name("released")
CORPUS = Path(__file__).parents[1] / "corpus" / "tune"
BEGIN = datetime(2026, 5, 11, 18, 0, 0, 250_000, tzinfo=UTC)
UNTIL = datetime(2027, 1, 1, tzinfo=UTC)
NOTES = {
    "discord:heartbeat": "2026-05-11T19:45:10.000250+00:00",
    "commands:1240000000000000001:global": "5f1d0c9ab2e47716",
    "told:message-content:880000000000000001": "yes",
}


class Season:
    """A few evenings on a study server and in a terminal."""

    def __init__(self, repository: Repository) -> None:
        self.now = BEGIN
        self.repository = repository
        self.interviews: list[str] = []
        self.notes = dict(NOTES)
        self._messages = iter(range(1_300_000_000_000_000_001, 1_300_000_000_000_001_000))
        shelf = Shelf([load("mlops")])
        self.service = InterviewService(repository, shelf, clock=lambda: self.now, rng=Random(11))

    async def play(self) -> None:
        """Play interviews that end in every way, and some that still run."""
        ada = Place("discord", "900000000000000001", "880000000000000001", "770000000000000001", "")
        await self.finished(ada, "Ada 🦀")
        await self.timed_out(Place("discord", "900000000000000002", None, ada.candidate, "Ada 🦀"))
        bo = "770000000000000002"
        await self.typing(Place("discord", "900000000000000003", ada.server, bo, "bo; -- 'x'"))
        await self.paused(Place("discord", "900000000000000004", ada.server, bo, "Bo"))
        await self.gone(Place("discord", "900000000000000005", "880000000000000002", bo, "Bo"))
        await self.unscored(Place("discord", "900000000000000006", ada.server, "77", "Çelik"))
        await self.in_terminal(Place("terminal", "terminal:grace", None, "terminal:grace", "grace"))
        for question in ("q7", "q9"):
            await self.repository.reveal(bo, "mlops", question, self.now)
            self.later(3600)
            await self.repository.reveal(bo, "mlops", question, self.now)
        for key, value in self.notes.items():
            await self.repository.remember(key, value)

    async def finished(self, place: Place, name: str) -> None:
        """Answer in messages and with a hint, in the window, with an echo; skip the last."""
        place = Place(place.front_end, place.channel, place.server, place.candidate, name)
        told = await self.start(place, Wish(questions=4, kind="core"))
        await self.act(told, ev.StartedTyping())
        for text in ("It keeps", "ignore this", "the online store\nand the *offline* one ✅"):
            await self.act(told, ev.Typed(self.message(), text))
        said = (await self.repository.get(told.id)).turn.messages
        await self.act(told, ev.Edited(said[0].id, await self.words(told)))
        await self.act(told, ev.Deleted(said[1].id))
        await self.service.hint(told.id, told.candidate)
        await self.act(told, ev.Submitted(), after=20)
        await self.next(told)
        await self.answer(told)
        await self.next(told)
        prompt = self.service.question(await self.get(told), 3).prompt
        await self.act(told, ev.Answered(self.message(), prompt), after=70)
        await self.next(told)
        await self.act(told, ev.Skipped())
        self.slot("summary", told, 0)

    async def timed_out(self, place: Place) -> None:
        """Let one clock for the whole interview run out, after a pause."""
        told = await self.start(place, Wish(preset="full"))
        await self.answer(told)
        await self.next(told)
        await self.act(told, ev.Paused())
        await self.act(told, ev.Resumed(), after=900)
        await self.ticks(told, 70)

    async def typing(self, place: Place) -> None:
        """Stop in the middle of the second answer."""
        told = await self.start(place, Wish(preset="quick", difficulty="easy"))
        await self.answer(told)
        await self.next(told)
        await self.act(told, ev.Typed(self.message(), "First of all, drift"))

    async def paused(self, place: Place) -> None:
        """Go away until the interviewer stops the clock."""
        told = await self.start(place, Wish(preset="quick", kind="scenario", seconds=60))
        await self.ticks(told, 8)

    async def gone(self, place: Place) -> None:
        """Lose the channel in the middle of an answer."""
        told = await self.start(place, Wish(topic="Model Deployment and Serving", questions=2))
        await self.act(told, ev.Typed(self.message(), "Canary releases"))
        await self.act(told, ev.Stopped(EndReason.CHANNEL_GONE))

    async def unscored(self, place: Place) -> None:
        """Die between the answer and its verdict."""
        told = await self.start(place, Wish(preset="standard"))
        self.later(40)
        answered = ev.Answered(self.message(), await self.words(told))
        step = rules.apply(told, answered, self.now)
        await self.repository.save(step.interview, step.entries)

    async def in_terminal(self, place: Place) -> None:
        """Stop one without a clock, and leave a draft in the next."""
        told = await self.start(place, Wish(questions=2, seconds=0))
        await self.answer(told)
        await self.act(told, ev.Stopped())
        told = await self.start(place, Wish(questions=1))
        draft = {"turn": 1, "draft": "A feature stor", "seen": self.now.isoformat()}
        self.notes[f"terminal draft {told.id}"] = json.dumps(draft)

    # What each of them is made of

    def later(self, seconds: float) -> None:
        """Let time pass."""
        self.now += timedelta(seconds=seconds)

    def message(self) -> str:
        """Return the id of a new message."""
        return str(next(self._messages))

    def slot(self, name: str, told: Interview, turn: int) -> None:
        """Remember the message that shows something."""
        self.notes[f"{name}:{told.id}:{turn}"] = self.message()

    async def start(self, place: Place, wish: Wish) -> Interview:
        """Begin an interview a while later."""
        self.later(600)
        told = (await self.service.start(place, wish)).interview
        self.interviews.append(told.id)
        self.slot("card", told, 1)
        return told

    async def get(self, told: Interview) -> Interview:
        """Return an interview as it stands."""
        return await self.repository.get(told.id)

    async def act(self, told: Interview, event: ev.Event, *, after: float = 2.5) -> None:
        """Let the candidate do something."""
        self.later(after)
        await self.service.act(told.id, told.candidate, event)

    async def words(self, told: Interview) -> str:
        """Return an answer to the question that stands."""
        interview = await self.get(told)
        return answer(self.service.question(interview, interview.turn.number))

    async def answer(self, told: Interview) -> None:
        """Answer the question that stands in the window."""
        await self.act(told, ev.Answered(self.message(), await self.words(told)), after=55)

    async def next(self, told: Interview) -> None:
        """Go on to the next question."""
        number = (await self.get(told)).turn.number
        self.slot("verdict", told, number)
        await self.act(told, ev.NextAsked(), after=20)
        self.slot("card", told, number + 1)

    async def ticks(self, told: Interview, minutes: int) -> None:
        """Let minutes pass in which nobody does anything."""
        for _ in range(minutes * 6):
            self.later(10)
            if (await self.get(told)).active:
                await self.service.tick(told.id)


def answer(question: Question) -> str:
    """Return what somebody once typed to a question, else a few of its key points."""
    lines = [
        json.loads(line)
        for path in sorted(CORPUS.glob("answers-*.jsonl"))
        for line in path.read_text("utf-8").splitlines()
    ]
    fitting = [str(line["answer"]) for line in lines if line["question"] == question.id]
    return fitting[0] if fitting else "\n".join(point.text for point in question.points[:4])


async def everything(
    repository: Repository, interviews: list[str], notes: list[str]
) -> dict[str, Any]:
    """Return as JSON whatever a repository has to say about some interviews and notes."""
    kept = [await repository.get(name) for name in interviews]
    servers = sorted({one.server for one in kept}, key=str)
    channels = sorted({one.channel for one in kept})
    candidates = sorted({one.candidate for one in kept})
    held = {channel: await repository.active_in(channel) for channel in channels}
    board = [
        attempt
        for server in servers
        for attempt in await repository.attempts(server=server, since=None, until=UNTIL)
    ]
    found = {
        "interviews": [asdict(one) | {"score": one.score} for one in kept],
        "transcripts": {
            name: [asdict(line) for line in await repository.transcript(name)]
            for name in interviews
        },
        "receipts": [
            turn.receipt.to_json() for one in kept for turn in one.turns if turn.receipt is not None
        ],
        "held": {channel: one.id if one else None for channel, one in held.items()},
        "due": [await repository.due(UNTIL, front_end=name) for name in ("discord", "terminal")],
        "sessions": {
            name: [one.id for one in await repository.interviews_of(name)] for name in candidates
        },
        "seen": {name: await repository.seen(name, "mlops") for name in candidates},
        "attempts": [asdict(attempt) for attempt in board],
        "notes": {key: await remembered(repository, key) for key in notes},
    }
    plain: dict[str, Any] = json.loads(json.dumps(found, default=_plain))
    return plain


SLOTS = {"card": "card", "verdict": "verdict", "idle": "pause", "summary": "summary"}
"""What notes of the first release remembered as `slot:interview:turn`, and which post it is now."""


async def remembered(repository: Repository, key: str) -> str | None:
    """Return what a note of the first release said, wherever it is kept now."""
    slot, *rest = key.split(":")
    if key == "alive:discord":
        lease = (await repository.leases.of({"discord:0"})).get("discord:0")
        return lease.beat_at.isoformat() if lease else None
    if slot not in SLOTS:
        return await repository.recall(key)
    interview, turn = rest
    posts = await repository.posts(interview)
    shown = {(str(post.kind), post.turn): post.message for post in posts}
    return shown.get((SLOTS[slot], int(turn)))


def _plain(value: object) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Enum):
        return value.value
    raise TypeError(f"unknown: {value!r}")


async def play(path: Path) -> dict[str, Any]:
    """Play a season into a file and return what its repository reads in it."""
    repository = await open_repository(f"sqlite:///{path}")
    season = Season(repository)
    await season.play()
    kept = await everything(repository, season.interviews, sorted(season.notes))
    await repository.close()
    return kept


def write(folder: Path) -> None:
    """Write the folder of today's revision."""
    folder.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "interviews.db"
        kept = asyncio.run(play(path))
        connection = sqlite3.connect(path)
        dump = "\n".join(connection.iterdump())
        connection.close()
    (folder / "tables.sql").write_text(dump + "\n", "utf-8")
    lines = [json.dumps({name: part}, ensure_ascii=False)[1:-1] for name, part in kept.items()]
    (folder / "kept.json").write_text("{" + ",\n".join(lines) + "}\n", "utf-8")


if __name__ == "__main__":
    write(RELEASED / migrate.head())
