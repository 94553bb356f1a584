"""`python -m tests.faults [scene ...]`: play the whole matrix and print what became of it."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.faults.matrix import AT_ONCE, FAULTS, Case, Result, cases, play_fairly, targets
from tests.faults.tour import SCENES
from tests.faults.world import world


def say(text: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def table(results: list[Result]) -> str:
    """Return how many cases of each route and fault went well."""
    well: Counter[tuple[str, str]] = Counter()
    played: Counter[tuple[str, str]] = Counter()
    for result in results:
        assert result.case.target is not None
        assert result.case.fault is not None
        key = result.case.target.route, result.case.fault.value
        played[key] += 1
        well[key] += not result.problems
    routes = sorted({route for route, _ in played})
    width = max(map(len, routes))
    lines = [" " * width + "".join(f"{fault:>14}" for fault in FAULTS)]
    for route in routes:
        cells = (f"{well[route, f]}/{played[route, f]}" for f in FAULTS)
        lines.append(f"{route:<{width}}" + "".join(f"{cell:>14}" for cell in cells))
    return "\n".join(lines)


def told(result: Result) -> None:
    """Print what was wrong in a case."""
    if result.problems:
        say(str(result.case))
        for problem in result.problems:
            say(f"    ! {problem}")


async def main(scenes: list[str]) -> int:
    """Play some scenes, or all, with every fault at every call."""
    with tempfile.TemporaryDirectory() as folder:
        async with world(Path(folder)) as w:
            recorded = await play_fairly(w, [Case(name) for name in scenes or SCENES], {}, AT_ONCE)
            usual = {r.case.scene: r.picture for r in recorded if r.picture is not None}
            wanted = cases(targets(recorded))
            say(f"{len(recorded)} scenes, {len(wanted)} cases")
            results = await play_fairly(w, wanted, usual, AT_ONCE)
    for result in [*recorded, *results]:
        told(result)
    say(table(results))
    wrong = sum(bool(result.problems) for result in [*recorded, *results])
    say(f"{len(results)} cases, {wrong} of them wrong")
    return min(wrong, 1)


if __name__ == "__main__":
    sys.exit(asyncio.run(main(sys.argv[1:])))
