"""Fit the scorer's numbers to the answers of the tuning split: `python -m bench.calibrate`.

A coordinate search over the parameters in GRID, and for each candidate the calibration curve that
fits best (isotonic regression, thinned to a few corners). The held-out third is never read here.
Writes `content/scoring/parameters.json`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
from rich.console import Console

from bench import data
from bench.figures import Floats, pearson
from bench.measure import FULL_MARK
from content.library import load
from content.model import Pack
from content.scoring.parameters import Parameters, along, shipped
from content.scoring.scorer import Scorer

TARGET = Path(__file__).parents[1] / "content" / "scoring" / "parameters.json"
IDENTITY = ((0.0, 0.0), (1.0, 1.0))
CORNERS = (0.0, 0.1, 0.25, 0.5, 0.75, 1.0)
"""Raw values at which the curve may bend."""
ANCHOR = 4.0
"""Full-mark answers count so many times: the scale is defined by what they earn."""

GRID: dict[str, tuple[float, ...]] = {
    "name_credit": (0.3, 0.4, 0.5),
    "name_explained": (0.15, 0.25, 0.35),
    "saturation": (0.7, 0.9, 1.2, 1.6),
    "enough": (1.5, 2.0, 2.5, 3.0),
    "misconception_factor": (0.62, 0.7, 0.78, 0.85),
}
ROUNDS = 1


def main() -> None:
    """Search, print each step that helps, and write the best parameters."""
    console = Console()
    pack = load("mlops")
    answers = data.answers("tune")
    best = replace(shipped(), curve=IDENTITY)
    best_loss, best_curve = _fit(pack, best, answers)
    console.print(f"start: {best_loss:.5f}")
    for _ in range(ROUNDS):
        for name, values in GRID.items():
            for value in values:
                candidate = Parameters.from_json(best.to_json() | {name: value})
                loss, curve = _fit(pack, candidate, answers)
                if loss < best_loss - 1e-5:
                    best, best_loss, best_curve = candidate, loss, curve
                    console.print(f"{name} = {value}: {loss:.5f}")
    found = replace(best, curve=best_curve)
    TARGET.write_text(json.dumps(found.to_json(), indent=2) + "\n", "utf-8")
    grades, scores = _scores(pack, found, answers)
    console.print(f"r = {pearson(grades, scores):.3f} on the answers it was fitted to")
    console.print(f"written to {TARGET.relative_to(TARGET.parents[2])}")


def _fit(
    pack: Pack, parameters: Parameters, answers: Iterable[data.Answer]
) -> tuple[float, tuple[tuple[float, float], ...]]:
    """Return the mean squared error with the best curve, and that curve.

    The error of the aspects against their labels counts half as much as that of the score.
    """
    scorer = _scorer(pack, parameters)
    weights = {q.id: [a.weight for a in q.aspects if a.points] for q in pack.questions}
    raw, factor, grade, misses = [], [], [], list[float]()
    for a in answers:
        receipt = scorer.score(a.question, a.answer)
        aspects = [x.score / 100 for x in receipt.aspects]
        misses += [(x - y) ** 2 for x, y in zip(aspects, a.aspects, strict=True)]
        mean = float(np.average(aspects, weights=weights[a.question]))
        raw.append(mean)
        factor.append(receipt.score / 100 / mean if mean else 0.0)
        grade.append(a.grade)
    grades = np.array(grade)
    importance = np.where(grades >= FULL_MARK, ANCHOR, 1.0)
    curve = _curve(np.array(raw), np.array(factor), grades, importance)
    fitted = np.array([along(curve, x) * f for x, f in zip(raw, factor, strict=True)])
    error = float(np.average((fitted - grades) ** 2, weights=importance))
    return error + 0.5 * float(np.mean(misses)), curve


_scorers: dict[int, Scorer] = {}


def _scorer(pack: Pack, parameters: Parameters) -> Scorer:
    """Return one scorer, compiled once, with other numbers."""
    scorer = _scorers.setdefault(id(pack), Scorer(pack))
    return scorer.with_parameters(parameters)


def _curve(
    raw: Floats, factor: Floats, grade: Floats, importance: Floats
) -> tuple[tuple[float, float], ...]:
    """Return the rising line with corners at CORNERS that fits grade = curve(raw) * factor best.

    Weighted least squares on the heights of the corners, made monotone by pooling neighbours.
    """
    corners = np.array(CORNERS)
    share = np.stack([np.interp(raw, corners, row) for row in np.eye(len(corners))], axis=1)
    root = np.sqrt(importance)
    design = share * (factor * root)[:, None]
    smooth = 0.3 * np.diff(np.eye(len(corners)), n=2, axis=0)
    pinned = np.zeros((2, len(corners)))  # nothing earns nothing, everything earns all
    pinned[0, 0] = pinned[1, -1] = 100.0
    matrix = np.vstack([design, smooth * np.sqrt(len(raw)) * 0.2, pinned])
    target = np.concatenate([grade * root, np.zeros(len(smooth) + 1), [100.0]])
    heights, *_ = np.linalg.lstsq(matrix, target, rcond=None)
    heights = np.clip(_rising(heights), 0.0, 1.0)
    heights[0], heights[-1] = 0.0, 1.0
    return tuple((c, round(float(h), 3)) for c, h in zip(CORNERS, heights, strict=True))


def _rising(values: Floats) -> Floats:
    """Return the nearest values that never fall (pool adjacent violators)."""
    pools: list[list[float]] = []
    for value in values:
        pools.append([float(value), 1.0])
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            mean, size = pools.pop()
            before, count = pools.pop()
            pools.append([(mean * size + before * count) / (size + count), size + count])
    return np.concatenate([np.full(int(size), mean) for mean, size in pools])


def _scores(
    pack: Pack, parameters: Parameters, answers: Iterable[data.Answer]
) -> tuple[Floats, Floats]:
    scorer = _scorer(pack, parameters)
    rows = list(answers)
    scores = [scorer.score(a.question, a.answer).score / 100 for a in rows]
    return np.array([a.grade for a in rows]), np.array(scores)


if __name__ == "__main__":
    main()
