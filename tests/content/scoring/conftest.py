"""The complete small pack of docs/pack-format.md, and a scorer for it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from content.markdown import read_document
from content.model import Pack
from content.scoring.scorer import Scorer

FORMAT = Path(__file__).parents[3] / "docs" / "pack-format.md"


@pytest.fixture(scope="session")
def pack() -> Pack:
    blocks = re.findall(
        r"^```markdown\n(.*?)^```$", FORMAT.read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    return read_document("caching.md", blocks[-1].encode())


@pytest.fixture(scope="session")
def scorer(pack: Pack) -> Scorer:
    return Scorer(pack)
