"""The packs that can be asked from."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from bot.errors import NothingToAsk
from bot.shelf import Shelf
from tests.bot.stage import pack


def test_packs_are_found_by_name() -> None:
    shelf = Shelf([pack(), replace(pack(), name="second")])
    assert [found.name for found in shelf] == ["backend", "second"]
    assert "second" in shelf
    assert "third" not in shelf
    assert shelf.question("second", "q1").title == "What is a cache for?"


def test_what_is_missing_is_named() -> None:
    shelf = Shelf([pack()])
    with pytest.raises(NothingToAsk, match=r"no pack `other`\. Known packs: `backend`"):
        shelf.pack("other")
    with pytest.raises(NothingToAsk, match="no longer has the question `q99`"):
        shelf.question("backend", "q99")
    with pytest.raises(NothingToAsk):
        shelf.scorer("other")


def test_a_scorer_is_compiled_once_for_all_threads() -> None:
    shelf = Shelf([pack()])
    with ThreadPoolExecutor(4) as pool:
        scorers = list(pool.map(shelf.scorer, ["backend"] * 8))
    shelf.warm()
    assert {id(scorer) for scorer in scorers} == {id(shelf.scorer("backend"))}
