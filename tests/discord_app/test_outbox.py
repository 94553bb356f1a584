"""Every message arrives once, whatever happens between deciding on it and noting that it did."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot import events as ev
from bot.discord_app.channel import bears
from bot.discord_app.drawing import mark_of
from bot.discord_app.once import Once
from storage.records import NOWHERE, Post, PostKind, Status
from tests.discord_app.stage import Stage, labels, stage, words


async def posts(s: Stage) -> dict[tuple[PostKind, int], Post]:
    (interview,) = await s.repository.interviews_of(str(s.mia.id))
    return {(post.kind, post.turn): post for post in await s.repository.posts(interview.id)}


async def forget(s: Stage, kind: PostKind, turn: int = 1) -> int:
    """Let the process die after Discord took a message and before that was noted."""
    post = (await posts(s))[kind, turn]
    await s.repository.sent(post, None)
    return int(post.message or 0)


def count(s: Stage, containing: str) -> int:
    return sum(containing in words(message) for message in s.messages())


async def test_what_arrived_without_a_note_is_found_again(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        await s.start(questions=2)
        card = await forget(s, PostKind.CARD)
        await s.restart()
        assert (await posts(s))[PostKind.CARD, 1].message == str(card)
        await s.mia.click(s.card(), label="Skip")
        verdict = await forget(s, PostKind.VERDICT)
        await s.restart()
        assert (await posts(s))[PostKind.VERDICT, 1].message == str(verdict)
        assert count(s, "QUESTION 1 OF 2") == 1
        assert count(s, "## Skipped") == 1


async def test_a_card_that_arrived_without_a_note_loses_its_buttons_with_its_interview(
    tmp_path: Path,
) -> None:
    async with stage(tmp_path) as s:
        await s.start(questions=2)
        card = await forget(s, PostKind.CARD)
        (interview,) = await s.repository.interviews_of(str(s.mia.id))
        await s.bot.service.act(interview.id, interview.candidate, ev.Stopped())
        await s.restart()
        assert (await posts(s))[PostKind.CARD, 1].message == str(card)
        assert not labels(s.card())


async def test_a_summary_that_was_never_sent_comes_after_the_start(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        await s.start(questions=1)
        (interview,) = await s.repository.interviews_of(str(s.mia.id))
        await s.bot.service.act(interview.id, interview.candidate, ev.Stopped())
        assert not count(s, "Interview ended")
        await s.restart()
        assert count(s, "Interview ended") == 1
        assert s.messages()[-1].attachments


async def test_each_message_bears_its_mark_and_a_nonce(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        await s.start(questions=2, seconds=30)
        await s.env.advance_time(31 + 16)
        for post in (await posts(s)).values():
            (message,) = [m for m in s.messages() if str(m.id) == post.message]
            assert bears(message, mark_of(post))
        nonces = [
            r.json["nonce"]
            for r in s.env.http_requests
            if r.json
            and r.method == "POST"
            and r.path.endswith(f"/channels/{s.channel.id}/messages")
        ]
        assert nonces
        assert len(set(nonces)) == len(nonces)
        known = {post.nonce for post in (await posts(s)).values()}
        assert set(nonces) <= known


async def test_a_warning_that_comes_too_late_is_not_sent(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        await s.start(questions=2, seconds=30)
        (interview,) = await s.repository.interviews_of(str(s.mia.id))
        s.clock.ahead = s.clock.ahead.__class__(seconds=21)
        await s.bot.service.tick(interview.id)
        await s.bot.service.act(interview.id, interview.candidate, ev.Skipped())
        await s.restart()
        assert (await posts(s))[PostKind.WARNING, 1].message == NOWHERE
        assert not count(s, "seconds left")


async def test_a_deleted_card_comes_back_when_it_is_needed(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        await s.start(questions=2)
        first = s.card()
        await first.delete()
        await s.env.settle()
        await s.mia.send(s.channel, "It answers quickly")
        assert s.card().id != first.id
        assert "Submit" in labels(s.card())


async def test_after_a_long_absence_the_candidate_is_waited_for(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        await s.start(questions=2, seconds=60)
        await s.env.advance_time(20)
        await s.restart(after=3 * 3600)
        (interview,) = await s.repository.interviews_of(str(s.mia.id))
        assert interview.status is Status.PAUSED
        text = words(s.messages()[-1])
        assert "Sorry, I was away" in text
        assert "3 h" in text
        await s.mia.click(s.messages()[-1], label="Resume")
        (interview,) = await s.repository.interviews_of(str(s.mia.id))
        assert interview.deadline is not None
        left = (interview.deadline - s.clock()).total_seconds()
        assert 38.5 <= left <= 41
        assert count(s, "Sorry, I was away") <= 1


async def test_what_was_edited_and_deleted_meanwhile_is_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with stage(tmp_path) as s:
        await s.start(questions=2, seconds=0)
        first = await s.mia.send(s.channel, "It answers slowly")
        second = await s.mia.send(s.channel, "and it is always right.")

        async def deaf(_event: Any) -> None:
            """The process is down: nobody hears of it."""

        monkeypatch.setattr(s.bot, "on_raw_message_edit", deaf)
        monkeypatch.setattr(s.bot, "on_raw_message_delete", deaf)
        await s.mia.edit(first, "It answers quickly")
        await s.mia.delete(second)
        await s.restart()
        (interview,) = await s.repository.interviews_of(str(s.mia.id))
        assert interview.turn.text == "It answers quickly"


def test_an_interaction_counts_once() -> None:
    once = Once(limit=2)
    assert [once.first(number) for number in (1, 1, 2, 3, 1)] == [True, False, True, True, True]


async def test_a_press_that_the_gateway_repeats_counts_once(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        await s.start(questions=2)
        sent: list[tuple[str, Any]] = []
        emit = s.env.backend.emit

        def keep(name: str, payload: Any, *rest: Any, **more: Any) -> Any:
            sent.append((name, payload))
            return emit(name, payload, *rest, **more)

        s.env.backend.emit = keep  # type: ignore[assignment, method-assign]
        await s.mia.click(s.card(), label="Hint (\u22125)")
        s.env.backend.emit = emit  # type: ignore[method-assign]
        (press,) = [payload for name, payload in sent if name == "INTERACTION_CREATE"]
        s.env.backend.emit("INTERACTION_CREATE", press)
        await s.env.settle()
        (interview,) = await s.repository.interviews_of(str(s.mia.id))
        assert len(interview.turn.hints) == 1


async def test_what_cannot_be_looked_for_is_not_sent_again(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        await s.start(questions=2)
        card = await forget(s, PostKind.CARD)
        s.env.inject_error("GET", "/channels/*/messages", status=503, times=2)
        await s.restart(after=300)
        assert count(s, "QUESTION 1 OF 2") == 1
        await s.env.advance_time(20)
        assert count(s, "QUESTION 1 OF 2") == 1
        assert (await posts(s))[PostKind.CARD, 1].message == str(card)


async def test_what_was_corrected_during_a_pause_counts_as_corrected(tmp_path: Path) -> None:
    async with stage(tmp_path) as s:
        await s.start(questions=2)
        first = await s.mia.send(s.channel, "It answers slowly")
        second = await s.mia.send(s.channel, "and it is always right.")
        await s.mia.click(s.card(), label="Pause")
        await s.mia.edit(first, "It answers quickly")
        await s.mia.delete(second)
        await s.mia.click(s.card(), label="Resume")
        await s.env.advance_time(2)
        (interview,) = await s.repository.interviews_of(str(s.mia.id))
        assert interview.turn.text == "It answers quickly"


async def test_what_could_not_be_read_is_read_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with stage(tmp_path) as s:
        await s.start(questions=2, seconds=0)

        async def deaf(_message: Any) -> None:
            """The process is down: nobody hears of it."""

        monkeypatch.setattr(s.bot, "on_message", deaf)
        await s.mia.send(s.channel, "It answers quickly")
        s.env.inject_error("GET", "/channels/*/messages", status=503, times=3)
        await s.restart()
        await s.env.advance_time(5)
        (interview,) = await s.repository.interviews_of(str(s.mia.id))
        assert [turn.text or turn.answer for turn in interview.turns] == ["It answers quickly"]
