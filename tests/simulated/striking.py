"""When a process is killed: at any moment, or right at one of its calls."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatchcase
from random import Random

from tests.simulated.bot_process import BotProcess
from tests.simulated.faults import Fault
from tests.simulated.journal import Call, Moment
from tests.simulated.server import SimulatedDiscord

AT_RANDOM = "at random"
TARGETS = {
    "first word": "POST /interactions/{id}/{token}/callback",
    "message": "POST /channels/{id}/messages",
    "follow-up": "* /webhooks/{id}/{token}*",
    "redrawing": "PATCH /channels/{id}/messages/{id}",
    "reaction": "PUT /channels/{id}/messages/{id}/reactions/*",
    "reading back": "GET /channels/{id}/messages",
    "start-up": "*",
    "any call": "*",
}
"""Patterns of `Call.route`."""
WEIGHTS = {AT_RANDOM: 6, "first word": 6, "message": 6, "follow-up": 3}
SLOW = 1.8
"""Seconds; more than a bot waits before it tells Discord that it thinks."""
STARTING = 0.25
"""How many of the kills at random hit a process that starts."""
LONGEST_LIFE = 4.0
"""A process that its strike does not find is killed all the same after so long."""


@dataclass(frozen=True)
class Strike:
    """One kill that is to be."""

    kind: str
    delay: float
    """Seconds that it lives, unless a call comes first."""
    starting: bool = False
    """Whether these seconds begin with the start, and not when it hears Discord."""
    moment: Moment | None = None
    nth: int = 0
    """At the so-manieth call of its kind."""
    undone: bool = False
    """Whether the call that was on its way never arrives."""

    @classmethod
    def draw(cls, rng: Random) -> Strike:
        """Choose one."""
        kinds = [AT_RANDOM, *TARGETS]
        (kind,) = rng.choices(kinds, [WEIGHTS.get(kind, 2) for kind in kinds])
        if kind == AT_RANDOM:
            starting = rng.random() < STARTING
            return cls(kind, rng.uniform(0.1, 3.0), starting)
        nth = rng.randint(1, {"any call": 12, "follow-up": 2}.get(kind, 4))
        moment = rng.choice(list(Moment))
        undone = moment is Moment.RECEIVED and rng.random() < 0.5
        patience = 2 * LONGEST_LIFE if kind == "follow-up" else LONGEST_LIFE
        return cls(kind, patience, moment=moment, nth=nth, undone=undone)

    def __str__(self) -> str:
        if self.moment is None:
            return f"{self.kind}, after {self.delay:.2f} s{' of starting' if self.starting else ''}"
        lost = " and lost" if self.undone else ""
        return f"{self.kind} no. {self.nth} {self.moment}{lost}"

    @contextmanager
    def aimed(
        self, discord: SimulatedDiscord, bot: BotProcess, kill: Callable[[], None]
    ) -> Iterator[None]:
        """Kill the present life of a bot if the call comes that is meant."""
        by, pattern = bot.by, TARGETS.get(self.kind, "*")
        counted: set[int] = set()

        def watch(moment: Moment, call: Call) -> None:
            if call.by != by or not fnmatchcase(call.route, pattern):
                return
            counted.add(call.number)
            if moment is self.moment and len(counted) == self.nth:
                if self.undone:
                    number = call.number
                    discord.faults.add(Fault.RESET_BEFORE, when=lambda c: c.number == number)
                kill()

        if self.kind == "follow-up":  # what is slow is answered in two steps
            slow = Fault.SLOW_AFTER
            discord.faults.add(slow, "PATCH /channels/*", times=None, seconds=SLOW, by=by)
        discord.watchers.append(watch)
        try:
            yield
        finally:
            discord.watchers.remove(watch)
            discord.faults.clear()
