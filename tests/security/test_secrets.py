"""Whatever goes wrong: neither the bot's token nor the database's password is told to anybody."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import traceback
from pathlib import Path
from random import Random

import discord
import pytest
from aiohttp import web

from bot import config, logs
from bot.discord_app.running import CannotConnect, run
from bot.service import InterviewService
from bot.shelf import Shelf
from content.library import load
from storage.errors import StoreUnavailable
from storage.memory import MemoryRepository
from storage.sql import open_repository
from tests.discord_app.stage import PACK, Clock, stage
from tests.discord_app.test_connecting import Settings

ROOT = Path(__file__).parents[2]
TOKEN = "MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs"  # noqa: S105 -- made up
PASSWORD = "hunter2-geheim"  # noqa: S105 -- made up


@pytest.fixture
def log(restored_log: None) -> io.StringIO:  # noqa: ARG001 -- for what it does
    """The log of a bot that tells as much as it can."""
    stream = io.StringIO()
    logs.set_up("debug", "json", stream=stream)  # nothing is struck out: it must not get there
    return stream


def program(home: Path, *arguments: str, **variables: str) -> str:
    """Run the program and return everything that it says."""
    done = subprocess.run(  # noqa: S603 -- our own program
        [sys.executable, *arguments],
        cwd=home,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "HOME": str(home),
            "XDG_DATA_HOME": str(home),
            "LOG_LEVEL": "debug",
            **variables,
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1, done.stderr
    return done.stdout + done.stderr


# The token


@pytest.mark.parametrize("status", [401, 403, 400])
async def test_no_answer_of_discord_brings_the_token_out(
    monkeypatch: pytest.MonkeyPatch, log: io.StringIO, status: int
) -> None:
    seen: list[str] = []

    async def refuse(request: web.Request) -> web.Response:
        seen.append(request.headers["Authorization"])
        return web.json_response({"message": "no", "code": 0}, status=status)

    server = web.Application()
    server.router.add_route("*", "/{path:.*}", refuse)
    runner = web.AppRunner(server)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        monkeypatch.setattr(discord.http.Route, "BASE", f"http://{host}:{port}")
        with pytest.raises((CannotConnect, discord.HTTPException)) as caught:
            await run(Settings(TOKEN), service())
    finally:
        await runner.cleanup()
    assert seen == [f"Bot {TOKEN}"]
    told = "".join(traceback.format_exception(caught.value)) + repr(caught.value)
    assert TOKEN not in told + log.getvalue()
    assert "discord" in log.getvalue()


async def test_no_network_brings_the_token_out(
    monkeypatch: pytest.MonkeyPatch, log: io.StringIO
) -> None:
    monkeypatch.setattr(discord.http.Route, "BASE", "http://127.0.0.1:1")

    async def soon(_seconds: float) -> None:
        """Try again at once."""

    monkeypatch.setattr("asyncio.sleep", soon)
    with pytest.raises(CannotConnect) as caught:
        await run(Settings(TOKEN), service())
    told = "".join(traceback.format_exception(caught.value)) + str(caught.value)
    assert TOKEN not in told + log.getvalue()


def service() -> InterviewService:
    return InterviewService(MemoryRepository(), Shelf([load(PACK)]), clock=Clock(), rng=Random(1))


CRASH = """
import faulthandler, sys
from bot import launch
from bot.__main__ import main

def crash(found):
    token, password, url = found.discord_token, "{password}", found.database_url
    faulthandler.dump_traceback()
    raise {error}

launch.run_discord = crash
sys.argv = ["mock-interview", "run"]
main()
"""


@pytest.mark.parametrize(
    "error", ["RuntimeError(found)", "KeyError(repr(found))", "ValueError(found.model_dump())"]
)
def test_a_crash_shows_neither(tmp_path: Path, error: str) -> None:
    said = program(
        tmp_path,
        "-c",
        CRASH.replace("{error}", error).replace("{password}", "x"),
        DISCORD_TOKEN=TOKEN,
        DATABASE_URL=f"postgresql://me:{PASSWORD}@127.0.0.1:1/x",
    )
    assert "Traceback" in said
    assert "in crash" in said
    assert TOKEN not in said
    assert PASSWORD not in said


async def test_neither_the_token_nor_those_of_interactions_are_kept(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        await s.start(questions=2)
        await s.mia.slash(s.channel, "interview hint")
        await s.mia.send(s.channel, s.good_answer())
        await s.mia.click(s.card(), label="Submit")
        await s.restart()
        token = s.bot.http.token
        used = [r.path.split("/")[3] for r in s.env.http_requests if "/callback" in r.path]
        assert token
        assert len(used) >= 3
        kept = everything_in(tmp_path)
        assert str(s.mia.id).encode() in kept
        for secret in (token, *used):
            assert secret.encode() not in kept


def everything_in(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.iterdir() if file.is_file())


# The password of the database

URLS = (
    "postgresql://me:{p}@127.0.0.1:1/x",
    "postgresql://me:{p}@127.0.0.1:1/x?sslmode=nonsense",
    "postgresql://me:{p}@127.0.0.1:port/x",
    "postgresql://me:{p}",
    "postgresql://{p}@/",
    "postgresql://me:{p}@[::1/x",
    "postgresql://me:{p}/x@127.0.0.1:1/x",
    "postgresql://me:{p}#x@127.0.0.1:1/x",
    "postgresql://me:{p}%zz@127.0.0.1:1/x",
    "postgresql://127.0.0.1:1/x?user=me&password={p}",
    "postgresql://me:{p}@127.0.0.1:1/x?nonsense=1",
    "postgresql://me:{p}@nowhere.invalid/x",
    "postgresql+other://me:{p}@host/x",
    "sqlite://me:{p}@host/x.db",
    "mysql://me:{p}@host/x",
)


@pytest.mark.parametrize("url", URLS)
async def test_no_address_that_fails_shows_its_password(url: str, log: io.StringIO) -> None:
    with pytest.raises(StoreUnavailable) as caught:
        await open_repository(url.format(p=PASSWORD))
    told = str(caught.value) + repr(caught.value) + log.getvalue()
    assert PASSWORD not in told
    assert PASSWORD not in settings_shown(url.format(p=PASSWORD))


def settings_shown(url: str) -> str:
    """Return what a person could see of settings with an address, or of its refusal."""
    try:
        return repr(config.load(None, database=url))
    except config.BadSettings as error:
        return "".join(traceback.format_exception(error))


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize("by", ["option", "variable"])
def test_the_command_line_does_not_show_it(tmp_path: Path, form: str, by: str) -> None:
    url = f"postgresql://me:{PASSWORD}@127.0.0.1:1/x"
    said = (
        program(tmp_path, "-m", "bot", "health", "--database", url, LOG_FORMAT=form)
        if by == "option"
        else program(tmp_path, "-m", "bot", "health", DATABASE_URL=url, LOG_FORMAT=form)
    )
    assert "127.0.0.1:1/x cannot be reached" in said
    assert PASSWORD not in said


# Files that would carry them off


def test_the_file_with_the_secrets_goes_into_no_image_and_no_repository() -> None:
    ignored = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    assert "*" in ignored
    assert not [line for line in ignored if line.startswith("!") and "env" in line]
    assert ".env" in (ROOT / ".gitignore").read_text("utf-8").splitlines()
    copied = [
        line.split()[1]
        for line in (ROOT / "Dockerfile").read_text("utf-8").splitlines()
        if line.startswith("COPY") and "--from" not in line
    ]
    assert copied
    assert "." not in copied
    assert not [name for name in copied if ".env" in name]
