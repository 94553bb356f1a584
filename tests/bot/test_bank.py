"""The question bank, without its answers."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from bot import events as ev
from bot.bank import PAGE, Bank
from bot.errors import NothingToAsk, StillAsked
from bot.shelf import Shelf
from content.library import load
from tests.bot.stage import Stage, pack, shelf


def bank(stage: Stage | None = None) -> Bank:
    stage = stage or Stage()
    return Bank(stage.repository, shelf(), clock=lambda: stage.now)


@pytest.fixture(scope="module")
def mlops() -> Bank:
    return Bank(Stage().repository, Shelf([load("mlops")]), clock=lambda: Stage().now)


def test_topics_have_counts() -> None:
    assert bank().topics("backend") == {"Storage": 2, "Delivery": 2, "Real-world scenarios": 1}


def test_browsing_by_topic() -> None:
    page = bank().browse("backend", topic="Storage")
    assert [sheet.id for sheet in page.sheets] == ["q1", "q2"]
    assert (page.number, page.pages, page.total) == (1, 1, 2)
    with pytest.raises(NothingToAsk, match="no topic `Cooking`"):
        bank().browse("backend", topic="Cooking")
    with pytest.raises(NothingToAsk, match="no pack `nope`"):
        bank().browse("nope")


def test_pages(mlops: Bank) -> None:
    first = mlops.browse("mlops")
    assert len(first.sheets) == PAGE
    last = mlops.browse("mlops", page=999)
    assert last.number == last.pages
    assert (last.pages - 1) * PAGE + len(last.sheets) == last.total
    assert mlops.browse("mlops", page=-3).number == 1


def test_a_sheet_gives_nothing_away() -> None:
    for sheet in bank().browse("backend").sheets:
        question = pack().question(sheet.id)
        said = str(asdict(sheet))
        for aspect in question.aspects:
            assert aspect.name not in said
            assert not any(point.explanation in said for point in aspect.points)


@pytest.mark.parametrize(
    ("query", "best"),
    [
        ("q12", "q12"),
        ("Q12", "q12"),
        ("feature store", "q2"),
        ("feture stroe", "q2"),
        ("FEATURE STORE???", "q2"),
        ("canary", "q9"),
        ("cannary deployment", "q9"),
        ("model drift", "q3"),
        ("shadow", "q7"),
        ("blue-green", "q8"),
        ("what does MLOps mean", "q1"),
        ("explainability shap", "q4"),
    ],
)
def test_search_finds_the_best_first_and_forgives_typos(mlops: Bank, query: str, best: str) -> None:
    assert mlops.search("mlops", query).sheets[0].id == best


def test_search_within_a_topic_and_for_nothing(mlops: Bank) -> None:
    topic = "Model Monitoring and Observability"
    found = mlops.search("mlops", "drift", topic=topic)
    assert found.total > 0
    assert {sheet.category for sheet in found.sheets} == {topic}
    assert mlops.search("mlops", "xyzzyqq").total == 0
    assert mlops.search("mlops", "?!").total == 0
    assert mlops.search("mlops", "  ").total == mlops.browse("mlops").total
    assert mlops.search("mlops", "what is the").total > 0


async def test_a_stranger_sees_the_question_alone() -> None:
    shown = await bank().show("backend", "q1", "ada")
    assert (shown.attempted, shown.reference) == (False, None)
    assert shown.sheet.title == "What is a cache for?"
    with pytest.raises(NothingToAsk, match="no question `q99`"):
        await bank().show("backend", "q99", "ada")


async def test_whoever_attempted_it_sees_the_answer() -> None:
    stage = Stage()
    interview = await stage.play(["", None])
    for question in interview.plan:
        shown = await bank(stage).show("backend", question, "ada")
        assert shown.attempted
        assert shown.reference is not None
    other = await bank(stage).show("backend", interview.plan[0], "eve")
    assert other.reference is None
    assert await stage.repository.seen("eve", "backend") == {}


async def test_a_reference_answer_has_its_sections_and_reading() -> None:
    shown = await bank().show("backend", "q1", "ada", reveal=True)
    assert shown.reference is not None
    summary, saves, wrong = shown.reference.passages
    assert (summary.label, summary.points[0][0]) == ("", "")
    assert saves.label == "What it saves"
    assert saves.points[0] == ("Latency", "a repeated request is answered in milliseconds")
    assert [term for term, _ in wrong.points] == ["Staleness", "Stampede"]
    assert shown.reference.reading[0].title == "Caching explained"


async def test_a_revealed_answer_is_noted_before_it_is_shown() -> None:
    stage = Stage()
    shown = await bank(stage).show("backend", "q1", "ada", reveal=True)
    assert not shown.attempted
    assert "q1" in await stage.repository.seen("ada", "backend")
    stage.later(60)
    await stage.play([None], topic="Storage", difficulty="easy")
    (attempt,) = await stage.repository.attempts(server="guild", since=None, until=stage.now)
    assert not attempt.counted


async def test_a_reveal_after_an_attempt_costs_nothing() -> None:
    stage = Stage()
    await stage.play([None], topic="Storage", difficulty="easy")
    await bank(stage).show("backend", "q1", "ada", reveal=True)
    (attempt,) = await stage.repository.attempts(server="guild", since=None, until=stage.now)
    assert attempt.counted


async def test_the_question_that_stands_is_never_revealed() -> None:
    stage = Stage()
    interview = await stage.start(topic="Storage", difficulty="easy")
    assert (await bank(stage).show("backend", "q1", "ada")).reference is None
    with pytest.raises(StillAsked):
        await bank(stage).show("backend", "q1", "ada", reveal=True)
    await stage.act(ev.Skipped())
    assert (await bank(stage).show("backend", interview.plan[0], "ada")).reference is not None
