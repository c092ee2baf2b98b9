"""The schema: migrated once, whoever starts first, to exactly what the models say, and back."""

import asyncio
import os
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, inspect, text

from bot.domain.models import Base
from bot.errors import SettingsError
from bot.store.database import database_url, make_engine
from bot.store.opening import ADVISORY_LOCK, SCRIPTS, migrate, migrating
from tests.postgres import empty_database
from tests.program.process import program, slack_settings
from tests.program.refusal import refusal
from tests.slack import FakeSlack


@pytest.fixture
def bare_postgres(postgres: str) -> Iterator[str]:
    """The URL of a database without any table."""
    with empty_database(postgres) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def bare_database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The same on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/tactful.db"
    return str(request.getfixturevalue("bare_postgres"))


@pytest.fixture
def url(bare_database: str) -> URL:
    return database_url(bare_database)


@pytest.fixture
def engine(url: URL) -> Iterator[Engine]:
    found = make_engine(url)
    yield found
    found.dispose()


def alembic_on(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    return config


def plain(found: Any) -> str:
    """A description without the identity of the objects in it."""
    return str({key: plain(found[key]) for key in sorted(found)}) if isinstance(found, dict) else str(found)


def schema_of(connection: Connection) -> dict[str, Any]:
    """All that the database knows about our tables."""
    look = inspect(connection)

    def told(table: str) -> dict[str, Any]:
        parts = {
            "columns": look.get_columns(table),
            "foreign keys": look.get_foreign_keys(table),
            "unique": look.get_unique_constraints(table),
            "indexes": look.get_indexes(table),
            "checks": look.get_check_constraints(table),
        }
        return {
            "primary key": plain(look.get_pk_constraint(table)),
            **{part: sorted(map(plain, found)) for part, found in parts.items()},
        }

    return {table: told(table) for table in look.get_table_names() if table != "alembic_version"}


def revision(engine: Engine) -> str | None:
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def test_a_fresh_database_has_no_drift_from_the_models(url: URL, engine: Engine) -> None:
    migrate(url)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_it_is_what_the_migrations_make(url: URL, engine: Engine) -> None:
    with engine.begin() as connection:
        command.upgrade(alembic_on(connection), "head")
    with engine.begin() as connection:
        migrated = schema_of(connection)
        command.downgrade(alembic_on(connection), "base")
        connection.execute(text("DROP TABLE alembic_version"))
    migrate(url)
    with engine.connect() as connection:
        assert schema_of(connection) == migrated


def test_there_is_one_head_and_the_way_back_leaves_nothing(url: URL, engine: Engine) -> None:
    migrate(url)
    with engine.begin() as connection:
        assert len(ScriptDirectory.from_config(alembic_on(connection)).get_heads()) == 1
        command.downgrade(alembic_on(connection), "base")
        assert inspect(connection).get_table_names() == ["alembic_version"]
    migrate(url)
    assert revision(engine) is not None


OLD_ROWS = (
    "INSERT INTO workspaces (id, slack_team_id, bot_user_id) VALUES (1, 'T1', 'U1')",
    "INSERT INTO members (id, workspace_id, slack_user_id, hour, daily_cap, active, created_at)"
    " VALUES (1, 1, 'U2', '09:30:00', 3, {true}, '2026-11-01 09:00:00{zone}')",
    "INSERT INTO contacts"
    " (id, workspace_id, member_id, name, known, stage, keep_in_touch_months, version, created_at)"
    " VALUES (1, 1, 1, 'Bob Brown', {true}, 'following_up', 3, 2, '2026-11-01 09:00:00{zone}')",
)
"""A member with a contact, as the first version of the schema kept them."""


def test_an_old_database_comes_up_with_its_rows_and_can_go_back_with_them(url: URL, engine: Engine) -> None:
    sqlite = engine.dialect.name == "sqlite"
    values = {"true": "1" if sqlite else "true", "zone": "" if sqlite else "+00"}
    kept = text(
        "SELECT workspaces.slack_team_id, members.slack_user_id, contacts.name, contacts.stage, contacts.version"
        " FROM contacts JOIN members ON members.id = contacts.member_id"
        " JOIN workspaces ON workspaces.id = contacts.workspace_id"
    )
    new = text(
        "SELECT model_drafts, weekly_suggestion, suggested_on, model_allowed, moved_from, moved_on FROM contacts"
        " JOIN members ON members.id = contacts.member_id JOIN workspaces ON workspaces.id = contacts.workspace_id"
    )
    with engine.begin() as connection:
        command.upgrade(alembic_on(connection), "0001")
        for row in OLD_ROWS:
            connection.execute(text(row.format(**values)))
        before = connection.execute(kept).all()
        first = schema_of(connection)
    migrate(url)
    with engine.begin() as connection:
        assert connection.execute(kept).all() == before == [("T1", "U2", "Bob Brown", "following_up", 2)]
        assert connection.execute(new).all() == [(0, 0, None, 1, None, None)], "nothing is switched on unasked"
    with migrating(url) as free, free.begin() as connection:
        command.downgrade(alembic_on(connection), "0001")
        assert connection.execute(kept).all() == before
        assert schema_of(connection) == first


def test_migrating_twice_changes_nothing_and_keeps_the_rows(url: URL, engine: Engine) -> None:
    migrate(url)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO workspaces (slack_team_id, bot_user_id) VALUES ('T1', 'U1')"))
    before = revision(engine)
    migrate(url)
    assert revision(engine) == before
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT slack_team_id FROM workspaces")) == "T1"


def test_foreign_keys_hold_after_a_migration(url: URL, engine: Engine) -> None:
    migrate(url)
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            assert connection.scalar(text("PRAGMA foreign_keys")) == 1
            assert connection.execute(text("PRAGMA foreign_key_check")).all() == []


def made_by_a_newer_one(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))


def test_a_schema_newer_than_the_code_is_refused(url: URL, engine: Engine) -> None:
    migrate(url)
    made_by_a_newer_one(engine)
    with pytest.raises(SettingsError, match="made by a newer Tactful"):
        migrate(url)
    assert revision(engine) == "9999"


async def test_a_start_on_a_newer_schema_ends_with_the_sentence(
    bare_database: str, engine: Engine, tmp_path: Path
) -> None:
    async with program(tmp_path, "migrate", DATABASE_URL=bare_database) as first:
        assert await first.ended() == 0, first.written
    await asyncio.to_thread(made_by_a_newer_one, engine)
    assert "made by a newer Tactful" in await refusal(tmp_path, "migrate", DATABASE_URL=bare_database)


async def test_migrate_and_check_say_that_all_is_well(bare_database: str, tmp_path: Path, slack: FakeSlack) -> None:
    settings = slack_settings(slack) | {"DATABASE_URL": bare_database}
    for word, sentence in (("migrate", "The database is up to date."), ("check", "are fine.")):
        async with program(tmp_path, word, **settings) as done:
            assert await done.ended() == 0, done.written
        assert sentence in done.out.decode()
        assert done.err.decode() == ""
    assert not slack.sockets.handshakes, "check does not take part"


async def test_of_three_processes_one_migrates_and_the_others_wait(bare_postgres: str, tmp_path: Path) -> None:
    async def run() -> tuple[int, str]:
        async with program(tmp_path, "migrate", DATABASE_URL=bare_postgres) as one:
            return await one.ended(), one.written

    assert await asyncio.gather(run(), run(), run()) == [(0, "The database is up to date.\n")] * 3


@pytest.fixture
def replica(bare_postgres: str) -> Iterator[Engine]:
    """One of several on an empty PostgreSQL database."""
    found = make_engine(database_url(bare_postgres))
    yield found
    found.dispose()


def test_who_comes_second_waits_until_the_first_has_let_go(bare_postgres: str, replica: Engine) -> None:
    waiters = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
    with ThreadPoolExecutor() as threads, replica.connect() as holder:
        holder.execute(text("SELECT pg_advisory_lock(:key)"), {"key": ADVISORY_LOCK})
        second = threads.submit(migrate, database_url(bare_postgres))
        ends = time.monotonic() + 60
        while not holder.scalar(waiters):
            assert time.monotonic() < ends
        assert not inspect(holder).get_table_names()
        holder.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": ADVISORY_LOCK})
        second.result(60)
    assert revision(replica) is not None


def test_whoever_was_killed_while_migrating_leaves_the_lock_to_the_next(bare_postgres: str, replica: Engine) -> None:
    connection = replica.connect()
    connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": ADVISORY_LOCK})
    with socket.socket(fileno=os.dup(connection.connection.driver_connection.fileno())) as line:
        line.shutdown(socket.SHUT_RDWR)
    connection.invalidate()
    connection.close()
    migrate(database_url(bare_postgres))
    assert revision(replica) is not None
