"""Opening the database: for the bot itself, and for commands that work beside it."""

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager

import asyncpg
from sqlalchemy import URL
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.keyring import Keyring
from bot.errors import SettingsError
from bot.store import sealing
from bot.store.engine import Sessions, make_engine, make_sessions, sqlite_file
from bot.store.migrate import check_current, is_held, migrate, only_process

CANNOT_OPEN = "The database that DATABASE_URL names cannot be opened."


@asynccontextmanager
async def open_alone(url: URL, keyring: Keyring | None) -> AsyncIterator[Sessions]:
    """For the bot: brought up to date, and on SQLite held for this process alone. Raises SettingsError."""
    async with AsyncExitStack() as closing:
        with _in_a_sentence():
            if path := sqlite_file(url):
                await closing.enter_async_context(only_process(path))
            engine = make_engine(url, keyring)
            closing.push_async_callback(engine.dispose)
            await migrate(engine)
            sessions = await _checked(engine, keyring)
        yield sessions


@asynccontextmanager
async def open_beside(url: URL, keyring: Keyring | None) -> AsyncIterator[Sessions]:
    """For a command, whether the bot runs or not: a running bot's schema is not changed. Raises SettingsError."""
    path = sqlite_file(url)
    if path and not os.path.exists(path):  # noqa: ASYNC240  # once, at the start
        raise SettingsError(CANNOT_OPEN)
    async with AsyncExitStack() as closing:
        with _in_a_sentence():
            engine = make_engine(url, keyring)
            closing.push_async_callback(engine.dispose)
            if path and not await is_held(path):
                async with only_process(path):
                    await migrate(engine)
            await check_current(engine)
            sessions = await _checked(engine, keyring)
        yield sessions


async def _checked(engine: AsyncEngine, keyring: Keyring | None) -> Sessions:
    sessions = make_sessions(engine)
    async with sessions() as session:
        await sealing.check(session, keyring)
    return sessions


@contextmanager
def _in_a_sentence() -> Iterator[None]:
    try:
        yield
    except (OSError, SQLAlchemyError, asyncpg.PostgresError, asyncpg.InterfaceError):
        raise SettingsError(CANNOT_OPEN) from None
