"""The tables, and the two column types that no database brings along.

The migrations build them; a test proves that both say the same. Text is unbounded: the limits of
what may be typed belong to the front ends.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.sql.type_api import TypeEngine
from typing_extensions import override

from storage.cleaning import clean

MICROSECOND = timedelta(microseconds=1)


class UtcDateTime(sa.types.TypeDecorator[datetime]):
    """An aware datetime in UTC, to the microsecond, on every database.

    SQLite keeps text of one length without a zone, so that comparing text compares times.
    A naive datetime raises ValueError.
    """

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    @override
    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError(f"a naive datetime: {value!r}")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    @override
    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Duration(sa.types.TypeDecorator[timedelta]):
    """A timedelta as a whole number of microseconds."""

    impl = sa.BigInteger
    cache_ok = True

    @override
    def process_bind_param(self, value: timedelta | None, dialect: Dialect) -> int | None:
        return None if value is None else value // MICROSECOND

    @override
    def process_result_value(self, value: Any, dialect: Dialect) -> timedelta | None:
        return None if value is None else value * MICROSECOND


class Text(sa.types.TypeDecorator[str]):
    """Text without the characters that a database refuses; also where it is compared with."""

    impl = sa.Text
    cache_ok = True

    @override
    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return clean(value)

    @override
    def coerce_compared_value(self, op: Any, value: Any) -> TypeEngine[Any]:
        return self


metadata = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

interviews = sa.Table(
    "interviews",
    metadata,
    sa.Column("id", Text, primary_key=True),
    sa.Column("channel", Text, nullable=False),
    sa.Column("server", Text),
    sa.Column("candidate", Text, nullable=False),
    sa.Column("candidate_name", Text, nullable=False),
    sa.Column("front_end", Text, nullable=False),
    sa.Column("pack", Text, nullable=False),
    sa.Column("pack_version", Text, nullable=False),
    sa.Column("settings", sa.JSON, nullable=False),
    sa.Column("plan", sa.JSON, nullable=False),
    sa.Column("timed", sa.Boolean, nullable=False),  # from the settings, for attempts()
    sa.Column("status", Text, nullable=False),
    sa.Column("paused_from", Text),
    sa.Column("started_at", UtcDateTime, nullable=False),
    sa.Column("deadline", UtcDateTime),
    sa.Column("remaining", Duration),
    sa.Column("warn_at", UtcDateTime),
    sa.Column("quiet_until", UtcDateTime),
    sa.Column("next_at", UtcDateTime),
    sa.Column("expires_at", UtcDateTime),
    sa.Column("wake_at", UtcDateTime),  # the earliest of the five before, for due()
    sa.Column("ended_at", UtcDateTime),
    sa.Column("end_reason", Text),
    sa.Column("shard_key", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("version", sa.Integer, nullable=False),
)

ACTIVE = interviews.c.status != sa.literal_column("'ended'")
"""The condition of the partial indexes. A literal: with a parameter no planner would use them."""

ONE_ACTIVE = sa.Index(
    "uq_interviews_channel_active",
    interviews.c.channel,
    unique=True,
    sqlite_where=ACTIVE,
    postgresql_where=ACTIVE,
)
"""Lets a channel have one active interview; also serves active_in()."""

# serves due(), and active() by its first column
sa.Index(
    "ix_interviews_front_end_wake_at",
    interviews.c.front_end,
    interviews.c.wake_at,
    sqlite_where=ACTIVE,
    postgresql_where=ACTIVE,
)
# serves interviews_of(), and seen() by its first column
sa.Index(None, interviews.c.candidate, interviews.c.started_at)

turns = sa.Table(
    "turns",
    metadata,
    sa.Column("interview", sa.ForeignKey("interviews.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("question", Text, nullable=False),
    sa.Column("asked_at", UtcDateTime, nullable=False),
    sa.Column("state", Text, nullable=False),
    sa.Column("hints", sa.JSON, nullable=False),
    sa.Column("answer", Text, nullable=False),
    sa.Column("receipt", sa.JSON(none_as_null=True)),
    sa.Column("score", sa.Double),
    sa.Column("void", sa.Boolean, nullable=False),  # from the receipt's flags, for attempts()
    sa.Column("finished_at", UtcDateTime),
    sa.Column("away", Duration, nullable=False, server_default="0"),
)
# serves attempts()
sa.Index(None, turns.c.asked_at)

messages = sa.Table(
    "messages",
    metadata,
    sa.Column("interview", Text, primary_key=True),
    sa.Column("turn", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("id", Text, nullable=False),
    sa.Column("text", Text, nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("edited", sa.Boolean, nullable=False),
    sa.Column("deleted", sa.Boolean, nullable=False),
    sa.ForeignKeyConstraint(
        ["interview", "turn"], ["turns.interview", "turns.number"], ondelete="CASCADE"
    ),
)

entries = sa.Table(
    "entries",
    metadata,
    sa.Column("interview", sa.ForeignKey("interviews.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("turn", sa.Integer, nullable=False),
    sa.Column("kind", Text, nullable=False),
    sa.Column("text", Text, nullable=False),
    sa.Column("data", sa.JSON, nullable=False),
)
"""Transcripts. Rows are only ever added."""

posts = sa.Table(
    "posts",
    metadata,
    sa.Column("interview", sa.ForeignKey("interviews.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("kind", Text, primary_key=True),
    sa.Column("turn", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("message", Text),
)
"""The outbox: what is owed has no message yet. It also remembers where everything was shown."""

OWED = posts.c.message.is_(None)

# serves unsent()
sa.Index("ix_posts_owed", posts.c.at, sqlite_where=OWED, postgresql_where=OWED)

leases = sa.Table(
    "leases",
    metadata,
    sa.Column("name", Text, primary_key=True),
    sa.Column("holder", Text, nullable=False),
    sa.Column("beat_at", UtcDateTime, nullable=False),
)

reveals = sa.Table(
    "reveals",
    metadata,
    sa.Column("candidate", Text, primary_key=True),
    sa.Column("pack", Text, primary_key=True),
    sa.Column("question", Text, primary_key=True),
    sa.Column("first_at", UtcDateTime, nullable=False),  # what came later is not counted
    sa.Column("last_at", UtcDateTime, nullable=False),  # for seen()
)

notes = sa.Table(
    "notes",
    metadata,
    sa.Column("key", Text, primary_key=True),
    sa.Column("value", Text, nullable=False),
)
