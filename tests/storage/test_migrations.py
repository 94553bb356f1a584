"""The migrations lead to the tables that the program uses, from nothing, on both databases."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from storage import migrate
from storage.engine import create_engines
from storage.errors import StoreUnavailable
from storage.sql import open_repository
from storage.tables import metadata
from tests.storage.examples import an_interview

T = TypeVar("T")


async def ask(url: str, question: Callable[[Connection], T]) -> T:
    """Ask something of a database as it is."""
    engines = create_engines(url, busy_seconds=1)
    try:
        async with engines.write.begin() as connection:
            return await connection.run_sync(question)
    finally:
        await engines.dispose()


async def test_from_nothing(empty_url: str) -> None:
    assert await migrate.current(empty_url) is None
    await migrate.upgrade(empty_url)
    assert await migrate.current(empty_url) == migrate.head() == "0002"
    await migrate.upgrade(empty_url)


async def test_the_tables_are_those_of_the_program(url: str) -> None:
    def differences(connection: Connection) -> Any:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return compare_metadata(context, metadata)

    assert await ask(url, differences) == []


async def test_conditions_and_cascades(url: str) -> None:
    """Compare what compare_metadata leaves out."""

    def described(connection: Connection) -> dict[str, Any]:
        inspector = sa.inspect(connection)
        found: dict[str, Any] = {}
        for table in metadata.tables:
            for index in inspector.get_indexes(table):
                options = index.get("dialect_options", {})
                where = options.get(f"{connection.dialect.name}_where")
                found[str(index["name"])] = plain(str(where)) if where is not None else None
            for key in inspector.get_foreign_keys(table):
                found[str(key["name"])] = key["options"].get("ondelete")
            found[str(inspector.get_pk_constraint(table)["name"])] = "primary"
        return found

    def plain(condition: str) -> str:
        return re.sub(r"[()]|::text", "", condition).replace("<>", "!=")

    assert await ask(url, described) == {
        "pk_interviews": "primary",
        "uq_interviews_channel_active": "status != 'ended'",
        "ix_interviews_front_end_wake_at": "status != 'ended'",
        "ix_interviews_candidate_started_at": None,
        "pk_turns": "primary",
        "fk_turns_interviews": "CASCADE",
        "ix_turns_asked_at": None,
        "pk_messages": "primary",
        "fk_messages_turns": "CASCADE",
        "pk_entries": "primary",
        "fk_entries_interviews": "CASCADE",
        "pk_posts": "primary",
        "fk_posts_interviews": "CASCADE",
        "ix_posts_owed": "message IS NULL",
        "pk_leases": "primary",
        "pk_reveals": "primary",
        "pk_notes": "primary",
    }


def test_names_follow_the_convention() -> None:
    names = {str(index.name) for table in metadata.tables.values() for index in table.indexes}
    assert names == {
        "uq_interviews_channel_active",
        "ix_interviews_front_end_wake_at",
        "ix_interviews_candidate_started_at",
        "ix_turns_asked_at",
        "ix_posts_owed",
    }


async def test_a_database_of_the_future(url: str) -> None:
    await ask(url, lambda c: c.execute(sa.text("UPDATE alembic_version SET version_num = '9999'")))
    try:
        with pytest.raises(StoreUnavailable, match=r"newer version.*9999"):
            await open_repository(url)
        assert await migrate.current(url) == "9999"
    finally:
        await ask(
            url,
            lambda c: c.execute(
                sa.text("UPDATE alembic_version SET version_num = :head"), {"head": migrate.head()}
            ),
        )


async def test_two_processes_at_once(empty_url: str, tmp_path: Path) -> None:
    """Start the same program twice on an empty database, away from its sources."""
    script = (
        "import asyncio, sys; from storage.migrate import upgrade;"
        " asyncio.run(upgrade(sys.argv[1], busy_seconds=20))"
    )
    processes = [
        await asyncio.create_subprocess_exec(
            sys.executable,
            *("-W", "error", "-c", script, empty_url),
            cwd=tmp_path,
            stderr=subprocess.PIPE,
        )
        for _ in range(2)
    ]
    for process in processes:
        _, complaints = await process.communicate()
        assert (process.returncode, complaints) == (0, b"")
    assert await migrate.current(empty_url) == migrate.head()


async def test_two_repositories_at_once(empty_url: str) -> None:
    both = await asyncio.gather(open_repository(empty_url), open_repository(empty_url))
    kept = await both[0].add(an_interview(), [])
    assert await both[1].get(kept.id) == kept
    for repository in both:
        await repository.close()


async def test_a_step_that_fails_leaves_nothing_behind(
    empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fail after the tables were made, before the end: the next start begins anew."""
    with monkeypatch.context() as patch:
        patch.setattr("storage.migrate.notes", sa.table("nothing"))
        with pytest.raises(DBAPIError, match="nothing"):
            await migrate.upgrade(empty_url)
    assert await migrate.current(empty_url) is None
    await migrate.upgrade(empty_url)
    assert await migrate.current(empty_url) == migrate.head()
