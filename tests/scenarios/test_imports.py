"""An attendee list: what is told before anything is kept, whom it is, and what it does to those known already."""

import asyncio
from datetime import date

import pytest

from bot.domain.models import AttendeeImport, Contact, Encounter, Limit, Member, Reminder, Touch
from bot.domain.types import LimitKind, Stage
from tests import faults
from tests.faults import ALWAYS, Fault
from tests.importing import GUESTS, bring_in, lines_of, open_form, report, rows, submit
from tests.slack import FakeSlack
from tests.world import FakeClock, World, text_of

HEADER = ("Name", "E-mail", "Company", "Job title")


async def people(world: World) -> list[tuple[str, str | None, str | None, Stage]]:
    return [(each.name, each.slack_user_id, each.email, each.stage) for each in await world.rows(Contact)]


async def test_before_the_yes_it_is_told_who_is_in_slack_and_nobody_is_kept(any_world: World) -> None:
    shown = await report(any_world, GUESTS)
    said = text_of(shown)
    assert "There are 2 people on this list." in said
    assert "One of them is in Slack, by e-mail: Bob Brown." in said
    assert "You know none of them yet." in said
    assert "I used the columns Name, E-mail and Company." in said
    assert shown["submit"]["text"] == "Import 2 people"
    assert not await any_world.rows(Contact)
    assert not await any_world.rows(Encounter)
    assert len(await any_world.rows(AttendeeImport)) == 1


async def test_after_the_yes_they_are_kept_as_met_there_and_nobody_is_brought_up(any_world: World) -> None:
    done = await bring_in(any_world, GUESTS)
    assert "The list from KubeCon is in: 2 people, all of them new." in text_of(done)
    assert await people(any_world) == [
        ("Jane Doe", None, "jane@acme.example", Stage.LET_GO),
        ("Bob Brown", "U0BOB00002", "bob@sandbox.example", Stage.LET_GO),
    ]
    (met,) = await any_world.rows(Encounter)
    assert (met.place, met.met_on, met.note) == ("KubeCon", date(2026, 11, 20), None)
    assert len(await any_world.rows(Touch)) == 2
    assert not await any_world.rows(Reminder)
    assert not await any_world.rows(AttendeeImport), "what waited for the yes is gone"


async def test_a_first_note_to_each_keeps_to_three_a_morning(world: World) -> None:
    await bring_in(world, rows(20), what="remind")
    days = [each.due_on for each in await world.rows(Reminder)]
    assert len(days) == 20
    assert max(days.count(day) for day in days) == 3
    assert {each.stage for each in await world.rows(Contact)} == {Stage.FOLLOWING_UP}


@pytest.mark.parametrize(("count", "proposed"), [(30, "remind"), (31, "keep")])
async def test_a_long_list_is_proposed_to_be_only_kept(world: World, count: int, proposed: str) -> None:
    shown = await report(world, rows(count))
    assert shown["state"]["values"]["what"]["value"]["selected_option"]["value"] == proposed


async def test_the_report_says_until_when_first_notes_would_take_and_that_is_what_they_take(world: World) -> None:
    shown = await report(world, rows(90))
    assert "It would take your mornings until Thursday 7 January." in text_of(shown)
    await world.submit("alice", shown, {"what": "remind"})
    assert max(each.due_on for each in await world.rows(Reminder)) == date(2027, 1, 7)


async def test_of_somebody_known_only_what_is_missing_is_added(any_world: World) -> None:
    await any_world.met("alice", '"Jane Doe" (Initech) at FOSDEM')
    before = (await any_world.rows(Reminder))[0]
    listed = lines_of(HEADER, ("Jane Doe", "jane@acme.example", "Initech", "CTO"))
    shown = await report(any_world, listed)
    assert "You know them already." in text_of(shown)
    assert "the e-mail address of one and the title of one" in text_of(shown)
    await any_world.submit("alice", shown, {"what": "keep"})
    (jane,) = await any_world.rows(Contact)
    assert (jane.email, jane.title, jane.company) == ("jane@acme.example", "CTO", "Initech")
    assert jane.stage is Stage.FOLLOWING_UP
    (after,) = await any_world.rows(Reminder)
    assert (after.due_on, after.outcome) == (before.due_on, None)
    assert len(await any_world.rows(Encounter)) == 2


async def test_nothing_that_is_there_changes(world: World) -> None:
    await bring_in(world, lines_of(HEADER, ("Jane Doe", "jane@acme.example", "Acme", "CTO")))
    await bring_in(world, lines_of(HEADER, ("J. Doe", "JANE@acme.example", "Globex", "CEO")), place="FOSDEM")
    (jane,) = await world.rows(Contact)
    assert (jane.name, jane.email, jane.company, jane.title) == ("Jane Doe", "jane@acme.example", "Acme", "CTO")


async def test_what_the_member_emptied_by_hand_stays_empty(world: World) -> None:
    await bring_in(world, lines_of(HEADER, ("Jane Doe", "jane@acme.example", "", "")))
    [jane] = await world.rows(Contact)
    jane.own_fields = ["title"]
    await world.add(jane)
    shown = await report(world, lines_of(HEADER, ("Jane Doe", "jane@acme.example", "Acme", "CTO")), place="FOSDEM")
    assert "To those I only add what is missing: the company of one." in text_of(shown)
    await world.submit("alice", shown, {"what": "keep"})
    assert [(each.company, each.title) for each in await world.rows(Contact)] == [("Acme", None)]


async def test_meeting_somebody_known_again_is_what_met_would_make_of_it(world: World) -> None:
    await world.met("alice", "@bob at FOSDEM on 3 November")
    await bring_in(world, GUESTS, what="remind")
    bob = (await world.rows(Contact))[0]
    told = await world.rows(Reminder, contact_id=bob.id)
    assert [each.outcome for each in told] == ["superseded", None]
    assert date(2026, 11, 25) <= told[1].wanted_on <= date(2026, 11, 29)


async def test_somebody_outside_who_got_an_account_is_one_person(any_world: World) -> None:
    await bring_in(any_world, lines_of(HEADER, ("Kim Lee", "kim@sandbox.example", "Acme", "")))
    any_world.slack.add_person("kim", real_name="Kim Lee", email="kim@sandbox.example")
    await bring_in(any_world, lines_of(HEADER, ("Kim Lee", "kim@sandbox.example", "", "")), place="FOSDEM")
    (kim,) = await any_world.rows(Contact)
    assert kim.slack_user_id == any_world.slack.person("kim").id


async def test_two_people_with_one_name_and_two_addresses_are_two(world: World) -> None:
    two = lines_of(HEADER, ("Jo Kim", "jo@acme.example", "Acme", ""), ("Jo Kim", "jo@globex.example", "Globex", ""))
    await bring_in(world, two)
    assert [each.email for each in await world.rows(Contact)] == ["jo@acme.example", "jo@globex.example"]


async def test_yourself_and_people_who_left_are_left_out_with_the_line(world: World) -> None:
    listed = lines_of(
        HEADER,
        ("Me", "alice@sandbox.example", "", ""),
        ("Henry", "henry@sandbox.example", "", ""),
        ("", "", "Acme", ""),
        ("Bob", "bob@sandbox.example", "", ""),
    )
    said = text_of(await report(world, listed)).replace("\ufeff", "")
    assert "Line 2: You have met yourself already; I left you out." in said
    assert "Line 3: Henry Hill has no active Slack account any more, so I left them out." in said
    assert "Line 4: There is no name and no e-mail address." in said
    assert "There is one person on this list: Bob Brown." in said


async def test_of_many_wrong_lines_the_first_twenty_are_told(world: World) -> None:
    said = text_of(await report(world, GUESTS + "=1+1,x@y.example,\n" * 30))
    assert "I leave out 30 lines:" in said
    assert "Line 23: " in said
    assert "Line 24: " not in said
    assert "… and 10 more." in said


async def test_lines_that_repeat_somebody_count_once(world: World) -> None:
    said = text_of(await report(world, GUESTS + "Jane,jane@acme.example,\n"))
    assert "One line repeats somebody; each person counts once." in said


async def test_a_note_of_their_own_makes_an_encounter_of_their_own(world: World) -> None:
    listed = "Name,Notes\nJane Doe,asked about rebates\nJoe Roe,\nAnn Poe,\n"
    await bring_in(world, listed)
    notes = [(each.note, each.place) for each in await world.rows(Encounter)]
    assert sorted(notes, key=str) == [("asked about rebates", "KubeCon"), (None, "KubeCon")]


async def test_the_division_comes_from_the_profile_that_is_known_or_from_the_list(world: World) -> None:
    await world.met("mallory", "@bob at FOSDEM")
    await bring_in(world, "Name,E-mail,Department\nB,bob@sandbox.example,X\nC,carol@sandbox.example,Law\n")
    alice = (await world.rows(Member, slack_user_id="U0ALICE001"))[0]
    found = await world.rows(Contact, member_id=alice.id)
    assert [(each.name, each.division) for each in found] == [("Bob Brown", "Finance"), ("Carol Chen", "Law")]


# --- limits


async def say_limit(world: World, **what: object) -> None:
    await world.slack.open_home("alice")
    await world.add(Limit(workspace_id=1, member_id=1, created_at=world.clock.now, **what))


async def test_a_division_on_hold_is_brought_up_after_it(world: World) -> None:
    await say_limit(world, kind=LimitKind.HOLD, division="Acme", until_on=date(2027, 3, 1))
    await bring_in(world, GUESTS, what="remind")
    due = {each.contact_id: each.due_on for each in await world.rows(Reminder)}
    names = {each.id: each.name for each in await world.rows(Contact)}
    told = {names[contact]: day for contact, day in due.items()}
    assert told["Jane Doe"] >= date(2027, 3, 1)
    assert told["Bob Brown"] < date(2026, 12, 10)


async def test_a_hold_without_an_end_lets_them_sleep(world: World) -> None:
    await say_limit(world, kind=LimitKind.HOLD)
    await bring_in(world, GUESTS, what="remind")
    assert [each.due_at for each in await world.rows(Reminder)] == [None, None]


async def test_a_division_that_is_filled_in_brings_its_hold_with_it(world: World) -> None:
    await say_limit(world, kind=LimitKind.HOLD, division="Legal")
    await world.met("alice", '"Jane Doe" at FOSDEM')
    await bring_in(world, "Name,Department\nJane Doe,Legal\n")
    assert [each.due_at for each in await world.rows(Reminder)] == [None]


# --- Slack's directory


async def test_without_the_scope_everybody_counts_as_outside_and_that_is_said(world: World) -> None:
    world.slack.scopes -= {"users:read.email"}
    shown = await report(world, GUESTS)
    assert "Slack did not tell me who is a colleague, so everybody else counts as somebody outside." in text_of(shown)
    await world.submit("alice", shown, {"what": "keep"})
    assert [each.slack_user_id for each in await world.rows(Contact)] == [None, None]


async def test_a_failure_of_the_directory_is_no_failure_of_the_import(world: World) -> None:
    world.slack.faults.add("users.list", faults.html())
    assert "Slack did not tell me who is a colleague" in text_of(await report(world, GUESTS))


async def test_a_directory_that_asks_to_wait_is_waited_for(world: World) -> None:
    world.slack.faults.add("users.list", faults.rate_limited("0"), times=3)
    assert "One of them is in Slack, by e-mail: Bob Brown." in text_of(await report(world, GUESTS))


async def test_a_big_directory_is_looked_through_page_by_page_and_the_form_tells(world: World) -> None:
    for number in range(2000):
        world.slack.add_person(f"p{number}", id=f"U1{number:08}", email=f"p{number}@sandbox.example")
    assert "They are in Slack with that e-mail address." in text_of(
        await report(world, "E-mail\np1999@sandbox.example\n")
    )
    assert len(world.slack.calls_of("users.list")) == 3
    told = [text_of(call.args["view"]) for call in world.slack.calls_of("views.update")]
    assert [text for text in told if "2,000 accounts so far" in text]


# --- thinking better of it


async def test_closing_the_report_forgets_the_list(any_world: World) -> None:
    shown = await report(any_world, GUESTS)
    await any_world.slack.close("alice", shown)
    assert not await any_world.rows(AttendeeImport)
    assert not await any_world.rows(Contact)


async def test_a_form_that_slack_failed_to_redraw_once_shows_the_report(world: World) -> None:
    world.slack.faults.add("views.update", faults.html(500))
    assert "There are 2 people on this list." in text_of(await report(world, GUESTS))
    assert not world.slack.dm("alice")


async def test_where_slack_does_not_redraw_the_form_the_report_is_a_message_and_the_list_still_waits(
    world: World,
) -> None:
    world.slack.faults.add("views.update", faults.html(500), times=9)
    await report(world, GUESTS)
    said = text_of(world.slack.dm("alice")[-1])
    assert "There are 2 people on this list." in said
    assert "Nobody is imported yet" in said
    assert await world.rows(AttendeeImport)


async def test_a_form_that_was_closed_while_it_was_read_leaves_nothing(world: World) -> None:
    asked, go_on = asyncio.Event(), asyncio.Event()

    async def wait(*_: object) -> None:
        asked.set()
        await go_on.wait()

    world.slack.faults.add("users.list", Fault(before=wait), ALWAYS)
    form = await open_form(world)
    file = world.slack.upload("alice", "guests.csv", GUESTS.encode())
    values = {"file": [file["id"]], "place": "KubeCon", "met_on": "2026-11-20"}
    await world.slack.submit("alice", form, values)
    await asked.wait()
    await world.slack.close("alice", world.slack.modal("alice"), all_of_them=True)
    go_on.set()
    await world.quiet()
    assert not await world.rows(AttendeeImport)


async def test_a_list_that_nobody_said_yes_to_is_gone_after_a_day(any_world: World) -> None:
    await report(any_world, GUESTS)
    any_world.clock.forward(hours=23)
    await any_world.bot.tick()
    assert await any_world.rows(AttendeeImport)
    any_world.clock.forward(hours=2)
    await any_world.bot.tick()
    assert not await any_world.rows(AttendeeImport)
    await any_world.submit("alice", any_world.slack.modal("alice"), {"what": "keep"})
    assert not await any_world.rows(Contact)


async def test_what_waits_for_the_yes_is_sealed(
    slack: FakeSlack, clock: FakeClock, tmp_path: pytest.TempPathFactory
) -> None:
    world = World(slack, clock, f"sqlite:///{tmp_path}/tactful.db", encryption_key="a-key-of-thirty-two-characters!!")
    await world.start()
    await report(world, GUESTS)
    await world.stop()
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("tactful.db*"))  # type: ignore[attr-defined]
    assert b"attendee_imports" in kept
    assert b"jane@acme" not in kept


# --- the form


async def test_a_day_to_come_and_a_blank_place_are_told_at_their_fields(world: World) -> None:
    answer = await submit(world, GUESTS, met_on="2026-12-24")
    assert answer.errors == {"met_on": "That day is still to come. Please pick the day on which you met."}
    world.slack.reload("alice")
    answer = await submit(world, GUESTS, place="\u2060")
    assert answer.errors == {"place": "Where did you meet them? The name of the event is enough."}
    assert not world.slack.calls_of("files.info")


async def test_the_form_comes_back_to_the_settings(world: World) -> None:
    await world.slack.close("alice", await open_form(world))
    assert world.slack.modal("alice")["title"]["text"] == "Settings"


# --- many people


async def test_five_thousand_people_come_in_with_progress_while_others_are_answered(world: World) -> None:
    shown = await report(world, rows(5000))
    importing = asyncio.create_task(world.submit("alice", shown, {"what": "remind"}))
    answers = 0
    while not importing.done():
        answer = await world.slack.command("mallory", "/met", f'"Guest {answers}" at FOSDEM')
        assert "Noted" in str(answer.blocks)
        answers += 1
    assert "The list from KubeCon is in: 5,000 people, all of them new." in text_of(world.slack.modal("alice"))
    told = [text_of(call.args["view"]) for call in world.slack.calls_of("views.update")]
    assert len([text for text in told if "So far " in text]) >= 5
    assert answers > 5
    assert len(await world.rows(Reminder, member_id=1)) == 5000
    assert len(await world.rows(Encounter, member_id=1)) == 1


async def test_whoever_closed_the_form_is_told_in_a_message(world: World) -> None:
    shown = await report(world, rows(1000))
    importing = asyncio.create_task(world.submit("alice", shown, {"what": "keep"}))
    while "So far" not in text_of(world.slack.modal("alice")):
        await asyncio.sleep(0)
    await world.slack.close("alice", world.slack.modal("alice"), all_of_them=True)
    await importing
    assert [each["text"] for each in world.slack.dm("alice")] == [
        "The list from KubeCon is in: 1,000 people, all of them new. I will not remind you by myself; in Home you "
        "pick whom to write to."
    ]
