"""No log above debug holds what a member wrote or a token, also when things go wrong."""

from __future__ import annotations

import io
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot import logs
from tests.discord_app.stage import Stage, stage

MARK = "zebrafinch"
"""A word that stands in every answer, and nowhere else."""


pytestmark = pytest.mark.usefixtures("restored_log")


def tokens(s: Stage) -> set[str]:
    """Return the tokens of every interaction that was answered."""
    paths = [request.path.strip("/").split("/") for request in s.env.http_requests]
    return {path[2] for path in paths if path[0] in ("interactions", "webhooks")}


def refuse_writing(s: Stage) -> None:
    """Let the store fail with SQL, and an answer among its parameters."""
    with closing(sqlite3.connect(s.url.removeprefix("sqlite:///"))) as connection:
        connection.execute(
            "CREATE TRIGGER refusing BEFORE INSERT ON messages "
            "BEGIN SELECT RAISE(ABORT, 'provoked'); END"
        )


def allow_writing(s: Stage) -> None:
    """Let the store work again."""
    with closing(sqlite3.connect(s.url.removeprefix("sqlite:///"))) as connection:
        connection.execute("DROP TRIGGER refusing")


async def play_badly(s: Stage) -> None:
    """Play an interview in which much goes wrong."""
    await s.start(questions=2, seconds=60)
    await s.mia.send(s.channel, f"{s.good_answer()} {MARK}")
    refuse_writing(s)
    await s.mia.send(s.channel, f"more {MARK}")
    await s.env.advance_time(6)
    allow_writing(s)
    s.env.inject_error("POST", "/channels/*/messages", status=503, times=2)
    await s.env.advance_time(8)
    await s.env.advance_time(20)
    await s.mia.click(s.last("of 100"), label="Next question")
    await s.env.advance_time(25)
    shown = await s.mia.click(s.card(), label="Answer")
    s.env.inject_error("POST", "/interactions/*/*/callback", status=400, times=1)
    await s.mia.submit_modal(shown, {"text": f"{s.good_answer()} {MARK}"})
    await s.env.advance_time(20)


@pytest.mark.parametrize("form", ["text", "json"])
async def test_a_bad_day_in_the_log(tmp_path: Path, form: str) -> None:
    stream = io.StringIO()
    async with stage(tmp_path) as s:
        logs.set_up("info", form, secrets=["simcord.fake.token"], stream=stream)
        await play_badly(s)
        assert tokens(s)
        s.env._errors.clear()  # they were wanted
        (interview,) = await s.repository.interviews_of(str(s.mia.id))
        assert any(MARK in turn.answer for turn in interview.turns)
        text = stream.getvalue()

        for token in tokens(s):
            assert token not in text
    assert MARK not in text
    assert "simcord.fake.token" not in text
    assert "provoked" in text
