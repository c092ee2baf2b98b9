"""The way to the database: SQLite for one process, PostgreSQL for several; the same code for both."""

import os
import sqlite3
from typing import Any

import aiosqlite
from sqlalchemy import URL, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from bot.domain.keyring import Keyring
from bot.errors import SettingsError

BEGIN = "BEGIN IMMEDIATE"
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=30000", "foreign_keys=ON", "secure_delete=ON")
Sessions = async_sessionmaker[AsyncSession]
DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "sqlite+aiosqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+asyncpg",
    "postgresql": "postgresql+asyncpg",
    "postgresql+asyncpg": "postgresql+asyncpg",
}


def database_url(text: str) -> URL:
    """The URL with our own driver. Raises SettingsError where it is no URL of a database we speak."""
    try:
        url = make_url(text)
        driver = DRIVERS[url.drivername]
        if driver == DRIVERS["sqlite"] and url.query:
            raise ValueError
    except (ArgumentError, KeyError, ValueError):
        raise SettingsError(
            "DATABASE_URL must look like sqlite:///tactful.db or postgresql://user:password@host/name."
        ) from None
    if driver == DRIVERS["sqlite"] and url.database in (None, "", ":memory:"):
        raise SettingsError("DATABASE_URL must name a file, like sqlite:///tactful.db: memory forgets.")
    return url.set(drivername=driver)


def sqlite_file(url: URL) -> str | None:
    """The path of the database file; None for a server."""
    return os.path.abspath(url.database) if url.drivername.startswith("sqlite") and url.database else None


class NearConnection(aiosqlite.Connection):
    """Statements run right here; only what may wait, for the disk or for a lock, goes to the connection's thread.

    aiosqlite sends each step of each statement there and back, eighty times for one `/met`, which takes longer than
    the statements themselves. Nobody else uses the connection meanwhile: the pool lends it to one session at a time.
    """

    async def _execute(self, fn: Any, *args: Any, **kwargs: Any) -> Any:
        of_connection = isinstance(fn.__self__, sqlite3.Connection) and fn.__name__ != "cursor"
        if of_connection or args[:1] == (BEGIN,) or not self._running:
            return await super()._execute(fn, *args, **kwargs)  # type: ignore[no-untyped-call]
        return fn(*args, **kwargs)


def make_engine(url: URL, keyring: Keyring | None = None) -> AsyncEngine:
    """An engine that loses no update, and whose errors never quote a note (`hide_parameters`).

    With a keyring private words are sealed in the database (`domain/models/private.py`); without one, they are not.
    """
    engine = _sqlite(url) if url.drivername.startswith("sqlite") else _postgresql(url)
    engine.dialect.keyring = keyring  # type: ignore[attr-defined]  # the column type asks its dialect for it
    return engine


def _postgresql(url: URL) -> AsyncEngine:
    """asyncpg itself reads what hosts put behind the name, like `?sslmode=require`; SQLAlchemy does not know it."""
    server = url.set(drivername="postgresql").difference_update_query(["channel_binding"])
    how = {"dsn": server.render_as_string(hide_password=False), "timeout": 10}
    return create_async_engine(f"{url.drivername}://", pool_pre_ping=True, hide_parameters=True, connect_args=how)


def _sqlite(url: URL) -> AsyncEngine:
    """One connection, because writers that wait inside SQLite sleep up to a second; in our queue they wait for
    milliseconds. BEGIN IMMEDIATE because the driver's own implicit transactions lose updates silently."""
    path = sqlite_file(url) or ""

    def connect() -> NearConnection:
        return NearConnection(lambda: sqlite3.connect(path, check_same_thread=False), iter_chunk_size=64)

    engine = create_async_engine(
        url,
        async_creator=connect,
        hide_parameters=True,
        pool_size=1,
        max_overflow=0,
        pool_timeout=30,
        pool_reset_on_return=None,  # sessions end their transactions; one more rollback is one more way to the thread
    )

    @event.listens_for(engine.sync_engine, "connect")
    def _prepare(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # we begin by ourselves, below
        cursor = connection.cursor()
        for pragma in PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql(BEGIN)

    return engine


def make_sessions(engine: AsyncEngine) -> Sessions:
    """Sessions whose objects stay readable after the commit, when they are drawn."""
    return async_sessionmaker(engine, expire_on_commit=False)


async def leave_no_trace(sessions: Sessions) -> None:
    """Bring SQLite's write-ahead file into the database and empty it: what was erased is nowhere any more.

    Freed pages are overwritten already (`secure_delete`).
    """
    await _past_sqlalchemy(sessions, "PRAGMA wal_checkpoint(TRUNCATE)")


async def vacuum(sessions: Sessions) -> None:
    """Write SQLite's file anew, so that no page of it holds anything but what is there now."""
    await _past_sqlalchemy(sessions, "VACUUM")


async def _past_sqlalchemy(sessions: Sessions, statement: str) -> None:
    """For SQLite alone, and outside of any transaction, which SQLAlchemy would begin first."""
    engine: AsyncEngine = sessions.kw["bind"]
    if engine.dialect.name != "sqlite":
        return
    async with engine.connect() as connection:
        raw = await connection.get_raw_connection()
        assert raw.driver_connection is not None  # noqa: S101  # it was just checked out
        await (await raw.driver_connection.execute(statement)).close()
