"""What members keep about one person: an admin sees how much, exports the facts or erases it, and reads no note."""

import asyncio
import json
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.domain.data import called, person, without
from bot.domain.models import (
    AttendeeImport,
    Base,
    Contact,
    DeletedContact,
    Encounter,
    Limit,
    Member,
    Profile,
    Reminder,
    Workspace,
)
from bot.domain.types import LimitKind
from tests import faults
from tests.importing import GUESTS, report
from tests.owned import counts, full_life, kept, member
from tests.scenarios.test_erase_in_flight import HeldCall
from tests.scenarios.test_export import settings, unpacked
from tests.world import World, eventually, text_of

NOT_FOUND = "I cannot find that one any more. Your Home tab shows everything I keep for you."
PRIVATE = ("Wintergarden", "severance", "summit", "layoffs", "Alice", "Mallory", "rebate", "merger")
"""Places, notes and members: what an admin is not to learn here."""


@pytest.fixture
async def world(world: World) -> World:
    """Dan is an admin; Alice and Mallory have met Bob, each in her own way."""
    return await two_who_met_bob(world)


async def two_who_met_bob(world: World) -> World:
    world.slack.person("dan").more["is_admin"] = True
    await world.slack.open_home("dan")
    await world.quiet()
    await full_life(world)
    await world.met("mallory", "@bob at the secret summit about layoffs")
    return world


async def looked_up(world: World, *, picked: str | None = None, text: str | None = None, user: str = "dan") -> Any:
    """From the settings to what is kept about somebody."""
    await world.click(user, await settings(world, user), "data.about")
    values: dict[str, Any] = {"person": world.slack.person(picked).id} if picked else {"text": text}
    answer = await world.submit(user, world.slack.modal(user), values)
    assert answer.ok, answer
    return world.slack.modal(user)


async def erase(world: World, report: Any, **ticks: Any) -> Any:
    """*Erase …*, ticked."""
    await world.click("dan", report, "data.subject_erase")
    return await world.submit("dan", world.slack.modal("dan"), {"sure": ["yes"], **ticks})


async def change(world: World, table: type[Base], **values: Any) -> None:
    """Change the first row, behind the screen."""
    row = (await world.rows(table))[0]
    for key, value in values.items():
        setattr(row, key, value)
    await world.add(row)


async def test_an_admin_sees_how_many_and_since_when_and_nobodys_words(world: World) -> None:
    report = await looked_up(world, picked="bob")
    text = text_of(report)
    assert "Bob Brown" in text
    assert "Two members keep something about them, the first since 23 November." in text
    assert [word for word in PRIVATE if word in json.dumps(report)] == []


@pytest.mark.parametrize("text", ["jane@acme.example", "JANE@ACME.EXAMPLE", "jane doe", "Jane Doe (acme)"])
async def test_somebody_outside_is_found_by_e_mail_or_full_name(world: World, text: str) -> None:
    found = text_of(await looked_up(world, text=text))
    assert "*Jane Doe* · Acme · jane@acme.example" in found
    assert "One member keeps something about them" in found


@pytest.mark.parametrize("text", ["Jane Doe (Globex)", "Jane", "jane@globex.example", "U0NOBODY01", "%", "Bob Brown"])
async def test_nobody_else_is(world: World, text: str) -> None:
    assert "Nobody keeps anything about" in text_of(await looked_up(world, text=text))


async def test_without_anybody_told_the_form_says_so(world: World) -> None:
    await world.click("dan", await settings(world, "dan"), "data.about")
    answer = await world.submit("dan", world.slack.modal("dan"), {})
    assert list(answer.errors) == ["text"]


async def test_the_export_holds_facts_about_the_subject_and_nothing_of_the_members(world: World) -> None:
    report = await looked_up(world, picked="bob")
    await world.click("dan", report, "data.subject_export")
    [file] = world.slack.dm("dan")[-1]["files"]
    files = unpacked(world.slack.files.find(file["id"]).data)
    whole = json.loads(files["tactful.json"])
    assert "belong to the members who wrote them" in whole["about"]
    assert set(whole["tables"]) == {"profile", "contacts", "encounters", "touches"}
    assert [row["name"] for row in whole["tables"]["contacts"]] == ["Bob Brown", "Bob Brown"]
    assert set(whole["tables"]["encounters"][0]) == {"met_on"}
    content = b"".join(files.values()).decode()
    assert [word for word in PRIVATE if word in content] == []
    ids = [
        each.slack_user_id for each in await world.rows(Member) if each.slack_user_id != world.slack.person("dan").id
    ]
    assert [one for one in ids if one in content] == []


async def test_erasing_takes_every_row_about_them_and_leaves_what_is_about_others(any_world: World) -> None:
    world = await two_who_met_bob(any_world)
    assert (await erase(world, await looked_up(world, picked="bob"))).ok
    left = await kept(world)
    assert sorted(each.name for each in left["contacts"]) == ["Carol Chen", "Jane Doe"]
    assert sorted(str(each.note) for each in left["encounters"]) == ["severance", "the severance plan"]
    assert "Bob Brown" not in [each.name for each in left["profiles"]]
    theirs = {each.id for each in left["contacts"]}
    for name in ("reminders", "touches", "changes", "drafts", "asks", "encounter_contacts"):
        assert {each.contact_id for each in left[name]} <= theirs, name
    assert "what two members kept about that person is erased" in text_of(world.slack.dm("dan")[-1])
    assert "Nobody keeps anything" in text_of(await looked_up(world, picked="bob"))


async def test_their_full_name_goes_out_of_the_notes_that_remain(world: World) -> None:
    bob = world.slack.person("bob").id
    await world.met("mallory", "@carol at KubeCon about BOB  brown and his Bobsleigh")
    await change(world, Limit, words=f"what Bob Brown's boss said, <@{bob}|bob>")
    await change(world, AttendeeImport, people=[{"name": "Bob Brown", "email": "b@x.example"}, {"name": "Dan"}])
    rows = {"contacts": [{"name": "Eve"}], "encounters": [{"note": "with Bob Brown"}]}
    await change(world, DeletedContact, name="Eve", rows=rows)
    await erase(world, await looked_up(world, picked="bob"))
    assert "somebody and his Bobsleigh" in [each.note for each in await world.rows(Encounter)]
    assert [each.words for each in await world.rows(Limit)] == ["what somebody's boss said, somebody"]
    assert [each.people for each in await world.rows(AttendeeImport)] == [[{"name": "Dan"}]]
    [eve] = await world.rows(DeletedContact)
    assert eve.rows["encounters"] == [{"note": "with somebody"}]


async def test_what_could_be_brought_back_goes_too(world: World) -> None:
    rows = {"contacts": [{"name": "Robert", "slack_user_id": world.slack.person("bob").id}]}
    await change(world, DeletedContact, name="Robert", rows=rows)
    await erase(world, await looked_up(world, picked="bob"))
    assert await world.rows(DeletedContact) == []


async def test_who_only_waits_on_a_list_or_was_deleted_counts_as_held_and_goes(world: World) -> None:
    rows = {"contacts": [{"name": "Zoe Roe", "email": "zoe@acme.example"}]}
    await change(world, DeletedContact, name="Zoe Roe", rows=rows)
    await change(world, AttendeeImport, people=[{"name": "Zoe Roe", "email": None}, {"name": "Dan"}])
    report = await looked_up(world, text="zoe@acme.example")
    assert "One member keeps something about them.\n" in text_of(report)
    assert "Two times on a list that waits for a yes" in text_of(report)
    await erase(world, report)
    assert "what one member kept about that person is erased" in text_of(world.slack.dm("dan")[-1])
    assert await world.rows(DeletedContact) == []
    assert [each.people for each in await world.rows(AttendeeImport)] == [[{"name": "Dan"}]]
    assert "Nobody keeps anything" in text_of(await looked_up(world, text="zoe@acme.example"))


async def test_whoever_is_on_a_list_that_was_read_goes_from_it(world: World) -> None:
    await report(world, GUESTS, user="mallory")
    await erase(world, await looked_up(world, picked="bob"))
    lists = [[each["name"] for each in waiting.people] for waiting in await world.rows(AttendeeImport)]
    assert lists[-1] == ["Jane Doe"]


async def test_the_name_of_somebody_else_who_stays_is_left_in_the_notes_of_their_member(world: World) -> None:
    await world.met("erin", '"Zoe Roe" zoe@acme.example (Acme) at FOSDEM')
    await world.met("erin", "@carol at FOSDEM about Zoe Roe")
    await world.met("mallory", '"Zoe Roe" zoe@beta.example (Beta) at FOSDEM')
    await world.met("mallory", "@carol at FOSDEM about Zoe Roe, zoe@acme.example")
    both = text_of(await looked_up(world, text="Zoe Roe"))
    assert "Name the company" in both
    world.slack.reload("dan")
    report = await looked_up(world, text="Zoe Roe (Acme)")
    assert "Others of that name stay" in text_of(report)
    await erase(world, report)
    notes = [each.note for each in await world.rows(Encounter)]
    assert "somebody" in notes
    assert "Zoe Roe, somebody" in notes
    assert [each.company for each in await world.rows(Contact, name="Zoe Roe")] == ["Beta"]


async def test_cards_that_show_them_are_drawn_without(world: World) -> None:
    shown = [each for each in world.slack.dm("alice") if "Bob Brown" in text_of(each)]
    assert shown
    await erase(world, await looked_up(world, picked="bob"))
    assert [each for each in world.slack.dm("alice") if "Bob Brown" in text_of(each)] == []
    assert "Bob Brown" not in text_of(world.slack.home("alice"))


async def test_a_card_on_its_way_is_drawn_without_them(world: World) -> None:
    held = HeldCall()
    report = await looked_up(world, picked="bob")
    mallory = await member(world, "mallory")
    [due] = [each for each in await world.rows(Reminder, member_id=mallory.id) if each.due_at]
    world.clock.set(due.due_at)
    channel = world.slack.dm_channel("mallory").id

    async def hold_hers(_: str, args: Any, __: Any) -> None:
        if args["channel"] == channel:
            await held.free.wait()

    world.slack.faults.add("chat.postMessage", faults.Fault(after=hold_hers), times=9)
    tick = asyncio.ensure_future(world.bot.tick())
    await eventually(lambda: world.slack.dm("mallory"))
    assert "Bob Brown" in text_of(world.slack.dm("mallory")[-1])
    await world.click("dan", report, "data.subject_erase")
    assert (await world.slack.submit("dan", world.slack.modal("dan"), {"sure": ["yes"]})).ok
    while await world.rows(Contact, name="Bob Brown"):
        await asyncio.sleep(0.01)
    held.free.set()
    await tick
    await world.quiet()
    assert world.slack.dm("mallory") == []


async def test_a_members_own_data_stays_theirs_unless_that_is_ticked(world: World) -> None:
    await world.met("bob", "@dan at FOSDEM about a new job")
    report = await looked_up(world, picked="bob")
    assert "They use me themselves" in text_of(report)
    await erase(world, report)
    bob = await member(world, "bob")
    assert [each.note for each in await world.rows(Encounter, member_id=bob.id)] == ["a new job"]
    await erase(world, await looked_up(world, picked="bob"), too=["yes"])
    assert await world.rows(Member, slack_user_id=bob.slack_user_id) == []
    assert await world.rows(Encounter, member_id=bob.id) == []


async def test_erasing_twice_does_no_harm(world: World) -> None:
    report = await looked_up(world, picked="bob")
    await erase(world, report)
    before = await counts(world)
    world.slack.reload("dan")
    await world.click("dan", await settings(world, "dan"), "data.about")
    ticked = {"sure": {"value": {"selected_options": [{"value": "yes"}]}}}
    forged = {**report, "callback_id": "data.subject_erase_form", "state": {"values": ticked}}
    assert (await world.slack.submit("dan", forged, forged=True)).ok
    await world.quiet()
    assert await counts(world) == before


async def test_the_log_says_who_did_it_and_how_much_and_names_nobody(world: World) -> None:
    dan = await member(world, "dan")
    with capture_logs() as logged:
        await erase(world, await looked_up(world, picked="bob"))
    [line] = [line for line in logged if line["event"] == "data.subject_erased"]
    assert (line["by"], line["members"], line["contacts"], line["encounters"]) == (dan.id, 2, 2, 1)
    assert [word for word in (*PRIVATE, "Bob", "U0") if word in str(line)] == []


async def test_other_members_find_nothing_here_whatever_they_forge(world: World) -> None:
    assert "data.about" not in json.dumps(await settings(world, "alice"))
    report = await looked_up(world, picked="bob")
    await world.click("dan", report, "data.subject_erase")
    form = world.slack.modal("dan")
    before = await counts(world)
    view = await settings(world, "alice")
    for action in ("data.about", "data.subject_export", "data.subject_erase"):
        await world.click("alice", {**view, "private_metadata": report["private_metadata"]}, action, forged=True)
        assert NOT_FOUND in text_of(world.slack.modal("alice")), action
        world.slack.reload("alice")
        view = await settings(world, "alice")
    said = len(world.slack.dm("alice"))
    ticked = {"sure": {"value": {"selected_options": [{"value": "yes"}]}}}
    asked = {"text": {"value": {"value": "jane@acme.example"}}}
    for forged, values in (({**form}, ticked), ({**form, "callback_id": "data.about_form"}, asked)):
        answer = await world.slack.submit("alice", {**forged, "state": {"values": values}}, forged=True)
        await world.quiet()
        assert NOT_FOUND in (list((answer.errors or {}).values()) or [text_of(answer.payload["view"])])[0]
    assert await counts(world) == before
    assert len(world.slack.dm("alice")) == said


async def test_who_is_an_admin_no_longer_is_refused(world: World) -> None:
    report = await looked_up(world, picked="bob")
    world.slack.person("dan").more["is_admin"] = False
    await world.slack.change_profile("dan", title="Nobody")
    await world.quiet()
    await world.click("dan", report, "data.subject_export")
    assert NOT_FOUND in text_of(world.slack.modal("dan"))
    assert [each for each in world.slack.dm("dan") if each.get("files")] == []


async def test_another_workspace_is_not_reached(world: World) -> None:
    elsewhere = Workspace(slack_team_id="T0OTHER001", bot_user_id="U0")
    await world.add(elsewhere)
    theirs = Member(workspace_id=elsewhere.id, slack_user_id="U0X", created_at=world.clock())
    await world.add(theirs)
    own = {"workspace_id": elsewhere.id, "member_id": theirs.id, "created_at": world.clock()}
    bob = world.slack.person("bob").id
    await world.add(
        Contact(**own, slack_user_id=bob, name="Bob Brown", stage="let_go"),
        Limit(**own, kind=LimitKind.TOPIC, words="Bob Brown"),
        Profile(workspace_id=elsewhere.id, slack_user_id=bob, name="Bob Brown", fetched_at=world.clock()),
    )
    report = await looked_up(world, picked="bob")
    assert "Two members keep" in text_of(report)
    await erase(world, report)
    assert [each.name for each in await world.rows(Contact, workspace_id=elsewhere.id)] == ["Bob Brown"]
    assert [each.words for each in await world.rows(Limit, workspace_id=elsewhere.id)] == ["Bob Brown"]
    assert len(await world.rows(Profile, workspace_id=elsewhere.id)) == 1


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("with Ana Reis.", "with somebody."),
        ("ana\n reis!", "somebody!"),
        ("Ana", "Ana"),
        ("Joana Reis", "Joana Reis"),
        ("Ana Reisinger", "Ana Reisinger"),
        ("ana@x.example, not joana@x.example", "somebody, not joana@x.example"),
        ("Ana Reis’ boss", "somebody’ boss"),
    ],
)
def test_a_full_name_is_found_and_a_part_of_another_is_not(text: str, left: str) -> None:
    pattern = called(["Ana Reis", "Ana", "ana@x.example"])
    assert without({"a": [text]}, pattern) == {"a": [left]}


def test_who_is_meant_is_read_from_one_line() -> None:
    assert person(" U0BOB00001 ") is not None
    assert person("  ") is None
    assert without("Ana", called(["Ana"])) == "Ana"
    for text in ("U0BOB00001", "jane@acme.example", "Jane Doe", "Jane Doe (Acme)"):
        found = person(text)
        assert found is not None
        assert found.reference == text
