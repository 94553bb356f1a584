from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.scoring.text import Language, fold, tokenize

ENGLISH = Language("en")


def words(text: str) -> list[str]:
    return [token.word for token in tokenize(text, ENGLISH)]


def test_words_keep_their_places() -> None:
    text = "Redis, the re\u200bal-time cache (k8s)!"
    tokens = tokenize(text, ENGLISH)
    assert [t.word for t in tokens] == ["redis", "the", "real", "time", "cache", "k8s"]
    assert [text[t.start : t.end] for t in tokens][2] == "re\u200bal"


@given(st.text(max_size=300))
def test_any_text_is_read_in_order(text: str) -> None:
    tokens = tokenize(text, ENGLISH)
    assert all(0 <= t.start < t.end <= len(text) for t in tokens)
    for before, after in pairwise(tokens):
        assert before.end <= after.start
        assert before.sentence <= after.sentence
        assert before.segment <= after.segment


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two! Three?", 3),
        ("one\ntwo", 2),
        ("v1.2 and requirements.txt stay whole", 1),
        ("tools, e.g. Redis, help", 1),
        ("1. first\n2. second", 2),
    ],
)
def test_sentences(text: str, sentences: int) -> None:
    assert tokenize(text, ENGLISH)[-1].sentence + 1 == sentences


@pytest.mark.parametrize(
    "text", ["a store, b", "a store: b", "a store (b)", "a store but b", "a store whereas b"]
)
def test_segments_break_at_commas_and_contrasts(text: str) -> None:
    tokens = tokenize(text, ENGLISH)
    assert tokens[0].segment == 0
    assert tokens[-1].segment == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("quantisation", "quantization"),
        ("behaviour", "behavior"),
        ("prioritising", "prioritize"),
        ("sent", "send"),
        ("kept", "keeps"),
        ("GPUs", "gpu"),
        ("naïve", "naive"),
        ("versioning", "versions"),
    ],
)
def test_forms_of_a_word_share_their_stem(one: str, other: str) -> None:
    assert ENGLISH.stem(fold(one)) == ENGLISH.stem(fold(other))


@pytest.mark.parametrize(
    ("one", "other"), [("online", "offline"), ("precision", "recall"), ("training", "serving")]
)
def test_other_words_keep_their_own_stem(one: str, other: str) -> None:
    assert ENGLISH.stem(one) != ENGLISH.stem(other)


@pytest.mark.parametrize("word", ["not", "don't", "doesn\u2019t", "never", "without", "cannot"])
def test_negations_are_one(word: str) -> None:
    assert tokenize(word, ENGLISH)[0].stem == "not"


def test_a_language_that_is_not_known_is_left_as_it_is() -> None:
    assert Language("tlh").stem("batlhs") == "batlhs"


def test_words_that_are_only_invisible_are_dropped() -> None:
    assert words("a\u0301 _ \u200b 😀") == ["a"]


def test_an_apostrophe_alone_is_no_word() -> None:
    assert [t.word for t in tokenize("\u02bc stale \u02bc data", Language("en"))] == [
        "stale",
        "data",
    ]
