"""People as `users.info` tells of them, with all the ways they can be incomplete."""

from __future__ import annotations

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.people import MISSING
from tests.slack import FakeSlack


@pytest.mark.parametrize(("tz", "offset"), [("Asia/Tokyo", 32400), (None, 0), ("Mars/Base", 0)])
async def test_a_zone_may_be_known_unset_or_garbage(
    slack: FakeSlack, bot: AsyncWebClient, tz: str | None, offset: int
) -> None:
    zoe = slack.add_person("zoe", tz=tz)
    user = (await bot.users_info(user=zoe.id))["user"]
    assert (user["tz"], user["tz_offset"]) == (tz, offset)


async def test_a_zone_may_be_missing_altogether(slack: FakeSlack, bot: AsyncWebClient) -> None:
    zoe = slack.add_person("zoe", tz=MISSING)
    assert "tz" not in (await bot.users_info(user=zoe.id))["user"]


async def test_slackbot_says_it_is_no_bot(bot: AsyncWebClient) -> None:
    assert (await bot.users_info(user="USLACKBOT"))["user"]["is_bot"] is False
    assert (await bot.users_info(user="U0CALEN009"))["user"]["is_bot"] is True


async def test_divisions_are_custom_fields_with_labels(slack: FakeSlack, bot: AsyncWebClient) -> None:
    labels = {field["id"]: field["label"] for field in (await bot.team_profile_get())["profile"]["fields"]}
    fields = (await bot.users_profile_get(user=slack.person("bob").id))["profile"]["fields"]
    assert {labels[key]: value["value"] for key, value in fields.items()}["Division"] == "Finance"
    grace = (await bot.users_profile_get(user=slack.person("grace").id))["profile"]["fields"]
    assert grace == {}


async def test_an_email_is_shown_only_with_its_scope(slack: FakeSlack, bot: AsyncWebClient) -> None:
    bob = slack.person("bob").id
    assert "email" not in (await bot.users_info(user=bob))["user"]["profile"]
    slack.scopes.add("users:read.email")
    assert (await bot.users_info(user=bob))["user"]["profile"]["email"] == "bob@sandbox.example"


async def test_everybody_who_works_here_has_an_email(slack: FakeSlack, bot: AsyncWebClient) -> None:
    members = (await bot.users_list())["members"]
    assert not any("email" in member["profile"] for member in members)
    slack.scopes.add("users:read.email")
    members = (await bot.users_list())["members"]
    emails = [member["profile"]["email"] for member in members if not member["is_bot"] and not member["deleted"]]
    assert len({*emails}) == len(emails) == 9  # Slackbot, which says that it is no bot, among them


async def test_a_change_is_told_with_the_whole_person(slack: FakeSlack, app: AsyncApp) -> None:
    await slack.deactivate("bob")
    event = slack.sockets.delivered[-1]["payload"]["event"]
    assert (event["type"], event["user"]["id"], event["user"]["deleted"]) == (
        "user_change",
        "U0BOB00002",
        True,
    )


async def test_a_custom_field_changes_without_a_word_and_a_status_with_one(slack: FakeSlack, app: AsyncApp) -> None:
    await slack.change_profile("bob", division="Product", desk="London 2-01")
    assert slack.sockets.delivered == []
    await slack.change_profile("bob", status_text="In a meeting", status_emoji=":calendar:")
    told = slack.sockets.delivered[-1]["payload"]["event"]
    assert (told["type"], told["user"]["profile"]["status_text"]) == ("user_change", "In a meeting")


async def test_an_event_without_subscription_or_scope_is_not_told(slack: FakeSlack, app: AsyncApp) -> None:
    slack.scopes.discard("im:history")
    await slack.message("alice", "hello")
    await slack.event({"type": "app_uninstalled"})
    assert slack.sockets.delivered == []


async def test_everybody_is_listed_page_by_page(slack: FakeSlack, bot: AsyncWebClient) -> None:
    seen: list[str] = []
    async for answer in await bot.users_list(limit=5):
        seen += [member["id"] for member in answer["members"]]
    assert seen == list(slack.people)
