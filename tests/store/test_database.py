"""Works: those that wait share a commit, whoever reads cannot write, and what was handed over is done."""

import asyncio
import resource
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm import Session

from bot.domain.keyring import Keyring
from bot.domain.models import Contact, Encounter, Member, Workspace
from bot.store.database import AT_ONCE, Database, database_url
from bot.store.opening import migrate, open_alone
from tests.store.rows import NOON, a_contact, a_member

Work = Callable[[Session], Any]
LONG = 120
"""Seconds that nothing here takes."""


@pytest.fixture
async def file(tmp_path: Path) -> AsyncIterator[Database]:
    """A database on SQLite, where one thread writes, with one member."""
    async with open_alone(database_url(f"sqlite:///{tmp_path}/tactful.db"), None) as opened:
        await opened.write(a_member)
        yield opened


@asynccontextmanager
async def held_up(database: Database) -> AsyncIterator[None]:
    """The writer is at a work meanwhile: whatever is handed over waits."""
    begun, go_on = threading.Event(), threading.Event()

    def busy(_session: Session) -> None:
        begun.set()
        assert go_on.wait(LONG)

    first = asyncio.create_task(database.write(busy))
    assert await asyncio.to_thread(begun.wait, LONG)
    yield
    go_on.set()
    await first


async def handed_over(database: Database, works: Sequence[Work]) -> list[asyncio.Task[Any]]:
    tasks = [asyncio.create_task(database.write(work)) for work in works]
    await asyncio.sleep(0)
    return tasks


async def in_one_group(database: Database, *works: Work) -> list[Any]:
    """What became of works that all waited at the same moment."""
    async with held_up(database):
        tasks = await handed_over(database, works)
    return await asyncio.gather(*tasks, return_exceptions=True)


def noted(name: str) -> Work:
    """A work that adds a contact of that name, and returns the name."""
    return lambda session: a_contact(session, 1, name).name


def failing(name: str) -> Work:
    """The same, but then it fails."""

    def work(session: Session) -> None:
        a_contact(session, 1, name)
        raise ValueError(name)

    return work


def names(session: Session) -> list[str]:
    return [*session.scalars(select(Contact.name).order_by(Contact.id))]


@contextmanager
def at_each_commit(database: Database, happens: Callable[[], None]) -> Iterator[None]:
    """That happens before each COMMIT."""

    def listener(_connection: Any) -> None:
        happens()

    event.listen(database.engine, "commit", listener)
    yield
    event.remove(database.engine, "commit", listener)


# --- one commit for all that wait


async def test_sixteen_works_that_wait_share_one_commit(file: Database) -> None:
    commits: list[None] = []
    with at_each_commit(file, lambda: commits.append(None)):
        told = await in_one_group(file, *(noted(str(number)) for number in range(16)))
    assert told == await file.read(names) == [str(number) for number in range(16)]
    assert len(commits) == 1


async def test_whoever_comes_first_does_not_wait_for_endless_others(file: Database) -> None:
    commits: list[None] = []
    with at_each_commit(file, lambda: commits.append(None)):
        await in_one_group(file, *(noted(str(number)) for number in range(AT_ONCE + 1)))
    assert len(commits) == 2


async def test_a_work_that_fails_harms_no_other_of_its_group(file: Database) -> None:
    first, wrong, second, stray, third = await in_one_group(
        file, noted("1"), failing("2"), noted("3"), lambda session: a_contact(session, 4711), noted("5")
    )
    assert [first, second, third] == await file.read(names) == ["1", "3", "5"]
    assert isinstance(wrong, ValueError)
    assert isinstance(stray, IntegrityError)


async def test_nobody_is_answered_before_the_commit(file: Database) -> None:
    reached, go_on = threading.Event(), threading.Event()

    def hold() -> None:
        reached.set()
        assert go_on.wait(LONG)

    with at_each_commit(file, hold):
        [task] = await handed_over(file, [noted("Bob")])
        assert await asyncio.to_thread(reached.wait, LONG)
        await asyncio.sleep(0.1)
        assert not task.done()
        assert await file.read(names) == []
        go_on.set()
        assert await task == "Bob"
    assert await file.read(names) == ["Bob"]


async def test_a_commit_that_fails_fails_everybody_of_the_group_and_nobody_else(file: Database) -> None:
    def fail() -> None:
        raise OSError("no")

    with at_each_commit(file, fail):
        told = await in_one_group(file, noted("1"), failing("2"), noted("3"))
    assert [type(each) for each in told] == [OSError] * 3
    assert await file.read(names) == []
    assert await file.write(noted("4")) == "4"
    assert await file.read(names) == ["4"]


async def test_a_disk_that_fills_up_during_a_commit_fails_everybody_of_the_group(file: Database) -> None:
    with no_file_longer_than(64 * 1024):
        told = await in_one_group(file, noted("1"), noted("x" * 100_000), noted("3"))
    assert [type(each) for each in told] == [OperationalError] * 3
    assert await file.read(names) == []
    assert await file.write(noted("4")) == "4"
    assert await file.read(names) == ["4"]


@contextmanager
def no_file_longer_than(size: int) -> Iterator[None]:
    """Writing more fails, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


LONG_TEXT = "x" * 100_000
TOO_MUCH: dict[str, Work] = {
    "a row": noted(LONG_TEXT),
    "another text in a row": lambda session: session.execute(update(Workspace).values(division_field=LONG_TEXT)),
    "a row, and then another": lambda session: [a_contact(session, 1, name) for name in ("y", LONG_TEXT)],
}
"""What finds no room. SQLite gives up one statement of it, or the whole transaction."""


@pytest.mark.parametrize("what", TOO_MUCH)
@pytest.mark.parametrize("before", [0, 1, 3])
async def test_in_a_database_that_is_full_what_is_answered_is_written_and_nothing_else(
    file: Database, before: int, what: str
) -> None:
    await file.write(room_for(5))
    works = [noted(str(number)) for number in range(before + 2)]
    works.insert(before, TOO_MUCH[what])
    told = await in_one_group(file, *works)
    assert isinstance(told[before], OperationalError)
    assert await file.read(names) == [each for each in told if isinstance(each, str)]
    await file.write(room_for(1000))
    assert await file.write(noted("more")) == "more"
    assert (await file.read(names))[-1] == "more"


def room_for(pages: int) -> Work:
    def work(session: Session) -> None:
        used = session.scalar(text("PRAGMA page_count"))
        session.execute(text(f"PRAGMA max_page_count = {used + pages}"))

    return work


# --- what was handed over is done


async def test_a_caller_that_is_cancelled_does_not_undo_its_work(database: Database) -> None:
    await database.write(a_member)
    begun, go_on = threading.Event(), threading.Event()

    def slow(session: Session) -> None:
        a_contact(session, 1, "Bob")
        begun.set()
        assert go_on.wait(LONG)

    [task] = await handed_over(database, [slow])
    assert await asyncio.to_thread(begun.wait, LONG)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    go_on.set()
    async with asyncio.timeout(LONG):
        while await database.read(names) != ["Bob"]:
            await asyncio.sleep(0.01)


async def test_one_that_is_cancelled_while_it_waits_is_done_too(file: Database) -> None:
    async with held_up(file):
        tasks = await handed_over(file, [noted("1"), noted("2"), noted("3")])
        tasks[1].cancel()
    told = await asyncio.gather(*tasks, return_exceptions=True)
    assert (told[0], type(told[1]), told[2]) == ("1", asyncio.CancelledError, "3")
    assert await file.read(names) == ["1", "2", "3"]


async def test_works_that_wait_when_it_is_closed_are_still_done(any_database: str) -> None:
    url = database_url(any_database)
    await asyncio.to_thread(migrate, url)
    database, wanted = Database(url, None), [str(number) for number in range(40)]
    await database.write(a_member)
    async with held_up(database):
        tasks = await handed_over(database, [noted(name) for name in wanted])
        closing = asyncio.create_task(database.close())
        await asyncio.sleep(0.05)
        assert not closing.done()
    await closing
    assert await asyncio.gather(*tasks) == wanted
    again = Database(url, None)
    assert {*await again.read(names)} == {*wanted}
    await again.close()


async def test_no_work_is_taken_after_that(database: Database) -> None:
    await database.close()
    for hand_over in (database.write, database.read):
        with pytest.raises(RuntimeError):
            await asyncio.wait_for(hand_over(names), 5)


# --- reading


async def test_a_read_sees_what_is_committed_and_nothing_else(database: Database) -> None:
    member_id = await database.write(a_member)

    def names(session: Session) -> list[str]:
        return [*session.scalars(select(Contact.name))]

    def looked_beside(session: Session) -> list[str]:
        a_contact(session, member_id)
        return asyncio.run_coroutine_threadsafe(database.read(names), loop).result(10)

    loop = asyncio.get_running_loop()
    assert await database.write(looked_beside) == []
    assert await database.read(names) == ["Bob"]


WRITES = {
    "a row": lambda session: a_contact(session, 1),
    "a statement": lambda session: session.execute(text("DELETE FROM members")),
    "another table": lambda session: session.execute(text("CREATE TABLE stray (id INTEGER)")),
}


@pytest.mark.parametrize("what", WRITES)
async def test_a_read_cannot_write(database: Database, what: str) -> None:
    await database.write(a_member)
    with pytest.raises(DBAPIError, match=r"read-?only"):
        await database.read(WRITES[what])
    assert len(await database.read(lambda session: session.scalars(select(Member)).all())) == 1


async def test_what_a_read_only_changes_in_memory_is_not_written(database: Database) -> None:
    member_id = await database.write(a_member)

    def changed(session: Session) -> None:
        session.get_one(Member, member_id).daily_cap = 99
        session.scalars(select(Member)).all()

    await database.read(changed)
    found = await database.read(lambda session: session.get_one(Member, member_id))
    assert found.daily_cap == 3


async def test_writing_goes_on_after_any_number_of_reads(database: Database) -> None:
    """A connection that has read is the next one's to write."""
    member_id = await database.write(a_member)
    await asyncio.gather(*(database.read(lambda session: session.scalar(select(Member.id))) for _ in range(50)))
    await asyncio.gather(*(database.write(lambda session: a_contact(session, member_id)) for _ in range(20)))
    assert len(await database.read(lambda session: session.scalars(select(Contact)).all())) == 20


async def test_two_works_share_no_rows_in_memory(database: Database) -> None:
    await database.write(a_member)
    [one, other] = await asyncio.gather(*(database.write(lambda session: session.get(Member, 1)) for _ in range(2)))
    assert one is not other


async def test_reading_a_row_that_was_kept_without_a_key_writes_nothing(any_database: str) -> None:
    url = database_url(any_database)
    await asyncio.to_thread(migrate, url)
    plain = Database(url, None)

    def noted(session: Session) -> None:
        member_id = a_member(session)
        own = {"workspace_id": 1, "member_id": member_id, "created_at": NOON}
        session.add(Encounter(**own, met_on=NOON.date(), note="severance"))
        session.flush()
        session.execute(text("UPDATE encounters SET row_key = NULL"))

    await plain.write(noted)
    await plain.close()
    sealed = Database(url, Keyring(["k" * 40]))

    def read(session: Session) -> tuple[str | None, list[object]]:
        found = session.scalars(select(Encounter)).one()
        return found.note, [*session.dirty]

    for look in (sealed.read, sealed.write):
        assert await look(read) == ("severance", [])
    kept = "SELECT note, row_key FROM encounters"
    assert await sealed.read(lambda session: tuple(session.execute(text(kept)).one())) == ("severance", None)
    await sealed.close()
