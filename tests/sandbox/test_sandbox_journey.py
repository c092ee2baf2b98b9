"""One journey through everything: command, private answer, DM, button, modal, Home."""

from __future__ import annotations

from slack_bolt.async_app import AsyncApp

from tests.slack import FakeSlack


async def test_a_command_is_answered_and_a_modal_is_saved(slack: FakeSlack, app: AsyncApp) -> None:
    answer = await slack.command("alice", "/met", "<@U0BOB00002> at KubeCon")
    assert answer.error is None
    assert answer.text == "Noted: <@U0BOB00002> at KubeCon"
    assert slack.ephemerals("alice")[-1]["text"] == answer.text
    assert slack.dm("alice")[-1]["text"] == "Noted"

    assert (await slack.click("alice", slack.dm("alice")[-1], "edit")).ok
    modal = slack.modal("alice")
    assert modal is not None
    assert (await slack.submit("alice", modal, {"place": "nowhere"})).errors == {"place": "Say where."}
    assert slack.modal("alice") is modal
    assert (await slack.submit("alice", modal, {"place": "KubeCon"})).ok
    assert slack.modal("alice") is None

    await slack.open_home("alice")
    home = slack.home("alice")
    assert home is not None
    assert home["blocks"][0]["text"]["text"] == "Your follow-ups"
