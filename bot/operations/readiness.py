"""Whether this process can do its work, part by part."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping

from content.errors import CoachError

log = logging.getLogger(__name__)

PATIENCE = 3.0
"""Seconds that a part may take to answer."""
OK = "ok"

Check = Callable[[], Awaitable[str | None]]
"""Returns what is missing, in words; None if nothing is. May raise a CoachError instead."""


class Readiness:
    """Knows the parts that have to be ready, and how to ask each."""

    def __init__(self, *parts: str, patience: float = PATIENCE) -> None:
        self._checks: dict[str, Check] = dict.fromkeys(parts, _not_yet)
        self._patience = patience

    def watch(self, part: str, check: Check) -> None:
        """Ask a part like this from now on."""
        self._checks[part] = check

    async def report(self) -> Mapping[str, str]:
        """Return for every part "ok", or what is missing."""
        found = await asyncio.gather(*map(self._ask, self._checks.values()))
        return dict(zip(self._checks, found, strict=True))

    async def _ask(self, check: Check) -> str:
        try:
            async with asyncio.timeout(self._patience):
                return await check() or OK
        except TimeoutError:
            return f"no answer within {self._patience:g} s"
        except CoachError as error:
            return str(error)
        except Exception as error:
            log.exception("a check of readiness failed")
            return f"the check failed ({type(error).__name__})"


async def _not_yet() -> str:
    return "starting"
