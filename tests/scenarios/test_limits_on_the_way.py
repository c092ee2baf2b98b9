"""Limits told while a DM is on its way or was shown already; met again, paused and moved while one stands."""

import asyncio
from datetime import date
from typing import Any

import pytest

from bot.domain.models import Encounter, Reminder
from tests import faults
from tests.drafting import home_menu
from tests.limiting import home, lift, open_of, shelf, tell
from tests.world import World, actions_of, text_of


async def pause(world: World, until: str) -> None:
    await world.click("alice", await home(world), "pause.open")
    await world.submit("alice", world.slack.modal("alice"), {"until": until})


async def due(world: World) -> None:
    """Alice has met Bob and Carol, and their first notes are due on one morning."""
    await world.met("alice", "@bob @carol at KubeCon")
    world.clock.set(max(each.due_at for each in await world.rows(Reminder)))


async def test_a_limit_told_while_the_dm_waits_for_another_try_takes_the_card_out(world: World) -> None:
    await due(world)
    world.slack.faults.add("chat.postMessage", faults.rate_limited("60"))
    await world.bot.tick()
    await tell(world, "hold", "Bob Brown")
    await world.pass_days(1)
    [dm] = world.slack.dm("alice")
    assert "Carol Chen" in text_of(dm)
    assert "Bob Brown" not in str(dm)
    await lift(world)
    assert "Bob Brown" in text_of(await world.until_dm("alice", days=5))


async def test_a_limit_told_while_it_is_being_sent_is_kept_to_from_then_on(world: World) -> None:
    await due(world)
    told = asyncio.Event()

    async def before(method: str, args: Any) -> None:
        await tell(world, "do_not_contact", "Bob Brown")
        told.set()

    world.slack.faults.add("chat.postMessage", faults.Fault(before=before))
    await world.bot.tick()
    assert told.is_set()
    assert len(world.slack.dm("alice")) == 1
    await world.pass_days(30)
    later = world.slack.dm("alice")[1:]
    assert later
    assert "Bob" not in str(later)


@pytest.mark.parametrize("arrived", [True, False])
async def test_a_limit_told_while_slack_left_it_in_doubt_is_kept_to(world: World, arrived: bool) -> None:
    await due(world)
    world.slack.faults.add("chat.postMessage", faults.drop_after() if arrived else faults.drop_before())
    await world.bot.tick()
    await tell(world, "do_not_contact", "Bob Brown")
    await world.pass_days(1)
    [dm] = world.slack.dm("alice")
    assert ("Bob" in dm["text"]) is arrived
    await world.pass_days(60)
    assert "Bob" not in str([each["text"] for each in world.slack.dm("alice")[1:]])
    await lift(world)
    await world.pass_days(5)
    assert "Bob" in world.slack.dm("alice")[-1]["text"]


@pytest.mark.parametrize("action", ["attempt.wrote", "attempt.replied", "attempt.let_go", "attempt.snooze"])
async def test_a_card_from_before_the_limit_takes_what_happened_and_brings_nothing_up(
    world: World, action: str
) -> None:
    await world.met("alice", "@bob at KubeCon")
    card = await world.until_dm("alice")
    await tell(world, "do_not_contact", "Bob Brown")
    about = str((await open_of(world)).id)  # a click that crossed with the card's being redrawn
    how = {"selected_option": f"week:{about}"} if action == "attempt.snooze" else {"value": about}
    assert (await world.click("alice", card, action, forged=True, **how)).ok
    await world.pass_days(400)
    assert len(world.slack.dm("alice")) == 1
    await lift(world)
    await world.pass_days(5)
    assert len(world.slack.dm("alice")) == (1 if action == "attempt.let_go" else 2)


async def test_such_a_card_shows_at_once_why_nothing_may_be_written(world: World) -> None:
    await due(world)
    await world.bot.tick()
    await tell(world, "do_not_contact", "Bob Brown")
    text = text_of(world.slack.dm("alice")[0])
    assert "Bob Brown is not to be contacted, as you told me." in text
    assert actions_of(world.slack.dm("alice")[0]).count("draft.open") == 1, "the other one's"


@pytest.mark.parametrize("until", [None, "2027-03-01"])
async def test_met_again_while_a_limit_stands_is_kept_and_can_be_taken_back(world: World, until: str | None) -> None:
    await world.met("alice", "@bob at KubeCon")
    await tell(world, "do_not_contact", "Bob Brown", until_on=until)
    answer = await world.met("alice", "@bob at the offsite")
    told = (
        "Bob Brown is not to be contacted until Monday 1 March, as you told me. I remind you after that."
        if until
        else "Bob Brown is not to be contacted, as you told me. I only keep that you met."
    )
    assert told in text_of({"blocks": answer.blocks})
    assert len(await world.rows(Encounter)) == 2
    await world.click("alice", world.slack.ephemerals("alice")[-1], "encounter.undo")
    assert "Taken back. Nothing is noted of it." in text_of(world.slack.ephemerals("alice")[-1])
    assert len(await world.rows(Encounter)) == 1
    await world.pass_days(30)
    assert not world.slack.dm("alice")
    await lift(world)
    await world.until_dm("alice", days=10)


async def test_what_was_taken_back_after_the_limit_was_lifted_does_not_sleep_for_ever(world: World) -> None:
    await world.met("alice", "@bob at KubeCon")
    await tell(world, "hold", "Bob Brown")
    await home_menu(world, "Bob Brown", "Let go")
    await lift(world)
    await home_menu(world, "Bob Brown", "Undo the last step")
    world.clock.forward(hours=1)
    await world.bot.tick()
    await world.until_dm("alice", days=10)


async def test_a_pause_and_a_new_zone_do_not_wake_anybody(world: World) -> None:
    await world.met("alice", "@bob @carol at KubeCon")
    await tell(world, "hold", "Bob Brown")
    await tell(world, "hold", "Carol Chen", until_on="2027-03-01")
    await pause(world, "2027-01-11")
    await world.slack.change_profile("alice", tz="Asia/Tokyo")
    await world.quiet()
    await world.click("alice", await home(world), "pause.end")
    await world.pass_time(world.clock.now.replace(year=2027, month=2, day=27))
    assert not world.slack.dm("alice")
    assert "Bob Brown" in shelf(await home(world), "On hold")
    await pause(world, "2027-04-12")
    await lift(world, "Bob Brown")
    dm = await world.until_dm("alice")
    assert world.today("Asia/Tokyo") == date(2027, 4, 12)
    assert "Bob Brown" in text_of(dm)
