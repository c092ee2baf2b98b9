"""Several replicas on one PostgreSQL database: each reminder is shown once, whoever gets hold of it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest

from bot.domain.encounters import Meeting, Person
from bot.domain.models import Delivery
from bot.domain.types import DeliveryState
from bot.jobs.deliver import Deliverer
from bot.slack.install import slack_client
from bot.store.database import Database, database_url
from tests.faults import Fault
from tests.jobs.shown import cards, each_once, met, until_due
from tests.slack import FakeSlack
from tests.world import FakeClock, World, eventually

MEMBERS, EACH_MET = 130, 2
"""More than one batch for each of two workers."""


@pytest.fixture
async def world(slack: FakeSlack, clock: FakeClock, fresh_postgres: str) -> AsyncIterator[World]:
    """The bot on PostgreSQL."""
    found = World(slack, clock, fresh_postgres)
    await found.start()
    yield found
    await found.stop()


@asynccontextmanager
async def workers(world: World, count: int) -> AsyncIterator[list[Deliverer]]:
    """So many replicas, each with a connection pool and a client of its own."""
    async with AsyncExitStack() as stack:
        found = []
        for _ in range(count):
            database = Database(database_url(world.settings.database_url), None)
            stack.push_async_callback(database.close)
            client = await stack.enter_async_context(slack_client(world.slack.bot_token, world.slack.api_url))
            found.append(Deliverer(database, world.clock, {1: client}))
        yield found


async def everybody_has_two_notes_due(world: World) -> None:
    for number in range(MEMBERS):
        person = world.slack.add_person(f"colleague{number}", tz="Europe/Berlin")
        people = [Person(name=name, slack_user_id=world.slack.person(name).id) for name in ("bob", "carol")]
        await met(world, person, Meeting(people, world.clock.now.date()))
    world.clock.forward(days=10)  # a Thursday, 10:00 in Berlin


async def tick_until_all_are_sent(world: World, worker: Deliverer) -> int:
    worked = 0
    while len(world.slack.calls_of("chat.postMessage")) < MEMBERS:
        worked += await worker.run()
        await asyncio.sleep(0.01)
    return worked


@pytest.mark.parametrize("count", [2, 10])
async def test_workers_on_the_same_due_rows_show_each_reminder_once(world: World, count: int) -> None:
    await everybody_has_two_notes_due(world)
    async with workers(world, count) as all_of_them:
        worked = await asyncio.gather(*(tick_until_all_are_sent(world, each) for each in all_of_them))
    assert sum(worked) == MEMBERS
    assert len([each for each in worked if each]) > 1  # they did share
    for number in range(MEMBERS):
        assert each_once(world.slack, f"colleague{number}")
        assert len(cards(world.slack, f"colleague{number}")) == EACH_MET
    assert len(world.slack.calls_of("chat.postMessage")) == MEMBERS


async def test_a_worker_slower_than_its_lease_does_not_write_over_the_one_that_took_over(world: World) -> None:
    await until_due(world, "bob")
    held, go_on = asyncio.Event(), asyncio.Event()

    async def hold(*_: Any) -> None:
        held.set()
        await go_on.wait()

    world.slack.faults.add("chat.postMessage", Fault(before=hold))
    async with workers(world, 2) as (slow, other):
        slowly = asyncio.create_task(slow.run())
        await held.wait()
        world.clock.forward(seconds=61)
        await other.run()
        [delivery] = await world.rows(Delivery)
        assert delivery.state is DeliveryState.DOUBTFUL
        assert not world.slack.dm("alice")
        go_on.set()
        await slowly
        await eventually(lambda: world.slack.dm("alice"))
        [delivery] = await world.rows(Delivery)
        assert delivery.state is DeliveryState.DOUBTFUL  # what the slow one heard does not count any more
        world.clock.forward(seconds=60)
        await other.run()
    assert each_once(world.slack)
    [delivery] = await world.rows(Delivery)
    assert delivery.state is DeliveryState.SENT
    assert len(world.slack.calls_of("chat.postMessage")) == 1
