"""Text as the scorer sees it: words with their places, in sentences and segments.

A *sentence* ends with a full stop, a question or exclamation mark, a semicolon or a line break.
A *segment* is a stretch of a sentence between commas, colons, dashes, brackets and the words that
set one half of a sentence against the other ("but", "while", …).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

import Stemmer

from content.scoring.words import CONTRASTS, FUNCTION_WORDS, IRREGULAR, NEGATIONS, NOT, OPENERS

_WORD = re.compile(
    r"[^\W_][\w\u0300-\u036f\u200b-\u200d\u2060\ufeff\u00ad]*"
    r"(?:['\u2019\u02bc](?:t|s|re|ve|ll|d|m)\b)?",
    re.IGNORECASE,
)
_INVISIBLE = re.compile("[\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\u00ad_]")
_SENTENCE_END = re.compile(r"[.!?;\n\u2026]")
_SEGMENT_END = re.compile(r"[,:()\[\]{}\u2013\u2014|=\u2192]|\s-\s|->")
_ABBREVIATION = re.compile(r"(?:\be\.?g|\bi\.?e|\betc|\bvs|\bapprox|\bca)\.$|\d\.$", re.IGNORECASE)


class Token(NamedTuple):
    """A word of a text: where it stands, how it is written, and its stem."""

    start: int
    end: int
    word: str
    stem: str
    sentence: int
    segment: int

    @property
    def function(self) -> bool:
        """Whether the word carries grammar rather than content."""
        return self.word in FUNCTION_WORDS


class Language:
    """Stems words of one language; unknown languages are left as they are."""

    def __init__(self, code: str) -> None:
        known = code in Stemmer.algorithms() or code in _BY_CODE
        self._stemmer = Stemmer.Stemmer(_BY_CODE.get(code, code)) if known else None
        self.stem = lru_cache(maxsize=50_000)(self._stem)

    def _stem(self, word: str) -> str:
        if word in NEGATIONS:
            return NOT
        if self._stemmer is None or any(c.isdigit() for c in word):
            return word
        if _PLURAL_ACRONYM.fullmatch(word):  # "llms": the stemmer wants a vowel
            return word[:-1]
        irregular = IRREGULAR.get(word)
        return irregular or self._stemmer.stemWord(_american(word))


_PLURAL_ACRONYM = re.compile(r"[bcdfghjklmnpqrtvwxz]{2,4}s")
_BRITISH = re.compile(
    r"(?<=\w{4})is(?=(?:e[ds]?|ing|ations?|ers?)$)|(?<=\w{3})ou(?=r(?:s|ed|ing|al)?$)"
)


def _american(word: str) -> str:
    """Return one spelling of what is written with -ise or -ize, -our or -or.

    Words that have no such pair ("exercise", "harbour") change too, in all their forms alike.
    """
    return _BRITISH.sub(lambda ending: "iz" if ending.group() == "is" else "o", word)


_BY_CODE = {"en": "english", "de": "german", "fr": "french", "es": "spanish", "it": "italian"}


def fold(word: str) -> str:
    """Return a word in lower case, without accents, invisible characters and apostrophes."""
    if word.isascii():
        return word.lower().replace("'", "").replace("_", "")
    plain = unicodedata.normalize("NFKD", _INVISIBLE.sub("", word))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    plain = unicodedata.normalize("NFC", plain).casefold()
    return plain.replace("'", "").replace("\u2019", "").replace("\u02bc", "")


def tokenize(text: str, language: Language) -> list[Token]:
    """Return the words of a text in order. Linear in its length."""
    tokens: list[Token] = []
    sentence = segment = 0
    last = 0
    for match in _WORD.finditer(text):
        between = text[last : match.start()]
        word = fold(match.group())
        if not word:
            continue
        if not tokens:
            pass
        elif between != " " and _ends_sentence(between, text, last, match.start()):
            sentence += 1
            segment += 1
        elif word in CONTRASTS or (between != " " and _ends_segment(between, tokens)):
            segment += 1
        stem = language.stem(word)
        tokens.append(Token(match.start(), match.end(), word, stem, sentence, segment))
        last = match.end()
    return tokens


def _ends_segment(between: str, tokens: list[Token]) -> bool:
    return bool(_SEGMENT_END.search(between)) and not _opens(tokens, between)


def _opens(tokens: list[Token], between: str) -> bool:
    """Whether a comma only ends an opening such as "in a canary release, …"."""
    if between.strip() != ",":
        return False
    last = tokens[-1]
    own = [t for t in tokens[-OPENING:] if t.sentence == last.sentence]
    begins = len(own) < OPENING or len(own) == len(tokens)
    return begins and own[0].word in OPENERS and own[0].segment == last.segment


OPENING = 7
"""An opening has fewer words than this."""


def _ends_sentence(between: str, text: str, start: int, end: int) -> bool:
    if not _SENTENCE_END.search(between):
        return False
    if between == "." and end < len(text):  # v1.2, requirements.txt
        return False
    only_dot = between.strip() == "." and "\n" not in between
    return not (only_dot and _ABBREVIATION.search(text[max(0, start - 8) : start + 1]))
