"""What every test would do anew, and is the same each time: half of a scenario's time went there."""

import sqlite3
from typing import Any

from sqlalchemy import Connection, Dialect


class Compiled(dict[Any, Any]):
    """The compiled statements of all engines, by the kind of database instead of by the engine.

    Where words are sealed a statement knows the keys, so those engines share nothing.
    """

    def get(self, key: tuple[Any, ...], default: Any = None) -> Any:
        return super().get(_of_any_engine(*key), default)

    def __setitem__(self, key: tuple[Any, ...], compiled: Any) -> None:
        super().__setitem__(_of_any_engine(*key), compiled)


def _of_any_engine(dialect: Dialect, *statement: Any) -> tuple[Any, ...]:
    return (dialect if getattr(dialect, "keyring", None) else dialect.name, *statement)


_compiled = Compiled()


def spare(connection: Connection) -> None:
    """For every connection of an engine: no statement is compiled twice in this process, no disk is waited for."""
    connection.execution_options(compiled_cache=_compiled)
    raw = connection.connection.dbapi_connection
    if isinstance(raw, sqlite3.Connection):
        # Nothing here cuts the machine's power.
        raw.execute("PRAGMA synchronous=OFF").close()
