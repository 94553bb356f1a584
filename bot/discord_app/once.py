"""What was seen before: the gateway may deliver the same thing again, or late."""

from __future__ import annotations

from collections import OrderedDict

REMEMBERED = 4096


class Once:
    """Remembers the latest ids."""

    def __init__(self, limit: int = REMEMBERED) -> None:
        self._limit = limit
        self._seen: OrderedDict[int, None] = OrderedDict()

    def __contains__(self, number: int) -> bool:
        return number in self._seen

    def first(self, number: int) -> bool:
        """Return whether an id is new, and remember it."""
        if number in self._seen:
            return False
        self._seen[number] = None
        if len(self._seen) > self._limit:
            self._seen.popitem(last=False)
        return True
