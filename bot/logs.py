"""Logging to standard error, as lines for people or JSON for programs.

Secrets are struck out of the finished line, so that no library and no traceback can leak one.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TextIO

from typing_extensions import override

STRUCK = "[secret]"
_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
"""What every record has; the rest was passed as `extra`."""


def set_up(
    level: str, form: str, *, secrets: Iterable[str] = (), stream: TextIO | None = None
) -> None:
    """Send every log record from a level on ("info") to a stream, as "text" or "json"."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines(secrets) if form == "json" else Lines(secrets))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    # Alembic reports at every start that nothing had to be done.
    logging.getLogger("alembic").setLevel("WARNING" if level == "info" else "NOTSET")


class Lines(logging.Formatter):
    """One line for a record, then its traceback."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__("{asctime} {levelname:<8} {name}: {message}", style="{")
        self._secrets = tuple(secrets)

    @override
    def format(self, record: logging.LogRecord) -> str:
        return strike(super().format(record), self._secrets)

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
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        extra = {key: value for key, value in vars(record).items() if key not in _OWN}
        text = json.dumps(line | extra, ensure_ascii=False, default=str)
        return strike(text, self._secrets)


def strike(text: str, secrets: Iterable[str]) -> str:
    """Return a text without the secrets, also where JSON has escaped them."""
    for secret in secrets:
        for form in (secret, json.dumps(secret)[1:-1]):
            text = text.replace(form, STRUCK)
    return text
