"""Checks of everything that bots said, against Discord's own description and limits."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from tests.discord_app import wire
from tests.simulated.journal import Call


def problems(calls: Iterable[Call]) -> list[str]:
    """Return everything that is wrong with some calls.

    Limits are checked for every call. A shape of body is held against the description once: a kill
    test makes thousands of calls, and each look into the description takes a thirtieth of a second.
    """
    found: list[str] = []
    known: set[tuple[str, str]] = set()
    for call in calls:
        if call.json is None:
            continue
        found += wire.limit_problems(call.method, call.path, call.json)
        shape = (call.route, json.dumps(_shape(call.json), sort_keys=True))
        if shape not in known and wire.SPEC.is_file():
            known.add(shape)
            found += wire.described_problems(call.method, call.path, call.json)
    return found


def _shape(value: Any, key: str = "") -> Any:
    """Return a value without what varies from one message to the next."""
    if isinstance(value, dict):
        return {k: _shape(v, k) for k, v in value.items()}
    if isinstance(value, list):
        return [_shape(v, key) for v in value]
    if isinstance(value, str):
        return "text" if value else ""
    return value if key in ("type", "style", "flags", "component_type") else type(value).__name__
