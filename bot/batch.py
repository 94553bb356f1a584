"""Score many answers: JSON lines in, JSON lines out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from content.scoring.scorer import Scorer

_OWN = ("score", "base", "aspects", "points", "flags", "notes", "scorer", "pack")


def score_lines(lines: Iterable[bytes], scorer: Scorer) -> Iterator[dict[str, Any]]:
    """Yield one result per line that is not blank, in order.

    A result is the line's own object with the receipt added. A line that cannot be read, or that
    names no question of the pack, becomes `{"line": N, "error": "…"}`; N counts from 1.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield _score(line, scorer)
        except _BadLine as error:
            yield {"line": number, "error": str(error)}


def to_line(result: dict[str, Any]) -> bytes:
    """Return a result as a line of UTF-8; what UTF-8 cannot say is escaped as JSON does."""
    try:
        return json.dumps(result, ensure_ascii=False).encode() + b"\n"
    except UnicodeEncodeError:
        return json.dumps(result).encode() + b"\n"


class _BadLine(Exception):
    """Why a line cannot be scored, and what it should be."""


def _score(line: bytes, scorer: Scorer) -> dict[str, Any]:
    try:
        data = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise _BadLine("this is not UTF-8 text; save the file as UTF-8") from None
    except (json.JSONDecodeError, RecursionError) as error:
        reason = error.msg if isinstance(error, json.JSONDecodeError) else "nested too deeply"
        raise _BadLine(f"this is not JSON ({reason}); write one object a line") from None
    if not isinstance(data, dict):
        raise _BadLine('this is not a JSON object; write {"question": "q2", "answer": "…"}')
    question, answer = data.get("question"), data.get("answer")
    if not isinstance(question, str):
        raise _BadLine('"question" is missing; give the id of a question, such as "q2"')
    if not isinstance(answer, str):
        raise _BadLine('"answer" is missing or is no text')
    try:
        receipt = scorer.score(question, answer).to_json()
    except KeyError:
        raise _BadLine(f"the pack has no question {question!r}") from None
    return data | {key: receipt[key] for key in _OWN}
