"""Two workspaces that share a database, each with its own bot, reached over HTTP as Slack reaches it."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from tests.conftest import MANIFEST
from tests.slack import FakeSlack
from tests.world import PATIENCE, FakeClock, World

TEAMS = ("T0SANDBOX1", "T0SANDBOX2")


@pytest.fixture
async def two(clock: FakeClock, fresh_postgres: str) -> AsyncIterator[list[World]]:
    """The same people with the same Slack ids work in both."""
    async with AsyncExitStack() as closing:
        worlds = []
        for team in TEAMS:
            slack = FakeSlack(now=clock, manifest=MANIFEST, team_id=team)
            slack.delivery.timeout = slack.triggers.lifetime = PATIENCE
            await slack.start()
            closing.push_async_callback(slack.stop)
            world = World(slack, clock, fresh_postgres, http=True)
            await world.start()
            closing.push_async_callback(world.stop)
            worlds.append(world)
        yield worlds
