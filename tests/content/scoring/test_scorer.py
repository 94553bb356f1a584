from __future__ import annotations

import json
import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.markdown import read_document
from content.model import Source, ThesaurusGroup
from content.scoring.parameters import Parameters, along, shipped
from content.scoring.receipt import Flag, PointStatus, Receipt
from content.scoring.scorer import MAX_LENGTH, Scorer

GOOD = (
    "It keeps a copy of results that are requested often, so the page comes back sooner and the "
    "database gets fewer queries. The price is that a value may be outdated."
)


def credits_of(receipt: Receipt) -> dict[str, float]:
    return {point.id: point.credit for point in receipt.points if point.credit}


def test_a_good_answer_in_plain_words(scorer: Scorer) -> None:
    receipt = scorer.score("q1", GOOD)
    assert receipt.score >= 85
    assert set(credits_of(receipt)) == {"q1.summary", "q1.latency", "q1.load", "q1.staleness"}
    assert not receipt.notes


@pytest.mark.parametrize("text", ["", "   ", "\n\n", "😀😀😀", "\u200b\u200b", "```\n```"])
def test_nothing_earns_nothing(scorer: Scorer, text: str) -> None:
    receipt = scorer.score("q1", text)
    assert receipt.score == 0
    assert receipt.flags == (Flag.EMPTY,)


def test_half_of_the_aspects_earn_about_half(scorer: Scorer) -> None:
    half = "The page comes back sooner, and the database gets fewer queries."
    assert 35 <= scorer.score("q1", half).score <= 65


def test_ideas_meet_in_any_order_within_a_clause(scorer: Scorer) -> None:
    assert "q1.staleness" in credits_of(scorer.score("q1", "The data can be stale."))
    assert "q1.staleness" in credits_of(scorer.score("q1", "Stale, that is what a value can be."))
    assert not credits_of(scorer.score("q1", "Stale bread is bad. I like data."))


def test_ideas_meet_across_a_heading_and_its_items(scorer: Scorer) -> None:
    receipt = scorer.score("q1", "The database:\n- gets fewer queries at night\n- sleeps")
    assert "q1.load" in credits_of(receipt)
    receipt = scorer.score("q1", "We look after our database. It sees less traffic.")
    assert 0 < credits_of(receipt)["q1.load"] < 1


def test_a_denied_point_earns_nothing_and_says_so(scorer: Scorer) -> None:
    receipt = scorer.score("q1", "The data is never stale.")
    assert not credits_of(receipt)
    assert Flag.NEGATION in receipt.flags


def test_not_only_denies_nothing(scorer: Scorer) -> None:
    assert credits_of(scorer.score("q1", "Not only is the data stale, it also costs memory."))


def test_a_misconception_costs_and_earns_nothing(scorer: Scorer) -> None:
    receipt = scorer.score("q1", "A cache makes writes faster.")
    assert receipt.score == 0
    note = next(note for note in receipt.notes if note.flag is Flag.MISCONCEPTION)
    assert "invalidated" in note.reason
    assert note.evidence[0].text == "cache makes writes faster"
    worse = scorer.score("q1", f"{GOOD} A cache makes writes faster.")
    assert worse.score < scorer.score("q1", GOOD).score


def test_a_misconception_spoils_what_stands_around_it_and_not_a_whole_text_without_stops(
    scorer: Scorer,
) -> None:
    wrong = "a cache makes writes faster"
    far = "we drew all that on the big white board of the office on the second floor back then"
    assert not credits_of(scorer.score("q1", f"{wrong} and the data can be stale"))
    assert "q1.staleness" in credits_of(
        scorer.score("q1", f"{wrong} and {far} and {far} and the data can be stale")
    )


@pytest.mark.parametrize(
    "text",
    [
        "A cache does not make writes faster.",
        "A cache makes reads faster than writes.",
        "Writes are slow, a cache is fast.",
    ],
)
def test_a_true_sentence_is_no_misconception(scorer: Scorer, text: str) -> None:
    assert Flag.MISCONCEPTION not in scorer.score("q1", text).flags


def test_the_score_is_the_base_times_the_factors(scorer: Scorer) -> None:
    receipt = scorer.score("q1", f"{GOOD} A cache makes writes faster.")
    factor = math.prod(note.factor for note in receipt.notes)
    assert receipt.score == pytest.approx(receipt.base * factor, abs=0.1)


WEIGHTED = """
### 1. What?

- Heavy
  - *Weight:* 3
- Light

**Answer:**

**A:**

- **Apple**: red fruit
  - *Ideas:* apple + red

**B:**

- **Banana**: yellow fruit
  - *Ideas:* banana + yellow
"""


def test_weights_of_aspects_count() -> None:
    weighted = Scorer(read_document("fruit.md", WEIGHTED.encode()))
    heavy = weighted.score("q1", "The apple is red.").score
    light = weighted.score("q1", "The banana is yellow.").score
    assert heavy > 2 * light > 0


def test_an_unknown_question(scorer: Scorer) -> None:
    with pytest.raises(KeyError):
        scorer.score("q99", GOOD)


PIECES = "cache stale data not . , : ; - ' \u200b\u0301😀 <@!1> ``` \u202e漢字 database".split()
ODD = st.sampled_from([*PIECES, "\n"]) | st.text(max_size=100)


@given(st.lists(ODD, max_size=40).map(" ".join))
def test_whatever_is_typed_gets_a_sound_receipt(scorer: Scorer, text: str) -> None:
    receipt = scorer.score("q1", text)
    assert 0 <= receipt.score <= 100
    assert scorer.score("q1", text) == receipt
    for point in receipt.points:
        assert 0 <= point.credit <= 1
        assert (point.status is PointStatus.MISSED) == (not point.evidence)
        assert all(text[e.start : e.end] == e.text for e in point.evidence)


@given(st.permutations(GOOD.split(". ")))
def test_the_order_of_sentences_hardly_matters(scorer: Scorer, sentences: list[str]) -> None:
    shuffled = ". ".join(s.rstrip(".") for s in sentences)
    assert abs(scorer.score("q1", shuffled).score - scorer.score("q1", GOOD).score) <= 3


def test_a_very_long_answer_is_read_to_its_limit(scorer: Scorer) -> None:
    padding = "word " * (MAX_LENGTH // 5)
    assert not credits_of(scorer.score("q1", padding + GOOD))


def test_the_words_of_a_phrase_stand_together() -> None:
    text = """
### 1. What?

**Answer:**

- **Coal**: black stone
  - *Said:* burns in old power stations
  - *Said:* of the
"""
    coal = Scorer(read_document("coal.md", text.encode()))
    assert coal.score("q1", "It burns in the old power stations.").score == 100
    apart = "It burns, as all of us who went there by bus and on foot last week could see in old "
    assert coal.score("q1", f"{apart} and quite dirty power stations.").score == 0
    assert coal.score("q1", "It is of the others.").score == 0


PLAIN = """
### 1. What helps in a crisis?

**Answer:**

- Never sell quick shares in a hurry
- What it is

### 2. What is a loan?

**Answer:**

- Money that has to be returned with interest

**Misconceptions:**

- **A loan is a gift.** It is to be returned.
  - *Claim:* loan > gift | present
"""


def test_in_a_plain_pack_synonyms_count_a_little_less() -> None:
    synonyms = [ThesaurusGroup(("quick", "fast"), Source("thesaurus.md", 1))]
    plain = Scorer(read_document("plain.md", PLAIN.encode()), thesaurus=synonyms)
    same = credits_of(plain.score("q1", "Never sell quick shares in a hurry."))
    other = credits_of(plain.score("q1", "Never sell fast shares in a hurry."))
    without = credits_of(plain.score("q1", "Never sell shares in a hurry."))
    both = credits_of(plain.score("q1", "Never sell fast and quick and fast shares in a hurry."))
    point = next(iter(same))
    assert without[point] < other[point] < same[point] == both[point]
    assert list(same) == [point], "a point of grammatical words alone is never earned"


def test_in_a_plain_pack_too_a_denial_and_a_false_statement_earn_little() -> None:
    plain = Scorer(read_document("plain.md", PLAIN.encode()))
    said = plain.score("q2", "Money that has to be returned with interest.")
    denied = plain.score("q2", "There is no money returned with interest, ever.")
    assert denied.points[0].credit < said.points[0].credit
    assert Flag.NEGATION in denied.flags
    false = plain.score("q2", "A loan is a gift of money returned with interest.")
    assert not credits_of(false)
    assert false.flags == (Flag.MISCONCEPTION,)


def test_other_parameters_without_compiling_anew(scorer: Scorer) -> None:
    wrong = f"{GOOD} A cache makes writes faster."
    harsh = scorer.with_parameters(replace(shipped(), misconception_factor=0.1))
    assert harsh.score("q1", wrong).score < scorer.score("q1", wrong).score
    assert harsh.score("q1", GOOD) == scorer.score("q1", GOOD)


@pytest.mark.parametrize(("x", "y"), [(-1, 0.2), (0, 0.2), (1, 0.4), (2, 0.6), (3, 0.6)])
def test_a_curve_is_held_constant_beyond_its_ends(x: float, y: float) -> None:
    assert along(((0, 0.2), (2, 0.6)), x) == pytest.approx(y)


def test_parameters_come_back_from_json() -> None:
    changed = replace(shipped(), covered=0.7)
    assert Parameters.from_json(json.loads(json.dumps(changed.to_json()))) == changed
    assert Parameters.from_json({"unheard of": 1}) == Parameters()


def test_a_plain_pack_is_scored_by_its_words() -> None:
    text = "### 1. What is a cache?\n\n**Answer:**\n\n- A copy of frequent results in memory\n"
    plain = Scorer(read_document("plain.md", text.encode()))
    right = plain.score("q1", "It is a copy of the most frequent results, held in memory.")
    assert right.score > 80
    assert right.points[0].status is PointStatus.COVERED
    assert plain.score("q1", "It is a cache.").score < 10
    assert plain.score("q1", "Bananas grow in warm countries.").score < 10


def test_the_stems_of_what_carries_meaning(scorer: Scorer) -> None:
    assert scorer.stems("The caches are stale") == ("cach", "stale")
