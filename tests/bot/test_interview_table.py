"""Every status with every event: allowed exactly where the table says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import get_args

import pytest

from bot import events as ev
from bot import interview as rules
from bot.errors import IllegalEvent, NoHintLeft, NothingTyped
from bot.rules.step import EXPIRY, SKIP_REVIEW_TIME, Step, warning_time
from storage.records import (
    EndReason,
    EntryKind,
    Interview,
    Message,
    Settings,
    Status,
    TurnState,
)
from tests.bot.stage import NOW, receipt

EVENTS: dict[type[ev.Event], ev.Event] = {
    ev.Typed: ev.Typed("m1", "hello"),
    ev.Edited: ev.Edited("m1", "changed"),
    ev.Deleted: ev.Deleted("m1"),
    ev.StartedTyping: ev.StartedTyping(),
    ev.Submitted: ev.Submitted(),
    ev.Answered: ev.Answered("m3", "a whole answer"),
    ev.Scored: ev.Scored(receipt()),
    ev.HintAsked: ev.HintAsked((0, 1)),
    ev.Skipped: ev.Skipped(),
    ev.Paused: ev.Paused(),
    ev.Resumed: ev.Resumed(),
    ev.NextAsked: ev.NextAsked(),
    ev.Stopped: ev.Stopped(),
    ev.Ticked: ev.Ticked(),
    ev.Woken: ev.Woken(NOW, timedelta(seconds=300)),
}


def second(number: float) -> timedelta:
    return timedelta(seconds=number)


def fresh(**settings: object) -> Interview:
    """Return an interview whose first question was asked at NOW."""
    values = {"questions": 3} | settings
    interview = Interview(
        id="abc",
        channel="room",
        server=None,
        candidate="ada",
        candidate_name="Ada",
        front_end="test",
        pack="backend",
        pack_version="backend@0",
        settings=Settings(**values),  # type: ignore[arg-type]
        plan=("q1", "q2", "q3"),
        status=Status.ASKING,
        started_at=NOW,
    )
    return rules.begin(interview, NOW).interview


def at(status: Status, **settings: object) -> Interview:
    """Return an interview in a status."""
    interview = fresh(**settings)
    path: dict[Status, tuple[ev.Event, ...]] = {
        Status.ASKING: (),
        Status.ANSWERING: (ev.Typed("m1", "hello"),),
        Status.SCORING: (ev.Typed("m1", "hello"), ev.Submitted()),
        Status.REVIEWING: (ev.Answered("m1", "hello"), ev.Scored(receipt())),
        Status.PAUSED: (ev.Paused(),),
        Status.ENDED: (ev.Stopped(),),
    }
    for event in path[status]:
        interview = rules.apply(interview, event, NOW).interview
    assert interview.status is status
    return interview


def test_the_table_speaks_of_every_event() -> None:
    assert set(EVENTS) == set(get_args(ev.Event))
    assert set(rules.ALLOWED) == set(Status)


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("kind", EVENTS, ids=lambda kind: kind.__name__)
def test_an_event_is_possible_exactly_where_the_table_allows_it(
    status: Status, kind: type[ev.Event]
) -> None:
    before = at(status)
    allowed = rules.ALLOWED[status].get(kind)
    if allowed is None:
        with pytest.raises(IllegalEvent) as refusal:
            rules.apply(before, EVENTS[kind], NOW + second(1))
        assert str(refusal.value).endswith((".", "pass."))
    else:
        after = rules.apply(before, EVENTS[kind], NOW + second(1)).interview.status
        assert after is status or after in allowed


WAITS = (second(0), second(1), second(400), second(90_000))


def reached() -> set[tuple[Status, type[ev.Event], Status]]:
    """Return every change of status in any short story, from any of a few kinds of interview."""
    short = replace(fresh(), plan=("q1",))
    two = replace(fresh(total_seconds=600), plan=("q1", "q1"))
    todo = [(i, NOW, 8) for i in (replace(fresh(), plan=("q1",) * 3), short, two, untimed())]
    found, known = set(), set()
    while todo:
        before, then, depth = todo.pop(0)
        for kind in rules.ALLOWED[before.status]:
            for wait in (*WAITS, max((before.wake_at or then) - then, second(0))):
                now = then + wait
                try:
                    after = rules.apply(before, EVENTS[kind], now).interview
                except (NothingTyped, NoHintLeft):
                    continue
                if after.status is not before.status:
                    found.add((before.status, kind, after.status))
                if depth and (look := alike(after, now)) not in known:
                    known.add(look)
                    todo.append((after, now, depth - 1))
    return found


def alike(interview: Interview, now: datetime) -> tuple[object, ...]:
    """Return what two interviews have in common that behave the same."""
    due = [t is None or t <= now for t in (interview.wake_at, interview.expires_at)]
    states = tuple(turn.state for turn in interview.turns)
    clock = interview.deadline is None, interview.warn_at is None, interview.quiet_until is None
    last_sign = (interview.expires_at or now) - EXPIRY
    alone = sum(turn.asked_at >= last_sign for turn in interview.turns)
    return (interview.status, interview.paused_from, states, interview.plan, alone, *due, *clock)


def untimed() -> Interview:
    return replace(fresh(seconds=0), plan=("q1", "q1"))


def test_every_way_in_the_table_can_be_gone_and_no_other() -> None:
    listed = {
        (status, kind, to)
        for status, kinds in rules.ALLOWED.items()
        for kind, targets in kinds.items()
        for to in targets
    }
    assert reached() == listed


# What each event does


def entries(step: Step) -> list[EntryKind]:
    return [entry.kind for entry in step.entries]


def test_an_interview_begins_with_its_first_question() -> None:
    step = rules.begin(replace(fresh(), turns=(), deadline=None), NOW)
    assert entries(step) == [EntryKind.STARTED, EntryKind.QUESTION]
    assert step.effects == (ev.Ask(1),)
    assert step.interview.deadline == NOW + second(180)
    assert step.interview.warn_at == NOW + second(150)


def test_a_message_that_comes_twice_counts_once() -> None:
    before = at(Status.ANSWERING)
    assert rules.apply(before, ev.Typed("m1", "hello"), NOW).entries == ()


def test_more_words_keep_the_answer_open() -> None:
    before = at(Status.ANSWERING)
    after = rules.apply(before, ev.Typed("m2", "and"), NOW + second(3)).interview
    assert before.quiet_until == NOW + second(4)
    assert after.quiet_until == NOW + second(7)
    assert after.turn.text == "hello\nand"


def test_typing_keeps_the_answer_open_but_never_shortens_the_wait() -> None:
    before = at(Status.ANSWERING, quiet_seconds=30.0)
    after = rules.apply(before, ev.StartedTyping(), NOW + second(1)).interview
    assert after.quiet_until == NOW + second(31)
    assert rules.apply(after, ev.Edited("m1", "x"), NOW).interview.quiet_until == after.quiet_until
    asking = at(Status.ASKING)
    step = rules.apply(asking, ev.StartedTyping(), NOW)
    assert (step.interview.quiet_until, step.effects) == (None, ())


def test_an_edit_is_kept_and_an_edit_of_nothing_is_not() -> None:
    before = at(Status.ANSWERING)
    step = rules.apply(before, ev.Edited("m1", "better"), NOW)
    assert step.interview.turn.messages[0] == Message("m1", "better", NOW, edited=True)
    assert entries(step) == [EntryKind.EDIT]
    for same in (ev.Edited("m1", "hello"), ev.Edited("elsewhere", "x")):
        assert rules.apply(before, same, NOW).entries == ()
    two = rules.apply(before, ev.Typed("m2", "and"), NOW).interview
    edited = rules.apply(two, ev.Edited("m2", "but"), NOW).interview
    assert edited.turn.text == "hello\nbut"


def test_a_deletion_strikes_out_and_the_last_one_leaves_no_answer() -> None:
    two = rules.apply(at(Status.ANSWERING), ev.Typed("m2", "and"), NOW).interview
    one = rules.apply(two, ev.Deleted("m1"), NOW)
    assert (one.interview.status, one.interview.turn.text) == (Status.ANSWERING, "and")
    assert one.entries[0].text == "hello"
    none = rules.apply(one.interview, ev.Deleted("m2"), NOW).interview
    assert (none.status, none.quiet_until, none.turn.text) == (Status.ASKING, None, "")
    assert rules.apply(none, ev.Deleted("m2"), NOW).entries == ()
    assert rules.apply(none, ev.Deleted("elsewhere"), NOW).entries == ()


@pytest.mark.parametrize("event", [ev.Answered("m", "  "), ev.Submitted()])
def test_nothing_cannot_be_handed_in(event: ev.Event) -> None:
    blank = rules.apply(at(Status.ASKING), ev.Typed("m1", " \n"), NOW).interview
    with pytest.raises(NothingTyped):
        rules.apply(blank, event, NOW)


def test_a_whole_answer_closes_the_turn_and_stops_the_clock() -> None:
    step = rules.apply(at(Status.ASKING), ev.Answered("m1", "all"), NOW + second(50))
    assert entries(step) == [EntryKind.MESSAGE, EntryKind.SUBMITTED]
    assert step.effects == (ev.Score(1),)
    assert step.interview.remaining == second(130)
    assert (step.interview.deadline, step.interview.warn_at) == (None, None)
    assert step.interview.turn.answer == "all"


def test_a_hint_costs_five_points_and_never_more_than_there_are() -> None:
    hinted = rules.apply(at(Status.ANSWERING), ev.HintAsked((0, 1)), NOW).interview
    hinted = rules.apply(hinted, ev.HintAsked((0, 1)), NOW).interview
    assert hinted.turn.hints == (0, 1)
    assert hinted.quiet_until == NOW + second(10)
    with pytest.raises(NoHintLeft):
        rules.apply(hinted, ev.HintAsked((0, 1)), NOW)
    closed = rules.apply(hinted, ev.Submitted(), NOW).interview
    assert rules.apply(closed, ev.Scored(receipt(score=70)), NOW).interview.turn.score == 60
    assert rules.apply(closed, ev.Scored(receipt(score=3)), NOW).interview.turn.score == 0


def test_a_receipt_of_another_question_is_refused() -> None:
    with pytest.raises(IllegalEvent):
        rules.apply(at(Status.SCORING), ev.Scored(receipt("q2")), NOW)


def test_a_receipt_that_does_not_come_is_asked_for_again() -> None:
    before = at(Status.SCORING)
    step = rules.apply(before, ev.Ticked(), NOW + second(10))
    assert step.effects == (ev.Score(1),)
    assert step.interview.next_at == NOW + second(20)


def test_the_verdict_of_the_last_question_ends_the_interview() -> None:
    before = replace(at(Status.SCORING), plan=("q1",))
    step = rules.apply(before, ev.Scored(receipt()), NOW)
    assert step.effects == (ev.ShowVerdict(1), ev.Summarise())
    assert step.interview.end_reason is EndReason.COMPLETED
    assert step.interview.wake_at is None


def test_a_skipped_question_counts_nothing_and_is_soon_over() -> None:
    typed = at(Status.ANSWERING)
    after = rules.apply(typed, ev.Skipped(), NOW).interview
    assert (after.turn.state, after.turn.score, after.turn.answer) == (
        TurnState.SKIPPED,
        0.0,
        "hello",
    )
    assert after.next_at == NOW + SKIP_REVIEW_TIME


def test_the_next_question_has_a_fresh_clock() -> None:
    after = rules.apply(at(Status.REVIEWING), ev.NextAsked(), NOW + second(30)).interview
    assert (after.turn.number, after.deadline) == (2, NOW + second(210))


def test_a_pause_keeps_what_is_left_of_the_time() -> None:
    paused = rules.apply(at(Status.ANSWERING), ev.Paused(), NOW + second(60)).interview
    assert (paused.remaining, paused.deadline, paused.quiet_until) == (second(120), None, None)
    resumed = rules.apply(paused, ev.Resumed(), NOW + second(1000)).interview
    assert resumed.status is Status.ANSWERING
    assert resumed.deadline == NOW + second(1120)
    assert resumed.quiet_until == NOW + second(1010)
    assert resumed.remaining is None


def test_a_pause_late_in_a_question_does_not_warn_twice() -> None:
    paused = rules.apply(at(Status.ASKING), ev.Paused(), NOW + second(170)).interview
    assert rules.apply(paused, ev.Resumed(), NOW + second(171)).interview.warn_at is None


def test_a_pause_without_a_clock_leaves_no_clock() -> None:
    paused = rules.apply(at(Status.REVIEWING), ev.Paused(), NOW).interview
    resumed = rules.apply(paused, ev.Resumed(), NOW).interview
    assert (resumed.status, resumed.deadline) == (Status.REVIEWING, None)
    assert resumed.next_at == NOW + SKIP_REVIEW_TIME


def test_a_resumption_that_knows_nothing_asks() -> None:
    paused = replace(at(Status.PAUSED), paused_from=None)
    assert rules.apply(paused, ev.Resumed(), NOW).interview.status is Status.ASKING


def test_ticks_before_their_time_do_nothing() -> None:
    before = at(Status.ASKING)
    assert rules.apply(before, ev.Ticked(), NOW) == Step(before)


def test_the_clock_of_a_question_warns_and_then_runs_out() -> None:
    warned = rules.apply(at(Status.ASKING), ev.Ticked(), NOW + second(150))
    assert (warned.effects, entries(warned)) == ((ev.Warn(1),), [EntryKind.WARNING])
    over = rules.apply(warned.interview, ev.Ticked(), NOW + second(180))
    assert over.interview.turn.state is TurnState.TIMED_OUT
    assert over.interview.turn.score == 0
    assert entries(over) == [EntryKind.TIME_UP]


def test_what_was_typed_when_the_time_is_up_is_the_answer() -> None:
    typed = replace(at(Status.ANSWERING, quiet_seconds=500.0), warn_at=None)
    over = rules.apply(typed, ev.Ticked(), NOW + second(180))
    assert (over.interview.status, over.interview.turn.answer) == (Status.SCORING, "hello")
    assert entries(over) == [EntryKind.TIME_UP, EntryKind.SUBMITTED]


def test_an_answer_closes_after_a_quiet_moment() -> None:
    assert rules.apply(at(Status.ANSWERING), ev.Ticked(), NOW + second(4)).interview.status is (
        Status.SCORING
    )


def test_two_questions_without_a_word_and_the_interviewer_waits() -> None:
    interview = replace(fresh(), plan=("q1",) * 3)
    steps = []
    while interview.status is not Status.PAUSED:
        assert interview.wake_at is not None
        steps.append(rules.apply(interview, ev.Ticked(), interview.wake_at))
        interview = steps[-1].interview
    assert steps[-1].effects == (ev.ShowPaused(by_itself=True),)
    assert len(interview.turns) == 2
    resumed = rules.apply(interview, ev.Resumed(), NOW + second(900)).interview
    assert resumed.status is Status.REVIEWING


def test_one_clock_for_all_runs_on_through_the_verdicts() -> None:
    interview = at(Status.REVIEWING, total_seconds=600)
    assert interview.deadline == NOW + second(600)
    after = rules.apply(interview, ev.NextAsked(), NOW + second(100)).interview
    assert after.deadline == NOW + second(600)
    review = replace(at(Status.REVIEWING, total_seconds=600), warn_at=None, next_at=None)
    over = rules.apply(review, ev.Ticked(), NOW + second(600))
    assert over.interview.end_reason is EndReason.TIME_UP
    assert over.interview.turn.state is TurnState.ANSWERED


def test_one_clock_for_all_that_ran_out_ends_with_the_verdict() -> None:
    late = rules.apply(
        at(Status.ASKING, total_seconds=600), ev.Answered("m", "late"), NOW + second(700)
    ).interview
    step = rules.apply(late, ev.Scored(receipt()), NOW + second(701))
    assert step.interview.end_reason is EndReason.TIME_UP
    assert step.effects == (ev.ShowVerdict(1), ev.Summarise())
    skipped = rules.apply(at(Status.ASKING, total_seconds=600), ev.Skipped(), NOW + second(601))
    assert skipped.interview.end_reason is EndReason.TIME_UP
    lost = replace(at(Status.SCORING, total_seconds=600), remaining=None)
    assert rules.apply(lost, ev.Scored(receipt()), NOW).interview.end_reason is EndReason.TIME_UP


def test_a_stopped_interview_keeps_what_stood() -> None:
    over = rules.apply(at(Status.ANSWERING), ev.Stopped(EndReason.CHANNEL_GONE), NOW).interview
    assert (over.turn.state, over.turn.answer, over.turn.score) == (
        TurnState.ABANDONED,
        "hello",
        None,
    )
    assert over.end_reason is EndReason.CHANNEL_GONE


def test_an_interview_that_nobody_comes_back_to_expires() -> None:
    paused = at(Status.PAUSED)
    assert rules.apply(paused, ev.Ticked(), NOW + EXPIRY).interview.end_reason is (
        EndReason.EXPIRED
    )


def test_whatever_the_candidate_does_puts_the_expiry_off() -> None:
    after = rules.apply(at(Status.ASKING), ev.Typed("m", "x"), NOW + second(60)).interview
    assert after.expires_at == NOW + second(60) + EXPIRY


def test_a_handler_that_breaks_the_table_is_a_bug(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(rules.ALLOWED[Status.ASKING], ev.Paused, frozenset())
    with pytest.raises(AssertionError, match="must not become"):
        rules.apply(at(Status.ASKING), ev.Paused(), NOW)


@pytest.mark.parametrize(
    ("limit", "warning"), [(30, 10), (180, 30), (1800, 300), (2700, 300), (45, 10)]
)
def test_the_warning_comes_a_sixth_before_the_end(limit: int, warning: int) -> None:
    assert warning_time(second(limit)) == second(warning)


def test_words_without_a_letter_are_closed_when_the_time_is_up() -> None:
    blank = rules.apply(at(Status.ASKING), ev.Typed("m1", " "), NOW + second(178)).interview
    over = rules.apply(replace(blank, warn_at=None), ev.Ticked(), NOW + second(180)).interview
    assert (over.status, over.turn.answer) == (Status.SCORING, " ")


def test_an_edit_of_a_deleted_message_changes_nothing() -> None:
    deleted = rules.apply(at(Status.ANSWERING), ev.Deleted("m1"), NOW).interview
    assert rules.apply(deleted, ev.Edited("m1", "back"), NOW) == Step(
        replace(deleted, expires_at=NOW + EXPIRY)
    )


def test_a_lost_clock_for_all_does_not_stop_the_questions() -> None:
    lost = replace(at(Status.REVIEWING, total_seconds=600), deadline=None, warn_at=None)
    after = rules.apply(lost, ev.NextAsked(), NOW).interview
    assert (after.status, after.warn_at) == (Status.ASKING, None)


def test_a_message_that_is_heard_of_late_stands_where_it_was_written() -> None:
    interview = fresh()
    for number in ("200", "300", "100"):
        interview = rules.apply(interview, ev.Typed(number, f"m{number}"), NOW).interview
    assert interview.turn.text == "m100\nm200\nm300"
