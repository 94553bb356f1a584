"""Errors reported to a real server that speaks like Sentry, and what does not stand in them."""

from __future__ import annotations

import gzip
import json
import logging
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import sentry_sdk

from bot import logs
from bot.operations.reporting import CannotReport, reporting
from content.errors import CoachError

KEY = "a1b2c3d4e5f6"
SECRET = "correct-horse"  # noqa: S105 -- made up
TOKEN = "aW50ZXJhY3Rpb24"  # noqa: S105 -- made up
log = logging.getLogger("bot.x")


@dataclass
class Sink:
    """A server that keeps what it is sent."""

    dsn: str
    envelopes: list[tuple[str, str]] = field(default_factory=list)
    """Path and text of each envelope."""

    def events(self) -> list[dict[str, Any]]:
        """Return the events of all envelopes."""
        lines = [json.loads(line) for _, text in self.envelopes for line in text.splitlines()]
        return [line for line in lines if "event_id" in line and "platform" in line]


@pytest.fixture
def sink() -> Iterator[Sink]:
    found = Sink("")

    class Keeper(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers.get("Content-Encoding") == "gzip":
                body = gzip.decompress(body)
            found.envelopes.append((self.path, body.decode()))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Keeper) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        found.dsn = f"http://{KEY}@127.0.0.1:{server.server_port}/42"
        yield found
        server.shutdown()
        thread.join()


def fail(answer: str) -> None:
    """Fail with an answer in a local variable."""
    answer = answer.upper()
    raise RuntimeError(f"it broke with {SECRET} at /webhooks/123/{TOKEN}/messages")


def test_an_error_in_the_log_is_reported(sink: Sink) -> None:
    with (
        reporting(sink.dsn, release="1.2.3", secrets=[SECRET, KEY]),
        logs.about(interview="ab12", interaction=99),
    ):
        log.info("nothing of interest")
        log.warning("not this either")
        try:
            fail("my answer")
        except RuntimeError:
            log.exception("interview %s cannot go on; %s", "ab12", SECRET)
    (event,) = sink.events()
    assert sink.envelopes[0][0] == "/api/42/envelope/"
    assert (event["release"], event["level"]) == ("mock-interview@1.2.3", "error")
    assert event["logentry"]["message"] == "interview %s cannot go on; %s"
    (error,) = event["exception"]["values"]
    assert error["type"] == "RuntimeError"
    assert error["value"] == f"it broke with {logs.STRUCK} at /webhooks/123/{logs.STRUCK}/messages"
    assert [frame["function"] for frame in error["stacktrace"]["frames"]][-1] == "fail"
    assert event["tags"] == {"interview": "ab12", "interaction": "99"}


def test_nothing_private_is_reported(sink: Sink) -> None:
    with reporting(sink.dsn, release="1", secrets=[SECRET]):
        log.info("a member wrote: my answer")
        try:
            fail("my answer")
        except RuntimeError:
            log.exception("failed")
    ((_, text),) = sink.envelopes
    (event,) = sink.events()
    assert SECRET not in text
    assert TOKEN not in text
    assert "MY ANSWER" not in text
    assert "vars" not in event["exception"]["values"][0]["stacktrace"]["frames"][0]
    assert not event.get("breadcrumbs", {}).get("values")
    assert not {"user", "request", "modules"} & event.keys()
    assert "sys.argv" not in event.get("extra", {})


def test_what_ends_the_program_is_reported_once(sink: Sink) -> None:
    with pytest.raises(RuntimeError), reporting(sink.dsn, release="1"):
        fail("my answer")
    (event,) = sink.events()
    assert event["exception"]["values"][-1]["type"] == "RuntimeError"


def test_a_sentence_for_a_person_is_no_error_to_report(sink: Sink) -> None:
    with pytest.raises(CoachError), reporting(sink.dsn, release="1"):
        raise CoachError("There is no DISCORD_TOKEN.")
    assert sink.envelopes == []


def test_nothing_is_reported_outside_the_block(sink: Sink) -> None:
    with reporting(sink.dsn, release="1"):
        pass
    log.error("too late")
    sentry_sdk.flush(timeout=1)
    assert sink.envelopes == []
    assert not sentry_sdk.is_initialized()


def test_without_a_dsn_nothing_is_begun() -> None:
    with reporting(None, release="1"):
        assert not sentry_sdk.is_initialized()


def test_a_library_that_is_missing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sentry_sdk", None)
    with (
        pytest.raises(CannotReport, match=r"SENTRY_DSN is set.*not installed.*\[sentry\]"),
        reporting("https://key@errors.example/1", release="1"),
    ):
        pass


def test_a_dsn_that_the_library_refuses_is_told_without_repeating_it() -> None:
    with pytest.raises(CannotReport) as refusal, reporting("https://nonsense", release="1"):
        pass
    assert str(refusal.value).startswith("SENTRY_DSN is not understood")
    assert "nonsense" not in str(refusal.value)
