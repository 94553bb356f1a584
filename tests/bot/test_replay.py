from __future__ import annotations

from dataclasses import replace

from bot.replay import replay
from bot.shelf import Shelf
from content.scoring.receipt import Note, PointStatus
from storage.records import Interview
from tests.bot.stage import Stage, pack, shelf


async def played() -> Interview:
    stage = Stage()
    return await stage.play([None, None, ""])


def with_receipt(interview: Interview, **changes: object) -> Interview:
    """Return the interview with something else on its first receipt."""
    first = interview.turns[0]
    assert first.receipt is not None
    altered = replace(first, receipt=replace(first.receipt, **changes))  # type: ignore[arg-type]
    return replace(interview, turns=(altered, *interview.turns[1:]))


async def test_the_same_version_gives_the_same_receipts() -> None:
    replayed = replay(await played(), shelf())
    assert [turn.turn for turn in replayed] == [1, 2]
    assert all(turn.identical and turn.same_version and not turn.broken for turn in replayed)
    assert replayed[0].changes() == []


async def test_another_result_of_the_same_version_is_broken() -> None:
    interview = with_receipt(await played(), score=1.0)
    first = replay(interview, shelf())[0]
    assert first.broken
    assert "it was 1.0" in first.changes()[0]


async def test_another_version_may_change_and_says_what() -> None:
    interview = await played()
    receipt = interview.turns[0].receipt
    assert receipt is not None
    points = (
        replace(receipt.points[0], status=PointStatus.MISSED),
        replace(receipt.points[1], reason="for another reason"),
        *receipt.points[3:],
        replace(receipt.points[2], id="q1.gone"),
    )
    interview = with_receipt(interview, scorer="0.9", points=points, notes=(_note(),))
    first = replay(interview, shelf())[0]
    assert not first.same_version
    assert not first.broken
    told = "\n".join(first.changes())
    for part in ("it was missed", "for another reason", "is new", "q1.gone is gone", "flags are"):
        assert part in told


def _note() -> Note:
    from content.scoring.receipt import Flag  # noqa: PLC0415

    return Note(Flag.ECHO, "an echo")


async def test_a_question_that_is_gone() -> None:
    interview = await played()
    rest = replace(pack(), questions=())
    first = replay(interview, Shelf([rest]))[0]
    assert first.after is None
    assert not first.identical
    assert not first.same_version
    assert "no longer has" in first.changes()[0]
