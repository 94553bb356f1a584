"""Write docs/scoring.md and its plots from one run of the evaluation."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl
import numpy as np
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from matplotlib.figure import Figure

from bench import data, measure
from bench.evaluate import OURS, Evaluation
from content.scoring.scorer import SCORER_VERSION

mpl.use("Agg")
from matplotlib import pyplot as plt

DOCS = data.ROOT / "docs"
PLOTS = DOCS / "scoring"
KINDS = (
    "excellent-terms",
    "excellent-plain",
    "half",
    "half-true",
    "weak",
    "fluent-wrong",
    "soup",
    "dont-know",
    "off-topic",
)
INK, OURS_COLOUR, THEIRS = "#333333", "#2b6cb0", "#b0b7c3"


def write(run: Evaluation, judged: Sequence[measure.Judged]) -> None:
    """Render the page and draw the plots; `judged` are the held-out answers."""
    PLOTS.mkdir(exist_ok=True)
    plt.rcParams.update({"font.size": 11, "axes.spines.top": False, "axes.spines.right": False})
    _calibration(judged)
    _kinds(judged)
    _attacks(run)
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        undefined=StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - Markdown from our own numbers
    )
    page = environment.get_template("scoring.md.j2").render(
        run=run, ours=OURS, kinds=KINDS, version=SCORER_VERSION
    )
    (DOCS / "scoring.md").write_text(page, "utf-8")


def _calibration(judged: Sequence[measure.Judged]) -> None:
    grades = np.array([100 * j.answer.grade for j in judged])
    scores = np.array([j.receipt.score for j in judged])
    figure, axes = plt.subplots(figsize=(6, 5), layout="constrained")
    axes.plot([0, 100], [0, 100], color=THEIRS, linestyle="--", label="perfectly calibrated")
    axes.scatter(grades, scores, s=16, alpha=0.45, color=OURS_COLOUR, label="a held-out answer")
    order = np.argsort(grades)
    bins = np.array_split(order, 8)
    axes.plot(
        [grades[b].mean() for b in bins],
        [scores[b].mean() for b in bins],
        color=INK,
        marker="o",
        label="mean of an eighth",
    )
    axes.set(xlabel="grade by a person", ylabel="score", xlim=(-2, 102), ylim=(-2, 102))
    axes.legend(frameon=False, loc="upper left")
    _save(figure, "calibration")


def _kinds(judged: Sequence[measure.Judged]) -> None:
    by_kind = measure.by_kind(judged)
    names = [kind for kind in KINDS if kind in by_kind][::-1]
    figure, axes = plt.subplots(figsize=(7, 4.5), layout="constrained")
    rng = np.random.default_rng(0)
    for row, kind in enumerate(names):
        scores = by_kind[kind]
        axes.scatter(
            scores, row + rng.uniform(-0.2, 0.2, len(scores)), s=16, alpha=0.5, color=OURS_COLOUR
        )
        axes.plot([np.mean(scores)] * 2, [row - 0.35, row + 0.35], color=INK, linewidth=2)
    axes.set_yticks(range(len(names)), names)
    axes.set(xlabel="score of held-out answers (line: mean)", xlim=(-2, 102))
    _save(figure, "kinds")


def _attacks(run: Evaluation) -> None:
    names = list(run.attacks[OURS])[::-1]
    figure, axes = plt.subplots(figsize=(7.5, 5), layout="constrained")
    height = 0.8 / len(run.attacks)
    for i, (scorer, table) in enumerate(run.attacks.items()):
        values = [min(2.0, table[name].relative) for name in names]
        rows = np.arange(len(names)) + 0.4 - (i + 0.5) * height
        colour = OURS_COLOUR if scorer == OURS else plt.get_cmap("Greys")(0.3 + 0.15 * i)
        axes.barh(rows, values, height, label=scorer, color=colour)
    axes.axvline(1.0, color=INK, linestyle="--", linewidth=1)
    axes.set_yticks(range(len(names)), names)
    axes.set(xlabel="score relative to a full-mark answer (cut at 2)", xlim=(0, 2.05))
    axes.legend(frameon=False, fontsize=9, loc="lower right")
    _save(figure, "attacks")


def _save(figure: Figure, name: str) -> None:
    figure.savefig(PLOTS / f"{name}.png", dpi=110)
    plt.close(figure)
