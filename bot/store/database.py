"""The way to the database, SQLite for one process or PostgreSQL for several, by the same code: works, synchronous
functions of a session, handed over as a whole and run beside the event loop.

`write(work)` answers once what the work wrote is committed, `read(work)` sees what is committed. A work cannot wait
for anything: no network, no other work. What it returns is loaded; nothing may touch its session afterwards.
"""

import asyncio
import contextlib
import os
import queue
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from bot.domain.keyring import Keyring
from bot.errors import SettingsError

T = TypeVar("T")
Work = Callable[[Session], T]
AT_ONCE = 64
"""Works that share one commit at most: whoever comes first waits for the last of them."""
EMPTY_LOG = "PRAGMA wal_checkpoint(TRUNCATE)"
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=30000", "foreign_keys=ON", "secure_delete=ON")
THREADS = 8
"""Connections to PostgreSQL, and threads that work on them."""
READERS = 3
"""Connections that read an SQLite file beside its writer: a long export keeps no card waiting."""
PSYCOPG = "postgresql+psycopg"
DRIVERS = {"sqlite": "sqlite", "postgres": PSYCOPG, "postgresql": PSYCOPG, PSYCOPG: PSYCOPG}


class Database:
    """One database, with its threads. Made by `opening.py`."""

    def __init__(self, url: URL, keyring: Keyring | None, *, milliseconds: int = 0) -> None:
        self.engine = make_engine(url, keyring, milliseconds=milliseconds)
        self._path = path = sqlite_file(url)
        self._writer = GroupWriter(self.engine) if path else None
        self._reading = (
            make_engine(url, keyring, reading=True)
            if path
            else self.engine.execution_options(postgresql_readonly=True)
        )
        self._threads = ThreadPoolExecutor(READERS if path else THREADS, thread_name_prefix="database")

    async def write(self, work: Work[T]) -> T:
        """What the work returns, once it is committed. Raises what the work or the commit raises; then nothing of
        it is written. Whoever is cancelled while waiting does not undo it: it is committed, or fails, as a whole.
        """
        if self._writer:
            return await asyncio.shield(asyncio.wrap_future(self._writer.hand_over(work)))
        return await self._beside(self.engine, work, commit=True)

    async def read(self, work: Work[T]) -> T:
        """What the work returns. It must not write: the database refuses it."""
        return await self._beside(self._reading, work, commit=False)

    async def leave_no_trace(self, *, anew: bool = False) -> None:
        """Bring SQLite's write-ahead file into the database and empty it: what was erased is nowhere any more.

        Freed pages are overwritten already (`secure_delete`). `anew`: no page holds anything but what is there now.
        """
        for statement in ("VACUUM", EMPTY_LOG) if anew else (EMPTY_LOG,):
            if self._path:
                await asyncio.to_thread(_on_its_own, self._path, statement)

    async def close(self) -> None:
        """Take no more works, run those that wait, and let go."""
        await asyncio.to_thread(self._close)

    def _close(self) -> None:
        self._threads.shutdown()
        if self._writer:
            self._writer.close()
        self._reading.dispose()
        self.engine.dispose()

    async def _beside(self, engine: Engine, work: Work[T], *, commit: bool) -> T:
        return await asyncio.shield(asyncio.wrap_future(self._threads.submit(_run, engine, work, commit=commit)))


def _run(bind: Engine | Connection, work: Work[T], *, commit: bool) -> T:
    """One work in a session of its own: an identity map shared by strangers would be a leak."""
    with Session(bind, join_transaction_mode="create_savepoint", expire_on_commit=False, autoflush=commit) as session:
        result = work(session)
        if commit:
            session.commit()
        return result


def _on_its_own(path: str, statement: str) -> None:
    """On a connection of its own, outside of any transaction: inside one it has no effect, or is refused."""
    with contextlib.closing(sqlite3.connect(path, isolation_level=None, timeout=30)) as connection:
        connection.execute("PRAGMA secure_delete=ON")
        connection.execute(statement).fetchall()


class GroupWriter:
    """The one thread that writes an SQLite file. All works that wait share a commit, each in a savepoint of its own:
    a work that fails harms no other, and a commit that fails fails all of them. Nobody is answered before it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._waiting: queue.SimpleQueue[tuple[Work[Any], Future[Any]] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="writer", daemon=True)
        self._thread.start()

    def hand_over(self, work: Work[T]) -> "Future[T]":
        """The work's future: done when what it wrote is committed. Raises RuntimeError once it is closed."""
        if not self._thread.is_alive():
            raise RuntimeError("the database is closed")
        answer: Future[T] = Future()
        self._waiting.put((work, answer))
        return answer

    def close(self) -> None:
        """Run what waits, and end the thread."""
        self._waiting.put(None)
        self._thread.join()

    def _work(self) -> None:
        while first := self._waiting.get():
            group = [first]
            while len(group) < AT_ONCE and not self._waiting.empty():
                each = self._waiting.get()
                if each is None:
                    self._waiting.put(None)  # the end, once this group is done
                    break
                group.append(each)
            self._commit(group)

    def _commit(self, group: list[tuple[Work[Any], Future[Any]]]) -> None:
        outcomes: list[tuple[Any, BaseException | None]] = []
        try:
            if len(group) == 1:  # alone it needs no savepoint
                outcomes.append((_run(self._engine, group[0][0], commit=True), None))
            else:
                with self._engine.begin() as connection:
                    outcomes += [_outcome(connection, work) for work, _ in group]
        except BaseException as error:  # what was not committed did not happen, for nobody of the group
            outcomes = [(None, error)] * len(group)
        for (_, answer), (result, problem) in zip(group, outcomes, strict=True):
            if problem is None:
                answer.set_result(result)
            else:
                answer.set_exception(problem)


def _outcome(connection: Connection, work: Work[Any]) -> tuple[Any, BaseException | None]:
    try:
        return _run(connection, work, commit=True), None
    except BaseException as error:  # the work's own failure: its savepoint is rolled back, and its caller is told
        raw = connection.connection.driver_connection
        if raw is None or not raw.in_transaction:
            raise  # SQLite gave the whole transaction up (a full disk): everybody's
        return None, error


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
