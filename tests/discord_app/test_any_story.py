"""No story, however unlucky, breaks what holds for every interview."""

from __future__ import annotations

import asyncio
import os
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings

from tests.discord_app.stories.making import stories
from tests.discord_app.stories.playing import world
from tests.discord_app.stories.steps import Step
from tests.discord_app.stories.truths import Truths

STORIES = int(os.environ.get("STORIES", "25"))
"""How many stories are played; thousands find what is rare."""

play_many = settings(
    max_examples=STORIES,
    deadline=None,
    derandomize=False,
    database=None,
    print_blob=True,
    suppress_health_check=list(HealthCheck),
)


async def play(story: list[Step], *, real: bool = False) -> None:
    """Play a story, and check after each step; `real` with a database."""
    with tempfile.TemporaryDirectory() as folder:
        async with world(Path(folder), real=real) as stage:
            truths = Truths(stage)
            for step in story:
                await stage.play(step)
                await truths.always()
                await truths.when_calm()
            await truths.at_the_end()


@play_many
@given(stories)
def test_any_story(story: list[Step]) -> None:
    asyncio.run(play(story))


@settings(play_many, max_examples=max(STORIES // 5, 1))
@given(stories)
def test_any_story_on_a_database(story: list[Step]) -> None:
    asyncio.run(play(story, real=True))
