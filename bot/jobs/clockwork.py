"""All jobs, the short ones too, and the clock that calls them: APScheduler, which stores nothing."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger
from sqlalchemy.orm import Session

from bot import metrics
from bot.clock import Clock, system_clock
from bot.domain.models import AttendeeImport
from bot.domain.models.attempts import DRAWN_AT_MOST
from bot.flows import asks, imports, negotiations, planning
from bot.jobs.base import Clients, Job
from bot.jobs.deliver import Deliverer
from bot.jobs.directory import Refresher
from bot.jobs.retention import Clearer, Retention
from bot.logs import log_bug
from bot.slack import screens
from bot.slack.screens import Message
from bot.slack.views import imports as import_views, projects as views
from bot.store import asks as asks_store, attempts, data, deliveries, encounters, members, retention
from bot.store.database import Database

PATIENCE_SECONDS = 10
"""How long the first reminders wait for what is true: who is still there, and what is on hold."""
FIRST = timedelta(seconds=1)
"""After so long the first call comes, at most: whoever has waited for the start is answered before."""


class Holder(Job):
    """Sees to it that nothing on hold is forgotten, whatever changed meanwhile: a division, an alias, a contact."""

    every = timedelta(hours=1)

    async def round(self, now: datetime) -> int:
        """Everybody for whom something is, or was, on hold."""

        def keep_in_mind(session: Session, member_id: int) -> None:
            if owner := members.find_by_id(session, member_id):  # else they erased everything meanwhile
                negotiations.keep_asking(session, owner, now)
                planning.replan(session, owner, now)

        return len(await self.write_each(await self.ours(attempts.members_with_limits), keep_in_mind))


class Health(Job):
    """How the bot is: looks after each round of deliveries for what waits because it could not be shown."""

    looked_at: datetime | None = None
    """When there was the last such round."""
    parked: Mapping[str, int] = {}
    """How many cards could not be drawn, and how many messages Slack would not take: both wait in Home."""

    async def round(self, now: datetime) -> int:
        """Count what waits."""
        counts = await self.ours(deliveries.trouble, DRAWN_AT_MOST)
        self.parked = dict(zip(("cards", "messages"), counts, strict=True))
        for kind, count in self.parked.items():
            metrics.PARKED.labels(kind).set(count)
        metrics.LAST_TICK.set(now.timestamp())
        self.looked_at = now
        return sum(counts)


class Suggester(Job):
    """Sends members who switched it on, once a week, whom they could ask about their project."""

    async def round(self, now: datetime) -> int:
        """Marked before it is sent: a suggestion may be missed, but never comes twice."""
        before = now.date() - asks.SUGGESTION_EVERY
        due = await self.ours(asks_store.members_with_suggestion_due, before, 1000)
        return len(await self.each(due, partial(self._suggest, now)))

    async def _suggest(self, now: datetime, member_id: int) -> None:
        found = await self._database.write(lambda session: asks.suggestion(session, member_id, now))
        if found is None:
            return
        owner, project, helpers = found
        message = Message(*views.project_set(project, helpers, planning.today_of(owner, now), weekly=True))
        client = self._clients[owner.workspace_id]

        def take_back(session: Session) -> None:
            if members.slack_id_of(session, member_id) is None:  # they deleted everything meanwhile
                data.leave_clearing(session, owner.workspace_id, owner.slack_user_id, now)

        if await screens.tell(client, owner.slack_user_id, message):  # else next week again
            await self._database.write(take_back)


class Importer(Job):
    """Finishes imports whose process was killed."""

    every = timedelta(minutes=1)

    async def round(self, now: datetime) -> int:
        """One list is taken up first: another replica leaves it alone then, and what fails is not tried each time."""
        ours = self._clients.keys()
        forgotten, lying = await self._database.write(
            lambda session: (
                retention.delete_old(session, ours, now - imports.UNANSWERED, AttendeeImport),
                encounters.take_up(session, ours, now - imports.IDLE, now),
            )
        )
        if lying:
            await self._finish(lying)
        return forgotten + bool(lying)

    async def _finish(self, lying: AttendeeImport) -> None:
        """The member is told; where that fails, Home shows who is kept."""
        while progress := await self._database.write(
            partial(imports.carry_on, import_id=lying.id, now=self._clock())
        ):
            if progress.finished:
                who = await self._database.read(partial(members.slack_id_of, member_id=lying.member_id))
                client = self._clients[lying.workspace_id]
                await screens.tell(client, who or "", Message(*import_views.done(progress)))
                return


class FromNowOn(BaseTrigger):  # type: ignore[misc]  # APScheduler ships no types
    """Every so many seconds from now on.

    APScheduler's own interval trigger lists every missed run one by one: after a laptop slept for months that
    blocks the event loop. What was missed does not matter here; one look finds all that is due.
    """

    def __init__(self, seconds: float) -> None:
        self._interval = timedelta(seconds=seconds)

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime:
        """The moment after `now`."""
        return now + (min(self._interval, FIRST) if previous is None else self._interval)


class Ticker:
    """Calls `work` every `seconds`, one call at a time, until stopped."""

    def __init__(self, work: Callable[[], Awaitable[object]], seconds: float) -> None:
        self._work = work
        self._seconds = seconds
        self._running = asyncio.Lock()
        self._scheduler = AsyncIOScheduler(timezone=UTC)

    def start(self) -> None:
        """Begin, in a moment."""
        often = FromNowOn(self._seconds)
        self._scheduler.add_job(self._tick, often, id="tick", coalesce=True, max_instances=1, misfire_grace_time=None)
        self._scheduler.start()
        self._guard = asyncio.create_task(self._survive_clock_steps())

    async def stop(self, seconds: float) -> None:
        """Call no more; wait for the call that is running, at most so long."""
        self._guard.cancel()
        self._scheduler.pause()
        await asyncio.sleep(0)  # a call that was submitted a moment ago begins now
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._running.acquire(), seconds)
        self._scheduler.shutdown(wait=False)

    async def _tick(self) -> None:
        async with self._running:
            try:
                await self._work()
            except Exception as error:  # the next tick must come, whatever this one met
                log_bug(error)

    async def _survive_clock_steps(self) -> None:
        """A machine's clock set back by months would leave the next call months away: bring it near again."""
        while True:
            await asyncio.sleep(max(self._seconds, 1))
            job = self._scheduler.get_job("tick")
            near = system_clock() + 2 * timedelta(seconds=self._seconds)
            if job and job.next_run_time and job.next_run_time > near:
                job.reschedule(FromNowOn(self._seconds))


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
