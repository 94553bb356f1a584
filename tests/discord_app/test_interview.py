"""Whole interviews, as a member lives through them."""

from __future__ import annotations

from pathlib import Path

from tests.discord_app.stage import labels, stage, words


async def test_an_interview_with_typed_answers_from_start_to_summary(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        started = await s.start(questions=2, seconds=60)
        assert not started.ephemeral
        card = s.card()
        assert "QUESTION 1 OF 2" in words(card)
        assert "<t:" in words(card)
        assert labels(card) == ["Answer", "Hint (\u22125)", "Skip", "Pause", "End"]

        await s.mia.send(s.channel, s.good_answer())
        assert "Submit" in labels(s.card())
        await s.env.advance_time(6)
        verdict = s.last("of 100")
        assert labels(verdict) == ["Next question", "Reference answer"]
        assert labels(s.card()) == []
        assert "Answered in" in words(s.card())

        await s.mia.click(verdict, label="Next question")
        assert "QUESTION 2 OF 2" in words(s.card())
        await s.mia.send(s.channel, s.good_answer())
        await s.mia.click(s.card(), label="Submit")
        assert "Interview finished" in words(s.messages()[-1])
