"""What must hold after a scene, whatever went wrong in it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from bot.discord_app.drawing import mark_of
from storage.records import NOWHERE, Interview, PostKind, Status, TurnState
from tests.discord_app.wire import walk
from tests.faults.visitor import SETTLED, Over, Stuck, Visitor
from tests.simulated.journal import Call
from tests.simulated.member import Asked
from tests.simulated.reading import Kind

COUNTED = (Kind.CARD, Kind.VERDICT, Kind.SUMMARY, Kind.IDLE)
CALLBACK = "POST /interactions/{id}/{token}/callback"


@dataclass(frozen=True)
class Picture:
    """How things stand: what the store knows, and what the channel shows."""

    interviews: tuple[Any, ...]
    messages: tuple[tuple[str, int], ...]
    buttons: tuple[tuple[str, tuple[str, ...]], ...]

    def differences(self, other: Picture, *, looks: bool = True) -> list[str]:
        """Return how another picture differs from this one; on request not in what is shown."""
        found = []
        for name in ("interviews", "messages", "buttons") if looks else ("interviews",):
            mine, its = getattr(self, name), getattr(other, name)
            if mine != its:
                found.append(f"{name}: {its} in place of {mine}")
        return found


async def picture(v: Visitor) -> Picture:
    """Return how things stand for a visitor."""
    interviews = await v.world.store.interviews_of(str(v.member.user.id), limit=10)
    messages = [s for s in v.member.seen() if s.kind in COUNTED and not s.ephemeral]
    return Picture(
        tuple(_stand(interview) for interview in reversed(interviews)),
        tuple(sorted((str(s.kind), s.turn) for s in messages)),
        tuple((f"{s.kind}{s.turn}", tuple(sorted(s.buttons))) for s in messages),
    )


def _stand(interview: Interview) -> Any:
    turns = tuple((str(t.state), len(t.hints), bool(t.answer)) for t in interview.turns)
    return str(interview.status), str(interview.end_reason), turns


async def aftermath(v: Visitor, struck: Call | None, *, voice: bool = True) -> list[str]:
    """Wait until things have settled, then return what is wrong."""
    problems: list[str] = []
    person = str(v.member.user.id)
    ids = {i.id for i in await v.world.store.interviews_of(person, limit=10)}
    try:
        now = v.world.looks
        await v.until(lambda: v.world.looks > now + 1, "a look into the store", SETTLED)
        await v.until(lambda: not ids & v.world.owed, "what is owed", SETTLED)
    except Stuck:
        problems.append("something is still owed")
    await _wait_for_loading(v)
    interviews = await v.world.store.interviews_of(person, limit=10)
    for interview in interviews:
        problems += illegal(interview)
        problems += await unsent(v, interview)
    problems += unanswered(v, struck)
    problems += twice(v)
    return problems if voice else [p for p in problems if "times" not in p]


async def _wait_for_loading(v: Visitor) -> None:
    try:
        await v.until(lambda: not _loading(v), "answers in place of loading messages", 8)
    except Stuck:
        return


def _loading(v: Visitor) -> list[Asked]:
    return [a for a in v.asked if a.record.loading and a.message is not None]


def illegal(interview: Interview) -> list[str]:
    """Return what the rules would never let an interview be."""
    wrong = []
    numbers = [turn.number for turn in interview.turns]
    if numbers != list(range(1, len(numbers) + 1)) or len(numbers) > len(interview.plan):
        wrong.append(f"turns {numbers}")
    wrong += [
        f"turn {turn.number} is still open"
        for turn in interview.turns[:-1]
        if turn.state is TurnState.OPEN
    ]
    wrong += [
        f"turn {turn.number} was not judged"
        for turn in interview.turns
        if turn.state is TurnState.ANSWERED and (turn.receipt is None or turn.score is None)
    ]
    last = interview.turn.state is TurnState.OPEN
    fits = {
        Status.ASKING: last,
        Status.ANSWERING: last,
        Status.SCORING: False,
        Status.REVIEWING: not last,
        Status.PAUSED: interview.paused_from is not None,
        Status.ENDED: not last and interview.ended_at is not None,
    }
    if not fits[interview.status]:
        wrong.append(f"{interview.status} with a turn that is {interview.turn.state}")
    return wrong


async def unsent(v: Visitor, interview: Interview) -> list[str]:
    """Return what was called for and is not there."""
    wrong = []
    state = v.world.discord.state
    for post in await v.world.store.posts(interview.id):
        if post.message is None:
            wrong.append(f"{post.kind}{post.turn} is owed")
        elif post.message == NOWHERE:
            if post.kind is PostKind.SUMMARY and v.member.direct().seen(Kind.SUMMARY):
                continue
            if post.kind in (PostKind.VERDICT, PostKind.SUMMARY) and not v.over:
                wrong.append(f"{post.kind}{post.turn} was given up")
        elif int(post.message) not in state.looks:
            wrong.append(f"{post.kind}{post.turn} is said to be a message that never was")
        elif not v.over:
            mark = mark_of(post)
            bearing = [s for s in v.member.seen() if _bears(s.message.components, mark)]
            if len(bearing) > 1:
                wrong.append(f"{post.kind}{post.turn} is there {len(bearing)} times")
    return wrong


def _bears(components: Any, mark: int) -> bool:
    return any(part.get("id") == mark for part in walk(components))


def unanswered(v: Visitor, struck: Call | None) -> list[str]:
    """Return the wishes to which the bot said nothing."""
    wrong = []
    for asked in v.asked:
        record = asked.record
        faulty = struck is not None and struck.route == CALLBACK and struck.ids[:1] == (record.id,)
        if not record.responded and not faulty and not v.over:
            wrong.append(f"interaction failed: {record.command_name or record.type}")
    if struck is None or (struck.fault, struck.path[:9]) != ("403", "/webhooks"):
        wrong += [f"thinking for ever: {a.record.command_name}" for a in _loading(v)]
    return wrong


def twice(v: Visitor) -> list[str]:
    """Return what can be seen more than once."""
    counted = Counter(
        (s.kind, s.interview, s.turn)
        for s in v.member.seen()
        if s.kind in COUNTED and s.kind is not Kind.CARD and not s.ephemeral
    )
    return [f"{kind}{turn} is there {n} times" for (kind, _, turn), n in counted.items() if n > 1]


async def begin_again(v: Visitor) -> list[str]:
    """Return whether a new interview can be held in the channel."""
    try:
        if any(i.active for i in await v.world.store.interviews_of(str(v.member.user.id), limit=5)):
            await v.ends()
        await v.start(questions=1)
    except (Stuck, Over) as stuck:
        return [f"no new interview: {stuck}"]
    return []
