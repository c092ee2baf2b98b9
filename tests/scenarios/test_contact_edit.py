"""Correcting what is kept about a contact: what a member says by hand wins over the directory."""

from datetime import date
from typing import Any

import pytest

from bot.domain.models import Change, Contact, Encounter, Limit, Reminder
from bot.domain.types import LimitKind, Rung, Stage
from bot.slack.views import contacts as views
from tests.scenarios.test_contact_view import NOT_FOUND, details, history
from tests.world import World, text_of


async def correct(world: World, whose: str = "Bob Brown", /, **values: Any) -> Any:
    """Open the form from the contact view, fill it in, save it; what Slack was answered."""
    await world.click("alice", await details(world, whose), views.EDIT)
    return await world.submit("alice", world.slack.modal("alice"), values)


async def bob(world: World) -> Contact:
    return (await world.rows(Contact))[0]


async def test_every_field_can_be_corrected_and_the_view_below_shows_it(any_world: World) -> None:
    world = any_world
    await world.met("alice", '"Jane Doe" jane@acme.example (Acme) at KubeCon')
    answer = await correct(
        world,
        "Jane Doe",
        name="Jane Doe-Smith",
        title="Head of Rebates",
        division="Partnerships",
        company="Beta",
        email="jane@beta.example",
        months="Once a year",
        reason="her talk in March",
        keep_notes=["keep"],
    )
    assert answer.ok
    assert answer.errors is None or answer.errors == {}
    [jane] = await world.rows(Contact)
    assert (jane.name, jane.title, jane.division) == ("Jane Doe-Smith", "Head of Rebates", "Partnerships")
    assert (jane.company, jane.email, jane.reason) == ("Beta", "jane@beta.example", "her talk in March")
    assert (jane.keep_in_touch_months, jane.keep_notes) == (12, True)
    assert jane.own_fields == ["company", "division", "email", "name", "title"]
    shown = world.slack.modal("alice")
    assert shown["callback_id"] == views.VIEW
    assert text_of(shown).startswith(
        "*Jane Doe-Smith*\nHead of Rebates · Partnerships · Beta\njane@beta.example\n"
        "Kept for the day it comes up: “her talk in March”.\nWhat you noted about them stays for good, as you wished."
    )
    assert "Jane Doe-Smith" in text_of(world.slack.home("alice"))


async def test_the_form_shows_what_is_kept_and_saving_it_unchanged_changes_nothing(world: World) -> None:
    await world.met("alice", "@bob at KubeCon")
    before = {key.name: getattr(await bob(world), key.name) for key in Contact.__table__.columns}
    await correct(world)
    assert {key.name: getattr(await bob(world), key.name) for key in Contact.__table__.columns} == before


async def test_what_was_corrected_by_hand_wins_over_the_directory(any_world: World) -> None:
    world = any_world
    await world.met("alice", "@bob at KubeCon")
    await correct(world, name="Bobby", division="Treasury")
    await world.slack.change_profile("bob", real_name="Robert Brown", title="Chief Controller")
    await world.quiet()
    found = await bob(world)
    assert (found.name, found.division, found.title) == ("Bobby", "Treasury", "Chief Controller")
    assert found.moved_from is None
    await world.met("alice", "@bob at the offsite")
    found = await bob(world)
    assert (found.name, found.division, found.title) == ("Bobby", "Treasury", "Chief Controller")


async def test_what_was_emptied_by_hand_stays_empty(world: World) -> None:
    await world.met("alice", "@bob at KubeCon")
    await correct(world, title="")
    await world.slack.change_profile("bob", title="Chief Controller")
    await world.quiet()
    assert (await bob(world)).title is None


async def test_a_division_corrected_with_the_encounter_wins_as_well(world: World) -> None:
    await world.met("alice", "@bob at KubeCon")
    await world.click("alice", world.slack.ephemerals("alice")[-1], "encounter.edit")
    await world.submit("alice", world.slack.modal("alice"), {"division.1": "Treasury"})
    await world.met("alice", "@bob at the offsite")
    assert (await bob(world)).division == "Treasury"


async def test_another_division_brings_the_reminders_in_line_with_its_limits(world: World) -> None:
    await world.met("alice", "@bob at KubeCon")
    await world.add(
        Limit(
            workspace_id=1,
            member_id=1,
            kind=LimitKind.HOLD,
            division="Treasury",
            until_on=date(2027, 3, 1),
            created_at=world.clock(),
        )
    )
    await correct(world, division="Treasury")
    assert (await world.rows(Reminder))[0].due_on >= date(2027, 3, 1)
    assert "Bob Brown is on hold until Monday 1 March." in text_of(world.slack.modal("alice"))


async def test_another_rhythm_moves_who_is_in_touch_and_can_be_taken_back(world: World) -> None:
    await world.met("alice", "@bob at KubeCon")
    await world.click("alice", await details(world), views.HEARD)
    world.slack.reload("alice")
    await correct(world, months="Every month")
    [reminder] = [each for each in await world.rows(Reminder) if each.open]
    assert (reminder.rung, reminder.due_on.month) == (Rung.KEEP_IN_TOUCH, 12)
    await world.click("alice", world.slack.modal("alice"), views.UNDO)
    assert (await bob(world)).keep_in_touch_months == 3


async def test_a_reason_that_is_emptied_is_gone_from_the_history_of_changes_too(any_world: World) -> None:
    world = any_world
    await world.met("alice", "@bob at KubeCon")
    await correct(world, reason="his divorce")
    await world.click("alice", world.slack.modal("alice"), views.HEARD)
    world.slack.reload("alice")
    await correct(world, reason="")
    changes = await world.rows(Change)
    assert [each.verb for each in changes] == ["met", "replied"]
    assert [each.before["contact"]["reason"] for each in changes] == [None, None]
    assert "divorce" not in str([each.before for each in changes])
    await world.click("alice", world.slack.modal("alice"), views.UNDO)
    found = await bob(world)
    assert (found.stage, found.reason) == (Stage.FOLLOWING_UP, None)


WRONG = [
    ({"name": "   "}, "name", "What are they called? A first name is enough."),
    ({"email": "jane"}, "email", "That does not look like an e-mail, such as jane@acme.example."),
    ({"email": "mailto:jane@acme.example"}, "email", "That does not look like an e-mail, such as jane@acme.example."),
    ({"email": "jane@acme"}, "email", "That does not look like an e-mail, such as jane@acme.example."),
    (
        {"email": "JANE@acme.example"},
        "email",
        "Jane Doe has that e-mail already. If they are one person, go back and choose “Same person as …”.",
    ),
    (
        {"name": "jane doe"},
        "name",
        "Jane Doe is among your contacts already. If they are one person, go back and choose “Same person as …”.",
    ),
]


@pytest.mark.parametrize(("values", "field", "sentence"), WRONG)
async def test_what_cannot_be_is_said_beside_its_field_and_nothing_is_changed(
    world: World, values: dict[str, Any], field: str, sentence: str
) -> None:
    await world.met("alice", "@bob at KubeCon")
    await world.met("alice", '"Jane Doe" jane@acme.example (Acme) at KubeCon')
    answer = await correct(world, title="Chief", **values)
    assert answer.errors == {field: sentence}
    found = await bob(world)
    assert (found.name, found.title, found.email) == ("Bob Brown", "Controller", None)


async def test_a_long_text_that_the_form_shows_cut_is_kept_whole(world: World) -> None:
    await world.met("alice", "@bob at KubeCon")
    found = await bob(world)
    found.division, found.reason = "👩" * 150, "x" * 900
    await world.add(found)
    await correct(world, title="Chief")
    found = await bob(world)
    assert (found.division, found.reason, found.own_fields) == ("👩" * 150, "x" * 900, ["title"])


async def test_an_encounter_is_edited_in_its_own_form_on_top_of_the_view(any_world: World) -> None:
    world = any_world
    await world.met("alice", "@bob at KubeCon about billing")
    view = await details(world)
    await world.click("alice", view, views.EDIT_ENCOUNTER)
    form = world.slack.modal("alice")
    assert (form["callback_id"], form["previous_view_id"]) == ("encounter.edit_form", view["id"])
    told = {"place": "the Lisbon offsite", "note": "rebates", "met_on": "2026-11-20"}
    await world.submit("alice", form, told)
    [met] = await world.rows(Encounter)
    assert (met.place, met.note, met.met_on) == ("the Lisbon offsite", "rebates", date(2026, 11, 20))
    shown = world.slack.modal("alice")
    assert shown["id"] == view["id"]
    assert history(shown) == ["*Friday 20 November 2026*\nYou met at the Lisbon offsite.\n“rebates”"]
    assert not world.slack.dm("alice"), "the view says it all"


async def test_a_card_in_a_dm_shows_what_was_corrected(world: World) -> None:
    await world.met("alice", "@bob at KubeCon about billing")
    await world.until_dm("alice")
    await correct(world, name="Bobby")
    assert "*Bobby* · Finance" in text_of(world.slack.dm("alice")[0])
    await world.click("alice", world.slack.modal("alice"), views.EDIT_ENCOUNTER)
    await world.submit("alice", world.slack.modal("alice"), {"note": "rebates"})
    assert "You noted “rebates”." in text_of(world.slack.dm("alice")[0])


@pytest.mark.parametrize("who", ["mallory", "lee"])
async def test_no_form_works_for_somebody_else(any_world: World, who: str) -> None:
    world = any_world
    await world.met("alice", "@bob at KubeCon")
    world.slack.add_person("lee", is_stranger=True, team_id="T0ELSEWHERE")
    await world.met("mallory", "@carol at FOSDEM")
    await world.met(who if who == "mallory" else "alice", "")
    view = world.slack.modal(who if who == "mallory" else "alice")
    expected = NOT_FOUND if who == "mallory" else "Tactful works inside one company only"
    values = {"name": {"value": {"type": "plain_text_input", "value": "Hacked"}}}
    for about in ("1", "", "x", "2147483648")[: 4 if who == "mallory" else 1]:
        forged = {**view, "callback_id": views.EDIT_FORM, "private_metadata": about, "state": {"values": values}}
        forged["blocks"] = [{"type": "input", "block_id": "name"}]
        answer = await world.slack.submit(who, forged, forged=True)
        await world.quiet()
        assert answer.errors["name"].startswith(expected), about
    assert (await bob(world)).name == "Bob Brown"
