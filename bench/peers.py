"""The scorers that ours is compared with. Each is made for a list of references and then judges.

A peer sees what ours sees of a plain pack: the prompt, the reference as sentences, the answer.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
from rank_bm25 import BM25Okapi
from rapidfuzz import fuzz

Judge = Callable[[str, str], float]
"""Reference and answer -> how alike, on any rising scale."""

Peer = Callable[[Sequence[str]], Judge]
"""References -> a judge that knows them."""


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _sentences(text: str) -> list[str]:
    return [s for s in re.split(r"(?<=[.!?;])\s+|\n+", text) if s.strip()] or [text]


def _ratio(measure: Callable[[str, str], float]) -> Peer:
    return lambda _references: lambda reference, answer: measure(reference.lower(), answer.lower())


def _difflib(reference: str, answer: str) -> float:
    return difflib.SequenceMatcher(None, reference, answer, autojunk=False).ratio()


def best_window(reference: str, answer: str) -> float:
    """Return the mean over key points of the best fuzzy match with a window of the answer.

    The window is half as long again as the key point and moves by a third of its length.
    """
    words = answer.split()
    total = 0.0
    sentences = _sentences(reference)
    for sentence in sentences:
        size = max(3, len(sentence.split()) * 3 // 2)
        starts = range(0, max(1, len(words) - size + 1), max(1, size // 3))
        total += max(fuzz.token_set_ratio(sentence, " ".join(words[i : i + size])) for i in starts)
    return total / len(sentences)


def _tf_idf(references: Sequence[str]) -> Judge:
    documents = [set(_words(reference)) for reference in references]
    counts: dict[str, int] = {}
    for document in documents:
        for word in document:
            counts[word] = counts.get(word, 0) + 1
    rarest = np.log(1 + len(documents))

    def vector(text: str) -> dict[str, float]:
        frequencies: dict[str, float] = {}
        for word in _words(text):
            frequencies[word] = frequencies.get(word, 0.0) + 1.0
        return {
            word: n * (np.log(1 + len(documents) / counts[word]) if word in counts else rarest)
            for word, n in frequencies.items()
        }

    def judge(reference: str, answer: str) -> float:
        a, b = vector(reference), vector(answer)
        norm = np.sqrt(sum(v * v for v in a.values()) * sum(v * v for v in b.values()))
        return float(sum(v * b.get(word, 0.0) for word, v in a.items()) / norm) if norm else 0.0

    return judge


def _bm25(references: Sequence[str]) -> Judge:
    index = BM25Okapi([_words(reference) or [""] for reference in references])
    numbers = {reference: n for n, reference in enumerate(references)}

    def judge(reference: str, answer: str) -> float:
        n = numbers[reference]
        own = index.get_batch_scores(_words(reference), [n])[0] or 1.0
        return float(index.get_batch_scores(_words(answer), [n])[0] / own)

    return judge


def _word_pairs(reference: str, answer: str) -> float:
    pairs = set(pairwise(_words(reference)))
    return len(pairs & set(pairwise(_words(answer)))) / (len(pairs) or 1)


PEERS: dict[str, Peer] = {
    "difflib ratio": _ratio(_difflib),
    "rapidfuzz token_set_ratio": _ratio(fuzz.token_set_ratio),
    "rapidfuzz partial_token_set_ratio": _ratio(fuzz.partial_token_set_ratio),
    "rapidfuzz WRatio": _ratio(fuzz.WRatio),
    "rapidfuzz best window per point": _ratio(best_window),
    "TF-IDF cosine": _tf_idf,
    "BM25": _bm25,
    "word pairs": _ratio(_word_pairs),
}
"""By name. `token_set_ratio` is what speed is measured against."""
