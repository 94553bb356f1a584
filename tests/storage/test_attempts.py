"""What the leaderboard rests on: first looks, and which of them count."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content.scoring.receipt import Flag
from storage.memory import MemoryRepository
from storage.records import Attempt, Interview, Settings, Status, Turn, TurnState
from storage.repository import Repository
from storage.rows import VOIDING_FLAGS
from tests.storage.examples import NOW, a_receipt, an_interview, second

END = second(1000)


def judged(number: int, question: str, at: datetime, score: float = 70.0, *flags: Flag) -> Turn:
    return Turn(
        number,
        question,
        at,
        TurnState.ANSWERED,
        receipt=a_receipt(question, score, *flags),
        score=score,
        finished_at=at,
    )


def over(*turns: Turn, **changes: object) -> Interview:
    return an_interview(**{"turns": turns, "status": Status.ENDED, "deadline": None} | changes)


async def attempts(
    store: Repository, since: datetime | None = None, until: datetime = END
) -> list[Attempt]:
    return list(await store.attempts(server="server", since=since, until=until))


async def test_a_judged_answer_counts(store: Repository) -> None:
    await store.add(over(judged(1, "q1", second(1), 62.5)), [])
    assert await attempts(store) == [
        Attempt("ada", "Ada", "mlops", "q1", 62.5, second(1), timed=True, counted=True)
    ]


@pytest.mark.parametrize("flag", Flag)
async def test_some_flags_void(store: Repository, flag: Flag) -> None:
    turn = judged(1, "q1", second(1), 10.0, Flag.REPETITION, flag)
    await store.add(over(turn), [])
    [attempt] = await attempts(store)
    assert attempt.counted is (flag not in VOIDING_FLAGS)
    assert attempt.score == 10.0


@pytest.mark.parametrize(
    ("state", "score", "counted"),
    [
        (TurnState.OPEN, None, False),
        (TurnState.ABANDONED, None, False),
        (TurnState.ABANDONED, 50.0, False),
        (TurnState.ANSWERED, None, False),
        (TurnState.ANSWERED, 0.0, True),
        (TurnState.SKIPPED, 0.0, True),
        (TurnState.TIMED_OUT, 0.0, True),
    ],
)
async def test_states(
    store: Repository, state: TurnState, score: float | None, *, counted: bool
) -> None:
    await store.add(over(Turn(1, "q1", second(1), state, score=score)), [])
    [attempt] = await attempts(store)
    assert (attempt.score, attempt.counted) == (score, counted)


@pytest.mark.parametrize(
    ("how", "timed"),
    [
        (Settings(seconds=0), False),
        (Settings(seconds=0, total_seconds=600), True),
        (Settings(seconds=60), True),
    ],
)
async def test_only_timed_interviews_count(
    store: Repository, how: Settings, *, timed: bool
) -> None:
    await store.add(over(judged(1, "q1", second(1)), settings=how), [])
    [attempt] = await attempts(store)
    assert (attempt.timed, attempt.counted) == (timed, timed)


async def test_a_flag_may_come_later_and_go(store: Repository) -> None:
    kept = await store.add(an_interview(turns=(Turn(1, "q1", second(1)),)), [])
    for flags in ((Flag.PASTE,), ()):
        turn = judged(1, "q1", second(1), 70.0, *flags)
        kept = await store.save(replace(kept, turns=(turn,)), [])
        [attempt] = await attempts(store)
        assert attempt.counted is (not flags)


class TestFirst:
    async def test_the_second_look_is_left_out(self, store: Repository) -> None:
        await store.add(over(judged(1, "q1", second(5), 90.0)), [])
        await store.add(over(judged(1, "q1", second(1), 20.0)), [])
        assert [a.score for a in await attempts(store)] == [20.0]

    async def test_an_abandoned_look_was_a_look(self, store: Repository) -> None:
        await store.add(over(Turn(1, "q1", second(1), TurnState.ABANDONED)), [])
        await store.add(over(judged(1, "q1", second(5))), [])
        assert [a.counted for a in await attempts(store)] == [False]

    async def test_a_question_may_come_twice_in_one_interview(self, store: Repository) -> None:
        await store.add(over(judged(1, "q1", second(1), 1.0), judged(2, "q1", second(1), 2.0)), [])
        assert [a.score for a in await attempts(store)] == [1.0]

    async def test_each_person_pack_and_question_has_a_first(self, store: Repository) -> None:
        await store.add(over(judged(1, "q1", second(1)), judged(2, "q2", second(2))), [])
        await store.add(over(judged(1, "q1", second(3)), candidate="eve"), [])
        await store.add(over(judged(1, "q1", second(4)), pack="other"), [])
        found = await attempts(store)
        assert [(a.candidate, a.pack, a.question) for a in found] == [
            ("ada", "mlops", "q1"),
            ("ada", "mlops", "q2"),
            ("eve", "mlops", "q1"),
            ("ada", "other", "q1"),
        ]

    async def test_of_the_period(self, store: Repository) -> None:
        await store.add(over(judged(1, "q1", second(1), 1.0)), [])
        await store.add(over(judged(1, "q1", second(5), 5.0)), [])
        scores = [a.score for a in await attempts(store, since=second(2))]
        assert scores == [5.0]

    async def test_the_period_includes_its_start_and_not_its_end(self, store: Repository) -> None:
        await store.add(over(judged(1, "q1", second(5))), [])
        assert len(await attempts(store, second(5), second(5.000001))) == 1
        assert await attempts(store, second(4), second(5)) == []
        assert await attempts(store, second(5.000001), second(6)) == []

    async def test_a_look_on_another_server_comes_first(self, store: Repository) -> None:
        await store.add(over(judged(1, "q1", second(1)), server=None), [])
        await store.add(over(judged(1, "q1", second(5))), [])
        assert await attempts(store) == []
        [alone] = await store.attempts(server=None, since=None, until=END)
        assert alone.at == second(1)
        assert await store.attempts(server="elsewhere", since=None, until=END) == []


class TestRevealed:
    async def test_what_was_revealed_before_does_not_count(self, store: Repository) -> None:
        await store.add(over(judged(1, "q1", second(5)), judged(2, "q2", second(5))), [])
        await store.reveal("ada", "mlops", "q1", second(9))
        await store.reveal("ada", "mlops", "q1", second(4))
        await store.reveal("ada", "mlops", "q2", second(5))
        assert [a.counted for a in await attempts(store)] == [False, True]

    async def test_nor_does_it_after_a_second_reveal(self, store: Repository) -> None:
        await store.add(over(judged(1, "q1", second(5))), [])
        await store.reveal("ada", "mlops", "q1", second(4))
        await store.reveal("ada", "mlops", "q1", second(9))
        assert [a.counted for a in await attempts(store)] == [False]

    async def test_not_even_long_before_the_period(self, store: Repository) -> None:
        await store.add(over(judged(1, "q1", second(5))), [])
        await store.reveal("ada", "mlops", "q1", NOW - timedelta(days=500))
        assert [a.counted for a in await attempts(store, since=NOW)] == [False]

    async def test_only_for_whom_it_was_revealed(self, store: Repository) -> None:
        await store.add(over(judged(1, "q1", second(5))), [])
        await store.reveal("eve", "mlops", "q1", NOW)
        await store.reveal("ada", "other", "q1", NOW)
        await store.reveal("ada", "mlops", "q2", NOW)
        assert [a.counted for a in await attempts(store)] == [True]


_examples = count(1)
moments = st.integers(0, 12).map(second)
looks = st.builds(
    Turn,
    number=st.just(1),
    question=st.sampled_from(["q1", "q2"]),
    asked_at=moments,
    state=st.sampled_from(TurnState),
    receipt=st.none() | st.sampled_from([a_receipt(), a_receipt("q1", 1.0, Flag.DUMP)]),
    score=st.none() | st.floats(0, 100),
)
histories = st.lists(
    st.tuples(
        st.sampled_from(["ada", "eve"]),
        st.sampled_from(["mlops", "other"]),
        st.sampled_from(["server", None]),
        st.sampled_from([Settings(), Settings(seconds=0)]),
        st.lists(looks, max_size=3),
    ),
    max_size=6,
)
revealed = st.lists(
    st.tuples(st.sampled_from(["ada", "eve"]), st.sampled_from(["q1", "q2"]), moments), max_size=3
)


@settings(
    deadline=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(history=histories, shown=revealed, since=st.none() | moments, until=moments)
async def test_sql_agrees_with_plain_python(
    database: Repository,
    history: list[tuple[str, str, str | None, Settings, list[Turn]]],
    shown: list[tuple[str, str, datetime]],
    since: datetime | None,
    until: datetime,
) -> None:
    """Let both stores see the same history, of people that no other example has."""
    memory = MemoryRepository()
    unique = f"{next(_examples):06}"
    for candidate, pack, server, how, turns in history:
        numbered = tuple(replace(turn, number=n) for n, turn in enumerate(turns, 1))
        interview = over(
            *numbered,
            candidate=f"{candidate}-{unique}",
            pack=pack,
            server=server and f"{server}-{unique}",
            settings=how,
        )
        for store in (memory, database):
            await store.add(interview, [])
    for candidate, question, at in shown:
        for store in (memory, database):
            await store.reveal(f"{candidate}-{unique}", "mlops", question, at)
    mine = f"server-{unique}"
    expected = await memory.attempts(server=mine, since=since, until=until)
    assert list(await database.attempts(server=mine, since=since, until=until)) == expected
    outside = await database.attempts(server=None, since=since, until=until)
    expected = await memory.attempts(server=None, since=since, until=until)
    assert [a for a in outside if a.candidate.endswith(unique)] == expected
    for candidate in ("ada", "eve"):
        name = f"{candidate}-{unique}"
        assert await database.seen(name, "mlops") == await memory.seen(name, "mlops")
