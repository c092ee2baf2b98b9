"""The way to the database: SQLite for one process, PostgreSQL for several; the same code for both."""

import os
import sqlite3
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import QueuePool

from bot.domain.keyring import Keyring
from bot.errors import SettingsError

PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=30000", "foreign_keys=ON", "secure_delete=ON")
THREADS = 8
"""Connections to PostgreSQL, and threads that work on them."""
READERS = 3
"""Connections that read an SQLite file beside its writer: a long export keeps no card waiting."""
PSYCOPG = "postgresql+psycopg"
DRIVERS = {"sqlite": "sqlite", "postgres": PSYCOPG, "postgresql": PSYCOPG, PSYCOPG: PSYCOPG}


def database_url(text: str) -> URL:
    """The URL with our own driver. Raises SettingsError where it is no URL of a database we speak."""
    try:
        url = make_url(text)
        driver = DRIVERS[url.drivername]
        if driver == "sqlite" and url.query:
            raise ValueError
    except (ArgumentError, KeyError, ValueError):
        raise SettingsError(
            "DATABASE_URL must look like sqlite:///tactful.db or postgresql://user:password@host/name."
        ) from None
    if driver == "sqlite" and url.database in (None, "", ":memory:"):
        raise SettingsError("DATABASE_URL must name a file, like sqlite:///tactful.db: memory forgets.")
    return url.set(drivername=driver)


def sqlite_file(url: URL) -> str | None:
    """The path of the database file; None for a server."""
    return os.path.abspath(url.database) if url.drivername == "sqlite" and url.database else None


def make_engine(url: URL, keyring: Keyring | None = None, *, milliseconds: int = 0, reading: bool = False) -> Engine:
    """An engine that loses no update, and whose errors never quote a note (`hide_parameters`).

    With a keyring private words are sealed in the database (`domain/models/base.py`); without one, they are not.
    `milliseconds`: how long one statement, or waiting for a lock, may take on PostgreSQL; 0: as long as it takes.
    `reading`: connections that only read an SQLite file, each as it was when its transaction began (WAL).
    """
    path = sqlite_file(url)
    engine = _sqlite(path, reading=reading) if path else _postgresql(url, milliseconds)
    engine.dialect.keyring = keyring  # type: ignore[attr-defined]  # the column type for private words asks for it
    return engine


def _postgresql(url: URL, milliseconds: int) -> Engine:
    """Without prepared statements: behind a pooler in transaction mode they would meet another connection."""
    limits = f"-c statement_timeout={milliseconds} -c lock_timeout={milliseconds}"
    options = " ".join([*url.normalized_query.get("options", ()), limits])
    return create_engine(
        url.difference_update_query(["options"]),
        connect_args={"connect_timeout": 10, "prepare_threshold": None, "options": options},
        pool_size=THREADS,
        max_overflow=0,
        pool_pre_ping=True,
        hide_parameters=True,
    )


def _sqlite(path: str, *, reading: bool) -> Engine:
    """BEGIN IMMEDIATE because the driver's own implicit transactions lose updates silently."""
    engine = create_engine(
        "sqlite://",
        creator=lambda: sqlite3.connect(path, isolation_level=None, check_same_thread=False),
        poolclass=QueuePool,
        pool_size=READERS if reading else 1,
        max_overflow=0,
        hide_parameters=True,
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _entry: object) -> None:
        for pragma in (*PRAGMAS, "query_only=ON") if reading else PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine
