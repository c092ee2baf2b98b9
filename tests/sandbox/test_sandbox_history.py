"""`conversations.history`: ranges, pages, metadata on request."""

from __future__ import annotations

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack import FakeSlack

DM = "D0ALICE001"


@pytest.fixture
async def stamps(slack: FakeSlack, bot: AsyncWebClient) -> list[str]:
    metadata = {"event_type": "reminder", "event_payload": {"key": "7"}}
    posts = [await bot.chat_postMessage(channel="U0ALICE001", text=str(n), metadata=metadata) for n in range(5)]
    return [str(post["ts"]) for post in posts]


async def test_the_newest_come_first_page_by_page(bot: AsyncWebClient, stamps: list[str]) -> None:
    first = await bot.conversations_history(channel=DM, limit=3)
    assert [message["text"] for message in first["messages"]] == ["4", "3", "2"]
    assert first["has_more"]
    cursor = first["response_metadata"]["next_cursor"]
    second = await bot.conversations_history(channel=DM, limit=3, cursor=cursor)
    assert [message["text"] for message in second["messages"]] == ["1", "0"]
    assert not second["has_more"]


async def test_metadata_is_shown_only_on_request(bot: AsyncWebClient, stamps: list[str]) -> None:
    plain = await bot.conversations_history(channel=DM)
    assert "metadata" not in plain["messages"][0]
    full = await bot.conversations_history(channel=DM, include_all_metadata=True)
    assert full["messages"][0]["metadata"]["event_payload"] == {"key": "7"}


def test_stamps_are_unique_even_when_the_clock_stands_still(slack: FakeSlack) -> None:
    moment = slack.now()
    slack.now = lambda: moment
    stamps = [slack.next_ts() for _ in range(3)]
    assert stamps == sorted(set(stamps))
