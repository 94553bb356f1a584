"""Logging to standard error, as lines for people or JSON for programs.

    with logs.about(interview=interview.id, channel=interview.channel):
        log.info("the answer is closed")  # says which interview, as does all that is called here

Secrets are struck out of the finished line, so that no library and no traceback can leak one.
"""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from types import MappingProxyType
from typing import TextIO

from typing_extensions import override

STRUCK = "[secret]"
_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
"""What every record has; the rest was passed as `extra`."""
_IDS = ("interview", "interaction", "channel", "shard")
_about: ContextVar[Mapping[str, str]] = ContextVar("about", default=MappingProxyType({}))

_TOKEN_IN_PATH = re.compile(r"((?:webhooks|interactions)/\d+/)[^/\s?\"'<>\\]+")
"""With the token of an interaction anybody could answer in the bot's name for a while."""
_STEERING = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
"""What would begin a line of its own, or move the cursor of whoever reads the log."""
_ROW = re.compile(
    r"(Failing row contains \()(?:(?!\n\nThe above exception|\n\nDuring handling|\n\[SQL:).)*",
    re.DOTALL,
)
"""PostgreSQL shows a row that breaks a rule, with what a member wrote; up to what follows it."""


def set_up(
    level: str, form: str, *, secrets: Iterable[str] = (), stream: TextIO | None = None
) -> None:
    """Send every log record from a level on ("info") to a stream, as "text" or "json"."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines(secrets) if form == "json" else Lines(secrets))
    handler.addFilter(_with_ids)
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    # Alembic reports at every start that nothing had to be done.
    logging.getLogger("alembic").setLevel("WARNING" if level == "info" else "NOTSET")


@contextmanager
def about(
    *,
    interview: str | None = None,
    interaction: int | None = None,
    channel: str | None = None,
    shard: int | None = None,
) -> Iterator[None]:
    """Let every record inside, and in tasks begun inside, say what it is about.

    What is None stays as it was around this block.
    """
    before = _about.get()
    bind(interview=interview, interaction=interaction, channel=channel, shard=shard)
    try:
        yield
    finally:
        _about.set(before)


def bind(
    *,
    interview: str | None = None,
    interaction: int | None = None,
    channel: str | None = None,
    shard: int | None = None,
) -> None:
    """Do what `about` does, for the rest of this task; for where no block can be put around."""
    given = (interview, interaction, channel, shard)
    new = {key: str(value) for key, value in zip(_IDS, given, strict=True) if value is not None}
    _about.set({**_about.get(), **new})


def bound() -> Mapping[str, str]:
    """Return the ids that records say at the moment."""
    return _about.get()


def _with_ids(record: logging.LogRecord) -> bool:
    """Put the ids into a record; what it was given itself goes before."""
    for key, value in _about.get().items():
        record.__dict__.setdefault(key, value)
    return True


class Lines(logging.Formatter):
    """One line for a record, with the ids it is about; then its traceback."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__("{asctime} {levelname:<8} {name}: {message}", style="{")
        self._secrets = tuple(secrets)

    @override
    def format(self, record: logging.LogRecord) -> str:
        return strike(without_rows(super().format(record)), self._secrets)

    @override
    def formatMessage(self, record: logging.LogRecord) -> str:
        ids = [f"{key}={value}" for key in _IDS if (value := vars(record).get(key)) is not None]
        line = super().formatMessage(record) + (f" [{' '.join(ids)}]" if ids else "")
        return _STEERING.sub(lambda char: ascii(char[0])[1:-1], line)

    @override
    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:
        return datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class JsonLines(logging.Formatter):
    """One JSON object for a record: time, level, logger, message, what was passed as extra."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__()
        self._secrets = tuple(secrets)

    @override
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": without_rows(record.getMessage()),
        }
        if record.exc_info:
            line["traceback"] = without_rows(self.formatException(record.exc_info))
        extra = {key: value for key, value in vars(record).items() if key not in _OWN}
        text = json.dumps(line | extra, ensure_ascii=False, default=str)
        return strike(text, self._secrets)


def strike(text: str, secrets: Iterable[str]) -> str:
    """Return a text without the secrets, also where JSON has escaped them.

    The tokens of interactions, which no list can hold, go too.
    """
    for secret in secrets:
        for form in (secret, json.dumps(secret)[1:-1]):
            text = text.replace(form, STRUCK)
    return _TOKEN_IN_PATH.sub(rf"\1{STRUCK}", text)


def without_rows(text: str) -> str:
    """Return a message or a traceback without the rows that a database shows in it."""
    return _ROW.sub(r"\1…).", text)
