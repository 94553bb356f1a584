"""Evaluate the scorer beside its peers in one run: `python -m bench.evaluate [--write] [--check]`.

`--write` renews docs/scoring.md with its plots; `--check` fails where a figure has fallen below
`bench/thresholds.json`.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn
from rich.table import Table

from bench import data, figures, measure, minilm
from bench.figures import Figure
from bench.peers import PEERS
from content.library import load, scorer_for
from content.lint import reference_text
from content.model import Pack
from content.scoring.scorer import Scorer

THRESHOLDS = Path(__file__).with_name("thresholds.json")
SEED = data.SHARED / "seed"
OURS = "ours"
SAMPLE = 200
"""So many answers of each public set go to the slow embeddings, drawn once and for all."""


@dataclass
class Evaluation:
    """Everything that one run measured."""

    corpora: dict[str, measure.Corpus] = field(default_factory=dict)
    peers: dict[str, dict[str, Figure]] = field(default_factory=dict)
    """Scorer -> set -> Pearson's r (AUC for sets of key points)."""
    attacks: dict[str, dict[str, measure.Attacked]] = field(default_factory=dict)
    changes: dict[str, tuple[float, float]] = field(default_factory=dict)
    speed: dict[str, float] = field(default_factory=dict)
    worst_case: tuple[float, float] = (0.0, 0.0)

    def numbers(self) -> dict[str, float]:
        """Return what the thresholds are about, by name."""
        held = self.corpora["held out"]
        ours = self.peers[OURS]
        numbers = {
            "pearson": held.pearson.value,
            "mean_absolute_error": held.mean_absolute_error.value,
            "aspect_f1": held.aspect_f1,
            "plain_over_wrong": held.plain_over_wrong,
            "plain_over_soup": held.plain_over_soup,
            "lowered_by_a_false_sentence": held.lowered_by_a_false_sentence,
            "alarms_in_true_sentences": held.alarms_in_true_sentences,
            "misspelling_cost": self.changes["15 % of long words misspelt"][0],
        }
        numbers |= {f"kind {kind}": mean for kind, (mean, _, _) in held.by_kind.items()}
        numbers |= {f"attack {n}": a.relative for n, a in self.attacks[OURS].items()}
        numbers |= {f"set {name}": f.value for name, f in ours.items() if name != "held out"}
        if "seed, held out" in self.corpora:
            numbers["seed pearson"] = self.corpora["seed, held out"].pearson.value
        return numbers


def evaluate(pack: Pack, progress: Progress) -> Evaluation:
    """Measure everything, ours and the peers', in one run."""
    step = progress.add_task("ours")
    scorer = Scorer(pack)
    run = measure_ours(pack, scorer)
    progress.update(step, description="ours, on the tuning answers")
    run.corpora["tuned on"] = measure.corpus(scorer, "tune")
    _compare(run, pack, scorer, progress)
    return run


def measure_ours(pack: Pack, scorer: Scorer) -> Evaluation:
    """Measure what the thresholds are about: ours alone, on what nothing was fitted to."""
    run = Evaluation()
    run.corpora["held out"] = measure.corpus(scorer, "held_out")
    for path in sorted(SEED.glob("*.txt")):
        seed = scorer_for(load(path))
        run.corpora["seed, held out"] = measure.corpus(seed, "held_out")
    run.changes = measure.changed(scorer, "held_out")
    run.attacks[OURS] = measure.under_attack(
        lambda q, a: scorer.score(q, a).score, pack, "held_out"
    )
    run.peers[OURS] = {"held out": run.corpora["held out"].pearson}
    for rows in data.public_sets():
        grades, scores = measure.public(scorer_for, rows)
        run.peers[OURS][rows.name] = figures.bootstrap(_figure(rows), grades, scores)
    return run


def _compare(run: Evaluation, pack: Pack, scorer: Scorer, progress: Progress) -> None:
    """Put the peers beside ours: on the held-out answers, the public sets, and the clock."""
    own = {q.id: reference_text(q) for q in pack.questions if q.answered}
    peers = dict(PEERS)
    if minilm.available():
        peers["MiniLM embeddings per point"] = minilm.embedding_peer
    judges = {}
    for name, peer in peers.items():
        progress.add_task(name)
        judges[name] = peer(list(own.values()))
        grades, scores = measure.peer_on_corpus(peer, pack, "held_out")
        run.peers[name] = {"held out": figures.bootstrap(figures.pearson, grades, scores)}
        for rows in data.public_sets():
            sampled = rows.sample(SAMPLE) if peer is minilm.embedding_peer else rows
            grades, scores = measure.public_by_peer(peer, sampled)
            run.peers[name][rows.name] = figures.bootstrap(_figure(rows), grades, scores)
    run.speed = measure.speed(scorer, pack, judges, "held_out")
    run.worst_case = measure.worst_case(scorer, "q2")
    for name in ("rapidfuzz token_set_ratio", "rapidfuzz best window per point", "BM25"):
        judge = judges[name]
        run.attacks[name] = measure.under_attack(
            lambda q, a, judge=judge: judge(own[q], a),  # type: ignore[misc]
            pack,
            "held_out",
            tries=1,
        )


def _figure(rows: data.Set) -> Callable[[figures.Floats, figures.Floats], float]:
    return figures.auc if rows.binary else figures.pearson


def failures(numbers: dict[str, float]) -> list[str]:
    """Return a sentence for every number that is worse than its threshold."""
    limits: dict[str, dict[str, float]] = json.loads(THRESHOLDS.read_text("utf-8"))
    found = []
    for name, limit in limits.items():
        if name not in numbers:
            continue
        value = numbers[name]
        if value < limit.get("at_least", value):
            found.append(f"{name} is {value:.3f}, at least {limit['at_least']} is asked for")
        if value > limit.get("at_most", value):
            found.append(f"{name} is {value:.3f}, at most {limit['at_most']} is asked for")
    return found


def show(run: Evaluation, console: Console) -> None:
    """Print the tables."""
    table = Table("", "r", "rank r", "MAE", "aspect F1", title="Our corpus", title_justify="left")
    for name, c in run.corpora.items():
        figures_ = (c.pearson, c.spearman, c.mean_absolute_error)
        table.add_row(name, *map(str, figures_), f"{c.aspect_f1:.3f}")
    console.print(table)
    kinds = Table("kind", *run.corpora, title="Mean score by kind", title_justify="left")
    for kind in run.corpora["held out"].by_kind:
        cells = [
            f"{c.by_kind[kind][0]:.1f} ± {c.by_kind[kind][1]:.1f}" for c in run.corpora.values()
        ]
        kinds.add_row(kind, *cells)
    console.print(kinds)
    sets = list(run.peers[OURS])
    peers = Table("scorer", *sets, "time", title="Beside its peers", title_justify="left")
    for name, row in run.peers.items():
        peers.add_row(name, *[str(row[s]) for s in sets], f"{run.speed[name]:.1f}×")
    console.print(peers)
    attacks = Table("attack", *run.attacks, title="Under attack", title_justify="left")
    for name in run.attacks[OURS]:
        cells = [f"{t[name].relative:.2f} ({t[name].beats:.0%})" for t in run.attacks.values()]
        attacks.add_row(name, *cells)
    console.print(attacks)
    for name, (cost, effect) in run.changes.items():
        console.print(f"{name}: costs {cost:.1f} points, moves {effect:.1f}", highlight=False)
    short, long = run.worst_case
    console.print(f"Hostile answer of 4,000 / 16,000 characters: {short:.1f} / {long:.1f} ms")


def main() -> int:
    """Run the evaluation; return 1 if a threshold is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="renew docs/scoring.md and its plots")
    parser.add_argument("--check", action="store_true", help="fail below bench/thresholds.json")
    options = parser.parse_args()
    columns = (SpinnerColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        run = evaluate(load("mlops"), progress)
    show(run, Console(width=None if sys.stdout.isatty() else 160))
    if options.write:
        from bench import report  # noqa: PLC0415

        judged = measure.judge_corpus(Scorer(load("mlops")), "held_out")
        report.write(run, judged)
    missed = failures(run.numbers())
    for sentence in missed:
        sys.stderr.write(f"below the threshold: {sentence}\n")
    return 1 if options.check and missed else 0


if __name__ == "__main__":
    raise SystemExit(main())
