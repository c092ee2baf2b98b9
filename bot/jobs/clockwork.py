"""All jobs, the short ones too, and the clock that calls them."""

import asyncio
import contextlib
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy.orm import Session

from bot import metrics
from bot.clock import Clock
from bot.domain.models.attempts import DRAWN_AT_MOST
from bot.flows import negotiations, planning, projects
from bot.jobs.base import Clients, Job
from bot.jobs.deliver import Deliverer
from bot.jobs.directory import Refresher
from bot.jobs.imports import Importer
from bot.jobs.retention import Clearer, Retention
from bot.jobs.tick import Ticker
from bot.slack import screens
from bot.slack.screens import Message
from bot.slack.views import projects as views
from bot.store import data, deliveries, limits, members
from bot.store import projects as projects_store
from bot.store.database import Database

PATIENCE_SECONDS = 10
"""How long the first reminders wait for what is true: who is still there, and what is on hold."""
SUGGESTED_AT_ONCE = 1000


class Holder(Job):
    """Sees to it that nothing on hold is forgotten, whatever changed meanwhile: a division, an alias, a contact."""

    every = timedelta(hours=1)

    async def round(self, now: datetime) -> int:
        """Everybody for whom something is, or was, on hold."""

        def keep_in_mind(session: Session, member_id: int) -> None:
            if owner := members.find_by_id(session, member_id):  # else they erased everything meanwhile
                negotiations.keep_asking(session, owner, now)
                planning.replan(session, owner, now)

        return len(await self.write_each(await self.ours(limits.members_with_limits), keep_in_mind))


class Health(Job):
    """How the bot is: looks after each round of deliveries for what waits because it could not be shown."""

    looked_at: datetime | None = None
    """When there was the last such round."""
    cards, messages = 0, 0
    """How many cards could not be drawn, and how many messages Slack would not take: both wait in Home."""

    async def round(self, now: datetime) -> int:
        """Count what waits."""
        self.cards, self.messages = await self.ours(deliveries.trouble, DRAWN_AT_MOST)
        metrics.PARKED.labels("cards").set(self.cards)
        metrics.PARKED.labels("messages").set(self.messages)
        metrics.LAST_TICK.set(now.timestamp())
        self.looked_at = now
        return self.cards + self.messages


class Suggester(Job):
    """Sends members who switched it on, once a week, whom they could ask about their project."""

    async def round(self, now: datetime) -> int:
        """Marked before it is sent: a suggestion may be missed, but never comes twice."""
        before = now.date() - projects.SUGGESTION_EVERY
        due = await self.ours(projects_store.members_with_suggestion_due, before, SUGGESTED_AT_ONCE)
        return len(await self.each(due, partial(self._suggest, now)))

    async def _suggest(self, now: datetime, member_id: int) -> None:
        found = await self._database.write(lambda session: projects.suggestion(session, member_id, now))
        if found is None:
            return
        owner, project, helpers = found
        blocks = views.suggested(project, helpers, planning.today_of(owner, now))
        message, client = Message(blocks, views.project_set_text(project)), self._clients[owner.workspace_id]

        def take_back(session: Session) -> None:
            if members.slack_id_of(session, member_id) is None:  # they deleted everything meanwhile
                data.leave_clearing(session, owner.workspace_id, owner.slack_user_id, now)

        if await screens.tell(client, owner.slack_user_id, message):  # else next week again
            await self._database.write(take_back)


class Clockwork:
    """Everything that the clock does."""

    def __init__(self, database: Database, clock: Clock, clients: Clients, tick_seconds: float) -> None:
        self.database, self.clock, self.clients = database, clock, clients
        self.deliverer = Deliverer(database, clock, clients)
        self.health = Health(database, clock, clients)
        self._before = [job(database, clock, clients) for job in (Refresher, Holder)]
        after = [job(database, clock, clients) for job in (Suggester, Importer, Retention, Clearer)]
        self.jobs: list[Job] = [*self._before, self.deliverer, self.health, *after]
        """In the order of one `tick`: what is true, what is sent, and the rest."""
        works = [self._deliver, *(job.run for job in (*self._before, *after))]
        self._tickers = [Ticker(work, tick_seconds) for work in works]

    async def tick(self) -> None:
        """All of it, once."""
        for job in self.jobs:
            await job.run()

    def start_ticking(self) -> None:
        """From now on, each job by itself: none waits for another."""
        for ticker in self._tickers:
            ticker.start()

    async def stop_ticking(self, seconds: float) -> None:
        """Begin nothing more; what is under way is finished, if it takes no longer."""
        self.deliverer.stop()
        await asyncio.gather(*(ticker.stop(seconds) for ticker in self._tickers))

    async def next_due_at(self) -> datetime | None:
        """When the next reminder falls due, for anybody."""
        return await self.health.ours(deliveries.next_due_at)

    async def next_moment(self) -> datetime | None:
        """The same for somebody who moves the clock: now, while a reminder is on its way."""
        if await self.health.ours(deliveries.in_progress):
            return self.clock()
        return await self.next_due_at()

    async def _deliver(self) -> None:
        """Once it is known who is still there and what is on hold: that is waited for at the start, within reason."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE_SECONDS):
                for job in self._before:
                    await job.looked.wait()
        await self.deliverer.run()
        await self.health.run()
