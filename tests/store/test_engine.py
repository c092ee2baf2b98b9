"""What the database promises: no lost update, no naive time, no orphan."""

import asyncio
import time
from datetime import timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.orm import Session

from bot.domain.models import Contact, Member
from bot.store import members
from bot.store.database import Database, database_url, make_engine
from bot.store.opening import migrate
from tests.store.rows import NOON, a_contact, a_member

WRITERS, ROUNDS = 8, 25


async def raise_the_cap(database: Database, member_id: int) -> None:
    """Read, then write: what is lost where transactions do not wait for each other."""

    def raised(session: Session) -> None:
        owner = session.get_one(Member, member_id, with_for_update=True)
        before = owner.daily_cap
        time.sleep(0)
        owner.daily_cap = before + 1

    for _ in range(ROUNDS):
        await database.write(raised)


@pytest.mark.parametrize("processes", [1, 4])
async def test_eight_writers_lose_no_update(any_database: str, processes: int) -> None:
    """In one process, and spread over several."""
    url = database_url(any_database)
    await asyncio.to_thread(migrate, url)
    databases = [Database(url, None) for _ in range(processes)]
    member_id = await databases[0].write(a_member)
    await asyncio.gather(*(raise_the_cap(databases[number % processes], member_id) for number in range(WRITERS)))
    found = await databases[0].read(lambda session: session.get_one(Member, member_id))
    assert found.daily_cap == 3 + WRITERS * ROUNDS
    for database in databases:
        await database.close()


async def test_two_who_join_at_the_same_moment_become_one_member(database: Database) -> None:
    ids = await asyncio.gather(*(database.write(a_member) for _ in range(8)))
    assert len(set(ids)) == 1


async def test_a_naive_time_is_refused(database: Database) -> None:
    def naive(session: Session) -> None:
        workspace = members.ensure_workspace(session, "T1", "UBOT")
        member = Member(workspace_id=workspace.id, slack_user_id="UALICE", created_at=NOON.replace(tzinfo=None))
        session.add(member)

    with pytest.raises(StatementError, match="naive"):
        await database.write(naive)


async def test_times_come_back_aware_and_in_utc_whatever_zone_they_had(database: Database) -> None:
    def joined(session: Session) -> None:
        workspace = members.ensure_workspace(session, "T1", "UBOT")
        elsewhere = NOON.astimezone(timezone(timedelta(hours=9)))
        members.ensure_member(session, workspace.id, "UALICE", None, elsewhere)

    await database.write(joined)
    found = await database.read(lambda session: session.scalar(select(Member.created_at)))
    assert found == NOON
    assert found.utcoffset() == timedelta(0)


async def test_a_row_of_nobody_is_refused(database: Database) -> None:
    await database.write(a_member)
    with pytest.raises(IntegrityError):
        await database.write(lambda session: a_contact(session, 4711))


async def test_deleting_a_member_takes_everything_of_theirs_along(database: Database) -> None:
    member_id = await database.write(a_member)
    await database.write(lambda session: a_contact(session, member_id))
    await database.write(lambda session: session.delete(session.get_one(Member, member_id, with_for_update=True)))
    assert await database.read(lambda session: session.scalars(select(Contact)).all()) == []


async def test_an_error_of_the_database_quotes_nothing_private(database: Database) -> None:
    with pytest.raises(IntegrityError) as refusal:
        await database.write(lambda session: a_contact(session, 4711, "a secret"))
    assert "a secret" not in str(refusal.value)


async def test_on_sqlite_every_transaction_takes_the_write_lock_at_once(tmp_path: Path) -> None:
    database = Database(database_url(f"sqlite:///{tmp_path}/tactful.db"), None)
    said: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *how: said.append(how[2]))

    await database.write(lambda session: session.scalar(text("SELECT 1")))
    await database.close()
    assert said[0] == "BEGIN IMMEDIATE"


def test_on_sqlite_what_is_committed_is_on_the_disk_and_what_is_deleted_is_gone(tmp_path: Path) -> None:
    engine = make_engine(database_url(f"sqlite:///{tmp_path}/tactful.db"))
    connection = engine.raw_connection()  # as the engine prepares it: those that tests use wait for no disk
    names = ("journal_mode", "foreign_keys", "synchronous", "secure_delete")
    told = [connection.cursor().execute(f"PRAGMA {name}").fetchone()[0] for name in names]
    connection.close()
    engine.dispose()
    assert told == ["wal", 1, 2, 1]
