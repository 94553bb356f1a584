"""A pack made ready for scoring: every way of speaking looked up, every weight known."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from content.model import Aspect, KeyPoint, Misconception, Pack, Question, Way
from content.scoring.lexicon import Lexicon
from content.scoring.text import Language, tokenize
from content.scoring.words import JOINTS, NOT

Ids = frozenset[int]
"""Ways to say one idea."""


@dataclass(frozen=True, slots=True)
class CompiledGroup:
    """Ideas that must meet."""

    ideas: tuple[Ids, ...]
    said: bool = False
    """Whether this is a phrase that people use, rather than ideas in any order."""


@dataclass(frozen=True, slots=True)
class CompiledPoint:
    """A key point: its groups, and the weight of each of its stems for the fallback."""

    id: str
    aspect: int
    label: str
    groups: tuple[CompiledGroup, ...]
    needed: Ids
    """Where none of these ways is said, no group is."""
    stems: dict[str, float]
    negative: bool
    """Whether the point itself says what is not so."""
    authored: bool


@dataclass(frozen=True, slots=True)
class CompiledClaim:
    """A subject, and ideas that follow it."""

    subject: Ids
    ideas: tuple[Ids, ...]


@dataclass(frozen=True, slots=True)
class CompiledMisconception:
    """A false statement: its claims, and what makes it harmless."""

    source: Misconception
    claims: tuple[CompiledClaim, ...]
    needed: Ids
    """Where none of these ways is said, no claim is."""
    unless: Ids


@dataclass(frozen=True, slots=True)
class CompiledQuestion:
    """A question with all that an answer is compared with. Aspects without points are left out."""

    id: str
    aspects: tuple[Aspect, ...]
    points: tuple[CompiledPoint, ...]
    misconceptions: tuple[CompiledMisconception, ...]
    prompt_stems: frozenset[str]
    prompt_pairs: frozenset[tuple[str, str]]
    prompt_joints: frozenset[str]
    """Words that join clauses and stand in the question, perhaps as terms ("while", "do")."""
    stems: frozenset[str]
    """Every stem of the question's reference answer."""
    authored: bool


class Weights:
    """How telling a stem is: its inverse document frequency over the questions of the pack."""

    def __init__(self, documents: Iterable[set[str]]) -> None:
        counts: Counter[str] = Counter()
        total = 0
        for document in documents:
            counts.update(document)
            total += 1
        self._rarest = math.log(1 + total)
        self._weights = {stem: math.log(1 + total / n) for stem, n in counts.items()}

    def __getitem__(self, stem: str) -> float:
        return self._weights.get(stem, self._rarest) or 1.0


def compile_pack(pack: Pack, lexicon: Lexicon, language: Language) -> dict[str, CompiledQuestion]:
    """Return the compiled questions by id, and fill the lexicon with their ways."""
    texts = {q.id: _all_text(q) for q in pack.questions}
    for text in texts.values():
        lexicon.learn(text)
    weights = Weights({t.stem for t in tokenize(text, language)} for text in texts.values())
    compiled = {q.id: _question(q, lexicon, language, weights) for q in pack.questions}
    lexicon.freeze()
    return compiled


def _all_text(question: Question) -> str:
    parts = [question.title, question.prompt, *(p.text for p in question.points)]
    return "\n".join(parts)


def _question(
    question: Question, lexicon: Lexicon, language: Language, weights: Weights
) -> CompiledQuestion:
    aspects = tuple(aspect for aspect in question.aspects if aspect.points)
    words = tokenize(f"{question.title}\n{question.prompt}", language)
    asked = frozenset(t.stem for t in words if not t.function)
    points = tuple(
        _point(point, number, lexicon, language, weights, asked)
        for number, aspect in enumerate(aspects)
        for point in aspect.points
    )
    return CompiledQuestion(
        id=question.id,
        aspects=aspects,
        points=points,
        misconceptions=tuple(_misconception(m, lexicon) for m in question.misconceptions),
        prompt_stems=asked,
        prompt_pairs=frozenset(pairwise(t.stem for t in words if not t.function)),
        prompt_joints=JOINTS.intersection(t.word for t in words),
        stems=frozenset(stem for point in points for stem in point.stems),
        authored=any(point.authored for point in points),
    )


def _point(
    point: KeyPoint,
    aspect: int,
    lexicon: Lexicon,
    language: Language,
    weights: Weights,
    asked: frozenset[str],
) -> CompiledPoint:
    groups = [CompiledGroup(tuple(lexicon.idea(idea) for idea in g.ideas)) for g in point.groups]
    for phrase in point.phrases:
        stems = _phrase(phrase.text, lexicon, language)
        if stems:
            groups.append(CompiledGroup(stems, said=True))
    tokens = [t for t in tokenize(point.text, language) if not t.function]
    in_term = {t.stem for t in tokenize(point.term, language)}
    stems_weights = {
        t.stem: weights[t.stem]
        * (DEMOTION if t.stem in asked else 1.0)
        * (TERM_BONUS if t.stem in in_term else 1.0)
        for t in tokens
    }
    return CompiledPoint(
        id=point.id,
        aspect=aspect,
        label=point.label,
        groups=tuple(groups),
        needed=_needed(group.ideas for group in groups),
        stems=stems_weights,
        negative=any(t.stem == NOT for t in tokenize(point.text, language)),
        authored=bool(point.groups or point.phrases),
    )


DEMOTION = 0.25
"""What a word is worth that the question already said."""
TERM_BONUS = 1.5
"""What the words of a key point's term are worth more than those of its explanation."""


def _phrase(text: str, lexicon: Lexicon, language: Language) -> tuple[Ids, ...]:
    """Return one idea per content word of a phrase, thesaurus groups left out."""
    stems = [t.word for t in tokenize(text, language) if not t.function or t.stem == NOT]
    return tuple(lexicon.idea((Way(word, literal=True),)) for word in dict.fromkeys(stems))


def _misconception(source: Misconception, lexicon: Lexicon) -> CompiledMisconception:
    claims = tuple(
        CompiledClaim(
            lexicon.idea(claim.subject),
            tuple(lexicon.idea(idea) for idea in claim.ideas),
        )
        for claim in source.claims
    )
    return CompiledMisconception(
        source=source,
        claims=claims,
        needed=_needed((claim.subject, *claim.ideas) for claim in claims),
        unless=lexicon.idea(Way(way.text, literal=True) for way in source.unless),
    )


def _needed(combinations: Iterable[tuple[Ids, ...]]) -> Ids:
    """Return ways of which one at least is said wherever all ideas of a combination are."""
    return frozenset[int]().union(*(min(ideas, key=len) for ideas in combinations))
