"""`kill -9` at every await on a reminder's way to Slack: after the restart it is shown once."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot.domain.models import Delivery
from bot.domain.types import DeliveryState
from tests import faults
from tests.faults import ALWAYS, DropConnection, Fault
from tests.jobs.shown import cards, each_once, until_due
from tests.slack import FakeSlack
from tests.world import PATIENCE, FakeClock, World

DYING_BOT = Path(__file__).with_name("dying_bot.py")
COMMITS = 17
"""From the start of the program to the mark that the DM is in Slack."""
NEVER = 0


@asynccontextmanager
async def process(world: World, commits: int) -> AsyncIterator[asyncio.subprocess.Process]:
    """The program on that world's database, at that world's moment."""
    running = await asyncio.create_subprocess_exec(
        *(sys.executable, str(DYING_BOT), world.clock.now.isoformat(), str(commits)),
        stdout=asyncio.subprocess.DEVNULL,
        env={
            "PATH": os.environ["PATH"],
            "SLACK_BOT_TOKEN": world.slack.bot_token,
            "SLACK_SIGNING_SECRET": world.slack.signing_secret,
            "SLACK_API_URL": world.slack.api_url,
            "DATABASE_URL": world.settings.database_url,
            "PORT": "0",
            "TICK_SECONDS": "0.1",
        },
    )
    try:
        yield running
    finally:
        if running.returncode is None:
            running.kill()
        await running.wait()


async def two_notes_are_due(slack: FakeSlack, clock: FakeClock, database: str) -> World:
    """A world that was stopped a week ago."""
    world = World(slack, clock, database)
    await world.start()
    await until_due(world, "bob", "carol")
    await world.stop()
    return world


async def after_the_restart(world: World) -> None:
    """Another process takes over, on PostgreSQL too where it has to wait for the lease to end."""
    world.clock.forward(seconds=1)
    await world.restart()
    await world.pass_time(world.clock.now + timedelta(minutes=30))
    assert {each.state for each in await world.rows(Delivery)} == {DeliveryState.SENT}
    await world.stop()


@pytest.mark.parametrize("commits", range(1, COMMITS + 1))
async def test_killed_after_any_commit_it_is_shown_once(
    slack: FakeSlack, clock: FakeClock, tmp_path: Path, commits: int
) -> None:
    world = await two_notes_are_due(slack, clock, f"sqlite:///{tmp_path}/tactful.db")
    async with process(world, commits) as running, asyncio.timeout(PATIENCE):
        assert await running.wait() == -signal.SIGKILL
    if commits == COMMITS:
        assert cards(slack), "the way is longer than these tests know: raise COMMITS"
    await after_the_restart(world)
    assert each_once(slack)
    assert len(cards(slack)) == 2


POINTS = [
    ("users.info", "before"),
    ("chat.postMessage", "before"),
    ("chat.postMessage", "after"),
    ("chat.postMessage", "meanwhile"),
    ("conversations.history", "after"),
]


@pytest.mark.parametrize(("method", "when"), POINTS)
async def test_killed_while_slack_holds_a_call_it_is_shown_once(
    slack: FakeSlack, clock: FakeClock, any_database: str, method: str, when: str
) -> None:
    """`before` the call is carried out, `after` it was, or it is carried out `meanwhile`, with nobody listening."""
    world = await two_notes_are_due(slack, clock, any_database)
    if method == "conversations.history":
        slack.faults.add("chat.postMessage", faults.drop_after())
        async with process(world, NEVER), asyncio.timeout(PATIENCE):
            while not slack.dm("alice"):
                await asyncio.sleep(0.01)
        clock.forward(seconds=61)
    held, dead = asyncio.Event(), asyncio.Event()

    async def hold(*_: Any) -> web.Response | None:
        if dead.is_set():
            return None
        held.set()
        await dead.wait()
        if when == "meanwhile":
            return None
        raise DropConnection

    slack.faults.add(method, Fault(after=hold) if when == "after" else Fault(before=hold), ALWAYS)
    async with process(world, NEVER) as running, asyncio.timeout(PATIENCE):
        await held.wait()
        running.kill()
        await running.wait()
    dead.set()
    await after_the_restart(world)
    assert each_once(slack)
    assert len(cards(slack)) == 2


async def test_the_notice_that_a_contact_has_left_survives_a_kill(
    slack: FakeSlack, clock: FakeClock, tmp_path: Path
) -> None:
    world = await two_notes_are_due(slack, clock, f"sqlite:///{tmp_path}/tactful.db")
    await slack.deactivate("bob", quietly=True)
    held = asyncio.Event()

    async def hold(*_: Any) -> web.Response | None:
        held.set()
        raise DropConnection

    slack.faults.add("chat.postMessage", Fault(before=hold), ALWAYS)
    async with process(world, NEVER), asyncio.timeout(PATIENCE):
        await held.wait()
    slack.faults.clear()
    await after_the_restart(world)
    assert each_once(slack)
    assert "no active Slack account" in str(slack.dm("alice"))
