"""Modals: tickets that run out, stacks three deep, inputs that keep what was typed."""

from __future__ import annotations

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.sandbox.small_app import Json, modal, plain
from tests.slack import FakeSlack


async def opened(slack: FakeSlack, bot: AsyncWebClient, **more: object) -> Json:
    await bot.views_open(trigger_id=slack.triggers.issue("U0ALICE001"), view=modal(**more))
    view = slack.modal("alice")
    assert view is not None
    return view


async def test_a_trigger_works_once(slack: FakeSlack, bot: AsyncWebClient) -> None:
    trigger_id = slack.triggers.issue("U0ALICE001")
    await bot.views_open(trigger_id=trigger_id, view=modal())
    with pytest.raises(SlackApiError, match="exchanged_trigger_id"):
        await bot.views_open(trigger_id=trigger_id, view=modal())


async def test_a_trigger_runs_out(slack: FakeSlack, bot: AsyncWebClient) -> None:
    slack.triggers.lifetime = 0
    with pytest.raises(SlackApiError, match="expired_trigger_id"):
        await bot.views_open(trigger_id=slack.triggers.issue("U0ALICE001"), view=modal())


async def test_a_fourth_modal_is_too_many(slack: FakeSlack, app: AsyncApp, bot: AsyncWebClient) -> None:
    view = await opened(slack, bot)
    for depth in (2, 3):
        assert (await slack.submit("alice", view, {"place": "deeper"})).response_action == "push"
        deeper = slack.modal("alice")
        assert deeper is not None
        assert deeper["previous_view_id"] == view["id"]
        assert len(slack.views.stacks["U0ALICE001"]) == depth
        view = deeper
    assert (await slack.submit("alice", view, {"place": "deeper"})).error == "push_limit_reached"


async def test_required_inputs_are_enforced_before_anything_is_sent(
    slack: FakeSlack, app: AsyncApp, bot: AsyncWebClient
) -> None:
    view = await opened(slack, bot)
    answer = await slack.submit("alice", view)
    assert answer.errors == {"place": "Please complete this required field."}
    assert slack.sockets.delivered == []


async def test_initial_values_are_submitted_with_what_was_typed(
    slack: FakeSlack, app: AsyncApp, bot: AsyncWebClient
) -> None:
    await slack.submit("alice", await opened(slack, bot), {"place": "KubeCon"})
    values = slack.sockets.delivered[-1]["payload"]["view"]["state"]["values"]
    assert values["note"]["note"] == {"type": "plain_text_input", "value": "billing"}
    assert values["place"]["place"]["value"] == "KubeCon"


async def test_an_update_keeps_what_was_typed(slack: FakeSlack, bot: AsyncWebClient) -> None:
    view = await opened(slack, bot)
    old = view["hash"]
    slack.fill("alice", view, {"place": "KubeCon"})
    await bot.views_update(view_id=view["id"], view=modal(title=plain("Changed")))
    assert view["state"]["values"]["place"]["place"]["value"] == "KubeCon"
    assert view["hash"] != old


@pytest.mark.parametrize(("notify", "told"), [(True, 1), (False, 0)])
async def test_closing_is_told_only_when_asked_for(
    slack: FakeSlack, app: AsyncApp, bot: AsyncWebClient, notify: bool, told: int
) -> None:
    await slack.close("alice", await opened(slack, bot, notify_on_close=notify))
    assert slack.modal("alice") is None
    assert [one["payload"]["type"] for one in slack.sockets.delivered] == ["view_closed"] * told


async def test_a_bad_view_leaves_the_trigger_unspent(slack: FakeSlack, bot: AsyncWebClient) -> None:
    trigger_id = slack.triggers.issue("U0ALICE001")
    with pytest.raises(SlackApiError, match="invalid_arguments"):
        await bot.views_open(trigger_id=trigger_id, view=modal(title=plain("x" * 25)))
    assert (await bot.views_open(trigger_id=trigger_id, view=modal()))["ok"]
