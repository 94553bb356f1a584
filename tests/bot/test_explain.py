from __future__ import annotations

import io
import json

import pytest
from rich.console import Console

from bot.explain import bar, explain_lines, show
from content.scoring.scorer import Scorer
from tests.bot.stage import GOOD, pack


def explained(answer: str) -> str:
    console = Console(file=io.StringIO(), width=100, color_system=None)
    show(console, pack().question("q1"), answer, Scorer(pack()).score("q1", answer))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_every_earning_piece_carries_its_number() -> None:
    told = explained(GOOD["q1"])
    assert "[1]" in told
    assert "✓" in told
    assert "Score:" in told
    receipt = Scorer(pack()).score("q1", GOOD["q1"])
    assert f"{receipt.score:.1f}" in told
    assert receipt.pack in told


def test_missed_points_and_notes_are_told() -> None:
    told = explained("I don't know.")
    assert "not mentioned" in told
    assert "dont-know × 0.15" in told


def test_brackets_in_an_answer_are_no_markup() -> None:
    assert "[bold]odd[/bold]" in explained("[bold]odd[/bold] text about a cache")


def test_a_bar_is_always_of_one_length() -> None:
    assert {len(bar(score)) for score in (0, 33.3, 100)} == {20}


def test_lines_are_explained_one_by_one(capsys: pytest.CaptureFixture[str]) -> None:
    lines = [json.dumps({"question": "q1", "answer": GOOD["q1"]}).encode(), b"nonsense"]
    assert explain_lines(lines, pack())
    told = capsys.readouterr().out
    assert "q1" in told
    assert "line 2: this is not JSON" in told
    assert not explain_lines(lines[:1], pack())
