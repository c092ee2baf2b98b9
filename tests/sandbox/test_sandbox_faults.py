"""Slack on a bad day: what was stored, what was answered."""

from __future__ import annotations

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.errors import Json
from tests import faults
from tests.slack import FakeSlack

POST = "chat.postMessage"


@pytest.fixture
def bot(slack: FakeSlack) -> AsyncWebClient:
    """Without the SDK's own retries, so that one call is one request."""
    return AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=[])


async def post(bot: AsyncWebClient) -> None:
    await bot.chat_postMessage(channel="U0ALICE001", text="hi")


async def test_a_rate_limit_comes_as_429_and_the_next_call_passes(slack: FakeSlack, bot: AsyncWebClient) -> None:
    slack.faults.add(POST, faults.rate_limited("30"))
    with pytest.raises(SlackApiError) as refused:
        await post(bot)
    assert refused.value.response.status_code == 429
    assert refused.value.response.headers["Retry-After"] == "30"
    await post(bot)
    assert len(slack.dm("alice")) == 1


@pytest.mark.parametrize(
    ("fault", "stored"),
    [
        (faults.drop_before(), 0),
        (faults.drop_after(), 1),
        (faults.internal_error(), 1),
        (faults.internal_error(carried_out=False), 0),
        (faults.server_error(503), 0),
        (faults.html(), 0),
        (faults.error("fatal_error"), 0),
    ],
)
async def test_a_failed_call_may_or_may_not_have_been_carried_out(
    slack: FakeSlack, bot: AsyncWebClient, fault: faults.Fault, stored: int
) -> None:
    slack.faults.add(POST, fault)
    with pytest.raises((SlackApiError, aiohttp.ClientError)):
        await post(bot)
    assert len(slack.dm("alice")) == stored
    assert len(slack.calls_of(POST)) == 1


async def test_a_hook_sees_every_call_and_may_answer_instead(slack: FakeSlack, bot: AsyncWebClient) -> None:
    seen: list[str] = []

    async def hook(method: str, args: Json) -> web.StreamResponse | None:
        seen.append(f"{method} {args['channel']}")
        return web.json_response({"ok": False, "error": "restricted_action"})

    slack.faults.add(POST, faults.Fault(before=hook), faults.ALWAYS)
    with pytest.raises(SlackApiError, match="restricted_action"):
        await post(bot)
    assert seen == ["chat.postMessage U0ALICE001"]


async def test_a_hook_after_the_call_can_cut_the_line(slack: FakeSlack, bot: AsyncWebClient) -> None:
    async def hook(method: str, args: Json, answer: Json) -> web.StreamResponse | None:
        raise faults.DropConnection

    slack.faults.add(POST, faults.Fault(after=hook))
    with pytest.raises(aiohttp.ClientError):
        await post(bot)
    assert len(slack.dm("alice")) == 1
