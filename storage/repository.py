"""What the house needs of a store, in records. `sql.SqlRepository` is the one that is shipped."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from storage.records import EVERYTHING, Attempt, Entry, Interview, Lease, Post, Shards


class Leases(Protocol):
    """Keeps who runs what, so that two processes never run the same thing."""

    async def of(self, names: Collection[str]) -> dict[str, Lease]:
        """Return the leases of some names; one that nobody ever took is left out."""
        ...

    async def take(self, wanted: Lease, before: Lease | None) -> bool:
        """Put a lease in the place of the one that was read before (None: there was none).

        Return whether it was still the same; otherwise nothing has changed. Also gives one up:
        with "" as its holder.
        """
        ...

    async def beat(self, names: Collection[str], holder: str, at: datetime) -> bool:
        """Note that a holder still runs all that it holds; False if it lost one of the names."""
        ...


class Repository(Protocol):
    """Keeps interviews and their transcripts.

    Every method may raise `StoreUnavailable`; then nothing was changed. A write is one transaction:
    the interview, its turns and its transcript entries are kept together or not at all.

    What no database takes is replaced on the way in (`storage.cleaning`); a write returns the
    interview as it is kept, with the version that the next save must bring.
    """

    @property
    def leases(self) -> Leases:
        """Who runs what."""
        ...

    async def add(
        self, interview: Interview, entries: Sequence[Entry], posts: Sequence[Post] = ()
    ) -> Interview:
        """Keep a new interview; ChannelBusy if its channel has one that has not ended."""
        ...

    async def get(self, interview_id: str) -> Interview:
        """Return an interview with its turns; NotFound if there is none."""
        ...

    async def active_in(self, channel: str) -> Interview | None:
        """Return the interview that holds a channel."""
        ...

    async def save(
        self, interview: Interview, entries: Sequence[Entry], posts: Sequence[Post] = ()
    ) -> Interview:
        """Keep the new state, append to the transcript and owe some messages, all at once.

        Return it with the next version. A message of the same kind and turn is owed anew.
        Conflict if the store's version is not `interview.version`.
        """
        ...

    async def posts(self, interview_id: str) -> Sequence[Post]:
        """Return what was called for in an interview, sent or owed, in order."""
        ...

    async def unsent(
        self, *, front_end: str, shards: Shards = EVERYTHING, limit: int = 100
    ) -> Sequence[Post]:
        """Return what is owed, what has been owed for longest first."""
        ...

    async def owe(self, post: Post) -> None:
        """Owe a message that no change of the interview calls for, such as one that was deleted."""
        ...

    async def sent(self, post: Post, message: str | None) -> None:
        """Note the message that a post became, or None to owe it again.

        Nothing happens if it was called for anew since.
        """
        ...

    async def due(
        self, now: datetime, *, front_end: str, shards: Shards = EVERYTHING, limit: int = 100
    ) -> Sequence[str]:
        """Return the ids of active interviews whose `wake_at` has come, the longest due first."""
        ...

    async def active(self, *, front_end: str, shards: Shards = EVERYTHING) -> Sequence[Interview]:
        """Return every interview of a front end that has not ended."""
        ...

    async def transcript(self, interview_id: str) -> Sequence[Entry]:
        """Return the transcript in the order it was written; NotFound if there is no interview."""
        ...

    async def interviews_of(
        self, candidate: str, *, server: str | None = None, limit: int = 25, offset: int = 0
    ) -> Sequence[Interview]:
        """Return a person's interviews, the latest first, of one server if one is given."""
        ...

    async def seen(self, candidate: str, pack: str) -> dict[str, datetime]:
        """Return when a person last saw each question of a pack, asked or revealed."""
        ...

    async def reveal(self, candidate: str, pack: str, question: str, at: datetime) -> None:
        """Note that a person was shown a reference answer before attempting the question."""
        ...

    async def attempts(
        self, *, server: str | None, since: datetime | None, until: datetime
    ) -> Sequence[Attempt]:
        """Return each person's first look at each question within a period, oldest first.

        `server` None means interviews outside of any server. Looks on other servers are looks too:
        an attempt is returned where the very first one of the period was. One at a question whose
        reference answer the person had been shown before is not counted.
        """
        ...

    async def recall(self, key: str) -> str | None:
        """Return a remembered value, such as the digest of the registered commands."""
        ...

    async def remember(self, key: str, value: str) -> None:
        """Remember a value under a key, in place of an earlier one."""
        ...

    async def ping(self) -> None:
        """Raise StoreUnavailable unless the store answers."""
        ...

    async def close(self) -> None:
        """Let go of every connection."""
        ...
