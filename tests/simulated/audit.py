"""What must be true once every interview has ended: nothing lost, nothing twice, nothing owed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from simcord.backend.models.interaction import ResponseKind

from storage.records import Entry, EntryKind, Interview, TurnState
from storage.repository import Repository
from tests.simulated.candidate import Candidate, Sent
from tests.simulated.reading import Kind, Shown
from tests.simulated.server import SimulatedDiscord

ONCE = (Kind.CARD, Kind.VERDICT, Kind.SUMMARY, Kind.WARNING)


@dataclass
class Findings:
    """What was looked at, and what was wrong."""

    checked: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def expect(self, what: str, told: str, *, holds: bool) -> None:
        """Count a check, and keep what is wrong."""
        self.checked[what] += 1
        if not holds:
            self.wrong.append(f"{what}: {told}")


async def audit(
    discord: SimulatedDiscord,
    store: Repository,
    candidates: Sequence[Candidate],
    found: Findings,
) -> None:
    """Hold what members saw and did against what is kept."""
    for candidate in candidates:
        kept: dict[str, list[Entry]] = {}
        interviews = [
            interview
            for interview in await store.interviews_of(str(candidate.member.user.id), limit=10_000)
            if interview.channel == str(candidate.member.channel.id)
        ]
        for interview in interviews:
            entries = list(await store.transcript(interview.id))
            kept[interview.id] = entries
            _judged_once(found, interview, entries)
            await _nothing_owed(found, store, interview)
        _seen_once(found, candidate, interviews)
        _nothing_loading(found, discord, candidate)
        _heard(found, discord, candidate, kept)
        for sent in candidate.sent:
            _taken(found, sent, kept.get(sent.interview, []))


def _judged_once(found: Findings, interview: Interview, entries: Sequence[Entry]) -> None:
    """Each question is asked, closed and judged once, and each interview ends."""
    name = interview.id
    found.expect("interviews ended", f"{name} is {interview.status}", holds=not interview.active)
    often = Counter((entry.kind, entry.turn) for entry in entries)
    for turn in interview.turns:
        ends = [
            often[kind, turn.number]
            for kind in (EntryKind.VERDICT, EntryKind.SKIPPED, EntryKind.SUBMITTED)
        ]
        told = f"{name} turn {turn.number}: {ends}"
        judged = turn.state is TurnState.ANSWERED
        found.expect(
            "questions judged once",
            told,
            holds=ends[0] == int(judged) and ends[1] <= 1 and ends[2] == int(judged),
        )
        found.expect(
            "questions asked once", told, holds=often[EntryKind.QUESTION, turn.number] == 1
        )


async def _nothing_owed(found: Findings, store: Repository, interview: Interview) -> None:
    for post in await store.posts(interview.id):
        told = f"{post.kind} of {interview.id} turn {post.turn}"
        found.expect("messages sent", told, holds=post.message is not None)


def _seen_once(found: Findings, candidate: Candidate, interviews: Sequence[Interview]) -> None:
    """Everything is in the channel once: no less and no more, and nothing old can be pressed."""
    shown = candidate.member.seen(deleted=True)
    where = candidate.member.channel.name
    often = Counter(_named(shown))
    for (name, kind, number), times in often.items():
        told = f"{times} times {kind} of {name} turn {number} in {where}"
        found.expect(f"{kind} once", told, holds=times == 1)
    for interview in interviews:
        wanted = [(Kind.SUMMARY, 0)]
        for turn in interview.turns:
            wanted.append((Kind.CARD, turn.number))
            if turn.state is not TurnState.ABANDONED:
                wanted.append((Kind.VERDICT, turn.number))
        for kind, number in wanted:
            told = f"{kind} of {interview.id} turn {number} in {where}"
            found.expect(f"{kind} shown", told, holds=often[interview.id, kind, number] > 0)
    for each in shown:
        if each.kind in (Kind.CARD, Kind.VERDICT) and not each.deleted:
            stale = each.buttons.keys() - {"reference"}
            drawn = [f"{look.at:%H:%M:%S.%f} {look.call}" for look in each.looks]
            told = f"{stale} on {each.kind} of {each.interview} turn {each.turn}, drawn {drawn}"
            found.expect("nothing left to press", told, holds=not stale)


def _nothing_loading(found: Findings, discord: SimulatedDiscord, candidate: Candidate) -> None:
    """Nobody who still lives left a message loading; of the dead Discord says it after a while."""
    loading = [
        shown.id
        for shown in candidate.member.seen(Kind.LOADING)
        if not shown.ephemeral and shown.origin and discord.gateway.of(shown.origin.by)
    ]
    where = candidate.member.channel.name
    found.expect("nothing left loading", f"{loading} in {where}", holds=not loading)


def _named(shown: Sequence[Shown]) -> Iterator[tuple[str, Kind, int]]:
    """Yield what may be there once. A warning belongs to the question before it."""
    interview, turn = "", 0
    for each in shown:
        if each.kind is Kind.CARD:
            interview, turn = each.interview or "", each.turn
        if each.kind is Kind.WARNING:
            yield interview, each.kind, turn
        elif each.kind in ONCE:
            yield each.interview or "", each.kind, each.turn


def _heard(
    found: Findings, discord: SimulatedDiscord, candidate: Candidate, kept: dict[str, list[Entry]]
) -> None:
    """What was marked as heard is in a transcript, word by word."""
    lines = {
        str(entry.data.get("message")): entry.text
        for entries in kept.values()
        for entry in entries
        if entry.kind is EntryKind.MESSAGE
    }
    me = candidate.member
    for message in discord.state.said.get(me.channel.id, []):
        if message.author_id == me.user.id and me.heard(message):
            text = lines.get(str(message.id))
            told = f"{message.content!r} of {me.user.name}, kept {text!r}"
            held = text is not None and message.content.startswith(text)
            found.expect("messages heard", told, holds=held)


def _taken(found: Findings, sent: Sent, entries: Sequence[Entry]) -> None:
    """An answer window that was taken is in the transcript, and closed the answer."""
    record = sent.asked.record
    refused = record.response_kind is ResponseKind.MESSAGE and record.ephemeral
    handed_back = record.response_kind is ResponseKind.DEFERRED_UPDATE and record.followup_ids
    if not record.responded or refused or handed_back:
        return
    kept = [e for e in entries if e.data.get("message") == str(record.id)]
    told = f"{sent.text!r} in {sent.interview}, kept {[e.text for e in kept]}"
    found.expect("answer windows taken", told, holds=[e.text for e in kept] == [sent.text])
