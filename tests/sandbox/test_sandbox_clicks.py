"""Clicks: people press what they see, and forgers send what they like."""

from __future__ import annotations

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.sandbox.small_app import card, plain
from tests.slack import FakeSlack


async def test_nobody_can_press_what_they_do_not_see(slack: FakeSlack, app: AsyncApp, bot: AsyncWebClient) -> None:
    await bot.chat_postMessage(channel="U0ALICE001", text="hi", blocks=card("Bob"))
    message = slack.dm("alice")[-1]
    with pytest.raises(LookupError, match="mallory does not see this"):
        await slack.click("mallory", message, "wrote")
    with pytest.raises(LookupError, match="no 'burn'"):
        await slack.click("alice", message, "burn")


async def test_a_forged_click_carries_the_forgers_name_and_value(
    slack: FakeSlack, app: AsyncApp, bot: AsyncWebClient
) -> None:
    await bot.chat_postMessage(channel="U0ALICE001", text="hi", blocks=card("Bob"))
    await slack.click("mallory", slack.dm("alice")[-1], "edit", forged=True, value="99")
    payload = slack.sockets.delivered[-1]["payload"]
    assert payload["user"]["username"] == "mallory"
    assert payload["actions"][0]["value"] == "99"


async def test_a_choice_comes_whole_and_stays_chosen(slack: FakeSlack, app: AsyncApp, bot: AsyncWebClient) -> None:
    options = [{"text": plain("Friday"), "value": "fri"}, {"text": plain("Monday"), "value": "mon"}]
    select = {"type": "static_select", "action_id": "edit", "options": options}
    blocks = [{"type": "actions", "block_id": "b", "elements": [select]}]
    await bot.chat_postMessage(channel="U0ALICE001", text="hi", blocks=blocks)
    await slack.click("alice", slack.dm("alice")[-1], "edit", selected_option="Monday")
    payload = slack.sockets.delivered[-1]["payload"]
    assert payload["actions"][0]["selected_option"]["value"] == "mon"
    assert payload["state"]["values"]["b"]["edit"]["selected_option"]["value"] == "mon"


async def test_an_ephemeral_message_is_not_sent_along_and_not_in_history(
    slack: FakeSlack, app: AsyncApp, bot: AsyncWebClient
) -> None:
    await slack.command("alice", "/met", "Bob")
    await slack.click("alice", slack.ephemerals("alice")[-1], "edit")
    payload = slack.sockets.delivered[-1]["payload"]
    assert payload["container"]["is_ephemeral"]
    assert "message" not in payload
    history = await bot.conversations_history(channel="D0ALICE001")
    assert [one["text"] for one in history["messages"]] == ["Noted"]
    slack.reload("alice")
    assert slack.ephemerals("alice") == []


async def test_a_global_shortcut_opens_a_modal(slack: FakeSlack, app: AsyncApp) -> None:
    await slack.shortcut("alice", "ask_division_expert")
    view = slack.modal("alice")
    assert view is not None
    assert view["title"]["text"] == "Ask"


async def test_a_message_shortcut_tells_whose_message_it_was(slack: FakeSlack, app: AsyncApp) -> None:
    message = slack.say("bob", "I know rebates")
    await slack.shortcut("alice", "ask_division_expert", message)
    payload = slack.sockets.delivered[-1]["payload"]
    assert (payload["type"], payload["message"]["user"]) == ("message_action", "U0BOB00002")
