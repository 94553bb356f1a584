"""What no store keeps: NUL characters and lone surrogates, which databases refuse.

Each becomes U+FFFD, so that offsets into a text stay what they were. Every store does this alike
on the way in, and returns the record as it was kept.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any, TypeVar, cast

_REFUSED = re.compile("[\x00\ud800-\udfff]")

T = TypeVar("T")


def clean(value: T) -> T:
    """Return a record, a JSON value or a text with every refused character replaced."""
    return cast("T", _clean(value))


def _clean(value: Any) -> Any:  # noqa: ANN401 - JSON, records and texts alike
    if isinstance(value, str):
        return (
            value if isinstance(value, Enum) else _REFUSED.sub("\N{REPLACEMENT CHARACTER}", value)
        )
    if isinstance(value, tuple | list):
        return type(value)(_clean(item) for item in value)
    if isinstance(value, Mapping):
        return {_clean(key): _clean(item) for key, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        old = {field.name: getattr(value, field.name) for field in fields(value)}
        new = {name: _clean(item) for name, item in old.items()}
        return value if new == old else replace(value, **new)
    return value
