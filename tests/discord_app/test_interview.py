"""Whole interviews, as a member lives through them."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage.records import EndReason, Status, TurnState
from tests.discord_app.stage import Stage, labels, stage, words

OPEN = ["Answer", "Hint (\u22125)", "Skip", "Pause", "End"]


async def running(s: Stage) -> tuple[Status, int]:
    """Return status and turn of the interview in the channel."""
    interview = await s.repository.active_in(str(s.channel.id))
    assert interview is not None
    return interview.status, interview.turn.number


async def test_typed_answers_from_start_to_summary(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        started = await s.start(questions=2, seconds=60)
        assert not started.ephemeral
        card = s.card()
        assert "QUESTION 1 OF 2" in words(card)
        assert "<t:" in words(card)
        assert labels(card) == OPEN

        await s.mia.send(s.channel, s.good_answer())
        assert labels(s.card())[0] == "Submit"
        assert [str(r.emoji) for r in s.channel.history()[-1].reactions] == ["👀"]
        await s.env.advance_time(6)
        verdict = s.last("of 100")
        assert labels(verdict) == ["Next question", "Reference answer"]
        assert "*said in other words*" in words(verdict)
        assert labels(s.card()) == []
        assert "Answered in" in words(s.card())
        assert "<t:" not in words(s.card())

        await s.mia.click(verdict, label="Next question")
        assert labels(s.last("of 100")) == ["Reference answer"]
        assert "QUESTION 2 OF 2" in words(s.card())
        await s.mia.send(s.channel, s.good_answer())
        await s.mia.click(s.card(), label="Submit")
        assert "interview finished" in words(s.messages()[-1])
        assert labels(s.last("of 100", s.channel)) == ["Start another"]


async def test_three_questions_with_a_pause_a_time_out_and_a_restart(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        await s.start(questions=3, seconds=60)
        paused = await s.mia.click(s.card(), label="Pause")
        assert paused.acknowledged
        assert labels(s.card()) == ["Resume", "End"]
        assert "**1 min** left" in words(s.card())
        await s.env.advance_time(100)
        await s.restart(after=3600)
        assert "**1 min** left" in words(s.card())
        await s.mia.click(s.card(), label="Resume")
        assert labels(s.card()) == OPEN
        await s.mia.send(s.channel, s.good_answer())
        await s.env.advance_time(6)
        await s.restart()
        await s.mia.click(s.last("of 100"), label="Next question")

        await s.env.advance_time(52)
        assert "left** for this question" in words(s.messages()[-1])
        await s.env.advance_time(10)
        assert "Time is up" in words(s.messages()[-1])
        assert "Time was up after" in words(s.card())
        await s.env.advance_time(16)
        assert "QUESTION 3 OF 3" in words(s.card())

        await s.mia.send(s.channel, s.good_answer())
        await s.restart()
        await s.env.advance_time(6)
        assert "interview finished" in words(s.messages()[-1])
        (done,) = await s.repository.interviews_of(str(s.mia.id))
        states = [turn.state for turn in done.turns]
        assert states == [TurnState.ANSWERED, TurnState.TIMED_OUT, TurnState.ANSWERED]
        assert done.end_reason is EndReason.COMPLETED


async def test_the_time_that_was_left_is_left_after_a_restart(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        await s.start(questions=2, seconds=60)
        await s.env.advance_time(20)
        await s.restart(after=600)
        interview = await s.repository.active_in(str(s.channel.id))
        assert interview is not None
        assert interview.deadline is not None
        left = (interview.deadline - s.clock()).total_seconds()
        assert 38.5 <= left <= 40.5
        assert "I was away for 10 min" in words(s.card())
        assert f"<t:{round(interview.deadline.timestamp())}:R>" in words(s.card())
        await s.mia.click(s.card(), label="Skip")
        (running,) = await s.repository.interviews_of(str(s.mia.id))
        assert running.turns[0].state is TurnState.SKIPPED


async def test_what_was_typed_while_nobody_listened_is_heard_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with stage(tmp_path) as s:
        await s.start(questions=2)
        await s.mia.send(s.channel, "First of all,")

        async def deaf(_message: object) -> None:
            """The process is down: nobody hears of the message."""

        monkeypatch.setattr(s.bot, "on_message", deaf)
        await s.mia.send(s.channel, s.good_answer())
        await s.noor.send(s.channel, "Not my interview.")
        await s.restart(after=600)
        await s.env.advance_time(6)
        (interview,) = await s.repository.interviews_of(str(s.mia.id))
        answer = interview.turns[0].answer
        assert answer.startswith("First of all,\n")
        assert answer.count("\n") == 1
        assert "Not my" not in answer
        assert interview.turns[0].state is TurnState.ANSWERED


async def test_a_gap_in_the_connection_loses_no_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with stage(tmp_path) as s:
        await s.start(questions=2)
        with monkeypatch.context() as gap:
            gap.setattr(s.bot, "on_message", lambda _message: s.bot.wait_until_ready())
            await s.mia.send(s.channel, s.good_answer())
        assert await running(s) == (Status.ASKING, 1)
        await s.bot.on_ready()
        assert await running(s) == (Status.ANSWERING, 1)
        assert [str(r.emoji) for r in s.channel.history()[-1].reactions] == ["👀"]


async def test_a_channel_whose_past_cannot_be_read_goes_on(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        await s.start(questions=2)
        s.env.inject_error("GET", "/channels/*/messages", status=403, code=50001, times=1)
        await s.restart(after=600)
        await s.mia.send(s.channel, s.good_answer())
        await s.env.advance_time(6)
        assert "of 100" in words(s.messages()[-1])


async def test_the_answer_window_by_button_and_by_command(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        await s.start(questions=2)
        shown = await s.mia.click(s.card(), label="Answer")
        assert shown.modal is not None
        assert shown.modal["title"] == "Question 1 of 2"
        await s.mia.submit_modal(shown, {"text": s.good_answer()})
        assert "Answered in" in words(s.card())
        await s.mia.click(s.last("of 100"), label="Next question")

        shown = await s.mia.slash(s.channel, "interview answer")
        await s.mia.submit_modal(shown, {"text": s.good_answer()})
        assert "interview finished" in words(s.messages()[-1])
        (done,) = await s.repository.interviews_of(str(s.mia.id))
        assert all(turn.score is not None and turn.score > 50 for turn in done.turns)


async def test_an_answer_window_opened_before_a_restart_still_counts(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        await s.start(questions=1)
        shown = await s.mia.click(s.card(), label="Answer")
        await s.restart()
        await s.mia.submit_modal(shown, {"text": s.good_answer()})
        assert "interview finished" in words(s.messages()[-1])


async def test_a_late_answer_is_handed_back(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        await s.start(questions=2)
        short = await s.mia.click(s.card(), label="Answer")
        long = await s.mia.click(s.card(), label="Answer")
        await s.mia.click(s.card(), label="Skip")
        late = await s.mia.submit_modal(short, {"text": "```too late``` I fear"})
        assert late.ephemeral
        assert late.response is not None
        assert "question is over" in words(late.response)
        assert "I fear" in words(late.response)
        very_long = "word " * 799
        late = await s.mia.submit_modal(long, {"text": very_long})
        assert late.response is not None
        (file,) = late.response.attachments
        assert (await file.read()).decode() == very_long


async def test_an_empty_answer_is_refused_in_words(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        await s.start(questions=1)
        shown = await s.mia.click(s.card(), label="Answer")
        refused = await s.mia.submit_modal(shown, {"text": "   \n "})
        assert refused.response is not None
        assert "no answer to submit" in words(refused.response)
        assert await running(s) == (Status.ASKING, 1)


async def test_hints_show_in_the_card_and_cost(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        await s.start(questions=1, topic="Storage", difficulty="easy")
        await s.mia.click(s.card(), label="Hint (\u22125)")
        assert "Think of what happens on the second request." in words(s.card())
        told = await s.mia.slash(s.channel, "interview hint")
        assert told.ephemeral
        assert told.response is not None
        assert "what can go wrong" in words(told.response)
        assert "Hint (\u22125)" not in labels(s.card())
        refused = await s.mia.slash(s.channel, "interview hint")
        assert refused.response is not None
        assert "every hint" in words(refused.response)
        await s.mia.send(s.channel, s.good_answer())
        await s.env.advance_time(12)
        assert "2 hints: \u221210" in words(s.last("key points"))


async def test_skip_shows_what_was_wanted(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        await s.start(questions=2)
        skipped = await s.mia.slash(s.channel, "interview skip")
        assert skipped.response is not None
        assert "Skipped" in words(skipped.response)
        assert "A good answer would" in words(skipped.response)
        reference = await s.mia.click(s.messages()[-1], label="Reference answer")
        assert reference.ephemeral
        assert reference.response is not None
        assert "Reference answer" in words(reference.response)


async def test_pause_resume_and_status_by_command(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        await s.start(questions=2, seconds=120)
        await s.env.advance_time(30)
        paused = await s.mia.slash(s.channel, "interview pause")
        assert paused.ephemeral
        assert paused.response is not None
        assert "1 min 30 s" in words(paused.response)
        again = await s.mia.slash(s.channel, "interview pause")
        assert again.response is not None
        assert "paused already" in words(again.response)
        status = await s.mia.slash(s.channel, "interview status")
        assert status.ephemeral
        assert status.response is not None
        assert "**1 min 30 s** left; the clock is stopped" in words(status.response)
        url = f"https://discord.com/channels/{s.guild.id}/{s.channel.id}/{s.card().id}"
        assert url in str(status.response.components)
        await s.mia.slash(s.channel, "interview resume")
        assert labels(s.card()) == OPEN


async def test_end_asks_first_and_saves(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        await s.start(questions=3)
        asked = await s.mia.click(s.card(), label="End")
        assert asked.ephemeral
        assert asked.response is not None
        assert await running(s) == (Status.ASKING, 1)
        await s.mia.click(asked.response, label="End the interview")
        assert await s.repository.active_in(str(s.channel.id)) is None
        assert "Interview ended" in words(s.messages()[-1])
        assert "The interview ended here" in words(s.card())
        by_command = await s.mia.slash(s.channel, "interview end")
        assert by_command.response is not None
        assert "No interview is running here" in words(by_command.response)


async def test_nobody_answers_and_the_interviewer_waits(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        await s.start(questions=3, seconds=30)
        await s.env.advance_time(30 + 15 + 31 + 16)
        assert "Are you still there?" in words(s.messages()[-1])
        await s.env.advance_time(120)
        assert await running(s) == (Status.PAUSED, 2)
        await s.mia.click(s.last("Are you still there?"), label="Resume")
        assert "Welcome back" in words(s.messages()[-1])
        await s.env.advance_time(16)
        assert "QUESTION 3 OF 3" in words(s.card())


async def test_typing_keeps_the_answer_open(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        await s.start(questions=2, seconds=120)
        await s.mia.send(s.channel, "First of all")
        for _ in range(3):
            await s.env.advance_time(3)
            await s.mia.typing(s.channel)
        assert await running(s) == (Status.ANSWERING, 1)
        await s.env.advance_time(12)
        assert await running(s) == (Status.REVIEWING, 1)


async def test_edits_and_deletions_reach_the_transcript(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        await s.start(questions=1)
        first = await s.mia.send(s.channel, "a wrong start")
        second = await s.mia.send(s.channel, "an idea")
        await s.mia.edit(second, "a better idea")
        await s.mia.delete(first)
        await s.mia.click(s.card(), label="Submit")
        (done,) = await s.repository.interviews_of(str(s.mia.id))
        assert done.turns[0].answer == "a better idea"
        kinds = [str(e.kind) for e in await s.repository.transcript(done.id)]
        assert kinds[2:6] == ["message", "message", "edit", "deletion"]


async def test_a_deleted_answer_leaves_the_question_open(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        await s.start(questions=1)
        only = await s.mia.send(s.channel, "oops")
        await s.mia.delete(only)
        await s.env.advance_time(20)
        assert await running(s) == (Status.ASKING, 1)


async def test_a_long_paste_that_discord_made_a_file_of_is_read(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        await s.start(questions=1)
        await s.mia.send(s.channel, attachments=[("message.txt", s.good_answer().encode())])
        await s.mia.click(s.card(), label="Submit")
        (done,) = await s.repository.interviews_of(str(s.mia.id))
        assert done.score is not None
        assert done.score > 50


async def test_start_another_repeats_the_settings(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        await s.start(questions=1, seconds=45, topic="delivery")
        await s.mia.click(s.card(), label="Skip")
        await s.mia.click(s.messages()[-1], label="Start another")
        interview = await s.repository.active_in(str(s.channel.id))
        assert interview is not None
        assert (interview.settings.questions, interview.settings.seconds) == (1, 45)
        assert interview.settings.topic == "Delivery"


async def test_one_clock_for_a_full_interview(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        await s.start(preset="full", kind="mixed")
        assert "for the whole interview" in words(s.card())
        await s.mia.click(s.card(), label="Skip")
        interview = await s.repository.active_in(str(s.channel.id))
        assert interview is not None
        assert interview.deadline is not None
