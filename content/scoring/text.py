"""Text as the scorer sees it: words with their places, in sentences and segments.

A *sentence* ends with a full stop, a question or exclamation mark, a semicolon or a line break.
A *segment* is a stretch of a sentence between commas, colons, dashes, brackets and the words that
set one half of a sentence against the other ("but", "while", …).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import Stemmer

_WORD = re.compile(
    r"[^\W_][\w\u0300-\u036f\u200b-\u200d\u2060\ufeff\u00ad]*"
    r"(?:['\u2019\u02bc](?:t|s|re|ve|ll|d|m)\b)?",
    re.IGNORECASE,
)
_INVISIBLE = re.compile("[\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\u00ad_]")
_SENTENCE_END = re.compile(r"[.!?;\n\u2026]")
_SEGMENT_END = re.compile(r"[,:()\[\]{}\u2013\u2014|=\u2192]|\s-\s|->")
_ABBREVIATION = re.compile(r"(?:\be\.?g|\bi\.?e|\betc|\bvs|\bapprox|\bca)\.$|\d\.$", re.IGNORECASE)

CONTRASTS = frozenset(
    "but while whereas however although though unlike instead than versus vs rather".split()
)
"""Words that begin a new segment and belong to it."""

NEGATIONS = frozenset(
    "not no never without cannot cant none nor neither dont doesnt didnt isnt arent wasnt werent wont "
    "wouldnt shouldnt couldnt hasnt havent hadnt aint".split()
)
"""Words that turn a statement around; "instead of" and "rather than" do so too."""

NOT = "not"
"""What every negation becomes."""

FUNCTION_WORDS = frozenset(
    """a an the this that these those some any each every either such
    of in on at by for with from to into onto over under about between among against through during
    before after above below up down out off per via within across toward towards upon as than like
    and or but so if then because while whereas although though unless until since when where which
    who whom whose what why how whether
    i me my mine we us our ours you your yours he him his she her hers it its they them their theirs
    myself yourself itself ourselves themselves one ones someone something everyone everything
    is am are was were be been being do does did done doing have has had having can could will would
    shall should may might must ought get gets got getting
    not no nor never just also only too very more most much many less least few even still already
    yet again always often sometimes usually here there now well really quite rather
    re ve ll s t d m im ive id youre theyre thats lets gonna wanna etc eg ie vs""".split()
)
"""Words that carry grammar rather than content."""


@dataclass(frozen=True, slots=True)
class Token:
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
        irregular = _IRREGULAR.get(word)
        return irregular or self._stemmer.stemWord(_american(word))


_BRITISH = re.compile(r"(?<=..)is(?=(?:e[ds]?|ing|ations?|ers?)$)|(?<=..)ou(?=r(?:s|ed|ing|al)?$)")


def _american(word: str) -> str:
    """Return one spelling of what is written with -ise or -ize, -our or -or.

    Words that have no such pair ("exercise", "hour") change too, on both sides alike.
    """
    if len(word) < 6:
        return word
    return _BRITISH.sub(lambda ending: "iz" if ending.group() == "is" else "o", word)


_BY_CODE = {"en": "english", "de": "german", "fr": "french", "es": "spanish", "it": "italian"}

_IRREGULAR = {
    form: base
    for base, forms in {
        "keep": "kept",
        "send": "sent",
        "go": "went gone goes",
        "grow": "grew grown",
        "run": "ran",
        "build": "built",
        "find": "found",
        "teach": "taught",
        "catch": "caught",
        "hold": "held",
        "lose": "lost losing loses",
        "make": "made",
        "take": "took taken",
        "give": "gave given",
        "see": "saw seen",
        "know": "knew known",
        "write": "wrote written",
        "choos": "chose chosen",
        "break": "broke broken",
        "fall": "fell fallen",
        "rise": "rose risen",
        "buy": "bought",
        "learn": "learnt",
        "begin": "began begun",
        "come": "came",
        "spend": "spent",
        "mean": "meant",
        "split": "splitting",
        "stop": "stopping stopped",
        "worker": "workers",
        "server": "servers",
        "data": "dataset datasets",
        "analysi": "analyses analyze analyse analysed analyzed analyzing analysing analysis",
        "behavior": "behaviour behaviours behaviors behavior",
        "old": "older oldest",
        "new": "newer newest",
        "fast": "faster fastest",
        "slow": "slower slowest",
        "cheap": "cheaper cheapest",
        "big": "bigger biggest",
        "small": "smaller smallest",
        "high": "higher highest",
        "low": "lowest",
        "large": "larger largest",
        "few": "fewer fewest",
        "gpu": "gpus",
        "cpu": "cpus",
        "tpu": "tpus",
        "npu": "npus",
        "llm": "llms",
        "jwt": "jwts",
        "sla": "slas",
        "slo": "slos",
        "vm": "vms",
        "bad": "worse worst",
        "late": "later",
        "earli": "earlier earliest",
    }.items()
    for form in forms.split()
}


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
        if tokens and _ends_sentence(between, text, last, match.start()):
            sentence += 1
            segment += 1
        elif tokens and (_SEGMENT_END.search(between) or word in CONTRASTS):
            segment += 1
        stem = language.stem(word)
        tokens.append(Token(match.start(), match.end(), word, stem, sentence, segment))
        last = match.end()
    return tokens


def _ends_sentence(between: str, text: str, start: int, end: int) -> bool:
    if not _SENTENCE_END.search(between):
        return False
    if between == "." and end < len(text):  # v1.2, requirements.txt
        return False
    only_dot = between.strip() == "." and "\n" not in between
    return not (only_dot and _ABBREVIATION.search(text[max(0, start - 8) : start + 1]))


def spread(tokens: list[Token]) -> Iterator[tuple[int, int]]:
    """Yield the half-open ranges of token indices that share a sentence."""
    begin = 0
    for i in range(1, len(tokens) + 1):
        if i == len(tokens) or tokens[i].sentence != tokens[begin].sentence:
            yield begin, i
            begin = i
