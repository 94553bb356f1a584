"""Measure scorers: on our corpus, on the public sets, under attack, and on the clock."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from statistics import fmean

import numpy as np

from bench import attacks, data, figures
from bench.figures import Figure, Floats
from bench.peers import Judge, Peer
from content.lint import reference_text
from content.model import Pack
from content.scoring.receipt import Flag, Receipt
from content.scoring.scorer import Scorer

FULL_MARK = 0.85
"""Answers with at least this grade are full-mark answers."""
COVERED = 0.5
"""An aspect is covered from half of its score or of its label on."""


TURNS = 5
"""How often each scorer is timed."""


@dataclass(frozen=True, slots=True)
class Judged:
    """An answer of the corpus with its receipt."""

    answer: data.Answer
    receipt: Receipt


@dataclass(frozen=True, slots=True)
class Corpus:
    """How a scorer does on our corpus. Scores and errors in points of 100."""

    pearson: Figure
    spearman: Figure
    mean_absolute_error: Figure
    aspect_f1: float
    by_kind: dict[str, tuple[float, float, int]]
    """Mean score, standard deviation, number of answers."""
    plain_over_wrong: float
    plain_over_soup: float
    lowered_by_a_false_sentence: float
    alarms_in_true_sentences: float
    true_sentences: int
    false_sentences: int


@dataclass(frozen=True, slots=True)
class Attacked:
    """What an attack earns: relative to full-mark answers, and how often it beats one."""

    relative: float
    beats: float


def judge_corpus(scorer: Scorer, split: str) -> list[Judged]:
    """Return every answer of a split with its receipt."""
    return [Judged(a, scorer.score(a.question, a.answer)) for a in data.answers(split)]


def corpus(scorer: Scorer, split: str) -> Corpus:
    """Measure a scorer on a split of our corpus."""
    judged = judge_corpus(scorer, split)
    grades = np.array([j.answer.grade for j in judged])
    scores = np.array([j.receipt.score / 100 for j in judged])
    kinds = by_kind(judged)
    sentences = data.statements(split)
    truth = [g >= COVERED for j in judged for g in j.answer.aspects]
    found = [a.score >= 100 * COVERED for j in judged for a in _all_aspects(j)]
    return Corpus(
        pearson=figures.bootstrap(figures.pearson, grades, scores),
        spearman=figures.bootstrap(figures.spearman, grades, scores),
        mean_absolute_error=figures.bootstrap(figures.mean_absolute_error, grades, scores),
        aspect_f1=figures.f1(truth, found),
        by_kind={k: (float(np.mean(v)), float(np.std(v)), len(v)) for k, v in kinds.items()},
        plain_over_wrong=_above(kinds["excellent-plain"], kinds["fluent-wrong"]),
        plain_over_soup=_above(kinds["excellent-plain"], kinds["soup"]),
        lowered_by_a_false_sentence=lowered(scorer, split),
        alarms_in_true_sentences=alarms(scorer, split),
        true_sentences=sum(s.true for s in sentences),
        false_sentences=sum(not s.true for s in sentences),
    )


@dataclass(frozen=True, slots=True)
class _Aspect:
    score: float


def _all_aspects(judged: Judged) -> Sequence[_Aspect]:
    """Return one score per label; an aspect without points, as in a plain pack, has none."""
    earned = [_Aspect(a.score) for a in judged.receipt.aspects]
    return [*earned, *[_Aspect(0.0)] * (len(judged.answer.aspects) - len(earned))]


def by_kind(judged: Sequence[Judged]) -> dict[str, list[float]]:
    """Return the scores of each kind of answer."""
    kinds: dict[str, list[float]] = defaultdict(list)
    for j in judged:
        kinds[j.answer.kind].append(j.receipt.score)
    return dict(kinds)


def _above(high: Sequence[float], low: Sequence[float]) -> float:
    return fmean(a > b for a in high for b in low)


def lowered(scorer: Scorer, split: str) -> float:
    """Return how often one false sentence at the end of a good answer lowers its score."""
    good: dict[str, list[str]] = defaultdict(list)
    for a in data.answers(split):
        if a.grade >= FULL_MARK:
            good[a.question].append(a.answer)
    outcomes = []
    for s in data.statements(split):
        if not s.true:
            for text in good[s.question]:
                before = scorer.score(s.question, text).score
                after = scorer.score(s.question, f"{text.rstrip()}\n{s.text}").score
                outcomes.append(after < before)
    return fmean(outcomes)


def alarms(scorer: Scorer, split: str) -> float:
    """Return how often a true sentence raises the flag of a misconception."""
    return fmean(
        Flag.MISCONCEPTION in scorer.score(s.question, s.text).flags
        for s in data.statements(split)
        if s.true
    )


def public(scorer_of: Callable[[Pack], Scorer], rows: data.Set) -> tuple[Floats, Floats]:
    """Return grades and scores of a public set, its references read as plain key points."""
    pack, ids = data.reference_pack(rows.name, rows.rows)
    scorer = scorer_of(pack)
    grades = np.array([r.grade for r in rows.rows])
    scores = [scorer.score(ids[r.prompt, r.reference], r.answer).score for r in rows.rows]
    return grades, np.array(scores)


def public_by_peer(peer: Peer, rows: data.Set) -> tuple[Floats, Floats]:
    """Return grades and a peer's figures on a public set."""
    judge = peer(sorted({r.reference for r in rows.rows}))
    grades = np.array([r.grade for r in rows.rows])
    return grades, np.array([judge(r.reference, r.answer) for r in rows.rows])


def peer_on_corpus(peer: Peer, pack: Pack, split: str) -> tuple[Floats, Floats]:
    """Return grades and a peer's figures on our corpus, with the references of a pack."""
    references = {q.id: reference_text(q) for q in pack.questions if q.answered}
    judge = peer(list(references.values()))
    answers = data.answers(split)
    return (
        np.array([a.grade for a in answers]),
        np.array([judge(references[a.question], a.answer) for a in answers]),
    )


def under_attack(
    judge: Callable[[str, str], float], pack: Pack, split: str, *, tries: int = 2
) -> dict[str, Attacked]:
    """Return what each attack earns from a judge of (question id, answer)."""
    full: dict[str, list[float]] = defaultdict(list)
    for a in data.answers(split):
        if a.grade >= FULL_MARK:
            full[a.question].append(judge(a.question, a.answer))
    mean = fmean(score for scores in full.values() for score in scores)
    table = {}
    for name, attack in attacks.ATTACKS.items():
        rng = Random(name)
        earned = [(q, judge(q, attack(pack, q, rng))) for q in full for _ in range(tries)]
        table[name] = Attacked(
            relative=fmean(score for _, score in earned) / mean,
            beats=fmean(score >= mark for q, score in earned for mark in full[q]),
        )
    return table


def changed(scorer: Scorer, split: str) -> dict[str, tuple[float, float]]:
    """Return per harmless change: its mean cost and its mean absolute effect, in points of 100."""
    good = [a for a in data.answers(split) if a.grade >= FULL_MARK]
    table = {}
    for name, change in attacks.CHANGES.items():
        rng = Random(name)
        before = np.array([scorer.score(a.question, a.answer).score for a in good])
        after = [scorer.score(a.question, change(a.answer, rng)).score for a in good]
        effect = before - np.array(after)
        table[name] = (float(effect.mean()), float(np.abs(effect).mean()))
    return table


def milliseconds(judge: Callable[[str, str], object], pairs: Sequence[tuple[str, str]]) -> float:
    """Return the mean time per pair, in milliseconds."""
    start = time.perf_counter()
    for first, second in pairs:
        judge(first, second)
    return 1000 * (time.perf_counter() - start) / len(pairs)


def speed(scorer: Scorer, pack: Pack, peers: dict[str, Judge], split: str) -> dict[str, float]:
    """Return the time per answer of each scorer as a multiple of token_set_ratio's, in one run.

    They take turns, so that a busy moment of the machine harms none alone; the best turn counts.
    """
    references = {q.id: reference_text(q) for q in pack.questions if q.answered}
    answers = data.answers(split)
    texts = [(references[a.question], a.answer) for a in answers]
    own = [(a.question, a.answer) for a in answers]
    best = dict.fromkeys([*peers, "ours"], float("inf"))
    for _ in range(TURNS):
        for name, judge in peers.items():
            best[name] = min(best[name], milliseconds(judge, texts))
        best["ours"] = min(best["ours"], milliseconds(scorer.score, own))
    base = best["rapidfuzz token_set_ratio"]
    return {name: value / base for name, value in best.items()}


def worst_case(scorer: Scorer, question: str) -> tuple[float, float]:
    """Return milliseconds for a hostile answer of 4,000 and of 16,000 characters."""
    words = "not data model monitor train feature drift rollback deploy traffic "
    hostile = (words * 400)[:16_000]
    return (
        milliseconds(scorer.score, [(question, hostile[:4_000])] * 5),
        milliseconds(scorer.score, [(question, hostile)] * 5),
    )
