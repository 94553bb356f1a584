"""Which questions an interview asks."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from bot.errors import NothingToAsk
from bot.planning import PRESETS, Wish, choose
from content.model import Kind, Pack
from storage.records import Settings
from tests.bot.stage import NOW, pack


def chosen(settings: Settings, seed: int = 1, **seen: int) -> tuple[str, ...]:
    looks = {question: NOW - timedelta(days=days) for question, days in seen.items()}
    return choose(pack(), settings, seen=looks, rng=Random(seed))


def large() -> Pack:
    core, scenario = pack().question("q1"), pack().question("s1")
    questions = [replace(core, id=f"q{n}") for n in range(1, 31)]
    questions += [replace(scenario, id=f"s{n}") for n in range(1, 11)]
    return replace(pack(), questions=tuple(questions))


@pytest.mark.parametrize(
    ("preset", "questions", "seconds", "total"),
    [("quick", 3, 180, None), ("standard", 5, 180, None), ("full", 10, 0, 2700)],
)
def test_presets(preset: str, questions: int, seconds: int, total: int | None) -> None:
    settings = Wish(preset=preset).settings(quiet_seconds=2.0)
    assert (settings.questions, settings.seconds, settings.total_seconds) == (
        questions,
        seconds,
        total,
    )
    assert settings.quiet_seconds == 2.0


def test_an_own_time_takes_the_place_of_the_clock_for_all() -> None:
    settings = Wish(preset="full", seconds=60).settings(quiet_seconds=4)
    assert (settings.seconds, settings.total_seconds) == (60, None)
    assert not Wish(preset="full", seconds=0).settings(quiet_seconds=4).timed


@pytest.mark.parametrize(
    "wish",
    [
        Wish(preset="endless"),
        Wish(questions=0),
        Wish(questions=21),
        Wish(seconds=29),
        Wish(seconds=1801),
        Wish(seconds=-1),
        Wish(kind="odd"),
    ],
)
def test_a_wish_out_of_bounds_is_refused_with_the_bounds(wish: Wish) -> None:
    with pytest.raises(NothingToAsk) as refusal:
        wish.settings(quiet_seconds=4)
    assert str(refusal.value).endswith(".")


@pytest.mark.parametrize("wanted", range(1, 21))
def test_a_mixed_interview_ends_with_its_scenarios(wanted: int) -> None:
    ids = choose(large(), Settings(questions=wanted), seen={}, rng=Random(wanted))
    assert len(ids) == len(set(ids)) == wanted
    assert list(ids) == sorted(ids, key=lambda i: i.startswith("s"))
    scenarios = sum(i.startswith("s") for i in ids)
    assert scenarios == (0 if wanted < 3 else max(1, wanted // 5))


def test_the_full_mock_has_eight_core_questions_and_two_scenarios() -> None:
    ids = choose(large(), PRESETS["full"], seen={}, rng=Random(0))
    assert [i[0] for i in ids] == ["q"] * 8 + ["s"] * 2


@pytest.mark.parametrize("kind", list(Kind))
def test_one_kind_alone(kind: Kind) -> None:
    ids = chosen(Settings(kind=kind, questions=5))
    assert {pack().question(i).kind for i in ids} == {kind}


def test_few_core_questions_leave_room_for_scenarios() -> None:
    few = replace(large(), questions=large().questions[29:])
    ids = choose(few, Settings(questions=6), seen={}, rng=Random(0))
    assert sum(i.startswith("s") for i in ids) == 5


def test_a_pack_that_is_too_small_gives_all_it_has() -> None:
    assert set(chosen(Settings(questions=20))) == {"q1", "q2", "q3", "s1"}


def test_a_question_without_an_answer_is_never_asked() -> None:
    for seed in range(20):
        assert "q4" not in chosen(Settings(questions=20), seed)


def test_topic_and_difficulty_narrow_the_choice() -> None:
    assert set(chosen(Settings(topic="Storage"))) == {"q1", "q2"}
    assert chosen(Settings(difficulty="hard")) == ("q3",)


def test_unseen_questions_come_first_and_then_those_seen_longest_ago() -> None:
    settings = Settings(kind="core", questions=3)
    assert chosen(settings, q1=1, q2=9) == ("q3", "q2", "q1")


def test_chance_decides_the_rest() -> None:
    orders = {chosen(Settings(kind="core", questions=3), seed) for seed in range(40)}
    assert len(orders) == 6


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (Settings(topic="Cooking"), "no topic `Cooking`. Choose `Storage`, `Delivery` or"),
        (Settings(topic="Storage", kind="scenario"), "kind `scenario`, topic `Storage`"),
        (Settings(topic="Storage", difficulty="hard"), "difficulty `hard`"),
    ],
)
def test_what_cannot_be_asked_is_explained(settings: Settings, words: str) -> None:
    with pytest.raises(NothingToAsk, match=words):
        chosen(settings)


def test_a_pack_without_answers_cannot_be_asked() -> None:
    empty = replace(pack(), questions=(pack().question("q4"),))
    with pytest.raises(NothingToAsk, match="nothing can be scored"):
        choose(empty, Settings(), seen={}, rng=Random(0))
