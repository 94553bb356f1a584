"""Who stands where."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import NothingToAsk
from bot.leaderboard import PAGE, Leaderboard, Period, rank
from storage.records import Attempt
from tests.bot.stage import NOW, Stage, pack, shelf


def attempt(
    who: str = "ada",
    question: str = "q1",
    score: float = 80.0,
    *,
    day: int = 0,
    counted: bool = True,
    name: str = "",
) -> Attempt:
    at = NOW + timedelta(days=day)
    return Attempt(who, name or who.title(), "backend", question, score, at, True, counted)


def test_the_rating_is_shrunk_towards_the_middle() -> None:
    (one,) = rank([attempt(score=100)], packs=[pack()])
    assert (one.rating, one.mean, one.answered) == (58.3, 100.0, 1)
    (many,) = rank([attempt(score=100) for _ in range(45)], packs=[pack()])
    assert many.rating == 95.0
    (bad,) = rank([attempt(score=0)], packs=[pack()])
    assert bad.rating == 41.7


def test_one_lucky_answer_does_not_lead() -> None:
    steady = [attempt("bob", f"q{n}", 80) for n in (1, 2, 3)]
    first, second = rank([attempt("ada", score=100), *steady], packs=[pack()])
    assert (first.candidate, first.place, second.candidate, second.place) == ("bob", 1, "ada", 2)


def test_what_does_not_count_is_not_counted() -> None:
    assert rank([attempt(counted=False)], packs=[pack()]) == ()


def test_a_name_is_the_latest_one() -> None:
    found = rank(
        [attempt(name="New", day=2, counted=False), attempt(name="Old", day=1)], packs=[pack()]
    )
    assert found[0].name == "New"


def test_coverage_counts_the_topics_that_can_be_answered() -> None:
    (one,) = rank([attempt(question="q1"), attempt(question="q2")], packs=[pack()])
    assert (one.touched, one.topics) == (1, 3)
    assert one.coverage == pytest.approx(1 / 3)
    (lost,) = rank([attempt(question="gone")], packs=[pack()])
    assert (lost.touched, lost.answered) == (0, 1)
    (bare,) = rank([attempt()], packs=[])
    assert bare.coverage == 0


def test_a_topic_narrows_the_board() -> None:
    both = [attempt("ada", "q1"), attempt("bob", "q3")]
    found = rank(both, packs=[pack()], topic="Delivery")
    assert [(s.candidate, s.touched, s.topics) for s in found] == [("bob", 1, 1)]


def test_ties_go_to_more_questions_then_topics_then_whoever_was_first() -> None:
    even = [
        attempt("late", "q1", 50, day=3),
        attempt("early", "q1", 50, day=1),
        attempt("busy", "q1", 50, day=4),
        attempt("busy", "q2", 50, day=4),
        attempt("broad", "q1", 50, day=5),
        attempt("broad", "q3", 50, day=5),
    ]
    order = [s.candidate for s in rank(even, packs=[pack()])]
    assert order == ["broad", "busy", "early", "late"]
    same = [attempt("b", day=1), attempt("a", day=1)]
    assert [s.candidate for s in rank(same, packs=[pack()])] == ["a", "b"]


def test_hidden_people_leave_no_gap() -> None:
    found = rank([attempt("ada"), attempt("bob", score=10)], packs=[pack()], hidden={"ada"})
    assert [(s.candidate, s.place) for s in found] == [("bob", 1)]


ATTEMPTS = st.lists(
    st.builds(
        attempt,
        st.sampled_from("abcd"),
        st.sampled_from(["q1", "q2", "q3", "s1", "gone"]),
        st.floats(0, 100),
        day=st.integers(0, 9),
        counted=st.booleans(),
    )
)


@given(ATTEMPTS, st.randoms())
def test_the_order_never_depends_on_chance(attempts: list[Attempt], rng: object) -> None:
    shuffled = list(attempts)
    rng.shuffle(shuffled)  # type: ignore[attr-defined]
    found = rank(attempts, packs=[pack()])
    again = rank(shuffled, packs=[pack()])
    assert [s.candidate for s in found] == [s.candidate for s in again]
    assert [s.place for s in found] == list(range(1, len(found) + 1))
    assert [s.rating for s in found] == sorted((s.rating for s in found), reverse=True)
    assert all(0 <= s.rating <= 100 and s.touched <= s.topics for s in found)


@pytest.mark.parametrize(
    ("period", "since"),
    [
        (Period.WEEK, datetime(2026, 3, 2, tzinfo=UTC)),
        (Period.MONTH, datetime(2026, 3, 1, tzinfo=UTC)),
        (Period.SEASON, datetime(2026, 1, 1, tzinfo=UTC)),
        (Period.ALL, None),
    ],
)
def test_periods(period: Period, since: datetime | None) -> None:
    assert period.since(NOW) == since


def test_a_week_begins_on_monday_by_universal_time() -> None:
    auckland = timezone(timedelta(hours=13))
    sunday_by_utc = datetime(2026, 3, 9, 8, tzinfo=auckland)
    assert Period.WEEK.since(sunday_by_utc) == datetime(2026, 3, 2, tzinfo=UTC)
    monday = datetime(2026, 3, 9, tzinfo=UTC)
    assert Period.WEEK.since(monday) == monday
    assert Period.SEASON.since(datetime(2026, 12, 31, tzinfo=UTC)) == datetime(
        2026, 10, 1, tzinfo=UTC
    )


async def test_a_board_shows_its_page_and_always_the_caller() -> None:
    stage = Stage()
    for number in range(PAGE + 3):
        stage.candidate, stage.name = f"p{number:02}", f"Person {number}"
        stage.channel = f"room {number}"
        await stage.play([None] if number < PAGE else ["no idea"])
    board = Leaderboard(stage.repository, shelf(), clock=lambda: stage.now)
    shown = await board.show(server="guild", caller="p12", caller_name="Person 12")
    assert (shown.page, shown.pages, shown.people, len(shown.standings)) == (1, 2, 13, 10)
    assert shown.own.place is not None
    assert shown.own.place > PAGE
    last = await board.show(server="guild", caller="p12", page=99)
    assert (last.page, len(last.standings)) == (2, 3)
    assert shown.own in last.standings
    nobody = await board.show(server="guild", caller="new", caller_name="New", page=0)
    assert (nobody.own.place, nobody.own.name, nobody.own.answered) == (None, "New", 0)
    assert (await board.show(server="other", caller="p12")).people == 0
    hidden = await board.show(server="guild", caller="p12", hidden={"p12"})
    assert hidden.own.place is None


async def test_only_the_period_and_the_topic_count() -> None:
    stage = Stage()
    await stage.play([None], topic="Storage")
    stage.later(10 * 86_400)
    board = Leaderboard(stage.repository, shelf(), clock=lambda: stage.now)
    assert (await board.show(server="guild", caller="ada")).people == 0
    month = await board.show(server="guild", caller="ada", period=Period.MONTH, topic="Storage")
    assert month.people == 1
    other = await board.show(server="guild", caller="ada", period=Period.ALL, topic="Delivery")
    assert (other.people, other.own.topics) == (0, 1)
    with pytest.raises(NothingToAsk, match="There is no topic `Cooking`"):
        await board.show(server="guild", caller="ada", topic="Cooking")
