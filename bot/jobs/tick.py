"""The clock that asks every few seconds: what is due? APScheduler calls; it stores nothing."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger

from bot.clock import system_clock
from bot.logs import log_bug

FIRST = timedelta(seconds=1)
"""After so long the first call comes, at most: whoever has waited for the start is answered before."""


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
