"""A part of the matrix: every route meets every fault, in one of the scenes that call it.

`python -m tests.faults` plays the whole of it.
"""

from __future__ import annotations

from pathlib import Path
from random import Random

from tests.faults.matrix import FAULTS, Case, cases, play_fairly, targets
from tests.faults.routes import AT_START, MAKES, made, named
from tests.faults.tour import SCENES
from tests.faults.world import world

AT_ONCE = 15


def sample(all_cases: list[Case], rng: Random) -> list[Case]:
    """Return some cases: every route with every fault."""
    shuffled = rng.sample(all_cases, len(all_cases))
    chosen: dict[object, Case] = {}
    for case in shuffled:
        assert case.target is not None
        chosen.setdefault((case.target.route, case.fault), case)
    return list(chosen.values())


async def test_the_right_state_and_sentence_come_of_every_fault(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        recorded = await play_fairly(w, [Case(name) for name in SCENES], {}, AT_ONCE)
        wrong = [f"{r.case}: {problem}" for r in recorded for problem in r.problems]
        assert not wrong, "\n".join(wrong)

        usual = {r.case.scene: r.picture for r in recorded if r.picture is not None}
        found = targets(recorded)
        chosen = sample(cases(found), Random(5))
        assert {(c.target.route, c.fault) for c in chosen if c.target} == {
            (target.route, fault) for target in found for fault in FAULTS
        }
        results = await play_fairly(w, chosen, usual, AT_ONCE)
        wrong = [f"{r.case}: {problem}" for r in results for problem in r.problems]
        assert not wrong, "\n".join(wrong)

        # a bot that was short of time makes a call more than one that is not, or less
        spared = [str(r.case) for r in results if not r.struck]
        assert len(spared) < 0.25 * len(chosen), "\n".join(spared)
        called = {call.route for call in w.discord.journal}
        assert made() - AT_START == called - AT_START  # nothing is left out


def test_it_is_known_what_each_coroutine_asks_of_discord() -> None:
    unknown = {name: sorted(where) for name, where in named().items() if name not in MAKES}
    assert not unknown, f"say in tests/faults/routes.py which REST calls these make: {unknown}"
