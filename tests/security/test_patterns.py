"""No regular expression takes more than linear time over a text that somebody chose."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

ONLY_MATCHED = {
    "content.annotations._SLIP": "tried at the beginning of an item only",
}
"""Used with `match`, at one place of a text, and judged so."""

SHORT = {
    "bot.sharding.LISTED": "a setting of whoever runs the program",
    "bot.sharding.ORDINAL": "a setting of whoever runs the program",
    "content.outline._SHORTCODES": "a title has no two blanks in a row",
}
"""Slow with something that never reaches them."""

CHILD = f"""
import resource, sys, time
resource.setrlimit(resource.RLIMIT_CPU, (120, 120))
from tests.security.hostile import patterns, texts
for name, pattern in patterns().items():
    if name in {sorted(SHORT)!r}:
        continue
    for text in texts(20_000):
        began = time.process_time()
        pattern.match(text)
        pattern.fullmatch(text)
        if name not in {sorted(ONLY_MATCHED)!r}:
            for _ in pattern.finditer(text):
                pass
        if time.process_time() - began > 0.5:
            print(name, "is slow with", ascii(text[:12]))
            break
"""
"""Half a second of processor time is a hundred times what the slowest linear one takes."""


@pytest.mark.skipif(sys.platform == "win32", reason="limits on processor time are POSIX")
def test_no_expression_is_slow() -> None:
    done = subprocess.run(  # noqa: S603 -- our own program
        [sys.executable, "-W", "ignore", "-c", CHILD],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, ""), done.stdout + done.stderr
