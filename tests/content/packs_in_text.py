"""Small packs written out in tests, and where the data beside the repository is."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from content.errors import PackError
from content.markdown import read_document
from content.model import Pack, Question

SHARED = Path(__file__).parents[3] / "shared"


def shared(path: str) -> Path:
    """Return a file of the data beside the repository; skip the test where it is absent."""
    file = SHARED / path
    if not file.exists():
        pytest.skip(f"needs {file}, which is not part of the repository")
    return file


def read(text: str) -> Pack:
    """Read a pack from the text of one document."""
    return read_document("pack.md", dedent(text).encode())


def read_one(body: str, heading: str = "### 1. What is a cache?") -> Question:
    """Read the only question of a pack, from what stands below its heading."""
    (question,) = read(f"# Pack\n\n## Category\n\n{heading}\n\n{dedent(body)}").questions
    return question


def complaints(text: str) -> list[str]:
    """Return the problems of a pack, one per string, as `line: message`."""
    with pytest.raises(PackError) as caught:
        read(text)
    return [f"{problem.source.line}: {problem.message}" for problem in caught.value.problems]


def complaints_of(body: str) -> list[str]:
    """Return the problems of a question; its heading is line 1."""
    return complaints(f"### 1. What is a cache?\n\n{dedent(body)}")


def texts(question: Question) -> list[str]:
    """Return the key points of a question as people read them."""
    return [point.text for point in question.points]
