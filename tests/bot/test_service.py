"""The use cases, over the store in memory."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from random import Random

import pytest
from typing_extensions import override

from bot import events as ev
from bot.errors import (
    IllegalEvent,
    NoHintLeft,
    NoInterview,
    NothingToAsk,
    NotYourInterview,
    TurnOver,
)
from bot.outcome import Outcome, Place
from bot.planning import Wish
from bot.service import TRIES, InterviewService
from storage.errors import ChannelBusy, Conflict, NotFound
from storage.memory import MemoryRepository
from storage.records import EndReason, Entry, Interview, Post, Status, TurnState
from tests.bot.stage import Stage, shelf


class Rushed(MemoryRepository):
    """A store in which somebody else is always faster, for a while."""

    def __init__(self, conflicts: int) -> None:
        super().__init__()
        self.conflicts = conflicts

    @override
    async def save(
        self, interview: Interview, entries: Sequence[Entry], posts: Sequence[Post] = ()
    ) -> Interview:
        if self.conflicts:
            self.conflicts -= 1
            raise Conflict(interview.id)
        return await super().save(interview, entries, posts)


async def test_an_interview_is_kept_from_its_first_moment() -> None:
    stage = Stage()
    interview = await stage.start(preset="quick")
    assert (interview.status, interview.version, len(interview.plan)) == (Status.ASKING, 1, 3)
    assert interview.pack_version.startswith("backend@")
    assert await stage.service.in_channel("room") == interview
    assert stage.service.question(interview, 1).id == interview.plan[0]


async def test_a_channel_holds_one_interview() -> None:
    stage = Stage()
    await stage.start()
    with pytest.raises(ChannelBusy):
        await stage.start()


async def test_questions_seen_before_come_last() -> None:
    stage = Stage()
    first = await stage.play([None, None])
    stage.later(60)
    second = await stage.start(questions=1)
    assert second.plan[0] not in first.plan


async def test_a_pack_or_topic_that_is_not_there_is_named() -> None:
    stage = Stage()
    place = Place("test", "room", None, "ada", "Ada")
    with pytest.raises(NothingToAsk, match=r"Known packs: `backend`"):
        await stage.service.start(place, Wish(pack="nope"))
    with pytest.raises(NothingToAsk, match="Choose `Storage`"):
        await stage.start(topic="Cooking")


async def test_an_answer_comes_back_judged() -> None:
    stage = Stage()
    await stage.start(questions=2)
    outcome = await stage.act(ev.Answered("m1", "It serves stale data."))
    assert outcome.effects == (ev.ShowVerdict(1),)
    assert outcome.interview.turn.receipt is not None
    assert outcome.interview.status is Status.REVIEWING


async def test_somebody_elses_interview_is_out_of_reach() -> None:
    stage = Stage()
    interview = await stage.start()
    for event in (ev.Skipped(), ev.Paused(), ev.Answered("m", "x")):
        with pytest.raises(NotYourInterview):
            await stage.service.act(interview.id, "eve", event)
    with pytest.raises(NotYourInterview):
        await stage.service.stop(interview.id, "eve")
    assert await stage.current() == interview


async def test_a_moderator_may_end_but_not_answer() -> None:
    stage = Stage()
    interview = await stage.start()
    outcome = await stage.service.stop(interview.id, "mod", moderator=True)
    assert outcome.interview.end_reason is EndReason.STOPPED


async def test_a_button_of_a_past_question_says_so() -> None:
    stage = Stage()
    interview = await stage.start(questions=2)
    await stage.answer()
    with pytest.raises(TurnOver):
        await stage.service.act(interview.id, "ada", ev.Skipped(), turn=1)
    await stage.service.stop(interview.id, "ada")
    with pytest.raises(IllegalEvent):
        await stage.service.act(interview.id, "ada", ev.Skipped(), turn=1)


async def test_commands_find_the_interview_of_their_channel() -> None:
    stage = Stage()
    await stage.start()
    assert (await stage.service.act_in("room", "ada", ev.Paused())).interview.status is (
        Status.PAUSED
    )
    with pytest.raises(NoInterview):
        await stage.service.act_in("elsewhere", "ada", ev.Paused())
    with pytest.raises(NotFound):
        await stage.service.act("nope", "ada", ev.Paused())


async def test_hints_name_aspects_with_points_until_there_are_no_more() -> None:
    stage = Stage()
    interview = await stage.start()
    aspects = []
    for _ in range(2):
        outcome = await stage.service.hint(interview.id, "ada", turn=1)
        aspects += [e.aspect for e in outcome.effects if isinstance(e, ev.GiveHint)]
    assert aspects == [0, 1]
    with pytest.raises(NoHintLeft):
        await stage.service.hint(interview.id, "ada")


async def test_chat_is_heard_where_it_means_something() -> None:
    stage = Stage()
    await stage.start()
    heard = await stage.service.heard("room", "ada", ev.Typed("m1", "hello"))
    assert heard is not None
    assert heard.effects == (ev.Listening(1),)
    assert await stage.service.heard("room", "eve", ev.Typed("m2", "me too")) is None
    assert await stage.service.heard("elsewhere", "ada", ev.Typed("m2", "x")) is None
    await stage.act(ev.Paused())
    assert await stage.service.heard("room", "ada", ev.Typed("m3", "late")) is None


async def test_a_message_that_comes_as_the_answer_closes_is_not_an_error() -> None:
    stage = Stage()
    await stage.start()

    class Closing(MemoryRepository):
        @override
        async def get(self, interview_id: str) -> Interview:
            found = await stage.repository.get(interview_id)
            if found.status is Status.ASKING:
                await stage.act(ev.Skipped())
            return await stage.repository.get(interview_id)

        @override
        async def active_in(self, channel: str) -> Interview | None:
            return await stage.repository.active_in(channel)

    late = InterviewService(Closing(), shelf(), clock=lambda: stage.now, rng=Random(1))
    assert await late.heard("room", "ada", ev.Typed("m1", "late")) is None


async def test_the_sweep_does_what_is_due_and_only_of_its_front_end() -> None:
    stage = Stage()
    await stage.start()
    await stage.act(ev.Typed("m1", "It serves stale data."))
    assert await stage.service.sweep("test") == []
    stage.later(4)
    assert await stage.service.sweep("elsewhere") == []
    (outcome,) = await stage.service.sweep("test")
    assert outcome.effects == (ev.ShowVerdict(1),)


async def test_one_interview_can_be_ticked_alone() -> None:
    stage = Stage()
    interview = await stage.start()
    assert (await stage.service.tick(interview.id)).effects == ()
    stage.later(150)
    assert (await stage.service.tick(interview.id)).effects == (ev.Warn(1),)


async def test_what_happened_earlier_is_noted_at_its_time() -> None:
    stage = Stage()
    interview = await stage.start()
    then = stage.now
    stage.later(500)
    outcome = await stage.service.as_of(then).act(interview.id, "ada", ev.Paused())
    assert outcome.interview.remaining is not None
    assert outcome.interview.remaining.total_seconds() == 180


async def test_a_deleted_channel_ends_its_interview_and_keeps_the_transcript() -> None:
    stage = Stage()
    interview = await stage.start()
    outcome = await stage.service.channel_gone("room")
    assert outcome is not None
    assert outcome.interview.end_reason is EndReason.CHANNEL_GONE
    assert await stage.repository.transcript(interview.id)
    assert await stage.service.channel_gone("room") is None


async def test_whoever_is_slower_tries_again() -> None:
    stage = Stage(repository=Rushed(TRIES - 1))
    await stage.start()
    assert (await stage.act(ev.Paused())).interview.status is Status.PAUSED


async def test_whoever_is_always_slower_is_told() -> None:
    stage = Stage(repository=Rushed(TRIES))
    await stage.start()
    with pytest.raises(Conflict, match="try again"):
        await stage.act(ev.Paused())


async def test_a_button_pressed_twice_at_once_counts_once() -> None:
    stage = Stage()
    interview = await stage.start(questions=3)
    both = await asyncio.gather(
        *(stage.service.act(interview.id, "ada", ev.Skipped(), turn=1) for _ in range(2)),
        return_exceptions=True,
    )
    assert sum(isinstance(one, Outcome) for one in both) == 1
    assert (await stage.current()).turn.state is TurnState.SKIPPED


async def test_an_interview_that_ends_while_it_is_judged_stays_ended() -> None:
    stage = Stage()
    interview = await stage.start()

    class Impatient(InterviewService):
        @override
        async def score(self, pack: str, question_id: str, answer: str) -> object:  # type: ignore[override]
            await stage.service.stop(interview.id, "ada")
            return await super().score(pack, question_id, answer)

    service = Impatient(stage.repository, shelf(), clock=lambda: stage.now, rng=Random(1))
    outcome = await service.act(interview.id, "ada", ev.Answered("m1", "An answer."))
    assert outcome.effects == ()
    assert (await stage.current()).turn.state is TurnState.ABANDONED
