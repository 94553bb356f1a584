"""Processes are killed at bad moments, and nobody notices but by the time that it takes.

`python -m tests.simulated.kill` does the same for longer.
"""

from __future__ import annotations

from pathlib import Path

from tests.simulated.killing import Story
from tests.simulated.server import SimulatedDiscord

KILLS = 8
SEED = 20


async def test_whatever_dies_nothing_is_lost_or_said_twice(
    discord: SimulatedDiscord, url: str, tmp_path: Path
) -> None:
    story = Story(discord, tmp_path, url, seed=SEED, kills=KILLS)
    findings = await story.tell()
    assert not findings.wrong, story
    assert findings.checked["processes killed"] == KILLS
    assert {"clocks", "messages heard", "answer windows taken"} <= findings.checked.keys()
