"""Each interaction once: the gateway may deliver the same one again."""

from __future__ import annotations

from collections import OrderedDict

REMEMBERED = 4096


class Once:
    """Knows the latest ids that were handled."""

    def __init__(self, limit: int = REMEMBERED) -> None:
        self._limit = limit
        self._seen: OrderedDict[int, None] = OrderedDict()

    def first(self, number: int) -> bool:
        """Return whether an id is new, and remember it."""
        if number in self._seen:
            return False
        self._seen[number] = None
        if len(self._seen) > self._limit:
            self._seen.popitem(last=False)
        return True
