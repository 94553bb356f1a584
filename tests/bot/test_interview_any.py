"""No sequence of events, times and clock jumps breaks what holds for every interview."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot import events as ev
from bot import interview as rules
from bot.errors import InterviewError
from bot.rules.step import Step
from storage.records import Entry, EntryKind, Interview, Settings, Status, TurnState
from tests.bot.stage import receipt
from tests.bot.test_interview_table import fresh

START = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
MESSAGES = st.sampled_from(["m1", "m2", "m3", "m4"])
TEXTS = st.sampled_from(["", " ", "a", "b\nc", "\0", "😀"])
EVENTS = st.one_of(
    st.builds(ev.Typed, MESSAGES, TEXTS),
    st.builds(ev.Edited, MESSAGES, TEXTS),
    st.builds(ev.Deleted, MESSAGES),
    st.builds(ev.Answered, MESSAGES, TEXTS),
    st.builds(ev.HintAsked, st.sampled_from([(), (0,), (0, 1, 2)])),
    st.builds(ev.Scored, st.builds(receipt, st.just("q1"), st.floats(0, 100))),
    st.sampled_from(
        [
            ev.StartedTyping(),
            ev.Submitted(),
            ev.Skipped(),
            ev.Paused(),
            ev.Resumed(),
            ev.NextAsked(),
            ev.Ticked(),
            ev.Ticked(),
        ]
    ),
)
CLOCKS = st.sampled_from(
    [
        Settings(questions=3, seconds=30),
        Settings(questions=3, seconds=0),
        Settings(questions=3, seconds=0, total_seconds=90),
        Settings(questions=3, seconds=180, quiet_seconds=0.5),
    ]
)


PATIENCE = timedelta(minutes=15)


class AnyInterview(RuleBasedStateMachine):
    """Does anything at any time, also back in time, and keeps the transcript."""

    interview: Interview
    transcript: list[Entry]
    now: datetime

    @initialize(settings=CLOCKS, questions=st.integers(1, 4))
    def begin(self, settings: Settings, questions: int) -> None:
        self.now = START
        blank = replace(fresh(), turns=(), plan=("q1",) * questions, settings=settings)
        step = rules.begin(replace(blank, deadline=None, remaining=None, warn_at=None), self.now)
        self.interview, self.transcript = step.interview, list(step.entries)

    @rule(seconds=st.one_of(st.floats(-30, 400), st.just(100_000.0)))
    def pass_time(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    @rule()
    def wait_until_something_is_due(self) -> None:
        self.now = max(self.now, self.interview.wake_at or self.now)
        self.happen(ev.Ticked())

    @rule(event=EVENTS)
    def happen(self, event: ev.Event) -> None:
        before = self.interview
        try:
            step = rules.apply(before, event, self.now)
        except InterviewError:
            assert self.interview is before
            return
        self.follow(before, event, step)

    @rule(seconds=st.floats(-10, 4000))
    def sleep(self, seconds: float) -> None:
        before, since = self.interview, self.now
        self.now += timedelta(seconds=max(seconds, 0))
        self.happen(ev.Woken(since, PATIENCE))
        after, away = self.interview, self.now - since
        if before.deadline is None or since < before.turn.asked_at:
            return
        left = before.deadline - since
        if after.status is Status.PAUSED:
            assert away > PATIENCE
            assert after.remaining == max(left, timedelta())
        else:
            assert after.deadline == self.now + left

    @rule()
    def stop_now_and_then(self) -> None:
        if len(self.transcript) % 7 == 0:
            self.happen(ev.Stopped())

    def follow(self, before: Interview, event: ev.Event, step: Step) -> None:
        after = step.interview
        assert before.status is not Status.ENDED
        if after.status is not before.status:
            assert after.status in rules.ALLOWED[before.status][type(event)]
        assert after.turns[: len(before.turns) - 1] == before.turns[:-1]
        assert len(after.turns) - len(before.turns) in (0, 1)
        if isinstance(event, ev.Ticked) and before.wake_at and before.wake_at <= self.now:
            assert after.wake_at is None or after.wake_at > before.wake_at
        self.interview = after
        self.transcript += step.entries

    @invariant()
    def one_open_turn_at_most(self) -> None:
        if not hasattr(self, "interview"):
            return
        turns = self.interview.turns
        running = [turn for turn in turns if turn.state is TurnState.OPEN]
        assert running in ([], [turns[-1]])
        assert [turn.number for turn in turns] == list(range(1, len(turns) + 1))
        assert len(turns) <= len(self.interview.plan)
        assert bool(running) == self.stands()

    def stands(self) -> bool:
        """Return whether a question stands, by the status."""
        status = self.interview.paused_from or self.interview.status
        return status in (Status.ASKING, Status.ANSWERING, Status.SCORING)

    @invariant()
    def scores_are_possible(self) -> None:
        for turn in getattr(self, "interview", fresh()).turns:
            judged = turn.state not in (TurnState.OPEN, TurnState.ABANDONED)
            assert (turn.score is not None) == judged
            assert turn.score is None or 0 <= turn.score <= 100
            assert len(set(turn.hints)) == len(turn.hints)

    @invariant()
    def the_clock_makes_sense(self) -> None:
        interview = getattr(self, "interview", fresh())
        assert interview.remaining is None or interview.remaining >= timedelta()
        assert interview.deadline is None or interview.remaining is None
        assert (interview.paused_from is not None) == (interview.status is Status.PAUSED)
        assert (interview.wake_at is None) == (interview.status is Status.ENDED)
        waiting = interview.status in (Status.SCORING, Status.REVIEWING)
        assert (interview.next_at is not None) == waiting
        assert (interview.quiet_until is not None) == (interview.status is Status.ANSWERING)
        if interview.status is Status.PAUSED:
            assert interview.deadline is None
        if not interview.settings.timed:
            assert (interview.deadline, interview.remaining) == (None, None)

    @invariant()
    def the_end_is_told_once_and_last(self) -> None:
        if hasattr(self, "interview"):
            kinds = [entry.kind for entry in self.transcript]
            assert kinds[0] is EntryKind.STARTED
            assert (EntryKind.ENDED in kinds) == (self.interview.status is Status.ENDED)
            assert EntryKind.ENDED not in kinds[:-1]


AnyInterview.TestCase.settings = hypothesis_settings(
    max_examples=60, stateful_step_count=40, deadline=None
)
TestAnyInterview = AnyInterview.TestCase


def test_who_sleeps_in_a_pause_or_not_at_all_sleeps_for_free() -> None:
    interview = fresh()
    paused = rules.apply(interview, ev.Paused(), START).interview
    later = START + timedelta(hours=1)
    assert rules.apply(paused, ev.Woken(START, PATIENCE), later) == Step(paused)
    assert rules.apply(interview, ev.Woken(later, PATIENCE), START) == Step(interview)
