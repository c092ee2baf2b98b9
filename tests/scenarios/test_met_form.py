"""`/met` alone: the form, and the form of *Edit*."""

from datetime import date
from typing import Any

from bot.domain.models import Contact, Encounter, EncounterContact, Limit, Reminder
from bot.domain.types import Rung, Stage
from tests.world import World, text_of


async def form(world: World) -> Any:
    answer = await world.met("alice", "")
    assert answer.ok
    assert not answer.payload, "the form is the answer"
    return world.slack.modal("alice")


async def edit_form(world: World, command: str) -> Any:
    await world.met("alice", command)
    await world.click("alice", world.slack.ephemerals("alice")[-1], "encounter.edit")
    return world.slack.modal("alice")


def inputs(view: Any) -> dict[str, Any]:
    return {block["block_id"]: block["element"] for block in view["blocks"] if block["type"] == "input"}


async def test_the_form_asks_for_people_place_day_note_negotiation_and_the_first_note(world: World) -> None:
    view = await form(world)
    assert view["title"]["text"] == "Whom did you meet?"
    assert list(inputs(view)) == ["people", "outsiders", "place", "met_on", "note", "negotiation", "wrote"]
    assert inputs(view)["met_on"]["initial_date"] == "2026-11-23"


async def test_people_from_slack_and_from_outside_are_recorded_and_the_answer_comes_as_a_dm(world: World) -> None:
    bob, cal = world.slack.person("bob").id, world.slack.person("calendarbot").id
    told = {
        "people": [bob, cal],
        "outsiders": "Jane Doe jane@acme.example (Acme & Sons)",
        "place": "the Lisbon offsite",
        "met_on": "2026-11-20",
        "note": "billing",
    }
    answer = await world.submit("alice", await form(world), told)
    assert answer.ok
    assert world.slack.modal("alice") is None
    [message] = world.slack.dm("alice")
    assert "Noted: *Bob Brown* (Finance) and *Jane Doe* (Acme &amp; Sons).\n" in text_of(message)
    assert "Where: the Lisbon offsite · When: Friday 20 November · About: billing\n" in text_of(message)
    assert "Calendar is an app, so I left it out." in text_of(message)
    assert [each.name for each in await world.rows(Contact)] == ["Bob Brown", "Jane Doe"]
    [encounter] = await world.rows(Encounter)
    assert (encounter.place, encounter.met_on, encounter.note) == (told["place"], date(2026, 11, 20), "billing")


async def test_the_forms_answer_can_be_taken_back_in_its_dm(world: World) -> None:
    await world.submit("alice", await form(world), {"people": [world.slack.person("bob").id]})
    await world.click("alice", world.slack.dm("alice")[-1], "encounter.undo")
    assert text_of(world.slack.dm("alice")[-1]) == "Taken back. Nothing is noted of it."
    assert not await world.rows(Contact)


async def test_a_negotiation_and_already_written_work_as_in_the_command(world: World) -> None:
    bob, carol = world.slack.person("bob").id, world.slack.person("carol").id
    await world.submit("alice", await form(world), {"people": [bob], "wrote": ["wrote"]})
    await world.submit("alice", await form(world), {"people": [carol], "negotiation": "Orion"})
    stages = {each.name: each.stage for each in await world.rows(Contact)}
    assert stages == {"Bob Brown": Stage.FOLLOWING_UP, "Carol Chen": Stage.FOLLOWING_UP}
    assert [each.rung for each in await world.rows(Reminder) if each.open] == [
        Rung.SECOND_TRY,
        Rung.FIRST_NOTE,
        Rung.STILL_ON,
    ]


async def test_the_same_form_twice_records_once(world: World) -> None:
    bob = world.slack.person("bob").id
    for _ in range(2):
        await world.submit("alice", await form(world), {"people": [bob], "place": "KubeCon"})
    assert len(await world.rows(Encounter)) == 1
    assert "I had noted that already" in text_of(world.slack.dm("alice")[-1])


async def test_a_day_that_is_to_come_is_said_under_its_field(world: World) -> None:
    told = {"people": [world.slack.person("bob").id], "met_on": "2026-11-24"}
    answer = await world.submit("alice", await form(world), told)
    assert answer.errors == {"met_on": "That day is still to come. Please pick the day on which you met."}
    assert not await world.rows(Contact)
    answer = await world.submit("alice", world.slack.modal("alice"), {"met_on": "2026-11-23"})
    assert answer.ok, "what was typed is still there"


async def test_nobody_is_said_under_the_people(world: World) -> None:
    answer = await world.submit("alice", await form(world), {"place": "KubeCon"})
    assert answer.errors == {"people": "Please name at least one person, here or outside Slack."}
    answer = await world.submit("alice", await form(world), {"people": [world.slack.person("alice").id]})
    assert answer.errors == {"people": "You have met yourself already; I left you out."}


async def test_a_mention_typed_into_the_line_for_outsiders_is_said_there(world: World) -> None:
    answer = await world.submit("alice", await form(world), {"outsiders": "@bob"})
    assert answer.errors
    assert answer.errors["outsiders"].startswith("I could not find @bob in this workspace.")


async def test_more_than_a_name_in_the_line_for_outsiders_is_not_lost(world: World) -> None:
    await world.submit("alice", await form(world), {"outsiders": "Jane Doe at KubeCon about billing"})
    [encounter] = await world.rows(Encounter)
    assert (encounter.place, encounter.note) == ("KubeCon", "billing")


async def test_edit_shows_what_was_told_and_asks_for_the_divisions(world: World) -> None:
    view = await edit_form(world, "@bob @grace at KubeCon about billing")
    fields = inputs(view)
    assert fields["place"]["initial_value"] == "KubeCon"
    assert fields["note"]["initial_value"] == "billing"
    assert fields["met_on"]["initial_date"] == "2026-11-23"
    bob, grace = await world.rows(Contact)
    assert fields[f"division.{bob.id}"]["initial_value"] == "Finance"
    assert "initial_value" not in fields[f"division.{grace.id}"], "no profile tells hers"


async def test_an_edit_is_saved_and_the_new_plan_comes_as_a_dm(world: World) -> None:
    view = await edit_form(world, "@bob at KubeCon about billing")
    [bob] = await world.rows(Contact)
    told = {"place": "FOSDEM", "note": None, "met_on": "2026-11-19", f"division.{bob.id}": "Treasury"}
    assert (await world.submit("alice", view, told)).ok
    shown = text_of(world.slack.dm("alice")[-1])
    assert "Noted: *Bob Brown* (Treasury).\nWhere: FOSDEM · When: Thursday 19 November\n" in shown
    assert "first note on Thursday 26 November" in shown
    [encounter], [reminder] = await world.rows(Encounter), await world.rows(Reminder)
    assert (encounter.place, encounter.note, reminder.due_on) == ("FOSDEM", None, date(2026, 11, 26))


async def test_an_old_encounters_new_date_does_not_move_the_note_after_a_newer_one(world: World) -> None:
    await world.met("alice", "@bob at KubeCon")
    old = world.slack.ephemerals("alice")[-1]
    world.clock.forward(days=3)
    await world.met("alice", "@bob at the offsite")
    [before] = [each for each in await world.rows(Reminder) if each.open]
    await world.click("alice", old, "encounter.edit")
    await world.submit("alice", world.slack.modal("alice"), {"met_on": "2026-11-20"})
    [after] = [each for each in await world.rows(Reminder) if each.open]
    assert after.due_on == before.due_on


async def test_an_edit_into_the_future_is_said_under_the_day(world: World) -> None:
    answer = await world.submit("alice", await edit_form(world, "@bob at KubeCon"), {"met_on": "2027-01-01"})
    assert answer.errors == {"met_on": "That day is still to come. Please pick the day on which you met."}


async def test_editing_what_was_taken_back_meanwhile_says_so(world: World) -> None:
    view = await edit_form(world, "@bob at KubeCon")
    await world.click("alice", world.slack.ephemerals("alice")[-1], "encounter.undo")
    answer = await world.submit("alice", view, {"place": "FOSDEM"})
    assert answer.errors == {
        "there": "I cannot find that one any more. Your Home tab shows everything I keep for you."
    }
    assert not await world.rows(Encounter)


async def test_an_edit_takes_out_who_was_not_there_and_adds_who_was(world: World) -> None:
    view = await edit_form(world, "@bob and Jane Doe (Acme) at KubeCon")
    bob, jane = await world.rows(Contact)
    carol = world.slack.person("carol").id
    told = {"there": [str(jane.id)], "people": [carol], "outsiders": "John Roe (Globex)"}
    assert (await world.submit("alice", view, told)).ok
    shown = text_of(world.slack.dm("alice")[-1])
    assert "Noted: *Jane Doe* (Acme), *Carol Chen* (Legal) and *John Roe* (Globex).\nWhere: KubeCon" in shown
    assert [each.name for each in await world.rows(Contact)] == ["Jane Doe", "Carol Chen", "John Roe"]
    assert {each.contact_id for each in await world.rows(Reminder) if each.open} == {
        each.id for each in await world.rows(Contact)
    }
    assert not await world.rows(Reminder, contact_id=bob.id)


async def test_one_undo_takes_back_those_whom_an_edit_added_too(world: World) -> None:
    view = await edit_form(world, "@bob at KubeCon")
    await world.submit("alice", view, {"people": [world.slack.person("carol").id]})
    await world.click("alice", world.slack.dm("alice")[-1], "encounter.undo")
    assert not await world.rows(Contact)
    assert not await world.rows(Encounter)


async def test_taking_somebody_out_brings_back_what_was_before(world: World) -> None:
    await world.met("alice", "@bob at KubeCon, already wrote")
    [before] = [each for each in await world.rows(Reminder) if each.open]
    world.clock.forward(days=10)
    view = await edit_form(world, "@bob and @carol at the offsite")
    carol = (await world.rows(Contact))[-1]
    await world.submit("alice", view, {"there": [str(carol.id)]})
    [bobs, carols] = [each for each in await world.rows(Reminder) if each.open]
    assert (bobs.id, bobs.rung, bobs.due_on) == (before.id, before.rung, before.due_on)
    assert carols.contact_id == carol.id


async def test_somebody_with_newer_news_stays_a_contact_but_was_not_there(world: World) -> None:
    await world.met("alice", "@bob and @carol at the offsite")
    offsite = world.slack.ephemerals("alice")[-1]
    world.clock.forward(days=2)
    await world.met("alice", "@bob at KubeCon")
    await world.click("alice", offsite, "encounter.edit")
    bob, carol = await world.rows(Contact)
    await world.submit("alice", world.slack.modal("alice"), {"there": [str(carol.id)]})
    assert "Noted: *Carol Chen* (Legal).\n" in text_of(world.slack.dm("alice")[-1])
    links = await world.rows(EncounterContact, contact_id=bob.id)
    assert [each.encounter_id for each in links] == [2]


async def test_somebody_added_to_a_meeting_in_a_negotiation_is_left_in_peace_too(world: World) -> None:
    view = await edit_form(world, "@bob during negotiation Orion")
    await world.submit("alice", view, {"people": [world.slack.person("carol").id]})
    assert "Bob Brown and Carol Chen are on hold while Orion" in text_of(world.slack.dm("alice")[-1])
    assert len(await world.rows(Limit)) == 2


async def test_an_edit_that_leaves_nobody_or_adds_an_app_says_so_under_the_field(world: World) -> None:
    view = await edit_form(world, "@bob at KubeCon")
    answer = await world.submit("alice", view, {"people": [world.slack.person("calendarbot").id]})
    assert answer.errors == {"people": "Calendar is an app, so I left it out."}
    answer = await world.submit("alice", world.slack.modal("alice"), {"there": [], "people": []})
    assert answer.errors == {"there": "Somebody was there, or else take it back with Undo."}
    assert len(await world.rows(Contact)) == 1


async def test_cancelling_a_form_records_nothing(world: World) -> None:
    view = await form(world)
    await world.slack.close("alice", view)
    assert not await world.rows(Encounter)


async def test_people_outside_may_be_parted_by_any_sign_and_nobody_is_dropped(world: World) -> None:
    for line in ("Ken Ames; Kit Boyd kit@boyd.example", "Ken Ames\tKit Boyd kit@boyd.example"):
        await world.slack.command("alice", "/met")
        told = {"outsiders": line, "place": "the fair", "note": "valves"}
        await world.submit("alice", world.slack.modal("alice"), told)
    names = {each.name for each in await world.rows(Contact)}
    assert names == {"Ken Ames", "Kit Boyd"}


async def test_what_is_no_person_in_that_line_is_asked_about_where_a_note_is_told_beside_it(world: World) -> None:
    await world.slack.command("alice", "/met")
    told = {"outsiders": "Ken Ames about pumps", "place": "the fair", "note": "valves"}
    answer = await world.slack.submit("alice", world.slack.modal("alice"), told)
    assert answer.errors == {"outsiders": "I cannot read “pumps” as a person. Please part names by commas."}
    assert not await world.rows(Contact)
