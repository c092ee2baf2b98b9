"""The clock jumps by months while the bot runs (a laptop asleep): one look follows at once, then the next."""

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from bot.clock import system_clock
from bot.jobs.clockwork import FromNowOn, Ticker
from tests.world import eventually

MONTHS = timedelta(days=150)
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class Looks:
    """Counts the ticks."""

    def __init__(self) -> None:
        self.count = 0

    async def __call__(self) -> None:
        self.count += 1


@pytest.fixture
def looks() -> Looks:
    return Looks()


@pytest.fixture
async def ticker(looks: Looks) -> AsyncIterator[Ticker]:
    found = Ticker(looks, 0.05)
    found.start()
    await eventually(lambda: looks.count > 0)
    yield found
    await found.stop(1)


def missed(trigger: IntervalTrigger | FromNowOn, asleep: timedelta) -> list[datetime]:
    """The list of runs that the scheduler makes when it wakes up so long after a run was due."""
    job = AsyncIOScheduler(timezone=UTC).add_job(print, trigger, next_run_time=NOW)
    return list(job._get_run_times(NOW + asleep))


def test_a_plain_interval_lists_every_run_that_was_missed() -> None:
    assert len(missed(IntervalTrigger(seconds=60, timezone=UTC), timedelta(days=7))) == 7 * 24 * 60 + 1


def test_ours_lists_one_however_long_it_was() -> None:
    assert missed(FromNowOn(15), 2 * MONTHS) == [NOW]


async def test_after_months_asleep_the_loop_is_not_held_up_and_the_ticks_go_on(looks: Looks) -> None:
    """To the scheduler a jump forward is a job that was due months ago."""
    ticker = Ticker(looks, 1)
    ticker.start()
    await eventually(lambda: looks.count == 1)
    start = time.process_time()
    ticker._scheduler.modify_job("tick", next_run_time=system_clock() - MONTHS)
    await asyncio.sleep(0)
    assert time.process_time() - start < 3
    await eventually(lambda: looks.count == 2)
    await eventually(lambda: looks.count == 3)
    await ticker.stop(1)


async def test_after_the_clock_was_set_back_the_ticks_go_on(ticker: Ticker, looks: Looks) -> None:
    """To the scheduler a jump back is a job that is due in months."""
    before = looks.count
    ticker._scheduler.modify_job("tick", next_run_time=system_clock() + MONTHS)
    await eventually(lambda: looks.count >= before + 3)


async def test_a_tick_that_takes_longer_than_its_interval_is_not_doubled() -> None:
    running, most, rounds = 0, 0, 0

    async def slow() -> None:
        nonlocal running, most, rounds
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.1)
        running -= 1
        rounds += 1

    ticker = Ticker(slow, 0.02)
    ticker.start()
    await eventually(lambda: rounds >= 3)
    await ticker.stop(1)
    assert (running, most) == (0, 1)


@pytest.mark.provokes("RuntimeError")
async def test_a_tick_that_fails_does_not_end_the_ticking(looks: Looks) -> None:
    async def failing() -> None:
        await looks()
        raise RuntimeError

    ticker = Ticker(failing, 0.05)
    ticker.start()
    await eventually(lambda: looks.count >= 3)
    await ticker.stop(1)
