"""A click on a message that Slack does not let us redraw any more, and cards that share or repeat a DM."""

from datetime import timedelta
from typing import Any

import pytest

from bot.domain.models import Contact, Reminder
from bot.domain.types import Outcome, Stage
from tests import faults
from tests.world import World, actions_of, text_of

GONE = ("message_not_found", "cant_update_message", "edit_window_closed", "channel_not_found")


async def a_card(world: World, people: str = "@bob") -> Any:
    await world.met("alice", f"{people} at KubeCon")
    return await world.until_dm("alice")


@pytest.mark.parametrize("error", GONE)
async def test_a_message_slack_will_not_redraw_is_answered_by_a_new_one(world: World, error: str) -> None:
    await a_card(world)
    world.slack.faults.add("chat.update", faults.error(error))
    await world.click("alice", world.slack.dm("alice")[0], "attempt.wrote")
    assert [each.outcome for each in await world.rows(Reminder)] == [Outcome.WROTE, None]
    _, new = world.slack.dm("alice")
    assert "Noted: you wrote." in text_of(new)
    assert actions_of(new) == ["contact.replied", "change.undo", "contact.view"]


async def test_a_click_on_a_card_of_four_months_ago_counts_and_is_confirmed(world: World) -> None:
    old = await a_card(world)
    world.clock.forward(days=122)
    world.slack.faults.add("chat.update", faults.error("edit_window_closed"))
    await world.click("alice", old, "attempt.replied")
    [bob] = await world.rows(Contact)
    assert bob.stage is Stage.IN_TOUCH
    assert "Good. I will remind you of Bob in about three months" in text_of(world.slack.dm("alice")[-1])


async def test_a_click_on_a_deleted_message_counts_and_is_confirmed(world: World) -> None:
    old = await a_card(world)
    world.slack.dm("alice").clear()
    channel = world.slack.dm_channel("alice")
    channel.messages.append(old)
    world.slack.faults.add("chat.update", faults.error("message_not_found"))
    await world.click("alice", old, "attempt.let_go")
    assert "Let go, and that is okay." in text_of(world.slack.dm("alice")[-1])


@pytest.mark.parametrize(
    ("action", "choice", "sentence"),
    [
        ("contact.replied", None, "Good. I will remind you of Bob in about three months"),
        ("change.undo", None, "A good day for a first note"),
    ],
)
async def test_so_do_the_buttons_of_a_settled_card(
    world: World, action: str, choice: str | None, sentence: str
) -> None:
    await a_card(world)
    await world.click("alice", world.slack.dm("alice")[0], "attempt.wrote")
    world.slack.faults.add("chat.update", faults.error("edit_window_closed"))
    await world.click("alice", world.slack.dm("alice")[0], action)
    assert sentence in text_of(world.slack.dm("alice")[-1])
    assert len(world.slack.dm("alice")) == 2


async def test_the_confirmation_can_be_used_like_the_card(world: World) -> None:
    await a_card(world)
    world.slack.faults.add("chat.update", faults.error("edit_window_closed"))
    await world.click("alice", world.slack.dm("alice")[0], "attempt.replied")
    await world.click("alice", world.slack.dm("alice")[1], "contact.rhythm", selected_option="Once a year")
    assert "you of Bob in about a year" in text_of(world.slack.dm("alice")[1])
    await world.click("alice", world.slack.dm("alice")[1], "change.undo")
    assert "you of Bob in about three months" in text_of(world.slack.dm("alice")[1])
    assert len(world.slack.dm("alice")) == 2


async def test_a_redraw_that_slack_refuses_for_the_moment_loses_no_decision(world: World) -> None:
    for fault in (faults.rate_limited("30"), faults.server_error(500), faults.html(), faults.drop_before()):
        await a_card(world)
        world.slack.faults.add("chat.update", fault, times=2)  # it is tried once more
        await world.click("alice", world.slack.dm("alice")[-1], "attempt.wrote")
        world.slack.faults.clear()
        await world.click("alice", world.slack.dm("alice")[-1], "attempt.wrote")
        assert "Noted: you wrote." in text_of(world.slack.dm("alice")[-1])
        await world.click("alice", world.slack.dm("alice")[-1], "change.undo")
        await world.click("alice", world.slack.dm("alice")[-1], "attempt.let_go")


async def two_cards(world: World) -> Any:
    """Bob and Carol in one DM: what falls into a pause comes after it."""
    await world.slack.open_home("alice")
    await world.met("alice", "@bob at KubeCon")
    await world.met("alice", "@carol at FOSDEM")
    world.clock.forward(days=20)
    await world.bot.tick()
    if not world.slack.dm("alice"):
        await world.until_dm("alice")
    return world.slack.dm("alice")[-1]


async def test_settling_one_card_of_a_dm_leaves_the_others_buttons(world: World) -> None:
    message = await two_cards(world)
    assert text_of(message).startswith("Two people today, five minutes each.")
    assert message["text"] == "Two people today: Bob Brown and Carol Chen."
    bob, carol = await world.rows(Reminder)
    await world.click("alice", message, "attempt.wrote", block_id=f"actions.{bob.id}")
    assert actions_of(message)[:2] == ["contact.replied", "change.undo"]
    assert actions_of(message)[3:5] == ["draft.open", "attempt.wrote"]
    await world.click("alice", message, "attempt.replied", block_id=f"actions.{carol.id}")
    assert actions_of(message) == [
        "contact.replied",
        "change.undo",
        "contact.view",
        "contact.rhythm",
        "change.undo",
        "contact.view",
    ]
    await world.click("alice", message, "change.undo", block_id=f"actions.{bob.id}")
    assert actions_of(message)[0] == "draft.open"
    assert actions_of(message)[-3:] == ["contact.rhythm", "change.undo", "contact.view"]


@pytest.mark.parametrize("which", [0, 1])
async def test_settling_a_card_or_its_repeat_settles_both(world: World, which: int) -> None:
    await a_card(world)
    await world.until_dm("alice", days=14)
    first, repeat = world.slack.dm("alice")
    assert actions_of(first) == actions_of(repeat)
    await world.click("alice", (first, repeat)[which], "attempt.wrote")
    for message in (first, repeat):
        assert "Noted: you wrote." in text_of(message)
        assert "change.undo" in actions_of(message)
    await world.click("alice", (repeat, first)[which], "change.undo")
    for message in (first, repeat):
        assert "draft.open" in actions_of(message)
    assert timedelta(days=5) < world.clock() - (await world.rows(Contact))[0].created_at


async def test_settling_a_card_in_home_settles_it_in_its_dm_too(world: World) -> None:
    message = await a_card(world)
    await world.slack.open_home("alice")
    await world.click("alice", world.slack.home("alice"), "attempt.replied")
    assert "Good. I will remind you of Bob" in text_of(message)
    assert "In touch" in text_of(world.slack.home("alice"))
