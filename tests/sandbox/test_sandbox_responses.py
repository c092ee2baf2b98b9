"""`response_url`: ephemeral by default, five uses, half an hour."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from sandbox.clock import MovableClock
from tests.sandbox.small_app import card
from tests.slack import FakeSlack


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def respond(http: aiohttp.ClientSession, url: str, **body: Any) -> int:
    async with http.post(url, json=body) as response:
        return response.status


async def test_an_answer_is_private(slack: FakeSlack, http: aiohttp.ClientSession) -> None:
    url = slack.response_urls.issue("U0ALICE001", slack.channel("general"))
    assert await respond(http, url, text="psst") == 200
    assert [one["text"] for one in slack.ephemerals("alice")] == ["psst"]
    assert slack.channel("general").messages == []


async def test_the_original_can_be_replaced(slack: FakeSlack, http: aiohttp.ClientSession) -> None:
    dm = slack.dm_channel("alice")
    message = slack.store(dm, slack.bot_message("old", card("Bob")))
    url = slack.response_urls.issue("U0ALICE001", dm, message)
    await respond(http, url, text="new", replace_original=True)
    assert (slack.dm("alice")[0]["text"], slack.dm("alice")[0]["blocks"]) == ("new", [])


async def test_five_uses_are_all(slack: FakeSlack, http: aiohttp.ClientSession) -> None:
    url = slack.response_urls.issue("U0ALICE001", slack.dm_channel("alice"))
    statuses = [await respond(http, url, text="hi") for _ in range(6)]
    assert statuses == [200] * 5 + [404]


async def test_half_an_hour_is_all(slack: FakeSlack, clock: MovableClock, http: aiohttp.ClientSession) -> None:
    url = slack.response_urls.issue("U0ALICE001", slack.dm_channel("alice"))
    clock.forward(timedelta(minutes=31))
    assert await respond(http, url, text="hi") == 404


async def test_bad_blocks_are_refused(slack: FakeSlack, http: aiohttp.ClientSession) -> None:
    url = slack.response_urls.issue("U0ALICE001", slack.dm_channel("alice"))
    assert await respond(http, url, text="hi", blocks=[{"type": "header"}]) == 400
    assert slack.ephemerals("alice") == []
