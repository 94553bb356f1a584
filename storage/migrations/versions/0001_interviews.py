"""Interviews with their turns, messages and transcripts; reveals; notes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

ACTIVE = sa.text("status != 'ended'")


def upgrade() -> None:
    create_interviews()
    create_turns()
    create_messages()
    create_entries()
    create_reveals()
    create_notes()


def create_interviews() -> None:
    op.create_table(
        "interviews",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("server", sa.Text),
        sa.Column("candidate", sa.Text, nullable=False),
        sa.Column("candidate_name", sa.Text, nullable=False),
        sa.Column("front_end", sa.Text, nullable=False),
        sa.Column("pack", sa.Text, nullable=False),
        sa.Column("pack_version", sa.Text, nullable=False),
        sa.Column("settings", sa.JSON, nullable=False),
        sa.Column("plan", sa.JSON, nullable=False),
        sa.Column("timed", sa.Boolean, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("paused_from", sa.Text),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deadline", sa.DateTime(timezone=True)),
        sa.Column("remaining", sa.BigInteger),  # microseconds
        sa.Column("warn_at", sa.DateTime(timezone=True)),
        sa.Column("quiet_until", sa.DateTime(timezone=True)),
        sa.Column("next_at", sa.DateTime(timezone=True)),
        sa.Column("expires_at", sa.DateTime(timezone=True)),
        sa.Column("wake_at", sa.DateTime(timezone=True)),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("end_reason", sa.Text),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_interviews"),
    )
    op.create_index(
        "uq_interviews_channel_active",
        "interviews",
        ["channel"],
        unique=True,
        sqlite_where=ACTIVE,
        postgresql_where=ACTIVE,
    )
    op.create_index(
        "ix_interviews_front_end_wake_at",
        "interviews",
        ["front_end", "wake_at"],
        sqlite_where=ACTIVE,
        postgresql_where=ACTIVE,
    )
    op.create_index("ix_interviews_candidate_started_at", "interviews", ["candidate", "started_at"])


def create_turns() -> None:
    op.create_table(
        "turns",
        sa.Column("interview", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("hints", sa.JSON, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("receipt", sa.JSON),
        sa.Column("score", sa.Double),
        sa.Column("void", sa.Boolean, nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("interview", "number", name="pk_turns"),
        sa.ForeignKeyConstraint(
            ["interview"], ["interviews.id"], name="fk_turns_interviews", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_turns_asked_at", "turns", ["asked_at"])


def create_messages() -> None:
    op.create_table(
        "messages",
        sa.Column("interview", sa.Text, nullable=False),
        sa.Column("turn", sa.Integer, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited", sa.Boolean, nullable=False),
        sa.Column("deleted", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("interview", "turn", "position", name="pk_messages"),
        sa.ForeignKeyConstraint(
            ["interview", "turn"],
            ["turns.interview", "turns.number"],
            name="fk_messages_turns",
            ondelete="CASCADE",
        ),
    )


def create_entries() -> None:
    op.create_table(
        "entries",
        sa.Column("interview", sa.Text, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("turn", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("data", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("interview", "sequence", name="pk_entries"),
        sa.ForeignKeyConstraint(
            ["interview"], ["interviews.id"], name="fk_entries_interviews", ondelete="CASCADE"
        ),
    )


def create_reveals() -> None:
    op.create_table(
        "reveals",
        sa.Column("candidate", sa.Text, nullable=False),
        sa.Column("pack", sa.Text, nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("candidate", "pack", "question", name="pk_reveals"),
    )


def create_notes() -> None:
    op.create_table(
        "notes",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_notes"),
    )
