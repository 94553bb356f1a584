from __future__ import annotations

import json

from content.scoring.receipt import Flag, Receipt
from content.scoring.scorer import Scorer

ANSWER = "Users wait less, as the answer comes from memory. A cache makes writes faster."


def test_a_receipt_survives_json(scorer: Scorer) -> None:
    receipt = scorer.score("q1", ANSWER)
    assert Receipt.from_json(json.loads(json.dumps(receipt.to_json()))) == receipt


def test_the_json_is_the_contract(scorer: Scorer) -> None:
    data = scorer.score("q1", ANSWER).to_json()
    assert {"score", "aspects", "points", "flags", "scorer", "pack"} <= data.keys()
    assert {frozenset(aspect) for aspect in data["aspects"]} == {frozenset({"name", "score"})}
    point = data["points"][0]
    assert set(point) == {"id", "aspect", "status", "credit", "evidence", "reason"}
    span = next(e for p in data["points"] for e in p["evidence"])
    assert ANSWER[span["start"] : span["end"]] == span["text"]
    assert data["flags"] == ["misconception"]


def test_flags_are_named_once(scorer: Scorer) -> None:
    receipt = scorer.score("q1", f"{ANSWER} Caching speeds up inserts too.")
    assert receipt.flags.count(Flag.MISCONCEPTION) == 1


def test_a_receipt_from_before_notes_had_factors_can_be_read(scorer: Scorer) -> None:
    data = scorer.score("q1", ANSWER).to_json()
    del data["base"]
    for note in data["notes"]:
        del note["factor"]
    receipt = Receipt.from_json(data)
    assert receipt.base == receipt.score
    assert receipt.notes[0].factor == 1.0
