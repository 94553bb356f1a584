"""Which shards a process runs, from SHARD_IDS: a list, or its number among equal processes."""

from __future__ import annotations

import re

LISTED = re.compile(r"\s*\d{1,4}\s*(,\s*\d{1,4}\s*)*", re.ASCII)
ORDINAL = re.compile(r"\s*ordinal\s*(?:/\s*(?P<processes>\d{1,4})\s*)?", re.ASCII | re.IGNORECASE)
MUST_BE = (
    "must be numbers from 0 to SHARD_COUNT - 1 with commas between them, or `ordinal`, or "
    "`ordinal/N` for N processes, and needs SHARD_COUNT"
)


class BadShards(ValueError):
    """The shards make no sense; the text is the end of a sentence that begins with SHARD_IDS."""


def shards(
    wanted: str, *, count: int | None, pod_index: int | None, host_name: str
) -> tuple[int, ...]:
    """Return the shards of this process; BadShards if there is no telling.

    `wanted` is a list such as "0,2", or "ordinal" or "ordinal/N": then this is process k of N
    (of `count` without N) and runs every shard that leaves k when divided by N. k is `pod_index`,
    or else the number at the end of the host name.
    """
    if count is None:
        raise BadShards(MUST_BE)
    if LISTED.fullmatch(wanted):
        listed = tuple(dict.fromkeys(int(each) for each in wanted.split(",")))
        if max(listed) >= count:
            raise BadShards(MUST_BE)
        return listed
    ordinal = ORDINAL.fullmatch(wanted)
    if ordinal is None:
        raise BadShards(MUST_BE)
    processes = int(ordinal["processes"] or count)
    if not 1 <= processes <= count:
        raise BadShards(
            f"shares {count} shards out to {processes} processes; there must be at least one "
            "process, and a shard for each (raise SHARD_COUNT, or lower the number)"
        )
    number = _number_at_the_end(host_name) if pod_index is None else pod_index
    if number is None:
        raise BadShards(
            f"is `ordinal`, but the host name {host_name!r} does not end in a number such as that "
            "of bot-3; set POD_INDEX to the number of this process"
        )
    if number >= processes:
        raise BadShards(
            f"counts the processes from 0 to {processes - 1}, but this is number {number} by "
            f"{'its host name' if pod_index is None else 'POD_INDEX'}; raise SHARD_COUNT or N, or "
            "run fewer processes"
        )
    return tuple(range(number, count, processes))


def _number_at_the_end(host_name: str) -> int | None:
    """Return 3 for bot-3; a domain may follow."""
    found = re.search(r"(?:^|-)(\d{1,9})$", host_name.partition(".")[0], re.ASCII)
    return int(found[1]) if found else None
