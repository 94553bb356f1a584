"""`mock-interview score`: JSON lines in, JSON lines out."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import pytest

from bot.batch import score_lines, to_line
from tests.bot.stage import GOOD, shelf


def scored(*lines: bytes | dict[str, Any]) -> list[dict[str, Any]]:
    raw: Iterable[bytes] = (
        line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines
    )
    return list(score_lines(raw, shelf().scorer("backend")))


def test_a_line_comes_back_with_its_receipt_and_every_extra_field() -> None:
    (line,) = scored({"question": "q1", "answer": GOOD["q1"], "who": "Ada", "n": [1, {"a": None}]})
    assert (line["who"], line["n"], line["question"]) == ("Ada", [1, {"a": None}], "q1")
    assert line["score"] == 100.0
    assert line["aspects"][0] == {"name": "Say what a cache saves", "score": 100.0}
    point = next(p for p in line["points"] if p["id"] == "q1.load")
    assert (point["aspect"], point["status"], point["credit"]) == (
        "Say what a cache saves",
        "covered",
        1.0,
    )
    for span in point["evidence"]:
        assert GOOD["q1"][span["start"] : span["end"]] == span["text"]
    assert line["flags"] == []
    assert line["pack"].startswith("backend@")
    assert line["scorer"]


def test_a_false_statement_is_flagged_with_why() -> None:
    (line,) = scored({"question": "q1", "answer": "A cache makes writes faster."})
    assert line["flags"] == ["misconception"]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (b"{", "not JSON"),
        (b"[1]", "not a JSON object"),
        (b"[" * 100_000, "nested too deeply"),
        (b"\xff", "not UTF-8"),
        (b'{"answer": "x"}', '"question" is missing'),
        (b'{"question": 3, "answer": "x"}', '"question" is missing'),
        (b'{"question": "q1"}', '"answer" is missing'),
        (b'{"question": "q1", "answer": null}', '"answer" is missing'),
        (b'{"question": "q99", "answer": "x"}', "no question 'q99'"),
    ],
)
def test_a_bad_line_says_why_and_the_rest_goes_on(line: bytes, words: str) -> None:
    good = {"question": "q2", "answer": "A sorted tree of keys."}
    first, bad, last = scored(good, line, good)
    assert set(bad) == {"line", "error"}
    assert bad["line"] == 2
    assert words in bad["error"]
    assert first == last
    assert first["score"] > 0


def test_blank_lines_count_but_say_nothing() -> None:
    bad, good = scored(b"\n", b"nonsense", b"  \n", {"question": "q1", "answer": ""})
    assert bad["line"] == 2
    assert good["score"] == 0


def test_a_byte_order_mark_is_no_trouble() -> None:
    (line,) = scored(b'\xef\xbb\xbf{"question": "q1", "answer": ""}')
    assert "error" not in line


def test_lines_are_utf_8_even_where_that_has_no_word_for_it() -> None:
    assert to_line({"a": "é"}) == '{"a": "é"}\n'.encode()
    assert to_line({"a": "\ud800"}) == b'{"a": "\\ud800"}\n'
