"""The schema: migrated once, whoever starts first, to exactly what the models say, and back."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.models import Base
from bot.errors import SettingsError
from bot.store.engine import database_url, make_engine
from bot.store.migrate import ADVISORY_LOCK, SCRIPTS, _without_foreign_keys, migrate
from sandbox.server import Sandbox
from tests.postgres import fresh_database
from tests.program.process import program, slack_settings
from tests.program.refusal import refusal
from tests.world import eventually


@pytest.fixture
async def engine(any_database: str) -> AsyncIterator[AsyncEngine]:
    found = make_engine(database_url(any_database))
    yield found
    await found.dispose()


@pytest.fixture
async def replicas(postgres: str) -> str:
    """An empty PostgreSQL database that several processes share."""
    return await fresh_database(postgres)


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


async def revision(engine: AsyncEngine) -> str | None:
    async with engine.connect() as connection:
        return await connection.run_sync(lambda sync: MigrationContext.configure(sync).get_current_revision())


async def test_a_fresh_database_has_no_drift_from_the_models(engine: AsyncEngine) -> None:
    await migrate(engine)

    def drift(connection: Connection) -> Any:
        return compare_metadata(MigrationContext.configure(connection), Base.metadata)

    async with engine.connect() as connection:
        assert await connection.run_sync(drift) == []


async def test_it_is_what_the_models_themselves_would_make(engine: AsyncEngine) -> None:
    await migrate(engine)
    async with engine.connect() as connection:
        migrated = await connection.run_sync(schema_of)
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.drop_all)
        await connection.run_sync(Base.metadata.create_all)
    async with engine.connect() as connection:
        assert await connection.run_sync(schema_of) == migrated


async def test_there_is_one_head_and_the_way_back_leaves_nothing(engine: AsyncEngine) -> None:
    await migrate(engine)

    def down(connection: Connection) -> list[str]:
        assert len(ScriptDirectory.from_config(alembic_on(connection)).get_heads()) == 1
        command.downgrade(alembic_on(connection), "base")
        return inspect(connection).get_table_names()

    async with engine.begin() as connection:
        assert await connection.run_sync(down) == ["alembic_version"]
    await migrate(engine)
    assert await revision(engine) is not None


OLD_ROWS = (
    "INSERT INTO workspaces (id, slack_team_id, bot_user_id) VALUES (1, 'T1', 'U1')",
    "INSERT INTO members (id, workspace_id, slack_user_id, hour, daily_cap, active, created_at)"
    " VALUES (1, 1, 'U2', '09:30:00', 3, {true}, '2026-11-01 09:00:00{zone}')",
    "INSERT INTO contacts"
    " (id, workspace_id, member_id, name, known, stage, keep_in_touch_months, version, created_at)"
    " VALUES (1, 1, 1, 'Bob Brown', {true}, 'following_up', 3, 2, '2026-11-01 09:00:00{zone}')",
)
"""A member with a contact, as the first version of the schema kept them."""


async def test_an_old_database_comes_up_with_its_rows_and_can_go_back_with_them(engine: AsyncEngine) -> None:
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
    async with engine.begin() as connection:
        await connection.run_sync(lambda sync: command.upgrade(alembic_on(sync), "0001"))
        for row in OLD_ROWS:
            await connection.execute(text(row.format(**values)))
        before = (await connection.execute(kept)).all()
        first = await connection.run_sync(schema_of)
    await migrate(engine)
    async with engine.begin() as connection:
        assert (await connection.execute(kept)).all() == before == [("T1", "U2", "Bob Brown", "following_up", 2)]
        assert (await connection.execute(new)).all() == [(0, 0, None, 1, None, None)], (
            "nothing is switched on unasked"
        )
    async with _without_foreign_keys(engine) as connection:
        await connection.run_sync(lambda sync: command.downgrade(alembic_on(sync), "0001"))
        assert (await connection.execute(kept)).all() == before
        assert await connection.run_sync(schema_of) == first


async def test_migrating_twice_changes_nothing_and_keeps_the_rows(engine: AsyncEngine) -> None:
    await migrate(engine)
    async with engine.begin() as connection:
        await connection.execute(text("INSERT INTO workspaces (slack_team_id, bot_user_id) VALUES ('T1', 'U1')"))
    before = await revision(engine)
    await migrate(engine)
    assert await revision(engine) == before
    async with engine.connect() as connection:
        assert await connection.scalar(text("SELECT slack_team_id FROM workspaces")) == "T1"


async def test_foreign_keys_hold_after_a_migration(engine: AsyncEngine) -> None:
    await migrate(engine)
    async with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            assert await connection.scalar(text("PRAGMA foreign_keys")) == 1
            assert (await connection.execute(text("PRAGMA foreign_key_check"))).all() == []


async def test_a_schema_newer_than_the_code_is_refused(engine: AsyncEngine) -> None:
    await migrate(engine)
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SettingsError, match="made by a newer Tactful"):
        await migrate(engine)
    assert await revision(engine) == "9999"


async def test_a_start_on_a_newer_schema_ends_with_the_sentence(any_database: str, tmp_path: Path) -> None:
    async with program(tmp_path, "migrate", DATABASE_URL=any_database) as first:
        assert await first.ended() == 0, first.written
    engine = make_engine(database_url(any_database))
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    await engine.dispose()
    assert "made by a newer Tactful" in await refusal(tmp_path, "migrate", DATABASE_URL=any_database)


async def test_migrate_and_check_say_that_all_is_well(any_database: str, tmp_path: Path, slack: Sandbox) -> None:
    settings = slack_settings(slack) | {"DATABASE_URL": any_database}
    for word, sentence in (("migrate", "The database is up to date."), ("check", "are fine.")):
        async with program(tmp_path, word, **settings) as done:
            assert await done.ended() == 0, done.written
        assert sentence in done.out.decode()
        assert done.err.decode() == ""
    assert not slack.sockets.handshakes, "check does not take part"


async def test_of_three_processes_one_migrates_and_the_others_wait(replicas: str, tmp_path: Path) -> None:
    async def run() -> tuple[int, str]:
        async with program(tmp_path, "migrate", DATABASE_URL=replicas) as one:
            return await one.ended(), one.written

    assert await asyncio.gather(run(), run(), run()) == [(0, "The database is up to date.\n")] * 3


async def test_who_comes_second_waits_until_the_first_has_let_go(replicas: str) -> None:
    first, second = make_engine(database_url(replicas)), make_engine(database_url(replicas))
    async with first.connect() as holder:
        await holder.execute(text("SELECT pg_advisory_lock(:key)"), {"key": ADVISORY_LOCK})
        waiting = asyncio.create_task(migrate(second))
        waiters = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
        async with asyncio.timeout(60):
            while not await holder.scalar(waiters):
                pass
        assert not await holder.run_sync(lambda sync: inspect(sync).get_table_names())
        await holder.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": ADVISORY_LOCK})
    await eventually(waiting.done)
    await waiting
    assert await revision(first) is not None
    await first.dispose()
    await second.dispose()


async def test_whoever_was_killed_while_migrating_leaves_the_lock_to_the_next(replicas: str) -> None:
    killed, next_one = make_engine(database_url(replicas)), make_engine(database_url(replicas))
    connection = await killed.connect()
    await connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": ADVISORY_LOCK})
    (await connection.get_raw_connection()).driver_connection.terminate()
    await connection.invalidate()
    await connection.close()
    await migrate(next_one)
    assert await revision(next_one) is not None
    await killed.dispose()
    await next_one.dispose()
