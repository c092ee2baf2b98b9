"""Where a reminder is shown follows from the day that is wanted: what keeps it back for a while, changes nothing."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any

import pytest

from bot.domain.models import Contact, Member, Reminder, Touch
from bot.domain.types import Rung, Stage
from tests.drafting import home_menu
from tests.limiting import ended, let_be, lift, open_of, tell
from tests.scenarios.test_contact_merge import same_person
from tests.scenarios.test_snooze_pause import pause
from tests.world import World, text_of

Told = Callable[[World], Awaitable[Any]]


async def days(world: World) -> list[tuple[int, date | None, date | None, Any]]:
    found = [each for each in await world.rows(Reminder) if each.open]
    return [(each.id, each.wanted_on, each.due_on, each.due_at) for each in found]


async def a_full_life(world: World) -> None:
    """A snooze, one who is in touch, one shown once, and three to come, two of them on one day."""
    await world.met("alice", '"Hal Hill" (Hill) at KubeCon')
    await click(world, "attempt.snooze", f"month:{(await open_of(world, 'Hal Hill')).id}")
    await world.met("alice", "@bob at KubeCon")
    await world.until_dm("alice")
    for name in ("@carol", "@dan", "@erin", '"Gina Globe" (Globe)'):
        await world.met("alice", f"{name} at the summit")
    await home_menu(world, "Gina Globe", "They replied")


async def resume(world: World) -> None:
    await world.slack.open_home("alice")
    await world.click("alice", world.slack.home("alice"), "pause.end")


async def choose(world: World, word: str, about: int) -> None:
    """From the menu of a contact in Home."""
    await click(world, "contact.menu", f"{word}:{about}")


async def click(world: World, action: str, option: str) -> None:
    await world.slack.open_home("alice")
    await world.click("alice", world.slack.home("alice"), action, forged=True, selected_option={"value": option})


async def hold_everybody(world: World) -> None:
    await tell(world, "hold")


async def no_hold(world: World) -> None:
    await lift(world)


async def leave(world: World) -> None:
    await pause(world, (world.today("Europe/Berlin") + timedelta(days=40)).isoformat())


@pytest.mark.parametrize(("told", "taken_back"), [(hold_everybody, no_hold), (leave, resume)], ids=["hold", "pause"])
async def test_what_is_taken_back_a_minute_later_leaves_everything_due_when_it_was(
    world: World, told: Told, taken_back: Told
) -> None:
    await a_full_life(world)
    before = await days(world)
    await told(world)
    during = await days(world)
    assert during != before
    assert [each[1] for each in during] == [each[1] for each in before], "nothing changes what is wanted"
    world.clock.forward(minutes=1)
    await taken_back(world)
    assert await days(world) == before


async def test_a_morning_that_is_full_moves_a_snooze_and_not_what_was_wanted(world: World) -> None:
    for name in ("bob", "carol", "dan"):
        await world.met("alice", f"@{name} at KubeCon")
    await world.met("alice", '"Gina Globe" (Globe) at KubeCon')
    rows = await world.rows(Reminder)
    busy = max({each.due_on for each in rows}, key=[each.due_on for each in rows].count)
    for each in rows:
        await click(world, "attempt.snooze", f"date:{each.id}")
        await world.submit("alice", world.slack.modal("alice"), {"date": busy.isoformat()})
    after = await world.rows(Reminder)
    assert {each.wanted_on for each in after} == {busy}
    assert sorted(each.due_on for each in after)[:3] == [busy] * 3
    assert max(each.due_on for each in after) > busy


async def test_of_several_stops_the_one_that_lasts_longest_holds_and_is_shown(world: World) -> None:
    await world.met("alice", "@bob at KubeCon")
    await tell(
        world, "do_not_contact", "Bob Brown", until_on="2027-01-11", whom=str((await world.rows(Contact))[0].id)
    )
    await tell(world, "hold", "Bob Brown", whom=str((await world.rows(Contact))[0].id))
    await world.slack.open_home("alice")
    assert "On hold" in text_of(world.slack.home("alice"))
    assert (await open_of(world)).due_on is None, "a hold without an end beats a date"


async def test_undo_of_a_mistaken_met_leaves_everybody_else_of_an_ended_negotiation_as_they_were(
    world: World,
) -> None:
    await world.met("alice", "@bob @carol at the dinner during negotiation Orion")
    await ended(world)
    await let_be(world)
    before = await days(world)
    world.clock.forward(days=1)
    await world.met("alice", "@dan at the station during negotiation Orion")
    assert (await open_of(world)).due_on is None, "it goes on again"
    await world.click("alice", world.slack.ephemerals("alice")[-1], "encounter.undo")
    assert await days(world) == before
    assert [each.name for each in await world.rows(Contact)] == ["Bob Brown", "Carol Chen"]


async def test_undo_after_i_already_wrote_takes_back_the_writing_only(world: World) -> None:
    await world.met("alice", "@bob at KubeCon about billing")
    world.clock.forward(minutes=2)
    await world.click("alice", world.slack.ephemerals("alice")[-1], "encounter.wrote")
    assert (await open_of(world)).rung is Rung.SECOND_TRY
    await world.click("alice", world.slack.ephemerals("alice")[-1], "encounter.undo")
    assert (await open_of(world)).rung is Rung.FIRST_NOTE
    await world.click("alice", world.slack.ephemerals("alice")[-1], "encounter.undo")
    assert await world.rows(Contact) == []


async def test_one_day_climbs_one_rung_whatever_else_is_told_on_it(world: World) -> None:
    await world.met("alice", "@bob at KubeCon")
    card = await world.until_dm("alice")
    contact = (await world.rows(Contact))[0]
    await world.click("alice", card, "attempt.wrote")
    for word in ("helped", "wrote", "helped", "wrote"):
        await choose(world, word, contact.id)
    assert (await open_of(world)).rung is Rung.SECOND_TRY


async def test_a_corrected_day_moves_the_touch_and_keeps_a_snooze(world: World) -> None:
    await world.met("alice", "@bob at KubeCon")
    reminder = await open_of(world)
    await click(world, "attempt.snooze", f"month:{reminder.id}")
    snoozed = (await open_of(world)).due_on
    await world.click("alice", world.slack.ephemerals("alice")[-1], "encounter.edit")
    await world.submit("alice", world.slack.modal("alice"), {"met_on": "2026-11-16"})
    assert [each.happened_on for each in await world.rows(Touch)] == [date(2026, 11, 16)]
    assert (await open_of(world)).due_on == snoozed


async def test_two_negotiations_without_a_name_end_apart(world: World) -> None:
    first = await world.met("alice", '"Gina Globe" (Globe) at lunch during negotiation')
    assert "the negotiation with Gina Globe" in text_of({"blocks": first.blocks})
    await world.met("alice", '"Hal Hill" (Hill) at dinner during negotiation')
    await ended(world, "Gina Globe")
    await let_be(world)
    assert (await open_of(world, "Gina Globe")).due_on is not None
    assert (await open_of(world, "Hal Hill")).due_on is None


async def test_merging_somebody_on_hold_keeps_the_hold(world: World) -> None:
    await world.met("alice", '"Bobby" (Acme) during negotiation Orion')
    await world.met("alice", "@bob at KubeCon")
    await same_person(world, "Bob Brown", "Bobby")
    [contact] = await world.rows(Contact)
    assert contact.stage is Stage.FOLLOWING_UP
    assert (await open_of(world)).due_on is None
    await world.slack.open_home("alice")
    assert "is on hold while Orion is being negotiated." in text_of(world.slack.home("alice"))


async def test_another_zone_with_other_holidays_moves_what_falls_on_one(world: World) -> None:
    await world.met("alice", "@bob at KubeCon")
    reminder = await open_of(world)
    await world.write(lambda session: setattr(session.get(Reminder, reminder.id), "wanted_on", date(2026, 12, 8)))
    await world.slack.change_profile("alice", tz="Europe/Rome")  # 8 December is a holiday there
    await world.quiet()
    [owner] = await world.rows(Member)
    assert owner.zone == "Europe/Rome"
    assert (await open_of(world)).due_on == date(2026, 12, 9)
