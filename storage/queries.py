"""The questions asked of the tables, as SQLAlchemy statements. Nothing is executed here.

`ACTIVE` is repeated word for word where a partial index is to serve.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from storage.records import POST_ORDER, Shards
from storage.rows import JUDGED
from storage.tables import ACTIVE, OWED, entries, interviews, messages, posts, reveals, turns

Select = sa.Select[*tuple[Any, ...]]


def of_shards(shards: Shards) -> sa.ColumnElement[bool]:
    """Return the condition that an interview belongs to some shards."""
    if shards.count == len(shards.ids):
        return sa.true()
    return (interviews.c.shard_key % shards.count).in_(sorted(shards.ids))


def due(now: datetime, front_end: str, shards: Shards, limit: int) -> Select:
    """Select the ids of active interviews whose time has come."""
    row = interviews.c
    return (
        sa.select(row.id)
        .where(ACTIVE, row.front_end == front_end, row.wake_at <= now, of_shards(shards))
        .order_by(row.wake_at, row.id)
        .limit(limit)
    )


def active(front_end: str, shards: Shards) -> Select:
    """Select the interviews that have not ended, the first one first."""
    row = interviews.c
    return (
        sa.select(interviews)
        .where(ACTIVE, row.front_end == front_end, of_shards(shards))
        .order_by(row.started_at, row.id)
    )


def posts_of(interview: str) -> Select:
    """Select what is owed or was sent to an interview's channel, in order."""
    return sa.select(posts).filter_by(interview=interview).order_by(*in_order(posts.c))


def unsent(front_end: str, shards: Shards, limit: int) -> Select:
    """Select what is owed, what has been owed for longest first."""
    return (
        sa.select(posts)
        .join(interviews, interviews.c.id == posts.c.interview)
        .where(OWED, interviews.c.front_end == front_end, of_shards(shards))
        .order_by(*in_order(posts.c))
        .limit(limit)
    )


def in_order(post: sa.ColumnCollection[str, Any]) -> tuple[Any, ...]:
    """Return the order in which posts were called for: by time, and within one change by kind."""
    rank = sa.case({str(kind): at for at, kind in enumerate(POST_ORDER)}, value=post.kind)
    return post.at, post.interview, post.version, rank


def of_candidate(candidate: str, server: str | None, limit: int, offset: int) -> Select:
    """Select a person's interviews, the latest first."""
    row = interviews.c
    found = sa.select(interviews).where(row.candidate == candidate)
    if server is not None:
        found = found.where(row.server == server)
    return found.order_by(row.started_at.desc(), row.id.desc()).limit(limit).offset(offset)


def turns_of(ids: Iterable[str]) -> Select:
    """Select the turns of some interviews, in order."""
    row = turns.c
    return sa.select(turns).where(row.interview.in_(list(ids))).order_by(row.interview, row.number)


def messages_of(ids: Iterable[str]) -> Select:
    """Select the messages of some interviews, in order."""
    row = messages.c
    return (
        sa.select(messages)
        .where(row.interview.in_(list(ids)))
        .order_by(row.interview, row.turn, row.position)
    )


def transcript(interview: str) -> Select:
    """Select the lines of a transcript, in order."""
    row = entries.c
    return sa.select(entries).where(row.interview == interview).order_by(row.sequence)


def last_sequence(interview: str) -> Select:
    """Select how long a transcript is."""
    return sa.select(sa.func.coalesce(sa.func.max(entries.c.sequence), 0)).where(
        entries.c.interview == interview
    )


def seen(candidate: str, pack: str) -> Select:
    """Select when a person last saw each question of a pack."""
    asked = (
        sa.select(turns.c.question, turns.c.asked_at.label("at"))
        .join(interviews, interviews.c.id == turns.c.interview)
        .where(interviews.c.candidate == candidate, interviews.c.pack == pack)
    )
    shown = sa.select(reveals.c.question, reveals.c.last_at.label("at")).where(
        reveals.c.candidate == candidate, reveals.c.pack == pack
    )
    looks = sa.union_all(asked, shown).subquery()
    return sa.select(looks.c.question, sa.func.max(looks.c.at).label("at")).group_by(
        looks.c.question
    )


def attempts(server: str | None, since: datetime | None, until: datetime) -> Select:
    """Select each person's first look at each question within a period, oldest first.

    First means first anywhere: who has met a question on another server has met it. So the looks
    are numbered before the server is chosen.
    """
    looks = _looks(since, until).subquery("looks")
    look = looks.c
    revealed = sa.exists().where(
        reveals.c.candidate == look.candidate,
        reveals.c.pack == look.pack,
        reveals.c.question == look.question,
        reveals.c.first_at < look.asked_at,
    )
    counted = sa.and_(
        look.timed,
        sa.not_(look.void),
        look.score.is_not(None),
        look.state.in_([str(state) for state in JUDGED]),
        sa.not_(revealed),
    )
    return (
        sa.select(
            look.candidate,
            look.candidate_name,
            look.pack,
            look.question,
            look.score,
            look.asked_at.label("at"),
            look.timed,
            counted.label("counted"),
        )
        .where(look.nth == 1, look.server.is_not_distinct_from(server))
        .order_by(look.asked_at, look.candidate, look.pack, look.question)
    )


def _looks(since: datetime | None, until: datetime) -> Select:
    """Select every look at a question within a period, numbered for each person."""
    nth = sa.func.row_number().over(
        partition_by=(interviews.c.candidate, interviews.c.pack, turns.c.question),
        order_by=(turns.c.asked_at, turns.c.interview, turns.c.number),
    )
    looks = (
        sa.select(
            interviews.c.candidate,
            interviews.c.candidate_name,
            interviews.c.server,
            interviews.c.pack,
            interviews.c.timed,
            turns.c.question,
            turns.c.asked_at,
            turns.c.state,
            turns.c.score,
            turns.c.void,
            nth.label("nth"),
        )
        .join(interviews, interviews.c.id == turns.c.interview)
        .where(turns.c.asked_at < until)
    )
    return looks if since is None else looks.where(turns.c.asked_at >= since)
