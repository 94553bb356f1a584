from __future__ import annotations

import pytest

from content.model import Source, ThesaurusGroup, Way
from content.scoring.lexicon import Lexicon
from content.scoring.text import Language, tokenize

SOURCE = Source("thesaurus.md", 1)


def lexicon(*ideas: str, vocabulary: str = "", groups: tuple[str, ...] = ()) -> Lexicon:
    made = Lexicon(
        Language("en"),
        [ThesaurusGroup(tuple(w.strip() for w in g.split(",")), SOURCE) for g in groups],
    )
    made.learn(vocabulary)
    for idea in ideas:
        made.idea([Way(idea)])
    made.freeze()
    return made


def said(made: Lexicon, way: str, text: str, *, literal: bool = False) -> list[str]:
    """Return the pieces of a text in which a way is said."""
    ids = made.idea([Way(way, literal)])
    tokens = tokenize(text, made.language)
    found = made.find(tokens, made.readings(tokens))
    places = sorted({place for way_id in ids for place in found.get(way_id, [])})
    return [text[tokens[a].start : tokens[b].end] for a, b in places]


@pytest.mark.parametrize(
    ("way", "text"),
    [
        ("feature store", "Our feature stores are fast"),
        ("feature store", "the feature-store"),
        ("feature store", "a featurestore"),
        ("real time", "realtime"),
        ("rollback", "we roll back at once"),
        ("kolmogorov smirnov", "the Kolmogorov–Smirnov test"),
        ("switch traffic", "switches all the traffic"),
        ("by hand", "deployed by hand"),
        ("not finished", "it isn't finished"),
        ("monitoring", "we monitored it"),
        ("only new data", "only the new data"),
        ("larger memory", "a larger main memory"),
    ],
)
def test_said(way: str, text: str) -> None:
    assert said(lexicon(way), way, text)


@pytest.mark.parametrize(
    ("way", "text"),
    [
        ("feature store", "store the feature"),
        ("feature store", "a feature. Store it"),
        ("by hand", "by the left and the right hand"),
        ("switch traffic", "switch the old blue green load balancer to traffic"),
        ("not replaced", "it does not say that it was replaced"),
        ("only new data", "the new data"),
        ("larger memory", "a larger batch when memory is short"),
        ("slow reads", "slow but reads everything"),
        ("live traffic", "liveness of the traffic"),
    ],
)
def test_not_said(way: str, text: str) -> None:
    assert not said(lexicon(way), way, text)


@pytest.mark.parametrize(
    ("known", "typed"),
    [
        ("deployment", "deploymnet"),
        ("monitoring", "monitorring"),
        ("kubernetes", "kuberntes"),
        ("reproducibility", "reproducability"),
        ("drift", "drfit"),
    ],
)
def test_typing_errors_are_forgiven(known: str, typed: str) -> None:
    assert said(lexicon(known), known, typed) == [typed]


@pytest.mark.parametrize(
    ("known", "typed"),
    [
        ("precision", "recall"),
        ("rollback", "rollforward"),
        ("offline", "online"),
        ("consistent", "inconsistent"),
        ("training", "serving"),
        ("shadow", "canary"),
        ("increase", "decrease"),
        ("supervised", "unsupervised"),
        ("batch", "match"),
        ("lime", "time"),
    ],
)
def test_false_friends_never_match(known: str, typed: str) -> None:
    assert not said(lexicon(known), known, typed)


def test_a_word_that_the_pack_knows_is_never_taken_for_a_misspelt_other() -> None:
    made = lexicon("stream", vocabulary="steam engines")
    assert not said(made, "stream", "steam")


def test_the_first_word_of_a_thesaurus_group_stands_for_all_of_it() -> None:
    made = lexicon("deploy", groups=("deploy, roll out, ship, go live",))
    assert said(made, "deploy", "we ship on Fridays") == ["ship"]
    assert said(made, "deploy", "it went live") == ["went live"]


def test_other_members_and_quoted_words_mean_only_themselves() -> None:
    made = lexicon("ship", groups=("deploy, roll out, ship",))
    assert not said(made, "ship", "we deploy")
    assert not said(made, "deploy", "we ship", literal=True)


def test_the_closer_beginning_of_a_way_is_meant() -> None:
    made = lexicon("not internet")
    assert said(made, "not internet", "not without internet") == ["without internet"]


def test_synonyms_of_single_words() -> None:
    made = lexicon(groups=("fast, quick, speedy", "car, automobile"))
    assert made.synonyms("fast") & made.synonyms("quick")
    assert not made.synonyms("fast") & made.synonyms("car")
    assert made.synonyms("unheard") == frozenset()


def test_long_ways_go_on_word_by_word() -> None:
    made = lexicon("zero out small weights", "in the loop", "of course")
    assert said(made, "zero out small weights", "we zero out all small weights")
    assert not said(made, "zero out small weights", "we zero out the big weights")
    assert said(made, "in the loop", "a human in the loop")
    assert not said(made, "in the loop", "in our very own loop")
    assert not said(made, "in the loop", "in a small loop")
    assert not said(made, "of course", "of the course")


def test_what_is_said_twice_is_found_at_its_closest() -> None:
    assert said(lexicon("fast read"), "fast read", "fast fast reads") == ["fast reads"]
