"""What the Web API refuses, by Slack's names for it."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack import FakeSlack


async def refusal(client: AsyncWebClient, method: str, **args: Any) -> dict[str, Any]:
    with pytest.raises(SlackApiError) as refused:
        await client.api_call(method, json=args)
    answer: dict[str, Any] = refused.value.response.data
    return answer


@pytest.mark.parametrize(
    ("method", "args", "error"),
    [
        ("no.such.method", {}, "unknown_method"),
        ("chat.postMessage", {"text": "hi"}, "invalid_arguments"),
        ("chat.postMessage", {"channel": "C0NOWHERE1", "text": "hi"}, "channel_not_found"),
        ("chat.postMessage", {"channel": "C0GENERAL01", "text": "hi"}, "not_in_channel"),
        ("chat.postMessage", {"channel": "U0BOB00002"}, "no_text"),
        ("chat.postMessage", {"channel": "U0BOB00002", "text": "x" * 40_001}, "msg_too_long"),
        ("chat.postMessage", {"channel": "U0CALEN009", "text": "hi"}, "cannot_dm_bot"),
        ("chat.postMessage", {"channel": "U0BOB00002", "blocks": "[{"}, "invalid_blocks_format"),
        ("chat.update", {"channel": "D0BOB00002", "ts": "1.2", "text": "hi"}, "message_not_found"),
        ("conversations.open", {"users": "U0NOBODY99"}, "user_not_found"),
        ("conversations.open", {"users": "USLACKBOT"}, "cannot_dm_bot"),
        ("conversations.open", {"users": "U0HENRY011"}, "user_disabled"),
        ("users.info", {"user": "bob"}, "user_not_found"),
        ("views.update", {"view_id": "V0", "view": {"type": "home", "blocks": []}}, "not_found"),
        ("views.publish", {"user_id": "U0NOBODY99", "view": {"type": "home", "blocks": []}}, "invalid_arguments"),
        ("conversations.history", {"channel": "D0BOB00002", "limit": 1000}, "invalid_limit"),
        ("apps.connections.open", {}, "not_allowed_token_type"),
    ],
)
async def test_slack_says_no_by_name(
    slack: FakeSlack, bot: AsyncWebClient, method: str, args: dict[str, Any], error: str
) -> None:
    slack.dm_channel("bob")
    assert (await refusal(bot, method, **args))["error"] == error


async def test_a_missing_scope_names_what_is_needed_and_what_was_granted(
    slack: FakeSlack, bot: AsyncWebClient
) -> None:
    slack.scopes = {"commands"}
    answer = await refusal(bot, "chat.postMessage", channel="U0BOB00002", text="hi")
    assert answer == {
        "ok": False,
        "error": "missing_scope",
        "needed": "chat:write",
        "provided": "commands",
    }


@pytest.mark.parametrize(("token", "error"), [(None, "not_authed"), ("xoxb-wrong", "invalid_auth")])
async def test_a_token_is_needed(slack: FakeSlack, token: str | None, error: str) -> None:
    client = AsyncWebClient(token=token, base_url=slack.api_url)
    assert (await refusal(client, "auth.test"))["error"] == error


async def test_a_revoked_token_says_so(slack: FakeSlack, bot: AsyncWebClient) -> None:
    slack.token_error = "account_inactive"
    assert (await refusal(bot, "auth.test"))["error"] == "account_inactive"


async def test_a_message_of_somebody_else_cannot_be_changed_or_deleted(slack: FakeSlack, bot: AsyncWebClient) -> None:
    message = slack.say("bob", "mine", slack.dm_channel("bob"))
    place = {"channel": "D0BOB00002", "ts": message["ts"]}
    assert (await refusal(bot, "chat.update", **place, text="yours"))["error"] == "cant_update_message"
    assert (await refusal(bot, "chat.delete", **place))["error"] == "cant_delete_message"
    assert slack.dm("bob") == [message]


async def test_bad_blocks_come_with_the_place_that_is_wrong(slack: FakeSlack, bot: AsyncWebClient) -> None:
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": ""}}]
    answer = await refusal(bot, "chat.postMessage", channel="U0BOB00002", text="hi", blocks=blocks)
    assert answer["error"] == "invalid_blocks"
    complaint = "[ERROR] must be more than 0 characters [json-pointer:/blocks/0/text/text]"
    assert answer["response_metadata"]["messages"] == [complaint]


async def test_scopes_come_as_a_header(slack: FakeSlack, bot: AsyncWebClient) -> None:
    answer = await bot.auth_test()
    assert "chat:write" in answer.headers["x-oauth-scopes"].split(",")


async def test_a_message_to_somebody_who_left_is_taken_without_a_word(slack: FakeSlack, bot: AsyncWebClient) -> None:
    assert (await bot.chat_postMessage(channel="U0HENRY011", text="still there?"))["ok"]
