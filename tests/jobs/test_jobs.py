"""Each job by itself: one that fails or hangs keeps no other waiting, and nobody in it keeps the others."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web

from bot.jobs.base import Job
from tests import faults
from tests.jobs.shown import each_once, until_due
from tests.program.test_shutdown import Gate
from tests.slack import FakeSlack
from tests.world import FakeClock, World, eventually


@pytest.mark.provokes("KeyError")
async def test_one_that_fails_stops_no_other(world: World) -> None:
    await until_due(world, "bob")
    nonsense = faults.instead(lambda: web.json_response({"ok": True, "members": [{"name": "without an id"}]}))
    world.slack.faults.add("users.list", nonsense)
    await world.bot.tick()
    assert each_once(world.slack)


class Halves(Job):
    """Halves whole numbers, and stumbles over 0."""

    every = timedelta(hours=1)
    halved: list[float]

    async def round(self, now: datetime) -> int:
        async def half(of: int) -> float:
            return 1 / of

        self.halved = await self.each([2, 0, 4], half)
        return 1 // (2 - len(self.halved))


@pytest.mark.provokes("ZeroDivisionError")
async def test_one_member_over_whom_it_stumbles_keeps_nobody_waiting_and_the_next_round_comes(world: World) -> None:
    job = Halves(world.bot.database, world.clock, {})
    for minutes, is_time in ((0, True), (59, False), (60, True)):
        job.halved = []
        world.clock.set(world.clock.now.replace(hour=9, minute=0) + timedelta(minutes=minutes))
        assert await job.run() == 0
        assert job.halved == ([0.5, 0.25] if is_time else [])


async def test_reminders_come_while_another_job_waits_for_slack(
    slack: FakeSlack, clock: FakeClock, tmp_path: Path
) -> None:
    world = World(slack, clock, f"sqlite:///{tmp_path}/tactful.db", tick_seconds=0.05)
    await world.start()
    gate = Gate(slack, "users.list")
    await until_due(world, "bob")
    await eventually(lambda: slack.dm("alice"), 60)
    assert gate.arrived == 1
    gate.open()
    await world.stop()
    assert each_once(slack)
