"""docs/security.md names tests that exist, and every file of tests here."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text("utf-8")
NAMED = re.findall(r"`([\w/]+\.py)::(\w+)`", PAGE)


def functions(path: Path) -> set[str]:
    """Return the names of the test functions in a file."""
    tree = ast.parse(path.read_text("utf-8"))
    found = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {node.name for node in tree.body if isinstance(node, found)}


def test_every_test_that_is_named_exists() -> None:
    assert len(NAMED) > 40
    missing = [f"{file}::{name}" for file, name in NAMED if name not in functions_of(file)]
    assert not missing


def functions_of(file: str) -> set[str]:
    path = ROOT / "tests" / file
    return functions(path) if path.is_file() else set()


def test_every_file_of_tests_is_named() -> None:
    here = {f"security/{path.name}" for path in Path(__file__).parent.glob("test_*.py")}
    assert here <= {file for file, _ in NAMED}


def test_every_threat_has_its_defence_and_its_test() -> None:
    threats = PAGE.partition("## Threats")[2].partition("## What is not defended")[0]
    rows = [line for line in threats.splitlines() if line.startswith("| ")]
    bodies = [row for row in rows if not row.startswith(("| threat", "| ---"))]
    assert len(bodies) > 20
    for row in bodies:
        _, threat, defence, tests, _ = re.split(r"(?<!\\)\|", row)
        assert threat.strip()
        assert len(defence) > 20, row
        assert re.search(r"`[\w/]+\.py::test_\w+`", tests), row


def test_the_lock_is_audited() -> None:
    workflow = (ROOT / ".github" / "workflows" / "audit.yml").read_text("utf-8")
    assert "schedule:" in workflow
    assert workflow.count('- "requirements*.txt"') == 2
    assert "run: make audit" in workflow
    for line in (ROOT / "requirements.txt").read_text("utf-8").splitlines():
        assert not re.match(r"(--index-url|--extra-index-url|.*@ )", line), line
