"""Due reminders: an empty look, and a hundred DMs from claim to mark, beside a bare loop of posts."""

import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import func, insert, select

from bench.processes import Slack
from bot.domain.models import Contact, Delivery, Member, Reminder, Workspace
from bot.domain.types import DeliveryState, Rung, Stage
from bot.jobs.deliver import Deliverer
from bot.store.engine import Sessions, database_url, make_engine, make_sessions
from bot.store.migrate import migrate

TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
STORED, DUE, ROUNDS, LOOKS = 10_000, 100, 3, 100


@dataclass(frozen=True)
class Measured:
    """Medians, in seconds."""

    sent: int
    """DMs that arrived in all the rounds."""
    empty: float
    delivered: float
    posted: float
    calls: int
    """Requests to Slack for the deliveries of one round: who is still there, and the DMs themselves."""


async def measure(slack: Slack, folder: Path) -> Measured:
    """Each round is a day on which a hundred members have one reminder due; deliveries and loop take turns."""
    engine = make_engine(database_url(f"sqlite:///{folder}/reminders.db"))
    await migrate(engine)
    sessions = make_sessions(engine)
    await _fill(sessions, slack)
    now = TUESDAY - timedelta(days=1)
    calls = 0

    async def count(*_: object) -> None:
        nonlocal calls
        calls += 1

    tracing = aiohttp.TraceConfig()
    tracing.on_request_start.append(count)
    async with aiohttp.ClientSession(trace_configs=[tracing]) as http:
        client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, session=http, retry_handlers=[])
        deliverer = Deliverer(sessions, lambda: now, {1: client})
        empty = statistics.median([await _seconds(deliverer.run) for _ in range(LOOKS)])
        posted, delivered = [], []
        for day in range(ROUNDS):
            now = TUESDAY + timedelta(days=day)
            posted.append(await _seconds(lambda: _posts(client, slack)))
            calls = 0
            delivered.append(await _seconds(deliverer.run))
    async with sessions() as session:
        sent = await session.scalar(select(func.count()).where(Delivery.state == DeliveryState.SENT)) or 0
    await engine.dispose()
    return Measured(sent, empty, statistics.median(delivered), statistics.median(posted), calls)


async def _posts(client: AsyncWebClient, slack: Slack) -> None:
    for number in range(DUE):
        await client.chat_postMessage(channel=slack.contacts[number % len(slack.contacts)], text="A short hello.")


async def _seconds(work: Callable[[], Awaitable[object]]) -> float:
    begun = time.perf_counter()
    await work()
    return time.perf_counter() - begun


async def _fill(sessions: Sessions, slack: Slack) -> None:
    """Members with one reminder that falls due on a day of the measurement, and many more that are far away."""
    people = ROUNDS * DUE
    shared = {"workspace_id": 1, "created_at": TUESDAY}
    async with sessions.begin() as session:
        session.add(Workspace(slack_team_id=slack.team_id, bot_user_id=slack.bot_user_id))
        await session.flush()
        members = [{"slack_user_id": owner, **shared} for owner in slack.owners[:people]]
        await session.execute(insert(Member), members)
        contacts = [
            {
                "member_id": 1 + n % people,
                "slack_user_id": None,
                "name": f"Ana {n}",
                "stage": Stage.FOLLOWING_UP,
                **shared,
            }
            for n in range(people + STORED)
        ]
        await session.execute(insert(Contact), contacts)
        await session.execute(insert(Reminder), [_reminder(n, people) for n in range(people + STORED)])


def _reminder(number: int, people: int) -> dict[str, object]:
    days = number // DUE if number < people else 60 + number % 300
    due = TUESDAY + timedelta(days=days, minutes=-30)
    window = {"opens_on": due.date(), "closes_on": due.date(), "due_on": due.date(), "due_at": due}
    whose = {"workspace_id": 1, "member_id": 1 + number % people, "contact_id": number + 1}
    return {"rung": Rung.FIRST_NOTE, **window, **whose}
