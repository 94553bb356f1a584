"""One process runs a shard; a successor waits until the holder leaves or falls silent."""

from __future__ import annotations

from datetime import timedelta

from bot.tenure import GAP, LENGTH, LONG_DEAD, Tenure, this_process
from storage.memory import MemoryLeases
from tests.bot.stage import NOW


class Processes:
    """Some processes with one store and one time."""

    def __init__(self) -> None:
        self.now = NOW
        self.leases = MemoryLeases()

    def new(self, holder: str, *names: str) -> Tenure:
        return Tenure(self.leases, names or ["0"], holder=holder, clock=lambda: self.now)

    def later(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


async def test_the_first_gets_everything() -> None:
    processes = Processes()
    first = processes.new("a", "0", "1")
    assert await first.take()
    assert first.complete
    assert first.since == {}
    assert await first.beat()


async def test_a_second_waits_for_as_long_as_the_first_beats() -> None:
    processes = Processes()
    first, second = processes.new("a"), processes.new("b")
    assert await first.take()
    for _ in range(20):
        processes.later(1)
        assert await first.beat()
        assert not await second.take()
        assert second.rival == "a"
    assert not second.complete


async def test_a_holder_that_leaves_is_followed_at_once_and_since_then() -> None:
    processes = Processes()
    first, second = processes.new("a"), processes.new("b")
    await first.take()
    processes.later(3)
    await first.release()
    left = processes.now
    processes.later(7)
    assert await second.take()
    assert second.since == {"0": left}
    assert not await first.beat()


async def test_a_silent_holder_is_followed_after_a_while_by_the_watchers_own_clock() -> None:
    processes = Processes()
    first, second = processes.new("a"), processes.new("b")
    await first.take()
    last = processes.now
    processes.later(2)
    assert not await second.take()  # sees the beat for the first time
    processes.later(LENGTH.total_seconds() - 0.5)
    assert not await second.take()
    processes.later(0.5)
    assert await second.take()
    assert second.since == {"0": last}
    assert not await first.beat()
    assert not first.complete


async def test_one_that_dies_before_it_made_up_for_a_gap_leaves_all_of_it_to_the_next() -> None:
    processes = Processes()
    first, second, third = (processes.new(name) for name in "abc")
    await first.take()
    await first.made_up({})
    last = processes.now
    processes.later(LONG_DEAD.total_seconds())
    await second.take()
    for _ in range(3):
        processes.later(1)
        assert await second.beat()
    processes.later(LONG_DEAD.total_seconds())
    await third.take()
    assert third.since == {"0": last}
    await third.made_up(dict(third.since))
    assert third.since == {}
    made_up = processes.now
    await third.release()
    processes.later(7)
    fourth = processes.new("d")
    await fourth.take()
    assert fourth.since == {"0": made_up}


async def test_a_gap_without_a_beat_lasts_until_it_is_made_up_for() -> None:
    processes = Processes()
    sleeper = processes.new("a")
    await sleeper.take()
    await sleeper.made_up({})
    last = processes.now
    processes.later(GAP.total_seconds() + 1)
    assert await sleeper.beat()
    assert sleeper.since == {"0": last}
    processes.later(LONG_DEAD.total_seconds())
    successor = processes.new("b")
    await successor.take()
    assert successor.since == {"0": last}


async def test_who_was_replaced_notes_nothing() -> None:
    processes = Processes()
    first, second = processes.new("a"), processes.new("b")
    await first.take()
    processes.later(LONG_DEAD.total_seconds())
    await second.take()
    await second.made_up(dict(second.since))
    await first.made_up({})
    assert await second.beat()


async def test_who_is_long_dead_needs_no_watching() -> None:
    processes = Processes()
    await processes.new("a").take()
    processes.later(LONG_DEAD.total_seconds())
    assert await processes.new("b").take()


async def test_two_that_want_the_same_never_wait_for_each_other() -> None:
    processes = Processes()
    first, second = processes.new("a", "0", "1"), processes.new("b", "0", "1")
    assert await first.take()
    assert not await second.take()
    await first.release()
    assert await second.take()


async def test_what_is_held_is_kept_while_the_rest_is_waited_for() -> None:
    processes = Processes()
    other, waiting, rival = (
        processes.new("a", "1"),
        processes.new("b", "0", "1"),
        processes.new("c", "0"),
    )
    await other.take()
    for _ in range(10):
        processes.later(1)
        await other.beat()
        assert not await waiting.take()
        assert not await rival.take()
        assert rival.rival == "b"
    await other.release()
    assert await waiting.take()


async def test_releasing_what_another_one_took_over_changes_nothing() -> None:
    processes = Processes()
    first, second = processes.new("a"), processes.new("b")
    await first.take()
    processes.later(LONG_DEAD.total_seconds())
    await second.take()
    await first.release()
    assert await second.beat()


def test_every_process_has_a_name_of_its_own() -> None:
    assert this_process() != this_process()
