"""The matrix: what each scene calls, and what becomes of the scene when that call goes wrong."""

from __future__ import annotations

import asyncio
import json
import time
import traceback
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from simcord.backend.errors import BackendError

from tests.faults.tour import EDIT, SCENES, SEND
from tests.faults.truth import Picture, aftermath, begin_again, picture
from tests.faults.visitor import Over, Stuck, Visitor
from tests.faults.world import World
from tests.simulated.faults import Fault, Rule
from tests.simulated.journal import Call

SLOW_SECONDS = 3.6
"""Longer than Discord waits for an answer to an interaction."""
AT_ONCE = 60
RESTARTS = frozenset({"restarted"})


@dataclass(frozen=True, order=True)
class Target:
    """One call of one scene: the `occurrence`th of its route."""

    scene: str
    route: str
    occurrence: int


@dataclass(frozen=True, order=True)
class Case:
    """A target and what goes wrong with it; without a fault it is a recording."""

    scene: str
    target: Target | None = None
    fault: Fault | None = None

    def __str__(self) -> str:
        if self.target is None or self.fault is None:
            return self.scene
        return f"{self.scene}: {self.target.route} #{self.target.occurrence} x {self.fault}"


@dataclass
class Result:
    """What became of a case."""

    case: Case
    problems: list[str] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    ids: frozenset[str] = frozenset()
    """Channels, person and interactions, by which the log names the case."""
    picture: Picture | None = None
    struck: bool = False
    seconds: float = 0.0


@dataclass
class Aim:
    """Finds the one call that is meant."""

    visitor: Visitor
    case: Case
    struck: list[Call] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    _seen: int = 0

    def __call__(self, call: Call) -> bool:
        if not self.visitor.begun or not self.visitor.concerned(call):
            return False
        self.calls.append(call)
        target = self.case.target
        if target is None or call.route != target.route:
            return False
        self._seen += 1
        if self._seen != target.occurrence:
            return False
        self.struck.append(call)
        if self.case.fault is Fault.NOT_FOUND:
            asyncio.get_running_loop().call_soon(self._make_it_true)
        return True

    @property
    def mute(self) -> bool:
        """Whether the visitor takes no direct messages, so that there is no way to tell them."""
        direct = f"/channels/{self.visitor.direct.id}/messages"
        return any(
            call.path in ("/users/@me/channels", direct)
            and call.fault in (Fault.FORBIDDEN, Fault.NOT_FOUND)
            for call in self.struck
        )

    @property
    def untouchable(self) -> bool:
        """Whether a message could not be changed, or is gone."""
        return any(
            call.route.startswith("PATCH") and call.fault in (Fault.FORBIDDEN, Fault.NOT_FOUND)
            for call in self.struck
        )

    def _make_it_true(self) -> None:
        """Let be gone what Discord has just said it does not know."""
        call, state = self.struck[0], self.visitor.world.discord.state
        parts = call.path.split("/")
        if "reactions" in parts:
            return
        if call.route.endswith("/messages/@original"):
            self._original_is_gone(parts[3])
        elif parts[1] == "channels" and "messages" in parts and len(parts) > 4:
            with suppress(Exception):
                state.delete_message(int(parts[2]), int(parts[4]))
        elif parts[1] == "channels" and int(parts[2]) != self.visitor.direct.id:
            self.visitor.over = True
            with suppress(Exception):
                state.delete_channel(int(parts[2]))

    def _original_is_gone(self, token: str) -> None:
        state = self.visitor.world.discord.state
        record = state.interaction_by_token(token)
        with suppress(Exception):
            state.delete_message(record.channel_id, record.message_id or 0)


UNREAL = {"guest": (SEND, EDIT, "GET /channels/{id}/messages")}
"""Calls that are refused in a scene anyway, so that no other fault can meet them."""


VOICELESS = frozenset({"guest"})
"""Where the bot can change or find nothing once an interaction is lost, as it may not write there:
follow-ups have no nonce, so what Discord took without saying so is said twice."""


def targets(recorded: Iterable[Result]) -> list[Target]:
    """Return every call of every scene; reading is repeated as it happens, so its first only."""
    found = []
    for result in recorded:
        counted = Counter(call.route for call in result.calls)
        found += [
            Target(result.case.scene, route, number)
            for route, times in counted.items()
            if route not in UNREAL.get(result.case.scene, ())
            for number in range(1, 2 if route.startswith("GET") else times + 1)
        ]
    return sorted(found)


FAULTS = tuple(fault for fault in Fault if fault is not Fault.SLOW_AFTER)


def cases(of: Iterable[Target], faults: Sequence[Fault] = FAULTS) -> list[Case]:
    """Return each target with each fault."""
    return [Case(target.scene, target, fault) for target in of for fault in faults]


async def _played(visitor: Visitor, case: Case, aim: Aim) -> list[str]:
    """Play a scene to its end, and return what was wrong with the way there."""
    try:
        await SCENES[case.scene](visitor)
    except Over:
        return [] if aim.struck else ["the interview ended by itself"]
    except Stuck as stuck:
        return [] if aim.mute else [f"stuck: {stuck}"]
    except BackendError as error:
        return [] if visitor.over else [f"Discord does not let the visitor: {error}"]
    except Exception:  # noqa: BLE001 -- one case that fails must not end the others
        return [traceback.format_exc()]
    return []


async def play(
    world: World, case: Case, name: str, usual: Picture | None, meet: Meeting | None = None
) -> Result:
    """Play a scene with its fault, and look at what is left."""
    began = time.monotonic()
    visitor = Visitor.come(world, name)
    visitor.meet = meet.arrive if meet is not None else None
    aim = Aim(visitor, case)
    faults = world.discord.faults
    fault = case.fault or Fault.SLOW
    rule = Rule(fault, when=aim, times=None)
    rule.seconds = SLOW_SECONDS if fault is Fault.SLOW else 0.3
    faults.rules.insert(0, rule)
    result = Result(case)
    try:
        result.problems += await _played(visitor, case, aim)
    finally:
        if meet is not None:
            meet.leave(visitor)
        faults.rules.remove(rule)
    result.calls = list(aim.calls)
    result.struck = bool(aim.struck)
    if case.fault is Fault.FORBIDDEN and not visitor.over:
        await visitor.goes_on()
    looks = not aim.untouchable and case.scene not in VOICELESS
    result.problems += await aftermath(
        visitor, aim.struck[0] if aim.struck else None, voice=case.scene not in VOICELESS
    )
    result.ids = frozenset(
        str(number)
        for number in (
            visitor.member.channel.id,
            visitor.direct.id,
            visitor.member.user.id,
            *(asked.record.id for asked in visitor.asked),
        )
    )
    if not visitor.over:
        result.picture = await picture(visitor)
        if usual is not None:
            result.problems += usual.differences(result.picture, looks=looks)
        result.problems += await begin_again(visitor)
    result.seconds = time.monotonic() - began
    return result


class Meeting:
    """Where those wait who are to see the bot restart; it does once everybody is there."""

    def __init__(self, world: World, expected: int) -> None:
        self._world = world
        self._expected = expected
        self._waiting = 0
        self._restarted = asyncio.Event()
        self._arrived: set[int] = set()

    async def arrive(self) -> None:
        """Wait for the others, and for the restart."""
        self._waiting += 1
        if self._waiting == self._expected:
            await self._restart()
        await self._restarted.wait()

    def leave(self, visitor: Visitor) -> None:
        """Do not wait for somebody who will not come."""
        if not self._restarted.is_set() and not visitor.begun:
            self._expected -= 1

    async def _restart(self) -> None:
        await self._world.bot.terminate()
        self._restarted.set()
        await self._world.bot.start()
        await self._world.bot.ready()


async def play_all(
    world: World,
    wanted: Sequence[Case],
    usual: dict[str, Picture],
    at_once: int = AT_ONCE,
) -> list[Result]:
    """Play many scenes at once; those that restart the bot come first, together."""
    results: list[Result] = []
    room = asyncio.Semaphore(at_once)
    names = iter(range(1_000_000))

    async def one(case: Case, meet: Meeting | None = None) -> None:
        async with room:
            result = await play(
                world,
                case,
                f"v{next(names)}x{len(world.discord.journal)}",
                usual.get(case.scene),
                meet,
            )
            results.append(result)

    late = [case for case in wanted if case.scene in RESTARTS]
    for first in range(0, len(late), at_once):
        together = late[first : first + at_once]
        meet = Meeting(world, len(together))
        await asyncio.gather(*(one(case, meet) for case in together))
    await asyncio.gather(*(one(case) for case in wanted if case not in late))
    blame(world, results)
    return results


async def play_fairly(
    world: World, wanted: Sequence[Case], usual: dict[str, Picture], at_once: int
) -> list[Result]:
    """Play many scenes at once, and those in which something went wrong again, one by one.

    On a busy machine three seconds are short for many at once, and long enough for one.
    """
    results = await play_all(world, wanted, usual, at_once=at_once)
    well = [result for result in results if not result.problems]
    again = [result.case for result in results if result.problems]
    return well + await play_all(world, again, usual, at_once=1)


def blame(world: World, results: Sequence[Result]) -> None:
    """Add the errors in the bot's log to the cases that they belong to."""
    for error in world.errors():
        text = json.dumps(error)
        line = f"logged: {error['message']} {error.get('traceback', '')[-300:]}"
        guilty = [r for r in results if any(number in text for number in r.ids)]
        for result in guilty:
            result.problems.append(line)
        if not guilty and results:
            results[0].problems.append(f"somewhere: {line}")
