"""What the project is shipped and checked with."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def instructions() -> list[str]:
    """Return the instructions of the Dockerfile, each in one line."""
    plain = re.sub(r"^#.*\n", "", text("Dockerfile"), flags=re.MULTILINE)
    return [line for line in plain.replace("\\\n", " ").splitlines() if line.strip()]


def test_the_image_is_built_in_stages_and_runs_without_rights() -> None:
    names = [line.split()[0] for line in instructions()]
    assert names.count("FROM") == 2
    assert all(":" in line for line in instructions() if line.startswith("FROM"))
    last_user = [line for line in instructions() if line.startswith("USER")][-1]
    assert int(last_user.split()[1]) > 0
    assert names.index("USER") < names.index("ENTRYPOINT")


def test_the_image_asks_nobody_but_itself_how_it_is() -> None:
    (check,) = [line for line in instructions() if line.startswith("HEALTHCHECK")]
    assert check.endswith('CMD ["python", "-m", "bot", "health"]')


def test_the_image_holds_only_what_was_locked_and_no_secret() -> None:
    installs = [line for line in instructions() if "pip install" in line]
    assert all("--require-hashes" in line for line in installs)
    assert "DISCORD_TOKEN" not in text("Dockerfile")
    assert all("latest" not in line for line in instructions())
    copied = [line.split()[-2] for line in instructions() if line.startswith("COPY")]
    let_in = {line[1:] for line in text(".dockerignore").splitlines() if line.startswith("!")}
    assert {name for name in copied if not name.startswith("/")} == let_in


@pytest.mark.parametrize("name", ["bot", "content", "storage", "requirements.txt"])
def test_what_the_image_copies_is_there(name: str) -> None:
    assert (ROOT / name).exists()


def test_the_entry_for_ci_can_be_run() -> None:
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    assert "make --no-print-directory test" in text(".ci/run")


@pytest.mark.parametrize(
    "name", ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"]
)
def test_links_lead_somewhere(name: str) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", text(name)):
        assert (ROOT / target).exists(), target


def test_the_readme_begins_with_the_two_commands() -> None:
    commands = re.findall(r"^make \w+", text("README.md"), re.MULTILINE)
    assert commands[:2] == ["make run", "make test"]
    assert text("README.md").index("make run") < 100


def test_every_command_is_in_the_readme() -> None:
    names = re.findall(r'@app\.command\((?:"(\w+)")?\)\ndef (\w+)', text("bot/__main__.py"))
    for given, name in names:
        assert f"`{given or name}" in text("README.md"), name
