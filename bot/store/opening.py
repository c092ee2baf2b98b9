"""Opening the database, brought to the schema this code knows: for the bot itself, and for commands beside it."""

import asyncio
import contextlib
import fcntl
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

from sqlalchemy import URL, Column, Connection, Engine, MetaData, String, Table, event, insert, inspect, select, text
from sqlalchemy.exc import SQLAlchemyError

from bot.domain.keyring import Keyring
from bot.domain.models import Base
from bot.errors import SettingsError
from bot.store import sealing
from bot.store.database import Database, make_engine, sqlite_file

CANNOT_OPEN = "The database that DATABASE_URL names cannot be opened."
ANSWER_MILLISECONDS = 2500
"""How long a statement, or a wait for a lock, may take on PostgreSQL: Slack gives three seconds for an answer."""
SCRIPTS = Path(__file__).parents[2] / "migrations"
HEAD = "0001"
"""The newest of them, which the models are."""
VERSIONS = Table("alembic_version", MetaData(), Column("version_num", String(32), primary_key=True))
ADVISORY_LOCK = 0x7AC7F01
LOCK_SECONDS = 60


@contextlib.asynccontextmanager
async def open_alone(url: URL, keyring: Keyring | None) -> AsyncIterator[Database]:
    """For the bot: brought up to date, and on SQLite held for this process alone. Raises SettingsError."""
    async with contextlib.AsyncExitStack() as closing:
        with _in_a_sentence():
            if path := sqlite_file(url):
                await closing.enter_async_context(only_process(path))
            await asyncio.to_thread(migrate, url)
            database = Database(url, keyring, milliseconds=ANSWER_MILLISECONDS)
            closing.push_async_callback(database.close)
            await database.read(lambda session: sealing.check(session, keyring))
        yield database


@contextlib.asynccontextmanager
async def open_beside(url: URL, keyring: Keyring | None) -> AsyncIterator[Database]:
    """For a command, whether the bot runs or not: a running bot's schema is not changed. Raises SettingsError."""
    path = sqlite_file(url)
    if path and not os.path.exists(path):  # noqa: ASYNC240  # once, at the start
        raise SettingsError(CANNOT_OPEN)
    async with contextlib.AsyncExitStack() as closing:
        with _in_a_sentence():
            if path and not await is_held(path):
                async with only_process(path):
                    await asyncio.to_thread(migrate, url)
            await asyncio.to_thread(check_current, url)
            database = Database(url, keyring)
            closing.push_async_callback(database.close)
            await database.read(lambda session: sealing.check(session, keyring))
        yield database


@contextlib.asynccontextmanager
async def only_process(path: str, seconds: float = 10) -> AsyncIterator[None]:
    """Hold an SQLite database for this process alone; the kernel lets go of it even after kill -9.

    Raises SettingsError where another Tactful holds it for longer than that.
    """
    with open(f"{path}.lock", "w") as handle:  # noqa: ASYNC230  # once, at the start
        deadline = asyncio.get_running_loop().time() + seconds
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if asyncio.get_running_loop().time() > deadline:
                    raise SettingsError(
                        "Another Tactful is running on the database that DATABASE_URL names; "
                        "stop it first, or use PostgreSQL for several at once."
                    ) from None
                await asyncio.sleep(0.1)
        Path(path).open("ab").close()  # noqa: ASYNC230  # cannot be written? The driver's thread says so too late
        yield


async def is_held(path: str) -> bool:
    """Whether a bot runs on that SQLite database at this moment."""
    try:
        async with only_process(path, seconds=0):
            return False
    except SettingsError:
        return True


def migrate(url: URL) -> None:
    """Bring the database to the newest schema, whoever starts first. Raises SettingsError for one that is newer.

    On PostgreSQL replicas that start together wait for each other; on SQLite the caller holds the file (above).
    Alembic comes in only where rows have to be brought along: it is 10 MB and a seventh of a second.
    """
    with migrating(url) as engine:
        with engine.connect() as connection:
            if _revision(connection) == HEAD:
                return
        with engine.begin() as connection:
            if engine.dialect.name == "postgresql":
                connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'"))
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
            if not inspect(connection).get_table_names():
                Base.metadata.create_all(connection)
                VERSIONS.create(connection)
                connection.execute(insert(VERSIONS).values(version_num=HEAD))
            elif (present := _revision(connection)) != HEAD:
                _upgrade(connection, present)


def check_current(url: URL) -> None:
    """Whether the schema is the one that this code knows. Raises SettingsError where it is another, or none."""
    with migrating(url) as engine, engine.connect() as connection:
        if _revision(connection) != HEAD:
            raise SettingsError(
                "The database that DATABASE_URL names is not up to date; run “python app.py migrate” first."
            )


@contextlib.contextmanager
def migrating(url: URL) -> Iterator[Engine]:
    """An engine of its own: a migration may take longer than an answer.

    On SQLite a table is changed by copying and dropping it: with foreign keys on, that drop would take the rows that
    point to it along.
    """
    engine = make_engine(url)
    if sqlite_file(url):
        event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA foreign_keys=OFF"))
    try:
        yield engine
    finally:
        engine.dispose()


def _revision(connection: Connection) -> str | None:
    has_one = inspect(connection).has_table(VERSIONS.name)
    return connection.scalar(select(VERSIONS.c.version_num)) if has_one else None


def _upgrade(connection: Connection, present: str | None) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if present is not None and present not in known:
        raise SettingsError(
            "The database that DATABASE_URL names was made by a newer Tactful; please update this one first."
        )
    command.upgrade(config, "head")


@contextlib.contextmanager
def _in_a_sentence() -> Iterator[None]:
    try:
        yield
    except (OSError, SQLAlchemyError):
        raise SettingsError(CANNOT_OPEN) from None
