"""Bringing the database to the schema this code knows, once, whoever starts first."""

import asyncio
import contextlib
import fcntl
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

from sqlalchemy import URL, Column, Connection, Engine, MetaData, String, Table, insert, inspect, select, text

from bot.domain.models import Base
from bot.errors import SettingsError
from bot.store.engine import make_engine

SCRIPTS = Path(__file__).parents[2] / "migrations"
HEAD = "0001"
"""The newest of them, which the models are."""
VERSIONS = Table("alembic_version", MetaData(), Column("version_num", String(32), primary_key=True))
ADVISORY_LOCK = 0x7AC7F01
LOCK_SECONDS = 60


def migrate(url: URL) -> None:
    """Bring the database to the newest schema. Raises SettingsError for one that is newer than this code.

    On PostgreSQL replicas that start together wait for each other; on SQLite the caller holds the file (below).
    Alembic comes in only where rows have to be brought along: it is 10 MB and a seventh of a second.
    """
    with _engine(url) as engine:
        if _revision(engine) == HEAD:
            return
        with _postgres_lock(engine):
            if not inspect(engine).get_table_names():
                _create(engine)
            elif _revision(engine) != HEAD:
                with _without_foreign_keys(engine) as connection:
                    _upgrade(connection)


def check_current(url: URL) -> None:
    """Whether the schema is the one that this code knows. Raises SettingsError where it is another, or none."""
    with _engine(url) as engine:
        if _revision(engine) != HEAD:
            raise SettingsError(
                "The database that DATABASE_URL names is not up to date; run “python app.py migrate” first."
            )


def _revision(engine: Engine) -> str | None:
    if not inspect(engine).has_table(VERSIONS.name):
        return None
    with engine.connect() as connection:
        return connection.scalar(select(VERSIONS.c.version_num))


def _create(engine: Engine) -> None:
    """An empty database, as the models say, with Alembic's note of the revision that this is."""
    with engine.begin() as connection:
        Base.metadata.create_all(connection)
        VERSIONS.create(connection)
        connection.execute(insert(VERSIONS).values(version_num=HEAD))


@contextlib.contextmanager
def _engine(url: URL) -> Iterator[Engine]:
    """Of its own: a migration may take longer than an answer."""
    engine = make_engine(url)
    try:
        yield engine
    finally:
        engine.dispose()


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


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    present = MigrationContext.configure(connection).get_current_revision()
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if present is not None and present not in known:
        raise SettingsError(
            "The database that DATABASE_URL names was made by a newer Tactful; please update this one first."
        )
    command.upgrade(config, "head")


@contextlib.contextmanager
def _postgres_lock(engine: Engine) -> Iterator[None]:
    if engine.dialect.name != "postgresql":
        yield
        return
    # On a connection of its own: the lock must outlive every transaction of the migrations.
    with engine.connect() as connection:
        connection.execute(text(f"SET lock_timeout = '{LOCK_SECONDS}s'"))
        connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": ADVISORY_LOCK})
        try:
            yield
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": ADVISORY_LOCK})


@contextlib.contextmanager
def _without_foreign_keys(engine: Engine) -> Iterator[Connection]:
    """A transaction for migrations. On SQLite a table is changed by copying and dropping it: with foreign keys
    on, that drop would take the rows that point to it along."""
    sqlite = engine.dialect.name == "sqlite"
    with engine.connect() as connection:
        if sqlite:
            _foreign_keys(connection, "OFF")
        with connection.begin():
            yield connection
        if sqlite:
            _foreign_keys(connection, "ON")


def _foreign_keys(connection: Connection, switch: str) -> None:
    """Past SQLAlchemy, which would begin a transaction first: the pragma has no effect inside one."""
    raw = connection.connection.driver_connection
    assert raw is not None  # noqa: S101  # it was just checked out
    raw.execute(f"PRAGMA foreign_keys={switch}")
