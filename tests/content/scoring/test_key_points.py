"""When a key point is earned: names, negations, words that serve two ideas."""

from __future__ import annotations

import pytest

from content.markdown import read_document
from content.scoring.receipt import PointStatus, Reason
from content.scoring.scorer import Scorer

PACK = """
### 1. Which tools watch LLMs in a while loop?

**Answer:**

**Tools:**

- **Prometheus**: collects time series of metrics by pulling them
  - *Ideas:* prometheus
  - *Said:* watches our llms all night; has no single switch off button
- **Old values**: values may be outdated
  - *Ideas:* old value | outdated | value + value | data
- **No agents**: works without agents instead of agents everywhere
  - *Ideas:* not agent | works alone + works | runs

**Misconceptions:**

- **Prometheus pushes.** It pulls.
  - *Claim:* prometheus > pushes
"""


@pytest.fixture(scope="module")
def tools() -> Scorer:
    return Scorer(read_document("tools.md", PACK.encode()))


def credits_of(scorer: Scorer, text: str) -> dict[str, float]:
    return {p.id.removeprefix("q1."): p.credit for p in scorer.score("q1", text).points if p.credit}


def test_a_name_earns_a_part_and_what_is_said_about_it_the_rest(tools: Scorer) -> None:
    name = credits_of(tools, "I would take Prometheus.")["prometheus"]
    told = credits_of(tools, "Prometheus collects metrics as time series.")["prometheus"]
    assert 0 < name < told == 1
    receipt = tools.score("q1", "I would take Prometheus.")
    assert receipt.points[0].status is PointStatus.PARTIAL


def test_a_name_that_is_turned_down_earns_nothing(tools: Scorer) -> None:
    for text in (
        "Not Prometheus.",
        "Prometheus is pointless.",
        "It is not true that, as some of the books on it have it, you want Prometheus.",
    ):
        receipt = tools.score("q1", text)
        assert not receipt.points[0].credit
        assert receipt.points[0].reason == Reason.DENIED


def test_what_is_denied_takes_nothing_from_what_is_said(tools: Scorer) -> None:
    said = "Prometheus collects metrics as time series"
    assert credits_of(tools, f"{said}. It never watches our LLMs all night.")["prometheus"] == 1


def test_what_is_turned_down_is_in_the_same_piece(tools: Scorer) -> None:
    assert "prometheus" in credits_of(tools, "Prometheus collects metrics, and pagers are useless.")


def test_a_false_clause_earns_nothing_for_a_true_one_beside_it(tools: Scorer) -> None:
    assert not credits_of(tools, "Prometheus pushes metrics as time series.")


def test_one_word_does_not_serve_two_ideas(tools: Scorer) -> None:
    assert "old-values" not in credits_of(tools, "A value.")
    assert credits_of(tools, "A value of the data.")["old-values"] == 1


def test_instead_of_is_a_negation(tools: Scorer) -> None:
    assert credits_of(tools, "It runs instead of agents.")["no-agents"] == 1


def test_letters_in_capitals_and_joints_of_the_question_are_no_disorder(tools: Scorer) -> None:
    text = "Event A in team A, and it is in the while loop that Prometheus collects metrics for us."
    receipt = tools.score("q1", text)
    assert not receipt.notes
    assert credits_of(tools, "Prometheus watches the LLM and our LLMs all night.")


def test_evidence_never_cuts_a_compound(tools: Scorer) -> None:
    receipt = tools.score("q1", "We use the old-value/outdated-data thing.")
    evidence = next(p for p in receipt.points if p.id == "q1.old-values").evidence
    assert [e.text for e in evidence] == ["old-value/outdated-data"]
