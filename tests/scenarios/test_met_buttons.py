"""The buttons of `/met`'s private answer: *I already wrote*, *Edit* and *Undo*."""

import asyncio
from typing import Any

import pytest

from bot.domain.models import Change, Contact, Encounter, EncounterContact, Limit, Reminder, Touch
from bot.domain.types import Rung, Stage, TouchKind
from tests.scenarios.test_contact_delete import everything
from tests.world import World, actions_of, text_of


def answer(world: World) -> Any:
    return world.slack.ephemerals("alice")[-1]


async def test_i_already_wrote_moves_the_plan_on_in_place(world: World) -> None:
    await world.met("alice", "@bob @carol at KubeCon")
    await world.click("alice", answer(world), "encounter.wrote")
    assert len(world.slack.ephemerals("alice")) == 1
    assert "If nothing comes back, I will remind you of Bob Brown and Carol Chen once more" in text_of(answer(world))
    assert actions_of(answer(world)) == ["encounter.edit", "encounter.undo"]
    assert [each.rung for each in await world.rows(Reminder) if each.open] == [Rung.SECOND_TRY] * 2


@pytest.mark.parametrize("action", ["encounter.wrote", "encounter.undo"])
async def test_twenty_clicks_at_once_are_one(any_world: World, action: str) -> None:
    await any_world.met("alice", "@bob at KubeCon")
    button, about = answer(any_world), str((await any_world.rows(Encounter))[0].id)
    clicks = await asyncio.gather(
        *(any_world.slack.click("alice", button, action, forged=True, value=about) for _ in range(20))
    )
    await any_world.quiet()
    assert all(each.ok for each in clicks)
    touches = [each.kind for each in await any_world.rows(Touch)]
    assert touches == ([TouchKind.MET, TouchKind.WROTE] if action == "encounter.wrote" else [])
    assert len(world_texts(any_world)) == 1, "nobody was told off"


def world_texts(world: World) -> list[str]:
    return [text_of(message) for message in world.slack.ephemerals("alice")]


async def test_undo_leaves_nothing_behind(world: World) -> None:
    await world.met("alice", "@bob and Jane Doe (Acme) at KubeCon, already wrote")
    await world.click("alice", answer(world), "encounter.undo")
    assert text_of(answer(world)) == "Taken back. Nothing is noted of it."
    for table in (Encounter, Contact, Reminder, Touch, Change, EncounterContact):
        assert not await world.rows(table)


async def test_undo_after_i_already_wrote_takes_back_that_and_then_the_meeting(world: World) -> None:
    await world.met("alice", "@bob at KubeCon")
    before = text_of(answer(world))
    world.clock.forward(minutes=2)
    await world.click("alice", answer(world), "encounter.wrote")
    await world.click("alice", answer(world), "encounter.undo")
    assert "Taken back: no note is written." in text_of(answer(world))
    assert text_of(answer(world)).replace("Taken back: no note is written.\n", "") == before
    assert [each.kind for each in await world.rows(Touch)] == [TouchKind.MET]
    await world.click("alice", answer(world), "encounter.undo")
    assert text_of(answer(world)) == "Taken back. Nothing is noted of it."
    assert not await world.rows(Contact)


async def test_undo_of_meeting_again_brings_back_what_was_before(world: World) -> None:
    await world.met("alice", "@bob at KubeCon, already wrote")
    [before] = [each for each in await world.rows(Reminder) if each.open]
    world.clock.forward(days=10)
    await world.met("alice", "@bob at the offsite")
    await world.click("alice", answer(world), "encounter.undo")
    [after] = [each for each in await world.rows(Reminder) if each.open]
    assert (after.id, after.rung, after.due_on, after.due_at) == (
        before.id,
        before.rung,
        before.due_on,
        before.due_at,
    )
    assert [each.place for each in await world.rows(Encounter)] == ["KubeCon"]


async def test_undo_of_a_negotiation_lifts_the_hold(world: World) -> None:
    await world.met("alice", "@bob at KubeCon")
    await world.met("alice", "@bob during negotiation Orion")
    await world.click("alice", answer(world), "encounter.undo")
    [bob] = await world.rows(Contact)
    assert bob.stage is Stage.FOLLOWING_UP
    assert not await world.rows(Limit)
    assert [each.rung for each in await world.rows(Reminder)] == [Rung.FIRST_NOTE]


async def test_undo_keeps_those_for_whom_something_newer_has_happened_and_says_so(world: World) -> None:
    await world.met("alice", "@carol at FOSDEM")
    await world.met("alice", "@bob @carol @dan at KubeCon")
    button = answer(world)
    await world.met("alice", "@bob at the bar")
    await world.click("alice", button, "encounter.undo")
    expected = "Something newer has happened with Bob Brown, so I kept that. The rest is taken back."
    assert text_of(button) == expected
    assert [each.name for each in await world.rows(Contact)] == ["Carol Chen", "Bob Brown"]
    met = {(each.encounter_id, each.contact_id) for each in await world.rows(EncounterContact)}
    assert met == {(1, 1), (2, 2), (3, 2)}, "Carol was not at KubeCon after all"


async def test_a_second_undo_of_the_same_says_the_same(world: World) -> None:
    await world.met("alice", "@carol at FOSDEM")
    await world.met("alice", "@bob @carol at KubeCon")
    button = answer(world)
    await world.met("alice", "@bob at the bar")
    for _ in range(2):
        await world.slack.click("alice", button, "encounter.undo", forged=True, value="2")
        await world.quiet()
    assert text_of(button).startswith("Something newer has happened with Bob Brown, so I kept that.")
    assert len(await world.rows(Contact)) == 2


async def test_undo_after_the_reminder_was_shown_keeps_it(world: World) -> None:
    await world.met("alice", "@bob at KubeCon")
    await world.until_dm("alice")
    await world.click("alice", answer(world), "encounter.undo")
    assert "Something newer has happened with Bob Brown" in text_of(answer(world))
    assert len(await world.rows(Contact)) == 1


async def test_a_button_of_what_was_taken_back_says_that_it_is_gone(world: World) -> None:
    await world.met("alice", "@bob at KubeCon")
    button = dict(answer(world))
    await world.click("alice", answer(world), "encounter.undo")
    for action in ("encounter.wrote", "encounter.edit"):
        await world.slack.click("alice", button, action, forged=True, value="1")
        await world.quiet()
        assert answer(world)["text"].startswith("I cannot find that one any more.")


async def test_undo_of_the_meeting_does_not_touch_a_note_written_since(world: World) -> None:
    await world.met("alice", "@bob at KubeCon")
    await world.click("alice", await world.until_dm("alice"), "attempt.wrote")
    await world.click("alice", answer(world), "encounter.undo")
    assert "Something newer has happened with Bob Brown" in text_of(answer(world))
    assert [each.rung for each in await world.rows(Reminder) if each.open] == [Rung.SECOND_TRY]


async def rows_but_changes(world: World) -> dict[str, list[Any]]:
    """Every row; the changes say that something was taken back."""
    return {table: rows for table, rows in (await everything(world)).items() if table != "changes"}


async def test_undo_of_keep_in_peace_takes_back_that_alone(any_world: World) -> None:
    world = any_world
    await world.met("alice", "@carol at the offsite, a deal is near")
    before = await rows_but_changes(world)
    asked = world.slack.ephemerals("alice")[-1]
    await world.click("alice", asked, "encounter.hold")
    assert "on hold while the negotiation with Carol Chen goes on" in text_of(asked)
    await world.click("alice", asked, "encounter.undo")
    assert "Taken back: it was about no negotiation." in text_of(asked)
    assert await rows_but_changes(world) == before
    await world.click("alice", asked, "encounter.undo")
    assert not await world.rows(Contact), "the next one takes the meeting back"


async def test_keep_in_peace_is_taken_back_also_where_they_were_met_again(world: World) -> None:
    await world.met("alice", "@carol at the offsite, a deal is near")
    asked = world.slack.ephemerals("alice")[-1]
    await world.met("alice", "@bob @carol at KubeCon")
    before = await rows_but_changes(world)
    await world.click("alice", asked, "encounter.hold")
    await world.click("alice", asked, "encounter.undo")
    assert await rows_but_changes(world) == before
