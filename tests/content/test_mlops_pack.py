"""The shipped pack: its size, its parts, and that it covers the seed's facts in its own words."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from content.library import load
from content.model import Kind, Pack, Question
from content.scoring.scorer import Scorer
from content.scoring.text import Language, fold, tokenize

SEED = Path(__file__).parents[3] / "shared" / "seed" / "000_49b0368718f3beed.txt"
ENGLISH = Language("en")
RUN = 8
"""So many words in a row, the same as in the seed, would be a copied sentence."""


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load("mlops")


@pytest.fixture(scope="module")
def seed() -> Pack:
    if not SEED.exists():
        pytest.skip("../shared/seed is not beside this checkout")
    return load(SEED)


def test_counts(pack: Pack) -> None:
    ids = [question.id for question in pack.questions]
    assert {f"q{n}" for n in range(1, 51)} <= set(ids)
    assert {f"s{n}" for n in range(1, 21)} <= set(ids)
    per_topic = Counter(question.topic for question in pack.questions if question.topic)
    assert {topic.id for topic in pack.topics} == {f"t{n}" for n in range(1, 11)}
    assert all(per_topic[topic.id] >= 3 for topic in pack.topics)
    assert len(pack.thesaurus) >= 200
    assert pack.version == "1.0.0"


def test_every_topic_says_what_to_read(pack: Pack) -> None:
    assert all(topic.reading for topic in pack.topics)
    assert all(link.url.startswith("https://") for t in pack.topics for link in t.reading)


def test_every_question_has_all_its_parts(pack: Pack) -> None:
    for question in pack.questions:
        assert question.tags, question.id
        assert len(question.misconceptions) >= 5, question.id
        assert all(m.reason and m.claims for m in question.misconceptions), question.id
        assert 3 <= len(question.aspects) <= 5, question.id
        for aspect in question.aspects:
            assert aspect.points, f"{question.id}: {aspect.name}"
            assert aspect.hint, f"{question.id}: {aspect.name}"
            assert len(aspect.follow_up.split()) > 3, f"{question.id}: {aspect.name}"
        assert all(point.groups and point.phrases for point in question.points), question.id


def test_scenarios_and_core_questions_are_told_apart(pack: Pack) -> None:
    kinds = {question.id: question.kind for question in pack.questions}
    assert all((kind is Kind.SCENARIO) == id_.startswith("s") for id_, kind in kinds.items())


def test_same_categories_and_as_many_aspects_as_the_seed(pack: Pack, seed: Pack) -> None:
    for theirs in seed.questions:
        if theirs.kind is not Kind.CORE:
            continue
        ours = pack.question(theirs.id)
        assert ours.category.casefold() == theirs.category.casefold(), theirs.id
        assert len(ours.aspects) == len(theirs.aspects), theirs.id


def _runs_of_sentences(text: str) -> set[tuple[str, ...]]:
    """Return every run of RUN words that stands on one line."""
    runs = set()
    for line in text.splitlines():
        words = [fold(word) for word in re.findall(r"\w+", line)]
        runs |= {tuple(words[i : i + RUN]) for i in range(len(words) - RUN + 1)}
    return runs


def test_no_sentence_is_copied_from_the_seed(seed: Pack) -> None:
    theirs = _runs_of_sentences(SEED.read_text("utf-8"))
    assert len(seed.questions) == 60
    folder = Path(__file__).parents[2] / "content" / "packs" / "mlops"
    for file in sorted(folder.glob("*.md")):
        shared = theirs & _runs_of_sentences(file.read_text("utf-8"))
        assert not shared, f"{file.name}: {' '.join(next(iter(shared)))}"


def test_statements_of_the_seed_earn_something_here(pack: Pack, seed: Pack) -> None:
    """Our pack's annotations recognise what the seed says, in the seed's words."""
    scorer = Scorer(pack)
    statements = [
        (question.id, point.text)
        for question in seed.questions
        if question.kind is Kind.CORE
        for point in question.points
    ]
    earning = [
        any(point.credit for point in scorer.score(question, text).points)
        for question, text in statements
    ]
    assert sum(earning) >= 0.93 * len(statements)


def _stems(text: str) -> set[str]:
    return {token.stem for token in tokenize(text, ENGLISH) if not token.function}


def _vocabulary(question: Question, groups: list[tuple[str, list[set[str]]]]) -> set[str]:
    """Return every stem by which our question may recognise something."""
    parts = [question.title, question.prompt, *(s.label for s in question.sections)]
    parts += [aspect.name for aspect in question.aspects]
    ways = set()
    for point in question.points:
        parts.append(point.text)
        parts += [phrase.text for phrase in point.phrases]
        ways |= {way.text for group in point.groups for idea in group.ideas for way in idea}
    stems = _stems("\n".join([*parts, *ways]))
    for name, members in groups:
        if name in ways:
            stems = stems.union(*members)
    return stems


ACRONYM = re.compile(r"\b[A-Z][A-Za-z]*[A-Z]\w*\b")


def test_every_term_of_the_seed_is_known_here(pack: Pack, seed: Pack) -> None:
    """A bold term is known by its words or by what is said of it, an acronym by its letters."""
    groups = [(g.words[0], [_stems(word) for word in g.words]) for g in pack.thesaurus]
    scorer = Scorer(pack)
    lost = []
    for theirs in (q for q in seed.questions if q.kind is Kind.CORE):
        known = _vocabulary(pack.question(theirs.id), groups)
        for point in theirs.points:
            names = set(ACRONYM.findall(point.text)) - {"MLOps"}
            earned = any(p.credit for p in scorer.score(theirs.id, point.text).points)
            if point.term and not earned:
                names.add(point.term)
            lost += [(theirs.id, name) for name in names if not _known(name, known)]
    assert not lost


def _known(name: str, known: set[str]) -> bool:
    stems = _stems(name)
    return not stems or bool(stems & known)
