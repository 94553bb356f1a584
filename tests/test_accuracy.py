"""The scorer is as good as `bench/thresholds.json` asks for, on answers nothing was fitted to."""

from __future__ import annotations

from bench.evaluate import failures, measure_ours
from content.library import load
from content.scoring.scorer import Scorer


def test_no_figure_falls_below_its_threshold() -> None:
    pack = load("mlops")
    assert failures(measure_ours(pack, Scorer(pack)).numbers()) == []
