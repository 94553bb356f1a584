"""The numbers of the scorer, read from `parameters.json`, which `bench/calibrate.py` writes."""

from __future__ import annotations

import json
from bisect import bisect_right
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Parameters:
    """Weights, thresholds and the calibration curves. The comments say what more of each does."""

    # Credit of a key point
    plain_covered: float = 0.45  # the same for points without groups, whose credit is a share
    plain_partial: float = 0.2  # … or partly covered
    name_credit: float = 0.4  # what naming a thing earns without a word about it
    name_explained: float = 0.25  # share of its explanation that makes the credit whole
    covered: float = 0.6  # credit from which a point counts as covered
    partial: float = 0.25  # … and as partly covered

    # Aspects
    saturation: float = 0.9  # how fast further points add less
    enough: float = 2.5  # so many points make an aspect complete

    # Misconceptions and negation
    misconception_factor: float = 0.72  # what is left of the score for each false statement

    contradiction_sentences: int = 8
    contradiction_from: float = 0.8
    contradiction_to: float = 0.95
    contradiction_factor: float = 0.1

    # Guards
    admission_coverage: float = 0.3
    admission_factor: float = 0.15
    soup_min_words: int = 12
    soup_from: float = 0.45
    soup_to: float = 0.75
    soup_factor: float = 0.15
    disorder_prior: float = 4.0
    disorder_from: float = 0.05
    disorder_to: float = 0.12
    echo_new: float = 0.3
    echo_pairs: float = 0.5
    echo_factor: float = 0.05
    paste_share: float = 0.5
    dump_share: float = 0.3
    dump_slope: float = 0.9
    dump_floor: float = 0.1
    sprawl_words: int = 350
    sprawl_from: float = 0.1
    sprawl_to: float = 0.3
    sprawl_factor: float = 0.3
    known_share: float = 0.25

    # Raw mean of the aspects -> score, as the corners of a rising line
    curve: tuple[tuple[float, float], ...] = ((0.0, 0.0), (0.3, 0.25), (0.6, 0.6), (1.0, 1.0))
    plain_curve: tuple[tuple[float, float], ...] = (
        (0.0, 0.0),
        (0.02, 0.14),
        (0.05, 0.22),
        (0.1, 0.32),
        (0.2, 0.45),
        (0.4, 0.63),
        (0.7, 0.84),
        (1.0, 1.0),
    )

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Parameters:
        """Read what `to_json` wrote; what is missing keeps its default."""
        known = {field.name for field in fields(cls)}
        values: dict[str, Any] = {
            name: tuple(map(tuple, value)) if isinstance(value, list) else value
            for name, value in data.items()
            if name in known
        }
        return cls(**values)

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


@cache
def shipped() -> Parameters:
    """Return the parameters that come with the scorer."""
    source = files("content.scoring").joinpath("parameters.json")
    return Parameters.from_json(json.loads(source.read_text("utf-8")))


def along(curve: tuple[tuple[float, float], ...], x: float) -> float:
    """Return the value of a piecewise linear curve, held constant beyond its ends."""
    i = bisect_right(curve, (x, float("inf")))
    if i == 0:
        return curve[0][1]
    if i == len(curve):
        return curve[-1][1]
    (x0, y0), (x1, y1) = curve[i - 1], curve[i]
    return y0 + (y1 - y0) * (x - x0) / (x1 - x0)
