"""The log, in which no secret can stand."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest

from bot import logs

SECRET = 'abc.DEF"ghi'  # noqa: S105 -- made up


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = before, level


def logged(form: str, level: str = "info") -> io.StringIO:
    stream = io.StringIO()
    logs.set_up(level, form, secrets=[SECRET], stream=stream)
    return stream


def test_lines_for_people() -> None:
    stream = logged("text")
    logging.getLogger("bot.x").warning("%d questions", 3)
    logging.getLogger("bot.x").debug("not this")
    (line,) = stream.getvalue().splitlines()
    assert line[10] == "T"
    assert line.endswith("Z WARNING  bot.x: 3 questions")


def test_lines_for_programs() -> None:
    stream = logged("json")
    logging.getLogger("bot.x").info("one\ntwo é", extra={"interview": "abc", "odd": {1}})
    (line,) = stream.getvalue().splitlines()
    data = json.loads(line)
    assert (data["level"], data["logger"], data["message"]) == ("info", "bot.x", "one\ntwo é")
    assert (data["interview"], data["odd"]) == ("abc", "{1}")
    assert data["time"].endswith("+00:00")
    assert set(data) == {"time", "level", "logger", "message", "interview", "odd"}


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_secret_never_appears(form: str) -> None:
    stream = logged(form)
    log = logging.getLogger("library")
    log.info("token=%s", SECRET, extra={"header": f"Bot {SECRET}"})
    try:
        int(SECRET)
    except ValueError:
        log.exception("failed")
    text = stream.getvalue()
    assert SECRET not in text
    assert json.dumps(SECRET)[1:-1] not in text
    assert text.count(logs.STRUCK) >= 2
    assert "Traceback" in text
    if form == "json":
        assert [json.loads(line)["message"] for line in text.splitlines()][1] == "failed"


def test_the_level_can_be_chosen() -> None:
    stream = logged("text", "error")
    logging.getLogger("x").warning("no")
    assert stream.getvalue() == ""


def test_what_is_said_at_every_start_is_left_out() -> None:
    stream = logged("text")
    logging.getLogger("alembic.runtime.migration").info("Context impl SQLiteImpl.")
    assert stream.getvalue() == ""
