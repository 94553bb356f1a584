"""What every store does to a value on the way in, before it is kept and returned.

NUL characters and lone surrogates, which databases refuse, become U+FFFD, so that offsets into a
text stay what they were. Datetimes become UTC; a naive one raises ValueError.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime
from enum import Enum
from typing import Any, TypeVar, cast

_REFUSED = re.compile("[\x00\ud800-\udfff]")

T = TypeVar("T")


def clean(value: T) -> T:
    """Return a record, a JSON value, a text or a time as a store keeps it."""
    return cast("T", _clean(value))


def _clean(value: Any) -> Any:  # noqa: ANN401 - records, JSON, texts and times alike
    if isinstance(value, str):
        return value if isinstance(value, Enum) else _REFUSED.sub("\ufffd", value)
    if isinstance(value, datetime):
        if value.utcoffset() is None:
            raise ValueError(f"a naive datetime: {value!r}")
        return value.astimezone(UTC)
    if isinstance(value, tuple | list):
        return type(value)(_clean(item) for item in value)
    if isinstance(value, Mapping):
        return {_clean(key): _clean(item) for key, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        old = {field.name: getattr(value, field.name) for field in fields(value)}
        new = {name: _clean(item) for name, item in old.items()}
        return value if new == old else replace(value, **new)
    return value
