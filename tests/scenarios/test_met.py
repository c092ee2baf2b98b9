"""`/met`: what it answers, and what it means for somebody who is a contact already."""

from datetime import date

from bot.domain.models import Contact, Encounter, Limit, Reminder, Touch
from bot.domain.types import Outcome, Rung, Stage, TouchKind
from tests.world import World, actions_of, text_of

PLAN = (
    "I will remind you of a first note on Monday 30 November. If nothing comes back, once more in February "
    "or March and once in June or July, and then we let it go."
)


def shown(answer) -> str:
    assert answer.ok, answer
    assert answer.response_type == "ephemeral"
    return text_of({"blocks": answer.blocks})


async def open_reminder(world: World, contact: Contact) -> Reminder:
    return next(each for each in await world.rows(Reminder, contact_id=contact.id) if each.open)


async def test_the_answer_says_who_where_about_what_and_when_the_notes_come(world: World) -> None:
    answer = await world.met("alice", "@bob @carol at the Lisbon offsite about billing")
    assert shown(answer).startswith("Noted: *Bob Brown* (Finance) and *Carol Chen* (Legal).\n")
    assert "Where: the Lisbon offsite · When: today · About: billing\n" in shown(answer)
    plan = (
        "I will remind you of the first notes on Monday 30 November and Tuesday 1 December. If nothing comes back, "
        "once more in February or March and once in June or July, and then we let it go."
    )
    assert plan in shown(answer)
    assert actions_of({"blocks": answer.blocks}) == ["encounter.wrote", "encounter.edit", "encounter.undo"]
    assert answer.text == "Noted: *Bob Brown* (Finance) and *Carol Chen* (Legal)."


async def test_a_past_date_is_said_and_counts_from_that_day(world: World) -> None:
    answer = await world.met("alice", "@bob at KubeCon on 20 November")
    assert "Where: KubeCon · When: Friday 20 November\n" in shown(answer)
    assert "first note on Friday 27 November" in shown(answer)
    [encounter] = await world.rows(Encounter)
    assert (encounter.place, encounter.met_on) == ("KubeCon", date(2026, 11, 20))


async def test_today_is_the_members_day_and_not_the_servers(world: World) -> None:
    world.slack.person("alice").tz = "Pacific/Kiritimati"  # 14 hours ahead
    world.clock.set(world.clock().replace(hour=18))
    await world.met("alice", "@bob")
    [encounter] = await world.rows(Encounter)
    assert encounter.met_on == date(2026, 11, 24)


async def test_a_known_member_keeps_their_day_while_slack_is_down(world: World) -> None:
    world.slack.person("alice").tz = "Pacific/Kiritimati"
    await world.met("alice", "@bob")
    world.clock.set(world.clock().replace(day=26, hour=18))
    world.slack.token_error = "fatal_error"
    await world.met("alice", "@carol")
    assert (await world.rows(Encounter))[-1].met_on == date(2026, 11, 27)


async def test_a_day_that_is_to_come_records_nothing_and_gives_the_text_back(world: World) -> None:
    answer = await world.met("alice", "@bob at R&amp;D on 2026-12-12 about a &lt; b")
    assert answer.text.startswith("Saturday 12 December is still to come. Tell me once you have met")
    assert "You typed: /met @Bob Brown at R&amp;D on 2026-12-12 about a &lt; b" in answer.text
    assert not await world.rows(Contact)


async def test_the_same_command_twice_records_once(world: World) -> None:
    await world.met("alice", "@bob at KubeCon about billing")
    answer = await world.met("alice", "@bob at KubeCon about billing")
    assert shown(answer).startswith(
        "I had noted that already: *Bob Brown* (Finance).\nWhere: KubeCon · When: today · About: billing"
    )
    assert PLAN in shown(answer)
    assert [len(await world.rows(table)) for table in (Encounter, Contact, Reminder, Touch)] == [1, 1, 1, 1]


async def test_the_same_command_twice_and_now_already_written_moves_the_plan_on(world: World) -> None:
    await world.met("alice", "@bob at KubeCon")
    answer = await world.met("alice", "@bob at KubeCon, already wrote")
    assert "If nothing comes back, I will remind you of Bob Brown once more" in shown(answer)
    assert len(await world.rows(Encounter)) == 1


async def test_the_same_command_after_letting_go_says_that_nothing_will_come(world: World) -> None:
    await world.met("alice", "@bob at KubeCon")
    await world.slack.open_home("alice")
    await world.click("alice", world.slack.home("alice"), "contact.menu", selected_option="Let go")
    answer = await world.met("alice", "@bob at KubeCon")
    assert "You let Bob Brown go. I will not remind you by myself." in shown(answer)


async def test_already_wrote_skips_the_first_note(world: World) -> None:
    answer = await world.met("alice", "@bob at KubeCon, already wrote")
    expected = "If nothing comes back, I will remind you of Bob Brown once more in March."
    assert expected in shown(answer)
    assert actions_of({"blocks": answer.blocks}) == ["encounter.edit", "encounter.undo", "contact.view"]
    [bob] = await world.rows(Contact)
    assert (await open_reminder(world, bob)).rung is Rung.SECOND_TRY
    assert [each.kind for each in await world.rows(Touch)] == [TouchKind.MET, TouchKind.WROTE]


async def test_a_negotiation_puts_the_contact_on_hold_and_plans_only_the_question_whether_it_goes_on(
    world: World,
) -> None:
    answer = await world.met("alice", '"Jane Doe" jane@acme.example (Acme) during negotiation Orion')
    assert "*Jane Doe* (Acme)" in shown(answer)
    assert "Jane Doe is on hold while Orion is being negotiated." in shown(answer)
    assert actions_of({"blocks": answer.blocks}) == ["encounter.edit", "encounter.undo", "contact.view"]
    [jane] = await world.rows(Contact)
    assert (jane.stage, jane.email) == (Stage.FOLLOWING_UP, "jane@acme.example")
    first, question = await world.rows(Reminder)
    assert (first.rung, first.due_on, first.due_at) == (Rung.FIRST_NOTE, None, None), "asleep until it has ended"
    assert (question.rung, question.due_on) == (Rung.STILL_ON, date(2027, 2, 23))


async def test_meeting_again_while_following_up_starts_the_notes_afresh(world: World) -> None:
    await world.met("alice", "@bob at KubeCon, already wrote")
    world.clock.forward(days=14)
    answer = await world.met("alice", "@bob at the offsite")
    assert "first note on Monday 14 December" in shown(answer)
    [bob] = await world.rows(Contact)
    reminders = await world.rows(Reminder)
    assert [each.outcome for each in reminders] == [Outcome.WROTE, Outcome.SUPERSEDED, None][-len(reminders) :]
    assert (await open_reminder(world, bob)).rung is Rung.FIRST_NOTE


async def test_meeting_again_while_in_touch_resets_the_clock(world: World) -> None:
    await world.met("alice", "@bob")
    await world.click("alice", await world.until_dm("alice"), "attempt.replied")
    world.clock.forward(days=30)
    answer = await world.met("alice", "@bob at the offsite")
    assert "I will remind you of Bob Brown in March, so that it does not go quiet." in shown(answer)
    [bob] = await world.rows(Contact)
    assert bob.stage is Stage.IN_TOUCH
    assert (await open_reminder(world, bob)).wanted_on == date(2027, 3, 30)


async def test_meeting_again_after_letting_go_brings_the_contact_back(world: World) -> None:
    await world.met("alice", "@bob")
    await world.click("alice", await world.until_dm("alice"), "attempt.let_go")
    answer = await world.met("alice", "@bob at the offsite")
    assert "I will remind you of a first note" in shown(answer)
    [bob] = await world.rows(Contact)
    assert bob.stage is Stage.FOLLOWING_UP


async def test_people_outside_slack_are_recognised_by_email_or_by_name(world: World) -> None:
    await world.met("alice", '"Jane Doe" jane@acme.example (Acme) and "John Roe" (Umbrella) at KubeCon')
    await world.met("alice", '"J. Doe" JANE@acme.example and John Roe (Umbrella) at the offsite')
    await world.met("alice", '"John Roe" (Globex) at the offsite')
    people = await world.rows(Contact)
    assert [each.company for each in people] == ["Acme", "Umbrella", "Globex"]


async def test_two_people_with_one_name_and_two_addresses_stay_two(world: World) -> None:
    await world.met("alice", '"Jane Doe" jane@acme.example at KubeCon')
    await world.met("alice", '"Jane Doe" doe@globex.example at KubeCon')
    assert [each.email for each in await world.rows(Contact)] == ["jane@acme.example", "doe@globex.example"]


async def test_many_people_with_long_names_still_fit_into_one_answer(world: World) -> None:
    for number in range(40):
        world.slack.add_person(f"p{number}", real_name=f"{number} " + "N" * 90, division="D" * 90)
    everybody = " ".join(f"<@{world.slack.person(f'p{number}').id}>" for number in range(40))
    for tail in ("at KubeCon, already wrote", "at the offsite", "during negotiation Orion about " + "x" * 500):
        assert "28 more" in shown(await world.met("alice", f"{everybody} {tail}"))


async def test_help_shows_examples_that_work(world: World) -> None:
    answer = await world.met("alice", "help")
    assert answer.response_type == "ephemeral"
    examples = [
        line.strip("`") for line in answer.text.splitlines() if line.startswith("`/met") and "`/met`" not in line
    ]
    assert len(examples) == 4
    for person in ("ana", "bob"):
        if person == "ana":
            world.slack.add_person("ana", real_name="Ana Reis", division="Finance")
    for example in examples:
        assert shown(await world.met("alice", example.removeprefix("/met ")))
    assert not world.slack.faults.take("*")


async def test_whoever_names_nobody_hears_how_it_goes(world: World) -> None:
    answer = await world.met("alice", "at KubeCon about billing")
    assert "Start with the people you met" in answer.text
    assert not await world.rows(Encounter)


async def test_an_older_story_told_later_with_already_wrote_is_recorded(world: World) -> None:
    await world.met("alice", "@bob at the fair")
    answer = await world.met("alice", "@bob at lunch yesterday, already wrote")
    assert "lunch" in text_of({"blocks": answer.blocks})
    assert [each.place for each in await world.rows(Encounter)] == ["the fair", "lunch"]
    assert len(await world.rows(Touch, kind="wrote")) == 1


async def test_what_a_negotiation_held_back_starts_three_months_after_its_end(world: World) -> None:
    await world.met("alice", "@bob during negotiation Orion")
    await world.slack.open_home("alice")
    bob = (await world.rows(Contact))[0]
    await world.click("alice", world.slack.home("alice"), "contact.menu", selected_option=f"over:{bob.id}")
    await world.submit("alice", world.slack.modal("alice"), {})
    over_on = world.today("Europe/Berlin")
    card = await world.until_dm("alice")
    assert "first note" in text_of(card)
    assert 90 <= (world.today("Europe/Berlin") - over_on).days <= 100


async def test_in_doubt_about_a_negotiation_nothing_is_held_and_one_click_holds(world: World) -> None:
    answer = await world.met("alice", "@bob at KubeCon about the contract")
    assert "Is this about a negotiation?" in shown(answer)
    assert "Keep Bob in peace until it is over" in shown(answer)
    assert "I will remind you of a first note" in shown(answer)
    assert not await world.rows(Limit)
    await world.click("alice", world.slack.ephemerals("alice")[-1], "encounter.hold")
    held = text_of(world.slack.ephemerals("alice")[-1])
    assert "Bob Brown is on hold while the negotiation with Bob Brown goes on." in held
    assert "Is this about a negotiation?" not in held
    await world.click("alice", world.slack.ephemerals("alice")[-1], "encounter.undo")
    assert not await world.rows(Limit)
    assert await world.rows(Contact), "only that is taken back"
    await world.click("alice", world.slack.ephemerals("alice")[-1], "encounter.undo")
    assert not await world.rows(Contact)


async def test_a_reminder_of_ones_own_is_the_day_that_is_wanted(world: World) -> None:
    answer = await world.met("alice", "@bob at KubeCon, remind me in 3 days")
    assert "I will remind you of a first note on Thursday 26 November." in shown(answer)
    answer = await world.met("alice", "@bob at KubeCon, remind me on 4 December")
    assert "I had noted that already" in shown(answer)
    assert "first note on Friday 4 December" in shown(answer)
    [bob] = await world.rows(Contact)
    assert (await open_reminder(world, bob)).wanted_on == date(2026, 12, 4)


async def test_numbers_are_a_date_in_the_order_of_the_members_slack(world: World) -> None:
    await world.met("alice", "@bob at KubeCon on 3/5")
    world.slack.person("mallory").more["locale"] = "en-US"
    await world.met("mallory", "@bob at KubeCon on 3/5")
    assert [each.met_on for each in await world.rows(Encounter)] == [date(2026, 5, 3), date(2026, 3, 5)]


async def test_a_title_and_a_link_are_kept_with_the_person_and_an_introducer_in_the_note(world: World) -> None:
    link = "https://www.linkedin.com/in/janedoe"
    await world.met("alice", f"Jane Doe, CEO of Acme, <{link}> at KubeCon through @carol about rebates")
    [jane], [encounter] = await world.rows(Contact), await world.rows(Encounter)
    assert (jane.name, jane.title, jane.company, jane.link) == ("Jane Doe", "CEO", "Acme", link)
    assert encounter.note == "rebates; introduced by @Carol Chen"
