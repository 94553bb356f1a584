"""A repository in plain dicts: quick for tests, and the plainest statement of what a store does.

It runs the same suite as the databases, and the leaderboard's SQL is compared with it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from typing_extensions import override

from storage.cleaning import clean
from storage.errors import ChannelBusy, Conflict, NotFound
from storage.records import (
    EVERYTHING,
    POST_ORDER,
    Attempt,
    Entry,
    Interview,
    Lease,
    Post,
    PostKind,
    Shards,
    Turn,
)
from storage.repository import Leases, Repository
from storage.rows import JUDGED, is_void


class MemoryLeases(Leases):
    """Keeps leases for as long as it lives."""

    def __init__(self) -> None:
        self._leases: dict[str, Lease] = {}

    @override
    async def of(self, names: Collection[str]) -> dict[str, Lease]:
        return {name: self._leases[name] for name in names if name in self._leases}

    @override
    async def take(self, wanted: Lease, before: Lease | None) -> bool:
        if self._leases.get(wanted.name) != before:
            return False
        self._leases[wanted.name] = wanted
        return True

    @override
    async def beat(self, names: Collection[str], holder: str, at: datetime) -> bool:
        mine = [lease for lease in (await self.of(names)).values() if lease.holder == holder]
        for lease in mine:
            self._leases[lease.name] = replace(lease, beat_at=at)
        return len(mine) == len(set(names))


class MemoryRepository(Repository):
    """Keeps interviews for as long as it lives."""

    def __init__(self) -> None:
        self._interviews: dict[str, Interview] = {}
        self._transcripts: dict[str, list[Entry]] = {}
        self._reveals: dict[tuple[str, str, str], list[datetime]] = {}
        self._notes: dict[str, str] = {}
        self._posts: dict[tuple[str, PostKind, int], Post] = {}
        self._leases = MemoryLeases()

    @property
    @override
    def leases(self) -> Leases:
        return self._leases

    @override
    async def add(
        self, interview: Interview, entries: Sequence[Entry], posts: Sequence[Post] = ()
    ) -> Interview:
        kept = replace(clean(interview), version=1)
        if kept.id in self._interviews:
            raise AssertionError(f"an id was used twice: {kept.id}")
        return self._keep(kept, clean(list(entries)), posts)

    @override
    async def get(self, interview_id: str) -> Interview:
        found = self._interviews.get(clean(interview_id))
        if found is None:
            raise NotFound(interview_id)
        return found

    @override
    async def active_in(self, channel: str) -> Interview | None:
        return self._holder(clean(channel))

    @override
    async def save(
        self, interview: Interview, entries: Sequence[Entry], posts: Sequence[Post] = ()
    ) -> Interview:
        kept = replace(clean(interview), version=interview.version + 1)
        stored = await self.get(kept.id)
        if stored.version != interview.version:
            raise Conflict(kept.id)
        return self._keep(kept, clean(list(entries)), posts)

    @override
    async def posts(self, interview_id: str) -> Sequence[Post]:
        return _in_order(p for p in self._posts.values() if p.interview == interview_id)

    @override
    async def unsent(
        self, *, front_end: str, shards: Shards = EVERYTHING, limit: int = 100
    ) -> Sequence[Post]:
        owed = (p for p in self._posts.values() if p.message is None)
        of = self._interviews
        return _in_order(
            p for p in owed if of[p.interview].front_end == front_end and of[p.interview] in shards
        )[:limit]

    @override
    async def owe(self, post: Post) -> None:
        self._owe(post)

    @override
    async def sent(self, post: Post, message: str | None) -> None:
        key = (post.interview, post.kind, post.turn)
        kept = self._posts.get(key)
        if kept is not None and kept.version == post.version:
            self._posts[key] = replace(kept, message=message)

    @override
    async def due(
        self, now: datetime, *, front_end: str, shards: Shards = EVERYTHING, limit: int = 100
    ) -> Sequence[str]:
        now, running = clean(now), await self.active(front_end=front_end, shards=shards)
        waking = [(i.wake_at, i.id) for i in running if i.wake_at]
        return [name for at, name in sorted(waking) if at <= now][:limit]

    @override
    async def active(self, *, front_end: str, shards: Shards = EVERYTHING) -> Sequence[Interview]:
        running = (i for i in self._interviews.values() if i.active and i.front_end == front_end)
        return sorted((i for i in running if i in shards), key=lambda i: (i.started_at, i.id))

    @override
    async def transcript(self, interview_id: str) -> Sequence[Entry]:
        return list(self._transcripts[(await self.get(interview_id)).id])

    @override
    async def interviews_of(
        self, candidate: str, *, server: str | None = None, limit: int = 25, offset: int = 0
    ) -> Sequence[Interview]:
        candidate, server = clean(candidate), clean(server)
        found = [
            i
            for i in self._interviews.values()
            if i.candidate == candidate and server in (None, i.server)
        ]
        found.sort(key=lambda i: (i.started_at, i.id), reverse=True)
        return found[offset : offset + limit]

    @override
    async def seen(self, candidate: str, pack: str) -> dict[str, datetime]:
        who = (clean(candidate), clean(pack))
        looks = [(t.question, t.asked_at) for i, t in self._turns() if (i.candidate, i.pack) == who]
        looks += [(q, max(at)) for (c, p, q), at in self._reveals.items() if (c, p) == who]
        return dict(sorted(looks, key=lambda look: look[1]))

    @override
    async def reveal(self, candidate: str, pack: str, question: str, at: datetime) -> None:
        self._reveals.setdefault(clean((candidate, pack, question)), []).append(clean(at))

    @override
    async def attempts(
        self, *, server: str | None, since: datetime | None, until: datetime
    ) -> Sequence[Attempt]:
        since, until = clean(since), clean(until)
        looks = [
            (i, t)
            for i, t in self._turns()
            if t.asked_at < until and (since is None or t.asked_at >= since)
        ]
        looks.sort(key=lambda look: (look[1].asked_at, look[0].id, look[1].number))
        first: dict[tuple[str, str, str], tuple[Interview, Turn]] = {}
        for i, t in looks:
            first.setdefault((i.candidate, i.pack, t.question), (i, t))
        found = [self._attempt(i, t) for i, t in first.values() if i.server == clean(server)]
        return sorted(found, key=lambda a: (a.at, a.candidate, a.pack, a.question))

    @override
    async def recall(self, key: str) -> str | None:
        return self._notes.get(clean(key))

    @override
    async def remember(self, key: str, value: str) -> None:
        self._notes[clean(key)] = clean(value)

    @override
    async def ping(self) -> None:
        pass

    @override
    async def close(self) -> None:
        pass

    def _keep(self, kept: Interview, entries: Sequence[Entry], posts: Sequence[Post]) -> Interview:
        holder = self._holder(kept.channel)
        if kept.active and holder is not None and holder.id != kept.id:
            raise ChannelBusy(kept.channel)
        self._interviews[kept.id] = kept
        self._transcripts.setdefault(kept.id, []).extend(entries)
        for post in posts:
            self._owe(post)
        return kept

    def _owe(self, post: Post) -> None:
        self._posts[post.interview, post.kind, post.turn] = replace(post, message=None)

    def _holder(self, channel: str) -> Interview | None:
        held = (i for i in self._interviews.values() if i.active and i.channel == channel)
        return next(held, None)

    def _turns(self) -> Iterator[tuple[Interview, Turn]]:
        return ((i, t) for i in self._interviews.values() for t in i.turns)

    def _attempt(self, interview: Interview, turn: Turn) -> Attempt:
        key = (interview.candidate, interview.pack, turn.question)
        revealed = any(at < turn.asked_at for at in self._reveals.get(key, ()))
        timed = interview.settings.timed
        judged = turn.score is not None and turn.state in JUDGED
        return Attempt(
            candidate=interview.candidate,
            candidate_name=interview.candidate_name,
            pack=interview.pack,
            question=turn.question,
            score=turn.score,
            at=turn.asked_at,
            timed=timed,
            counted=timed and judged and not revealed and not is_void(turn),
        )


def _in_order(posts: Iterable[Post]) -> list[Post]:
    return sorted(posts, key=lambda p: (p.at, p.interview, p.version, POST_ORDER.index(p.kind)))
