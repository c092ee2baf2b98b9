"""The bot in its workspace, and a clock to move: what scenarios are told with."""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.assemble import Tactful, running
from bot.domain.models import Base
from bot.settings import Settings
from bot.store.database import Work
from tests.overheard import heard
from tests.slack import FakeSlack

T = TypeVar("T")
PATIENCE = 120
"""Seconds: what waits for a fact waits as long as a busy machine may need."""
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class FakeClock:
    """Stands still until it is moved."""

    def __init__(self, now: datetime = MONDAY) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def set(self, now: datetime) -> None:
        self.now = now

    def forward(self, **span: float) -> None:
        self.now += timedelta(**span)


class World:
    """One bot and one workspace. Everything goes through the real program, reached as Slack reaches it."""

    def __init__(self, slack: FakeSlack, clock: FakeClock, database: str, **settings: Any) -> None:
        self.slack = slack
        self.clock = clock
        self.settings = settings_for(slack, database, **settings)
        heard.slack(slack)
        heard.settings(self.settings)
        self._up = AsyncExitStack()
        self.bot: Tactful

    async def start(self) -> None:
        """Until every job has looked once for what is due: whoever moves the clock would be in its way."""
        self.bot = await self._up.enter_async_context(running(self.settings, self.clock))
        await eventually(lambda: all(job.looked.is_set() for job in self.bot.jobs), 60)
        if not self.settings.slack_app_token:
            self.slack.delivery.request_url = f"http://127.0.0.1:{self.bot.port}/slack/events"

    async def stop(self) -> None:
        await self._up.aclose()

    async def restart(self) -> None:
        """Another process on the same database."""
        await self.stop()
        await self.start()

    async def quiet(self) -> None:
        """Wait until nothing runs beside the listeners."""
        await self.bot.background.finish(PATIENCE)

    async def met(self, user: str, text: str) -> Any:
        """`/met text`, with @handle for a mention; its answer."""
        for person in list(self.slack.people.values()):
            text = text.replace(f"@{person.handle}", f"<@{person.id}>")
        answer = await self.slack.command(user, "/met", text)
        await self.quiet()
        return answer

    async def click(self, user: str, message: Any, action: str, **how: Any) -> Any:
        answer = await self.slack.click(user, message, action, **how)
        await self.quiet()
        return answer

    async def submit(self, user: str, view: Any, values: dict[str, Any]) -> Any:
        answer = await self.slack.submit(user, view, values)
        await self.quiet()
        return answer

    async def pass_time(self, until: datetime) -> None:
        """Move the clock from one due moment to the next, as a bot that runs all the time lives through it."""
        while (due := await self.bot.next_due_at()) and due <= until:
            self.clock.set(max(due, self.clock.now))
            await self.bot.tick()
        self.clock.set(until)
        await self.bot.tick()

    async def pass_days(self, days: float) -> None:
        await self.pass_time(self.clock.now + timedelta(days=days))

    async def until_dm(self, user: str, days: int = 800) -> Any:
        """Pass time until the member gets another DM; the message. Fails where none comes."""
        before, end = len(self.slack.dm(user)), self.clock.now + timedelta(days=days)
        while len(self.slack.dm(user)) == before:
            due = await self.bot.next_due_at()
            assert due is not None, "nothing is planned any more"
            assert due <= end, "no DM came"
            self.clock.set(max(due, self.clock.now))
            await self.bot.tick()
        return self.slack.dm(user)[-1]

    async def rows(self, table: type[Base], **where: Any) -> Sequence[Any]:
        """Rows of a table, for looking behind the screen."""
        found = select(table).filter_by(**where).order_by(table.id)
        return await self.read(lambda session: session.scalars(found).all())

    async def read(self, work: Work[T]) -> T:
        """What that work on the bot's database returns."""
        return await self.bot.database.read(work)

    async def write(self, work: Work[T]) -> T:
        """The same for one that changes what no screen would."""
        return await self.bot.database.write(work)

    async def add(self, *rows: Base) -> None:
        """New rows, or old ones as they are now."""
        await self.write(lambda session: session.add_all(rows))

    def today(self, zone: str) -> date:
        return self.clock.now.astimezone(ZoneInfo(zone)).date()


def settings_for(slack: FakeSlack, database: str, *, http: bool = False, **more: Any) -> Settings:
    """Settings for the bot in that workspace; ticks happen when a test says so."""
    values: dict[str, Any] = {
        "slack_bot_token": slack.bot_token,
        "slack_app_token": "" if http else slack.app_token,
        "slack_signing_secret": slack.signing_secret if http else "",
        "slack_api_url": slack.api_url,
        "database_url": database,
        "port": 0,
        "tick_seconds": 3600,
        **more,
    }
    return Settings(**values)


def text_of(message: Any) -> str:
    """All that a person reads on a message or view, as mrkdwn."""
    found: list[str] = []

    def collect(part: Any) -> None:
        if isinstance(part, dict):
            if part.get("type") in ("mrkdwn", "plain_text"):
                found.append(str(part["text"]))
            for value in part.values():
                collect(value)
        elif isinstance(part, list):
            for value in part:
                collect(value)

    collect(message.get("blocks", message) if isinstance(message, dict) else message)
    return "\n".join(found)


def actions_of(message: Any) -> list[str]:
    """The action ids a person can use on a message or view."""
    return [
        element["action_id"]
        for block in message["blocks"]
        for element in [*block.get("elements", []), block.get("accessory") or {}]
        if "action_id" in element
    ]


async def eventually(condition: Any, seconds: float = PATIENCE) -> None:
    """Wait for something that another task brings about."""
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.01)
