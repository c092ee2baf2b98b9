"""All jobs, and the clock that calls them."""

import asyncio
import contextlib
from datetime import datetime

from bot.clock import Clock
from bot.jobs.base import Clients, Job
from bot.jobs.deliver import Deliverer
from bot.jobs.directory import Refresher
from bot.jobs.health import Health
from bot.jobs.holds import Holder
from bot.jobs.imports import Importer
from bot.jobs.retention import Clearer, Retention
from bot.jobs.suggest import Suggester
from bot.jobs.tick import Ticker
from bot.store import deliveries
from bot.store.database import Database

PATIENCE_SECONDS = 10
"""How long the first reminders wait for what is true: who is still there, and what is on hold."""


class Clockwork:
    """Everything that the clock does."""

    def __init__(self, database: Database, clock: Clock, clients: Clients, tick_seconds: float) -> None:
        self.database = database
        self.clock = clock
        self.clients = clients
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
