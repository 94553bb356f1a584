"""The log, in which no secret can stand."""

from __future__ import annotations

import asyncio
import io
import json
import logging

import pytest

from bot import logs

SECRET = 'abc.DEF"ghi'  # noqa: S105 -- made up


pytestmark = pytest.mark.usefixtures("restored_log")


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


def test_a_record_says_what_it_is_about() -> None:
    stream = logged("text")
    log = logging.getLogger("bot.x")
    with logs.about(interview="ab12", channel="7"):
        with logs.about(interaction=99, channel="8"):
            log.info("inside")
        log.info("between")
    log.info("outside")
    inside, between, outside = stream.getvalue().splitlines()
    assert inside.endswith("bot.x: inside [interview=ab12 interaction=99 channel=8]")
    assert between.endswith("bot.x: between [interview=ab12 channel=7]")
    assert outside.endswith("bot.x: outside")


def test_a_traceback_follows_the_ids() -> None:
    stream = logged("text")
    with logs.about(shard=0):
        try:
            int("x")
        except ValueError:
            logging.getLogger("bot.x").exception("failed")
    first, second, *_ = stream.getvalue().splitlines()
    assert first.endswith("failed [shard=0]")
    assert second.startswith("Traceback")


def test_programs_read_the_ids_as_fields() -> None:
    stream = logged("json")
    with logs.about(interview="ab12", interaction=99):
        logging.getLogger("bot.x").info("one", extra={"interview": "its own"})
    data = json.loads(stream.getvalue())
    assert (data["interview"], data["interaction"]) == ("its own", "99")
    assert "channel" not in data


async def test_tasks_and_threads_inherit_the_ids_and_keep_theirs() -> None:
    stream = logged("text")
    log = logging.getLogger("bot.x")

    async def one(name: str) -> None:
        with logs.about(interview=name):
            await asyncio.sleep(0)
            await asyncio.to_thread(log.info, name)

    with logs.about(channel="7"):
        await asyncio.gather(one("a"), one("b"))
    lines = sorted(stream.getvalue().splitlines(), key=lambda line: line.partition(": ")[2])
    assert [line.partition(": ")[2] for line in lines] == [
        "a [interview=a channel=7]",
        "b [interview=b channel=7]",
    ]


async def test_what_is_bound_lasts_as_long_as_its_task() -> None:
    async def task() -> dict[str, str]:
        logs.bind(interaction=1)
        logs.bind(channel="7")
        return dict(logs.bound())

    assert await asyncio.create_task(task()) == {"interaction": "1", "channel": "7"}
    assert logs.bound() == {}


def test_the_ids_end_with_the_block_also_after_an_error() -> None:
    with pytest.raises(RuntimeError), logs.about(interview="ab12"):
        raise RuntimeError
    assert logs.bound() == {}


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize(
    "path",
    [
        "https://discord.com/api/v10/webhooks/123456/{}/messages/@original",
        "https://discord.com/api/v10/webhooks/123456/{}?wait=true",
        "/interactions/123456/{}/callback",
        "URL('https://discord.com/api/v10/webhooks/123456/{}')",
    ],
)
def test_the_token_of_an_interaction_never_appears(form: str, path: str) -> None:
    stream = logged(form)
    token = "aW50ZXJhY3Rpb246-_x%3D"  # noqa: S105 -- made up
    logging.getLogger("discord.http").warning("limited: POST %s with 429", path.format(token))
    text = stream.getvalue()
    assert token not in text
    assert "webhooks/123456/[secret]" in text or "interactions/123456/[secret]" in text
    assert "with 429" in text


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize("words", ["my answer", "1 (one).\nmy answer", 'a "quoted"\n\nmy answer'])
def test_a_row_that_postgresql_shows_is_left_out(form: str, words: str) -> None:
    stream = logged(form)
    log = logging.getLogger("x")
    row = ValueError(f"broken rule\nDETAIL:  Failing row contains (1, {words}, 3).")
    wrapped = ValueError(f"{row}\n[SQL: INSERT INTO x]")
    wrapped.__cause__ = row
    log.error("cannot go on", exc_info=wrapped)
    log.error("cannot go on: %s", row, extra={"after": "kept"})
    text = stream.getvalue()
    assert "my answer" not in text
    assert text.count("Failing row contains (…).") == 3
    assert "The above exception" in text
    assert "[SQL: INSERT INTO x]" in text
    if form == "json":
        first, second = map(json.loads, text.splitlines())
        assert first["message"] == "cannot go on"
        assert second["after"] == "kept"
