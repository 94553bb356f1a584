"""The figures that scorers are compared by, with bootstrap confidence intervals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

RESAMPLES = 1000


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured value with its 95 % interval."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}]"


def pearson(x: Floats, y: Floats) -> float:
    """Return the linear correlation; 0 where one side does not vary."""
    if x.std() == 0 or y.std() == 0:
        return 0.0
    return float(np.corrcoef(x, y)[0, 1])


def spearman(x: Floats, y: Floats) -> float:
    """Return the correlation of ranks; ties share their mean rank."""
    return pearson(_ranks(x), _ranks(y))


def auc(labels: Floats, scores: Floats) -> float:
    """Return how often a positive scores above a negative; ties count half."""
    positive = labels > 0.5
    n, m = int(positive.sum()), int((~positive).sum())
    if not n or not m:
        return 0.5
    ranks = _ranks(scores)
    return float((ranks[positive].sum() - n * (n + 1) / 2) / (n * m))


def mean_absolute_error(grades: Floats, scores: Floats) -> float:
    """Return the mean distance between grades and scores, both 0 to 1, in points of 100."""
    return float(np.abs(grades - scores).mean() * 100)


def f1(truth: Sequence[bool], found: Sequence[bool]) -> float:
    """Return the harmonic mean of precision and recall."""
    hits = sum(t and f for t, f in zip(truth, found, strict=True))
    return 2 * hits / (sum(truth) + sum(found)) if hits else 0.0


def bootstrap(
    measure: Callable[[Floats, Floats], float], x: Floats, y: Floats, *, seed: int = 0
) -> Figure:
    """Return a figure with the interval of its resampled values (percentile method)."""
    rng = np.random.default_rng(seed)
    values = [measure(x[i], y[i]) for i in rng.integers(0, len(x), (RESAMPLES, len(x)))]
    low, high = np.percentile(values, [2.5, 97.5])
    return Figure(measure(x, y), float(low), float(high))


def _ranks(x: Floats) -> Floats:
    order = np.argsort(x, kind="stable")
    ranks = np.empty(len(x))
    ranks[order] = np.arange(1, len(x) + 1)
    _, inverse, counts = np.unique(x, return_inverse=True, return_counts=True)
    sums = np.bincount(inverse, weights=ranks)
    return (sums / counts)[inverse]
