"""Every command and every option stands in docs/commands.md."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from discord import app_commands

from bot.discord_app.commands import all_commands

DOCS = Path(__file__).parents[2] / "docs" / "commands.md"


def leaves() -> Iterator[app_commands.Command[Any, ..., Any]]:
    """Yield every command that can be used."""
    for command in all_commands():
        if isinstance(command, app_commands.Group):
            for inner in command.walk_commands():
                assert isinstance(inner, app_commands.Command)
                yield inner
        else:
            yield command


def documented() -> dict[str, set[str]]:
    """Return the options that the page lists under each command."""
    found: dict[str, set[str]] = {}
    for section in re.split(r"^### ", DOCS.read_text(), flags=re.MULTILINE)[1:]:
        title, _, body = section.partition("\n")
        body = re.split(r"^## ", body, flags=re.MULTILINE)[0]
        found[title.strip("` /")] = set(re.findall(r"^\| `(\w+)` \|", body, re.MULTILINE))
    return found


def test_every_command_and_option_is_documented() -> None:
    real = {
        command.qualified_name: {option.display_name for option in command.parameters}
        for command in leaves()
    }
    assert documented() == real


def test_every_command_and_option_says_what_it_does() -> None:
    for command in leaves():
        assert len(command.description) > 5
        for option in command.parameters:
            assert len(str(option.description)) > 5, (command.qualified_name, option.name)


def test_the_bounds_of_the_time_stand_in_the_option_itself() -> None:
    start = next(c for c in leaves() if c.qualified_name == "interview start")
    seconds = next(p for p in start.parameters if p.name == "seconds")
    for bound in ("30", "1800", "0 for no limit", "180"):
        assert bound in str(seconds.description)
