"""Who stands where: attempts ranked by a score that cannot be farmed.

Only counted attempts matter (timed, judged, first in the period, free of voiding flags). The
rating is the mean score shrunk towards 50 as if five further questions had been answered with 50,
so that one lucky answer does not lead the board.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from bot.errors import NothingToAsk
from bot.shelf import Shelf
from content.model import Pack
from storage.records import Attempt
from storage.repository import Repository

PRIOR_QUESTIONS = 5
PRIOR_SCORE = 50.0
PAGE = 10
"""Standings on one page."""


class Period(StrEnum):
    """How far back a board looks."""

    WEEK = "week"
    """Since Monday 00:00 UTC."""
    MONTH = "month"
    SEASON = "season"
    """The quarter of the calendar."""
    ALL = "all"

    def since(self, now: datetime) -> datetime | None:
        """Return when the period began; None if it has no beginning."""
        today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        match self:
            case Period.WEEK:
                return today - timedelta(days=today.weekday())
            case Period.MONTH:
                return today.replace(day=1)
            case Period.SEASON:
                return today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
            case Period.ALL:
                return None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one person stands. `place` is None for somebody without a counted attempt.

    `rating` and `mean` run from 0 to 100, to one decimal; `touched` of `topics` were answered in.
    """

    place: int | None
    candidate: str
    name: str
    rating: float
    mean: float
    answered: int
    touched: int
    topics: int

    @property
    def coverage(self) -> float:
        """The share of the topics that were touched, 0 to 1."""
        return self.touched / self.topics if self.topics else 0.0


@dataclass(frozen=True, slots=True)
class Board:
    """One page of a leaderboard, and where the caller stands whatever the page."""

    period: Period
    since: datetime | None
    topic: str | None
    page: int
    pages: int
    people: int
    standings: tuple[Standing, ...]
    own: Standing


def rank(
    attempts: Iterable[Attempt],
    *,
    packs: Iterable[Pack],
    topic: str | None = None,
    hidden: Collection[str] = (),
) -> tuple[Standing, ...]:
    """Return everybody with a counted attempt, the best first.

    A tie goes to whoever answered more questions, then touched more topics, then got there first;
    at the very last the id decides, so that the order never depends on chance. With a topic only
    its questions count. People in `hidden` are left out and leave no gap.
    """
    topic_of = {(p.name, q.id): q.category for p in packs for q in p.questions if q.answered}
    topics = set(topic_of.values()) if topic is None else {topic}
    names: dict[str, str] = {}
    counted: dict[str, list[Attempt]] = defaultdict(list)
    for attempt in sorted(attempts, key=lambda a: a.at):
        names[attempt.candidate] = attempt.candidate_name
        fits = topic is None or topic_of.get((attempt.pack, attempt.question)) == topic
        if attempt.counted and fits and attempt.candidate not in hidden:
            counted[attempt.candidate].append(attempt)

    def standing(candidate: str) -> Standing:
        own = counted[candidate]
        total = sum(a.score or 0.0 for a in own)
        known = {topic_of.get((a.pack, a.question)) for a in own}
        return Standing(
            place=None,
            candidate=candidate,
            name=names[candidate],
            rating=rated(total, len(own)),
            mean=round(total / len(own), 1),
            answered=len(own),
            touched=len(known & topics),
            topics=len(topics),
        )

    def order(own: Standing) -> tuple[float, int, int, datetime, str]:
        last = counted[own.candidate][-1].at
        return (-own.rating, -own.answered, -own.touched, last, own.candidate)

    ordered = sorted(map(standing, counted), key=order)
    return tuple(replace(own, place=place) for place, own in enumerate(ordered, start=1))


def rated(total: float, questions: int) -> float:
    """Return the mean of the scores shrunk towards the middle, to one decimal."""
    return round((total + PRIOR_QUESTIONS * PRIOR_SCORE) / (questions + PRIOR_QUESTIONS), 1)


class Leaderboard:
    """Boards over a store. `clock` returns the current time (aware, UTC)."""

    def __init__(
        self, repository: Repository, shelf: Shelf, *, clock: Callable[[], datetime]
    ) -> None:
        self._repository = repository
        self._shelf = shelf
        self._clock = clock

    def topics(self) -> tuple[str, ...]:
        """Return the topics that a board can be narrowed to."""
        return tuple(dict.fromkeys(topic for pack in self._shelf for topic in pack.categories))

    async def show(
        self,
        *,
        server: str | None,
        caller: str,
        caller_name: str = "",
        period: Period = Period.WEEK,
        topic: str | None = None,
        page: int = 1,
        hidden: Collection[str] = (),
    ) -> Board:
        """Return a page of a server's board; a page out of range becomes the nearest one.

        `server` None is the board of interviews outside of any server. Raises NothingToAsk if no
        pack has the topic.
        """
        if topic is not None and topic not in self.topics():
            listed = ", ".join(f"`{known}`" for known in self.topics())
            raise NothingToAsk(f"There is no topic `{topic}`. The topics are: {listed}.")
        now = self._clock()
        since = period.since(now)
        attempts = await self._repository.attempts(
            server=server, since=since, until=now + timedelta(microseconds=1)
        )
        standings = rank(attempts, packs=self._shelf, topic=topic, hidden=hidden)
        pages = max(1, -(-len(standings) // PAGE))
        page = min(max(page, 1), pages)
        return Board(
            period=period,
            since=since,
            topic=topic,
            page=page,
            pages=pages,
            people=len(standings),
            standings=standings[(page - 1) * PAGE : page * PAGE],
            own=_own(standings, caller, caller_name, 1 if topic else len(self.topics())),
        )


def _own(standings: Sequence[Standing], caller: str, name: str, topics: int) -> Standing:
    for standing in standings:
        if standing.candidate == caller:
            return standing
    return Standing(None, caller, name, PRIOR_SCORE, 0.0, 0, 0, topics)
