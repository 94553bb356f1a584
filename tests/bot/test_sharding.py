"""Which shards a process runs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sharding import BadShards, shards


def on(host_name: str, wanted: str, *, count: int | None = 4, pod_index: int | None = None) -> str:
    """Return the shards as text, or what is wrong."""
    try:
        found = shards(wanted, count=count, pod_index=pod_index, host_name=host_name)
    except BadShards as error:
        return f"SHARD_IDS {error}"
    return ",".join(map(str, found))


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [("0", "0"), (" 3 , 1 ", "3,1"), ("1,1", "1"), ("ordinal", "3"), (" Ordinal / 4 ", "3")],
)
def test_what_can_be_wanted(wanted: str, expected: str) -> None:
    assert on("bot-3", wanted) == expected


@pytest.mark.parametrize(
    "wanted", ["", "4", "-1", "1,", "0 1", "ordinals", "ordinal/", "ordinal/x", "ordinal/2/3", "²"]
)
def test_anything_else_is_refused_with_the_rule(wanted: str) -> None:
    assert on("bot-0", wanted).startswith("SHARD_IDS must be numbers from 0 to SHARD_COUNT - 1")


@pytest.mark.parametrize("wanted", ["0", "ordinal", "ordinal/2"])
def test_the_count_is_needed(wanted: str) -> None:
    assert on("bot-0", wanted, count=None).endswith("needs SHARD_COUNT")


@pytest.mark.parametrize("processes", [0, 5])
def test_more_processes_than_shards_is_refused(processes: int) -> None:
    told = on("bot-0", f"ordinal/{processes}")
    assert told.startswith(f"SHARD_IDS shares 4 shards out to {processes} processes;")
    assert "raise SHARD_COUNT" in told


@pytest.mark.parametrize("host", ["bot", "", "bot-", "node7", "bot-3a", "0d1f3"])
def test_a_host_name_may_not_tell(host: str) -> None:
    told = on(host, "ordinal")
    assert told.startswith(f"SHARD_IDS is `ordinal`, but the host name {host!r} does not end")
    assert "set POD_INDEX" in told


def test_a_domain_may_follow_the_number() -> None:
    assert on("bot-1.bots.default.svc", "ordinal") == "1"


def test_the_number_can_be_given() -> None:
    assert on("bot", "ordinal", pod_index=2) == "2"
    assert on("bot-3", "ordinal/2", pod_index=0) == "0,2"


def test_a_number_beyond_the_processes_is_refused() -> None:
    assert on("bot-2", "ordinal/2") == (
        "SHARD_IDS counts the processes from 0 to 1, but this is number 2 by its host name; "
        "raise SHARD_COUNT or N, or run fewer processes"
    )
    assert "number 7 by POD_INDEX" in on("bot-0", "ordinal", pod_index=7)


@given(st.data(), st.integers(1, 60))
def test_every_shard_runs_in_one_process_and_none_is_idle(data: st.DataObject, count: int) -> None:
    processes = data.draw(st.integers(1, count))
    parts = [
        shards(f"ordinal/{processes}", count=count, pod_index=None, host_name=f"bot-{k}")
        for k in range(processes)
    ]
    assert all(parts)
    assert sorted(i for part in parts for i in part) == list(range(count))
    assert all(i % processes == k for k, part in enumerate(parts) for i in part)
