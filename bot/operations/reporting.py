"""Errors reported to Sentry, or to a server that speaks like it; only if SENTRY_DSN is set.

What is sent: the log record of an error with its traceback and the ids it belongs to. Not sent:
what members wrote, local variables, requests, the command line, who is at the machine.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from bot import logs
from content.errors import CoachError

if TYPE_CHECKING:
    from sentry_sdk.types import Event, Hint

FLUSH = 2.0
"""Seconds that reports which are not sent yet may take at the end."""


class CannotReport(CoachError):
    """Errors cannot be reported to SENTRY_DSN."""


@contextmanager
def reporting(dsn: str | None, *, release: str, secrets: Sequence[str] = ()) -> Iterator[None]:
    """Report errors inside this block; without a DSN none are.

    CannotReport if the library is not installed or does not understand the DSN.
    """
    if dsn is None:
        yield
        return
    try:
        import sentry_sdk  # noqa: PLC0415 -- optional
    except ImportError:
        raise CannotReport(
            "SENTRY_DSN is set, but the library for it is not installed. Install it with "
            '`pip install "mock-interview[sentry]"`, or unset SENTRY_DSN.'
        ) from None
    from sentry_sdk.integrations.dedupe import DedupeIntegration  # noqa: PLC0415
    from sentry_sdk.integrations.logging import LoggingIntegration  # noqa: PLC0415
    from sentry_sdk.utils import BadDsn  # noqa: PLC0415

    def scrubbed(event: Event, _hint: Hint) -> Event:
        event.setdefault("tags", {}).update(logs.bound())
        struck: Event = _struck(event, secrets)
        return struck

    try:
        sentry_sdk.init(
            dsn,
            release=f"mock-interview@{release}",
            before_send=scrubbed,
            default_integrations=False,
            auto_enabling_integrations=False,
            integrations=[
                LoggingIntegration(level=None, event_level=logging.ERROR, sentry_logs_level=None),
                DedupeIntegration(),
            ],
            include_local_variables=False,
            max_breadcrumbs=0,
            auto_session_tracking=False,
            send_client_reports=False,
            enable_metrics=False,
        )
    except BadDsn:
        raise CannotReport(
            "SENTRY_DSN is not understood. Copy it anew from your project's page."
        ) from None
    try:
        yield
    except BaseException as error:
        if isinstance(error, Exception) and not isinstance(error, CoachError):
            sentry_sdk.capture_exception(error)
        raise
    finally:
        client = sentry_sdk.get_client()
        client.close(timeout=FLUSH)
        sentry_sdk.get_global_scope().set_client(None)


def _struck(value: Any, secrets: Sequence[str]) -> Any:  # noqa: ANN401 -- JSON
    """Return JSON without secrets."""
    if isinstance(value, str):
        return logs.strike(logs.without_rows(value), secrets)
    if isinstance(value, dict):
        return {key: _struck(each, secrets) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_struck(each, secrets) for each in value]
    return value
