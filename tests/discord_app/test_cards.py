"""Every question of the built-in packs makes cards that Discord takes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from discord import ui

from bot.bank import Page, Shown, reference, sheet
from bot.discord_app.cards.bank import list_card, question_sheet, reference_card
from bot.discord_app.cards.question import Ears, Surroundings, question_card
from bot.discord_app.cards.summary import summary_card
from bot.discord_app.cards.verdict import verdict_card
from bot.discord_app.text import length
from bot.summary import summarise
from content.library import builtin_names, load
from content.model import Pack, Question
from content.scoring.receipt import (
    AspectResult,
    Flag,
    Note,
    PointResult,
    PointStatus,
    Receipt,
    Span,
)
from storage.records import EndReason, Interview, Settings, Status, Turn, TurnState
from tests.discord_app.wire import walk

NOW = datetime(2026, 1, 1, tzinfo=UTC)
NASTY = "**`@everyone`** \U0001f468\u200d\U0001f469\u200d\U0001f467 " * 12


def interview_at(pack: Pack, turns: tuple[Turn, ...], status: Status) -> Interview:
    return Interview(
        id="x" * 10,
        channel="1",
        server="2",
        candidate="3",
        candidate_name=NASTY,
        front_end="discord",
        pack=pack.name,
        pack_version=pack.full_version,
        settings=Settings(),
        plan=(*(turn.question for turn in turns), "q1"),
        status=status,
        started_at=NOW,
        turns=turns,
        deadline=NOW + timedelta(minutes=3),
        next_at=NOW + timedelta(minutes=1),
    )


def receipt_of(question: Question, status: PointStatus) -> Receipt:
    """Return a receipt with as much in it as there can be."""
    spans = tuple(Span(0, 1, NASTY) for _ in range(5))
    return Receipt(
        question=question.id,
        score=50.0,
        aspects=tuple(AspectResult(a.name, 50.0) for a in question.aspects if a.points),
        points=tuple(
            PointResult(p.id, a.name, status, 0.5, spans, NASTY)
            for a in question.aspects
            for p in a.points
        ),
        notes=tuple(Note(flag, NASTY * 3, spans) for flag in Flag),
        scorer="1",
        pack="p",
    )


def check(view: ui.LayoutView) -> None:
    """Fail if Discord would not take a view."""
    shown = view.to_components()  # type: ignore[no-untyped-call]
    parts: list[dict[str, Any]] = list(walk(shown))
    assert len(parts) <= 40
    texts = [part["content"] for part in parts if part["type"] == 10]
    assert all(text.strip() for text in texts)
    assert sum(map(length, texts)) <= 4000
    for part in parts:
        if part["type"] == 1:
            assert 1 <= len(part["components"]) <= 5


@pytest.fixture(scope="module", params=builtin_names())
def pack(request: pytest.FixtureRequest) -> Pack:
    return load(request.param)


async def test_question_cards(pack: Pack) -> None:
    for question in pack.questions:
        hints = tuple(range(len(question.aspects)))
        turn = Turn(1, question.id, NOW, hints=hints)
        for status in (Status.ASKING, Status.ANSWERING, Status.PAUSED):
            place = Surroundings(Ears.MENTIONS, explain=True)
            check(question_card(interview_at(pack, (turn,), status), turn, question, place))
        for state in TurnState:
            over = replace(turn, state=state, finished_at=NOW)
            check(question_card(interview_at(pack, (over,), Status.REVIEWING), over, question))


async def test_verdicts(pack: Pack) -> None:
    for question in pack.questions:
        for status in PointStatus:
            receipt = receipt_of(question, status)
            turn = Turn(
                1, question.id, NOW, TurnState.ANSWERED, receipt=receipt, score=45.0, hints=(0,)
            )
            check(verdict_card(interview_at(pack, (turn,), Status.REVIEWING), turn, question))
        for state in (TurnState.SKIPPED, TurnState.TIMED_OUT, TurnState.ABANDONED):
            turn = Turn(1, question.id, NOW, state)
            check(verdict_card(interview_at(pack, (turn,), Status.PAUSED), turn, question))


async def test_reference_answers_and_lists(pack: Pack) -> None:
    for question in pack.questions:
        check(reference_card(question))
        check(question_sheet(Shown(sheet(pack, question), True, reference(question))))
        check(question_sheet(Shown(sheet(pack, question), False, None)))
    sheets = tuple(sheet(pack, question) for question in pack.questions)
    for start in range(0, len(sheets), 10):
        page = Page(sheets[start : start + 10], 2, 9, len(sheets))
        view = list_card(page, title="t" * 100, owner="3", key="a.b", show="`/x`", empty="-")
        check(view)


async def test_a_summary_of_the_longest_interview(pack: Pack) -> None:
    questions = [q for q in pack.questions if q.answered][-20:]
    turns = tuple(
        Turn(
            n,
            q.id,
            NOW,
            TurnState.ANSWERED,
            receipt=receipt_of(q, PointStatus.MISSED if n % 2 else PointStatus.COVERED),
            score=45.0,
            finished_at=NOW,
        )
        for n, q in enumerate(questions, start=1)
    )
    done = replace(
        interview_at(pack, turns, Status.ENDED), end_reason=EndReason.STOPPED, ended_at=NOW
    )
    check(summary_card(done, summarise(done, pack), "transcript.md"))
