"""What the database promises: no lost update, no naive time, no orphan."""

import asyncio
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import IntegrityError, StatementError

from bot.domain.models import Contact, Member
from bot.domain.types import Stage
from bot.store import members
from bot.store.engine import Sessions, database_url, make_engine, make_sessions
from bot.store.migrate import migrate

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
WRITERS, ROUNDS = 8, 25


async def a_member(sessions: Sessions) -> int:
    async with sessions.begin() as session:
        workspace = await members.ensure_workspace(session, "T1", "UBOT")
        return (await members.ensure_member(session, workspace.id, "UALICE", "Europe/Berlin", NOON)).id


async def raise_the_cap(sessions: Sessions, member_id: int) -> None:
    """Read, then write: what is lost where transactions do not wait for each other."""
    for _ in range(ROUNDS):
        async with sessions.begin() as session:
            owner = await members.member_by_id(session, member_id)
            before = owner.daily_cap
            await asyncio.sleep(0)
            owner.daily_cap = before + 1


@pytest.mark.parametrize("processes", [1, 4])
async def test_eight_writers_lose_no_update(any_database: str, processes: int) -> None:
    """In one engine, and spread over several, as over several processes."""
    engines = [make_engine(database_url(any_database)) for _ in range(processes)]
    await migrate(engines[0])
    sessions = [make_sessions(engine) for engine in engines]
    member_id = await a_member(sessions[0])
    await asyncio.gather(*(raise_the_cap(sessions[number % processes], member_id) for number in range(WRITERS)))
    async with sessions[0]() as session:
        assert (await members.member_by_id(session, member_id)).daily_cap == 3 + WRITERS * ROUNDS
    for engine in engines:
        await engine.dispose()


async def test_two_who_join_at_the_same_moment_become_one_member(sessions: Sessions) -> None:
    ids = await asyncio.gather(*(a_member(sessions) for _ in range(8)))
    assert len(set(ids)) == 1


async def test_a_naive_time_is_refused(sessions: Sessions) -> None:
    async with sessions() as session:
        workspace = await members.ensure_workspace(session, "T1", "UBOT")
        naive = NOON.replace(tzinfo=None)
        session.add(Member(workspace_id=workspace.id, slack_user_id="UALICE", created_at=naive))
        with pytest.raises(StatementError, match="naive"):
            await session.flush()
        await session.rollback()


async def test_times_come_back_aware_and_in_utc_whatever_zone_they_had(sessions: Sessions) -> None:
    elsewhere = NOON.astimezone(timezone(timedelta(hours=9)))
    async with sessions.begin() as session:
        workspace = await members.ensure_workspace(session, "T1", "UBOT")
        await members.ensure_member(session, workspace.id, "UALICE", None, elsewhere)
    async with sessions() as session:
        found = await session.scalar(select(Member.created_at))
    assert found == NOON
    assert found.utcoffset() == timedelta(0)


async def test_a_row_of_nobody_is_refused(sessions: Sessions) -> None:
    async with sessions() as session:
        workspace = await members.ensure_workspace(session, "T1", "UBOT")
        stray = Contact(
            workspace_id=workspace.id, member_id=4711, name="Bob", stage=Stage.FOLLOWING_UP, created_at=NOON
        )
        session.add(stray)
        with pytest.raises(IntegrityError):
            await session.flush()
        await session.rollback()


async def test_deleting_a_member_takes_everything_of_theirs_along(sessions: Sessions) -> None:
    member_id = await a_member(sessions)
    async with sessions.begin() as session:
        owner = await members.member_by_id(session, member_id)
        session.add(
            Contact(
                workspace_id=owner.workspace_id,
                member_id=owner.id,
                name="Bob",
                stage=Stage.FOLLOWING_UP,
                created_at=NOON,
            )
        )
    async with sessions.begin() as session:
        await session.delete(await members.member_by_id(session, member_id))
    async with sessions() as session:
        assert (await session.scalars(select(Contact))).all() == []


async def test_an_error_of_the_database_quotes_nothing_private(sessions: Sessions) -> None:
    async with sessions() as session:
        session.add(Contact(workspace_id=1, member_id=4711, name="a secret", stage=Stage.LET_GO, created_at=NOON))
        with pytest.raises(IntegrityError) as refusal:
            await session.flush()
        await session.rollback()
    assert "a secret" not in str(refusal.value)


async def test_on_sqlite_every_transaction_takes_the_write_lock_at_once(tmp_path) -> None:  # type: ignore[no-untyped-def]
    engine = make_engine(database_url(f"sqlite:///{tmp_path}/tactful.db"))
    said: list[str] = []
    event.listen(engine.sync_engine, "before_cursor_execute", lambda *how: said.append(how[2]))
    async with engine.begin() as connection:
        for pragma, value in (("journal_mode", "wal"), ("foreign_keys", 1), ("synchronous", 2)):
            assert (await connection.exec_driver_sql(f"PRAGMA {pragma}")).scalar() == value
    await engine.dispose()
    assert said[0] == "BEGIN IMMEDIATE"
