"""The sandbox's answers, events and payloads hold no key that Slack has never sent.

Compared with shapes recorded by Slack's own Java SDK (tests/slack_samples, MIT).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.sandbox.small_app import card, modal
from tests.slack import FakeSlack

Json = dict[str, Any]
SAMPLES = Path(__file__).parents[1] / "slack_samples"
FREE = {
    "blocks",
    "metadata",
    "fields",
    "values",
    "icon",
    "errors",
    "properties",
    "public",
    "private",
}  # the app's, or open by nature
# Seen in Slack, missing from the recordings: all are in the method's or payload's reference page.
KNOWN = {
    "root.channel.context_team_id", "root.channel.user", "root.channel.priority", "root.response_urls",
    "root.event.event_ts", "root.view.blocks", "root.event.view.blocks", "root.state.values",
    "root.view.state.values", "root.event.view.state.values",
    "root.event.user.profile.status_emoji_display_info",
}  # fmt: skip


def unknown(answer: Any, sample: Any, at: str = "root") -> list[str]:
    if isinstance(answer, list) and isinstance(sample, list) and sample:
        return [key for one in answer for key in unknown(one, sample[0], at)]
    if not isinstance(answer, dict) or not isinstance(sample, dict):
        return []
    found = [f"{at}.{key}" for key in answer if key not in sample and f"{at}.{key}" not in KNOWN]
    for key in answer.keys() & sample.keys() - FREE:
        found += unknown(answer[key], sample[key], f"{at}.{key}")
    return found


def sample(name: str) -> Json:
    shape: Json = json.loads((SAMPLES / f"{name}.json").read_text())
    return shape


@pytest.mark.parametrize(
    ("method", "args"),
    [
        ("auth.test", {}),
        ("team.profile.get", {}),
        ("users.info", {"user": "U0BOB00002"}),
        ("users.info", {"user": "U0HENRY011"}),
        ("users.info", {"user": "U0CALEN009"}),
        ("users.list", {"limit": 5}),
        ("users.profile.get", {"user": "U0BOB00002", "include_labels": "true"}),
        ("conversations.open", {"users": "U0BOB00002"}),
        ("chat.postMessage", {"channel": "U0BOB00002", "text": "hi", "blocks": card("Bob")}),
        ("views.publish", {"user_id": "U0BOB00002", "view": {"type": "home", "blocks": []}}),
    ],
)
async def test_answers_hold_only_keys_slack_sends(
    slack: FakeSlack, bot: AsyncWebClient, method: str, args: Json
) -> None:
    slack.scopes |= {"users:read.email"}
    slack.dm_channel("bob")
    answer = await bot.api_call(method, json=args)
    assert isinstance(answer.data, dict)
    assert unknown(answer.data, sample(f"api/{method}")) == []


async def test_answers_about_messages_hold_only_keys_slack_sends(slack: FakeSlack, bot: AsyncWebClient) -> None:
    metadata = {"event_type": "reminder", "event_payload": {"key": "7"}}
    sent = await bot.chat_postMessage(channel="U0BOB00002", text="hi", metadata=metadata)
    place = {"channel": sent["channel"], "ts": sent["ts"]}
    calls = {
        "chat.update": await bot.chat_update(**place, text="ho"),
        "conversations.history": await bot.conversations_history(channel=sent["channel"], include_all_metadata=True),
        "chat.delete": await bot.chat_delete(**place),
    }
    for method, answer in calls.items():
        assert unknown(answer.data, sample(f"api/{method}")) == [], method
    assert calls["conversations.history"]["messages"][0]["metadata"] == metadata


async def test_files_hold_only_keys_slack_sends(slack: FakeSlack, bot: AsyncWebClient) -> None:
    slack.scopes |= {"files:read", "files:write"}
    channel = slack.dm_channel("bob").id
    sent = await bot.files_upload_v2(filename="a.csv", content="a,b", channel=channel)
    history = await bot.conversations_history(channel=channel)
    shape = sample("api/conversations.history")
    assert unknown(history.data, shape) == []
    for file in (sent["file"], (await bot.files_info(file=sent["file"]["id"]))["file"]):
        assert unknown(file, shape["messages"][0]["files"][0]) == []


async def test_payloads_and_events_hold_only_keys_slack_sends(slack: FakeSlack, app: AsyncApp) -> None:
    await slack.command("alice", "/met", "Bob")
    await slack.click("alice", slack.dm("alice")[-1], "edit")
    view = slack.modal("alice")
    assert view is not None
    await slack.click("alice", slack.ephemerals("alice")[-1], "wrote")
    await slack.submit("alice", view, {"place": "KubeCon"})
    await slack.open_home("alice")
    await slack.message("alice", "hello")
    await slack.change_profile("bob", title="Treasurer")
    shapes = {
        "slash_commands": "payloads/SlashCommandPayload",
        "block_actions": "payloads/BlockActionPayload",
        "view_submission": "payloads/ViewSubmissionPayload",
        "app_home_opened": "events/AppHomeOpenedPayload",
        "message": "events/MessagePayload",
        "user_change": "events/UserChangePayload",
    }
    for envelope in slack.sockets.delivered:
        payload = envelope["payload"]
        inner = payload.get("event", payload).get("type", "slash_commands")
        assert unknown(payload, sample(shapes[inner])) == [], inner
    assert len(slack.sockets.delivered) >= len(shapes)


async def test_a_view_has_the_shape_slack_gives_it(slack: FakeSlack, bot: AsyncWebClient) -> None:
    trigger_id = slack.triggers.issue("U0BOB00002")
    answer = await bot.views_open(trigger_id=trigger_id, view=modal(notify_on_close=True))
    assert unknown(answer.data, sample("api/views.open")) == []
    assert answer["view"]["state"]["values"]["note"]["note"]["value"] == "billing"
