"""Files and floods in the place of an answer."""

from __future__ import annotations

import io
import logging
import zipfile
from pathlib import Path

import pytest

from bot import logs
from bot.discord_app.hearing import LONGEST_FILE
from bot.events import Typed
from bot.rules.answers import LONGEST_ANSWER, MOST_MESSAGES
from tests.discord_app.stage import Stage, stage, words

WORDS = "It takes load off the database."


async def heard(s: Stage) -> str:
    """Return what the bot took for the answer so far."""
    interview = await s.repository.active_in(str(s.channel.id))
    assert interview is not None
    return "\n".join(message.text for message in interview.turn.messages)


async def test_a_pasted_file_is_read_up_to_a_size(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        await s.start(questions=1)
        await s.mia.send(s.channel, "short", attachments=[("message.txt", WORDS.encode())])
        assert await heard(s) == f"short\n{WORDS}"
        await s.mia.send(s.channel, "huge", attachments=[("a.txt", b"x" * (LONGEST_FILE + 1))])
        assert (await heard(s)).endswith("huge")
        reads = [r for r in s.env.http_requests if "attachments" in r.path]
        assert len(await heard(s)) < 100, reads


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt", b"\xff\xfe\x00\xd8" * 1_000),
        ("a.txt", "naïve".encode("utf-16")),
        ("a.txt", b"\x00" * 1_000),
        ("a.txt", b"\x1b]0;x\x07 \xe2\x80\xae"),
        ("../../a.txt", b"words"),
        ("a.txt", b""),
    ],
    ids=["broken", "UTF-16", "NUL", "terminal", "path", "empty"],
)
async def test_a_strange_file_breaks_nothing(tmp_path: Path, name: str, data: bytes) -> None:
    async with stage(tmp_path) as s:
        await s.start(questions=1)
        await s.mia.send(s.channel, WORDS, attachments=[(name.replace("/", "_"), data)])
        assert (await heard(s)).startswith(WORDS)
        await s.mia.click(s.card(), label="Submit")
        (done,) = await s.repository.interviews_of(str(s.mia.id))
        assert done.turns[0].receipt is not None
        assert "\x00" not in done.turns[0].answer


async def test_what_is_no_text_is_not_read(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb", b"\0" * 1_000_000)
    async with stage(tmp_path) as s:
        await s.start(questions=1)
        for name in ("a.zip", "a.md.exe", "a.html", "a.png", "a"):
            await s.mia.send(s.channel, "see", attachments=[(name, packed.getvalue())])
        assert set((await heard(s)).splitlines()) == {"see"}


async def test_nobody_elses_file_is_read(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        await s.start(questions=1)
        await s.noor.send(s.channel, "psst", attachments=[("a.txt", WORDS.encode())])
        assert await heard(s) == ""


async def test_a_flood_of_words_is_cut_off(tmp_path: Path) -> None:
    page = b"x" * LONGEST_FILE
    async with stage(tmp_path) as s:
        await s.start(questions=1)
        for _ in range(3):
            await s.mia.send(s.channel, "more", attachments=[(f"{n}.txt", page) for n in range(9)])
        assert LONGEST_FILE < len(await heard(s)) <= LONGEST_ANSWER + 10
        await s.mia.click(s.card(), label="Submit")
        assert "interview finished" in words(s.messages()[-1])


async def test_a_flood_of_messages_is_cut_off(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        await s.start(questions=1)
        interview = await s.repository.active_in(str(s.channel.id))
        assert interview is not None
        for number in range(MOST_MESSAGES + 9):
            await s.bot.service.heard(
                interview.channel, interview.candidate, Typed(str(number), "word")
            )
        found = await s.repository.get(interview.id)
        assert len(found.turn.messages) == MOST_MESSAGES


@pytest.mark.usefixtures("restored_log")
@pytest.mark.parametrize("form", ["text", "json"])
def test_a_member_cannot_write_lines_into_the_log(form: str) -> None:
    stream = io.StringIO()
    logs.set_up("info", form, stream=stream)
    logging.getLogger("bot").warning("no choices for %s", "x\n2026-01-01 ERROR bot: \x1b[2Jhacked")
    assert len(stream.getvalue().splitlines()) == 1
    assert "\x1b" not in stream.getvalue()
