"""The outbox, leases, and which process runs what."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

OWED = sa.text("message IS NULL")
SLOTS = {"card": "card", "verdict": "verdict", "idle": "pause", "summary": "summary"}
"""What the messages were called that notes remembered, and what they are called now."""


def upgrade() -> None:
    add_columns()
    create_posts()
    create_leases()
    move_slots()
    move_heartbeat()


def add_columns() -> None:
    op.add_column(
        "interviews", sa.Column("shard_key", sa.BigInteger, nullable=False, server_default="0")
    )
    op.add_column("turns", sa.Column("away", sa.BigInteger, nullable=False, server_default="0"))
    # Discord shares servers out by their ids without the lowest 22 bits.
    op.execute(
        "UPDATE interviews SET shard_key = CAST(server AS BIGINT) >> 22 "
        "WHERE front_end = 'discord' AND server IS NOT NULL"
    )


def create_posts() -> None:
    op.create_table(
        "posts",
        sa.Column("interview", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("turn", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("message", sa.Text),
        sa.PrimaryKeyConstraint("interview", "kind", "turn", name="pk_posts"),
        sa.ForeignKeyConstraint(
            ["interview"], ["interviews.id"], name="fk_posts_interviews", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_posts_owed", "posts", ["at"], sqlite_where=OWED, postgresql_where=OWED)


def create_leases() -> None:
    op.create_table(
        "leases",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("holder", sa.Text, nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_leases"),
    )


def move_slots() -> None:
    """Turn the notes that remembered messages into posts."""
    connection = op.get_bind()
    notes = sa.table("notes", sa.column("key", sa.Text), sa.column("value", sa.Text))
    for slot, kind in SLOTS.items():
        named = notes.c.key.like(f"{slot}:%")
        for key, message in connection.execute(sa.select(notes).where(named)).all():
            _, interview, turn = key.split(":")
            connection.execute(
                sa.text(
                    "INSERT INTO posts (interview, kind, turn, version, at, message) "
                    "SELECT id, :kind, :turn, 0, started_at, :message "
                    "FROM interviews WHERE id = :interview"
                ),
                {"kind": kind, "turn": int(turn), "message": message, "interview": interview},
            )
        connection.execute(sa.delete(notes).where(named))


def move_heartbeat() -> None:
    """Turn the note of when the bot was last there into a lease that nobody holds."""
    op.execute(
        "INSERT INTO leases (name, holder, beat_at) "
        "SELECT 'discord:0', '', CAST(value AS TIMESTAMP WITH TIME ZONE) "
        "FROM notes WHERE key = 'alive:discord'"
        if op.get_bind().dialect.name == "postgresql"
        # 2026-01-02T03:04:05[.678]+00:00 becomes what the column keeps, of one length
        else "INSERT INTO leases (name, holder, beat_at) "
        "SELECT 'discord:0', '', replace(substr(value, 1, 19), 'T', ' ') || '.000000' "
        "FROM notes WHERE key = 'alive:discord'"
    )
    op.execute("DELETE FROM notes WHERE key = 'alive:discord'")
