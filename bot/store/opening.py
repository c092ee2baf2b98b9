"""Opening the database: for the bot itself, and for commands that work beside it."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager

from sqlalchemy import URL
from sqlalchemy.exc import SQLAlchemyError

from bot.domain.keyring import Keyring
from bot.errors import SettingsError
from bot.store import sealing
from bot.store.database import Database
from bot.store.engine import sqlite_file
from bot.store.migrate import check_current, is_held, migrate, only_process

CANNOT_OPEN = "The database that DATABASE_URL names cannot be opened."
ANSWER_MILLISECONDS = 2500
"""How long a statement, or a wait for a lock, may take on PostgreSQL: Slack gives three seconds for an answer."""


@asynccontextmanager
async def open_alone(url: URL, keyring: Keyring | None) -> AsyncIterator[Database]:
    """For the bot: brought up to date, and on SQLite held for this process alone. Raises SettingsError."""
    async with AsyncExitStack() as closing:
        with _in_a_sentence():
            if path := sqlite_file(url):
                await closing.enter_async_context(only_process(path))
            await asyncio.to_thread(migrate, url)
            database = Database(url, keyring, milliseconds=ANSWER_MILLISECONDS)
            closing.push_async_callback(database.close)
            await database.read(lambda session: sealing.check(session, keyring))
        yield database


@asynccontextmanager
async def open_beside(url: URL, keyring: Keyring | None) -> AsyncIterator[Database]:
    """For a command, whether the bot runs or not: a running bot's schema is not changed. Raises SettingsError."""
    path = sqlite_file(url)
    if path and not os.path.exists(path):  # noqa: ASYNC240  # once, at the start
        raise SettingsError(CANNOT_OPEN)
    async with AsyncExitStack() as closing:
        with _in_a_sentence():
            if path and not await is_held(path):
                async with only_process(path):
                    await asyncio.to_thread(migrate, url)
            await asyncio.to_thread(check_current, url)
            database = Database(url, keyring)
            closing.push_async_callback(database.close)
            await database.read(lambda session: sealing.check(session, keyring))
        yield database


@contextmanager
def _in_a_sentence() -> Iterator[None]:
    try:
        yield
    except (OSError, SQLAlchemyError):
        raise SettingsError(CANNOT_OPEN) from None
