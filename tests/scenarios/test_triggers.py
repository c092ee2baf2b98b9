"""Forms open with a ticket that lives for three seconds and works once: whoever loses it hears what to do."""

from typing import Any

import pytest

from bot.domain.models import Contact
from tests import faults
from tests.world import World, actions_of, text_of

pytestmark = pytest.mark.hurried

TRY_AGAIN = "That took a moment too long, so Slack would not open the form. Please try again."
SURFACES = ("/met", "edit", "draft", "another day", "one more reason", "Home: met", "Home: pause", "Home: draft")
LOST = {
    "expired": faults.error("expired_trigger_id"),
    "used": faults.error("exchanged_trigger_id"),
    "expired, as other calls say it": faults.error("trigger_expired"),
    "slow": faults.hang(2.2),
}


async def ready(world: World, surface: str) -> Any:
    """The place where that form is asked for."""
    if surface == "/met":
        return None
    if surface.startswith("Home: "):
        if surface == "Home: draft":
            await world.met("alice", "@bob at KubeCon")
            await world.until_dm("alice")
        await world.slack.open_home("alice")
        return world.slack.home("alice")
    await world.met("alice", "@bob at KubeCon")
    if surface == "edit":
        return world.slack.ephemerals("alice")[-1]
    message = await world.until_dm("alice")
    if surface == "one more reason":
        for _ in range(3):
            await world.click("alice", message, "attempt.wrote")
            message = await world.until_dm("alice")
    return message


async def ask(world: World, surface: str, where: Any) -> Any:
    """What the person does there."""
    if surface == "/met":
        return await world.met("alice", "")
    actions = {
        "edit": "encounter.edit",
        "draft": "draft.open",
        "Home: draft": "draft.open",
        "another day": "attempt.snooze",
        "one more reason": "attempt.keep_reason",
        "Home: met": "encounter.open",
        "Home: pause": "pause.open",
    }
    how = {"selected_option": "On a date …"} if surface == "another day" else {}
    return await world.click("alice", where, actions[surface], **how)


def told(world: World, surface: str) -> str:
    """The last thing the person was told, where they look."""
    messages = world.slack.dm("alice") if surface.startswith("Home: ") else world.slack.ephemerals("alice")
    return messages[-1]["text"] if messages else ""


@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("how", LOST)
async def test_a_form_that_cannot_open_says_try_again_and_trying_again_works(
    world: World, surface: str, how: str
) -> None:
    where = await ready(world, surface)
    world.slack.faults.add("views.open", LOST[how])
    answer = await ask(world, surface, where)
    assert answer.ok
    assert answer.seconds < 3
    assert told(world, surface) == TRY_AGAIN
    world.slack.reload("alice") if where is None else None
    again = await ask(world, surface, where)
    assert again.ok
    assert world.slack.modal("alice")["callback_id"]


async def test_a_ticket_that_has_really_run_out_is_answered_the_same(world: World) -> None:
    world.slack.triggers.lifetime = -1
    await world.met("alice", "")
    assert told(world, "/met") == TRY_AGAIN
    await world.slack.open_home("alice")
    await world.click("alice", world.slack.home("alice"), "pause.open")
    told_again = world.slack.dm("alice")[-1]
    assert told_again["text"] == TRY_AGAIN
    world.slack.triggers.lifetime = 30
    await world.click("alice", told_again, actions_of(told_again)[0])  # the button beside it brings a fresh ticket
    assert world.slack.modal("alice")["callback_id"] == "pause.form"


@pytest.mark.parametrize("surface", ["/met", "edit", "Home: met"])
async def test_a_slack_that_fails_altogether_is_named_and_loses_nothing(world: World, surface: str) -> None:
    where = await ready(world, surface)
    world.slack.faults.add("views.open", faults.server_error(500))
    answer = await ask(world, surface, where)
    assert answer.ok
    said = text_of(world.slack.modal("alice")) if surface == "Home: met" else told(world, surface)
    assert said.startswith("Slack did not answer as it should, so the form did not open. Nothing is lost")


async def test_a_lost_ticket_decides_nothing(world: World) -> None:
    message = await ready(world, "another day")
    world.slack.faults.add("views.open", faults.error("expired_trigger_id"))
    before = text_of(message)
    await ask(world, "another day", message)
    assert text_of(message) == before
    [bob] = await world.rows(Contact)
    assert bob.version == 1
