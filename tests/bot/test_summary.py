"""How an interview went."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot import events as ev
from bot.reading import reading_for
from bot.summary import label_of, summarise, time_used
from content.model import Link
from storage.records import Interview, Status
from tests.bot.stage import Stage, pack


async def test_means_by_topic_and_kind() -> None:
    stage = Stage()
    interview = await stage.play([None, "no idea", None, ""], kind="mixed")
    told = summarise(interview, pack())
    assert told.overall == interview.score
    assert {t.name for t in told.by_kind} == {"core", "scenario"}
    assert sum(t.questions for t in told.by_topic) == 4
    by_name = {t.name: t for t in told.by_topic}
    assert by_name["Real-world scenarios"].score == 0
    assert (told.reached, told.planned, told.answered, told.skipped) == (4, 4, 3, 1)


async def test_strengths_and_gaps_are_told_in_words() -> None:
    stage = Stage()
    await stage.start(questions=1, topic="Storage", difficulty="easy")
    await stage.answer("It answers quickly the second time and takes load off the database.")
    told = summarise(await stage.current(), pack())
    (strength,) = told.strengths
    assert strength.text == "Say what a cache saves: you covered Latency and Load"
    (gap,) = told.gaps
    assert gap.text == "Name what can go wrong: still missing Staleness and Stampede"
    assert (gap.turn, gap.question, gap.topic, gap.score) == (1, "q1", "Storage", 0)
    assert gap.reading[0] == Link("Caching explained", "https://example.org/caching")


async def test_what_was_skipped_or_ran_out_is_a_gap_as_a_whole() -> None:
    stage = Stage()
    await stage.start(questions=2)
    await stage.act(ev.Skipped())
    await stage.act(ev.NextAsked())
    stage.later(150)
    await stage.service.sweep("test")
    stage.later(30)
    await stage.service.sweep("test")
    told = summarise(await stage.current(), pack())
    assert (told.skipped, told.timed_out) == (1, 1)
    assert sorted(gap.text.removeprefix(gap.title) for gap in told.gaps) == [
        " (time ran out)",
        " (you skipped it)",
    ]
    assert told.strengths == ()


async def test_highlights_come_from_different_questions_first() -> None:
    interview = await Stage().play([None, None, None])
    told = summarise(interview, pack())
    assert [h.turn for h in told.strengths] != [1, 1, 2]
    assert sorted(h.turn for h in told.strengths) == [1, 2, 3]
    assert told.gaps == ()


async def test_a_question_that_the_pack_has_lost_still_counts() -> None:
    interview = await Stage().play(["It serves stale data.", ""])
    empty = replace(pack(), questions=())
    for gone in (empty, None):
        told = summarise(interview, gone)
        assert told.overall == interview.score
        assert (told.by_topic, told.by_kind) == ((), ())
        assert all(gap.reading == () for gap in told.gaps)
        assert any("Question q" in gap.text for gap in told.gaps)


async def test_an_interview_without_an_answer_has_nothing_to_tell() -> None:
    stage = Stage()
    interview = await stage.start(questions=2)
    await stage.service.stop(interview.id, "ada")
    told = summarise(await stage.current(), pack())
    assert (told.overall, told.change, told.strengths, told.gaps) == (None, None, (), ())
    assert (told.reached, told.planned) == (1, 2)


async def sessions(*scores: str | None) -> list[Interview]:
    stage = Stage()
    found = []
    for answer in scores:
        found.append(await stage.play([answer]))
        stage.later(3600)
    return found


async def test_the_change_is_against_the_last_five_sessions_before() -> None:
    bad, *rest = await sessions("", None, None, None, None, None, "")
    told = summarise(rest[-1], pack(), [*rest, bad])
    assert (told.change, told.compared_with) == (-100.0, 5)
    second = summarise(rest[0], pack(), [*rest, bad])
    assert (second.change, second.compared_with) == (100.0, 1)
    assert summarise(bad, pack(), [*rest, bad]).change is None


async def test_only_finished_sessions_of_the_same_person_are_compared() -> None:
    first, second = await sessions("", None)
    running = replace(first, id="x", status=Status.PAUSED)
    others = [replace(first, candidate="eve"), running]
    assert summarise(second, pack(), others).change is None


async def test_pauses_are_not_time_used() -> None:
    stage = Stage()
    await stage.start(questions=1)
    await stage.act(ev.Paused(), after=20)
    await stage.act(ev.Resumed(), after=1000)
    await stage.act(ev.Answered("m", "an answer"), after=30)
    interview, entries = await stage.current(), await stage.entries()
    assert time_used(interview, entries) == timedelta(seconds=50)
    assert summarise(interview, pack(), entries=entries).used == timedelta(seconds=50)
    assert time_used(interview) == timedelta(seconds=1050)


async def test_a_pause_that_never_ended_is_not_time_used_either() -> None:
    stage = Stage()
    interview = await stage.start(questions=1)
    await stage.act(ev.Paused(), after=20)
    stage.later(500)
    await stage.service.stop(interview.id, "ada")
    assert time_used(await stage.current(), await stage.entries()) == timedelta(seconds=20)


def test_reading_comes_from_the_question_then_from_the_nearest_topic() -> None:
    assert [x.title for x in reading_for(pack().question("q1"), pack())] == ["Caching explained"]
    assert [x.title for x in reading_for(pack().question("q2"), pack())] == ["Use the index"]
    assert reading_for(pack().question("q3"), pack()) == ()
    own = replace(pack().question("q3"), topic="t2")
    assert [x.title for x in reading_for(own, pack())] == ["Brokers"]


@pytest.mark.parametrize(
    ("identity", "label"),
    [
        ("q2.online-store", "online store"),
        ("q2.summary", "the core idea"),
        ("t10.3.summary", "the core idea"),
        ("odd", ""),
    ],
)
def test_a_lost_key_point_has_a_name(identity: str, label: str) -> None:
    assert label_of(identity) == label
