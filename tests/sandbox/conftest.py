"""A workspace with a tiny app in it: real server, real HTTP, real WebSocket."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.clock import MovableClock
from tests.sandbox.small_app import MANIFEST, make_app, make_handler
from tests.slack import FakeSlack


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture
async def slack(clock: MovableClock) -> AsyncIterator[FakeSlack]:
    slack = FakeSlack(now=clock, manifest=MANIFEST, clock=clock)
    await slack.start()
    yield slack
    await slack.stop()


@pytest.fixture
def bot(slack: FakeSlack) -> AsyncWebClient:
    """The Web API as the bot calls it, without any app around."""
    return AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)


@pytest.fixture
async def app(slack: FakeSlack) -> AsyncIterator[AsyncApp]:
    """The tiny app, connected over Socket Mode."""
    app = make_app(slack)
    handler = make_handler(slack, app)
    await handler.connect_async()
    await slack.sockets.connected()
    yield app
    await handler.close_async()
