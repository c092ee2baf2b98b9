"""The Home tab: every contact once, in the list where it stands, with what can be done about it."""

from typing import Any

import pytest

from bot.domain.models import Contact, Member, Reminder
from bot.domain.types import Rung, Stage
from tests import faults
from tests.world import World, actions_of, text_of

TITLES = ["Due now", "Coming up", "Waiting for a reply", "In touch", "On hold", "Let go"]


async def home(world: World, user: str = "alice") -> Any:
    assert (await world.slack.open_home(user)).ok
    return world.slack.home(user)


def lists(view: Any) -> dict[str, str]:
    """What each list says, by its title."""
    found, title = {"": ""}, ""
    for block in view["blocks"]:
        if block["type"] == "header":
            title = block["text"]["text"]
            found[title] = ""
        else:
            found[title] += text_of({"blocks": [block]}) + "\n"
    return {title: said.strip() for title, said in found.items()}


async def choose(world: World, name: str, choice: str) -> None:
    """Use the menu of that contact."""
    [contact] = await world.rows(Contact, name=name)
    view = await home(world)
    await world.click("alice", view, "contact.menu", block_id=f"contact.{contact.id}", selected_option=choice)


async def everybody(world: World) -> None:
    """One contact in each list."""
    await world.met("alice", "@bob at KubeCon")
    await world.until_dm("alice")
    await world.met("alice", "@carol at FOSDEM")
    await world.met("alice", "@dan at the bar, already wrote")
    await world.met("alice", "@erin at lunch")
    await choose(world, "Erin Okafor", "They replied")
    await world.met("alice", "@farid during negotiation Orion")
    await world.met("alice", "@grace at dinner")
    await choose(world, "Grace Kim", "Let go")


async def test_a_newcomer_sees_how_to_begin_and_becomes_a_member(world: World) -> None:
    view = await home(world)
    assert lists(view) == {
        "": "Whom did you meet?\nPause me until …\nSettings\n\n"
        "You have not told me what you work on. Tell me, and I look who could make it better: "
        "`/project Orion: one price list for all contracts`.\nTell me here",
        "Due now": "Nothing today. Enjoy it.",
        "Coming up": "Nobody yet. After you have met somebody, type `/met @name at the place`.",
    }
    assert [each.slack_user_id for each in await world.rows(Member)] == [world.slack.person("alice").id]


async def test_every_contact_is_in_one_list_the_right_one(world: World) -> None:
    await everybody(world)
    found = lists(await home(world))
    assert [title for title in found if title] == TITLES
    where = {
        "Bob Brown": "Due now",
        "Carol Chen": "Coming up",
        "Dan Diaz": "Waiting for a reply",
        "Erin Okafor": "In touch",
        "Farid Haddad": "On hold",
        "Grace Kim": "Let go",
    }
    for name, title in where.items():
        assert [each for each in found if name in found[each]] == [title]
        assert found[title].count(f"*{name}*") == 1
    assert "You met today. I remind you of a first note on Tuesday 8 December." in found["Coming up"]
    assert (
        "You wrote today. If nothing comes back, I will remind you of Dan once more in March."
        in found["Waiting for a reply"]
    )
    assert "I will remind you of " in found["In touch"]
    assert "Farid Haddad is on hold while Orion is being negotiated." in found["On hold"]
    assert "You met today." in found["Let go"]


MENUS = [
    ("Carol Chen", "I already wrote", Stage.FOLLOWING_UP, Rung.SECOND_TRY, "Waiting for a reply"),
    ("Carol Chen", "They replied", Stage.IN_TOUCH, Rung.KEEP_IN_TOUCH, "In touch"),
    ("Carol Chen", "Let go", Stage.LET_GO, None, "Let go"),
    ("Dan Diaz", "They replied", Stage.IN_TOUCH, Rung.KEEP_IN_TOUCH, "In touch"),
    ("Dan Diaz", "Let go", Stage.LET_GO, None, "Let go"),
    ("Erin Okafor", "We talked", Stage.IN_TOUCH, Rung.KEEP_IN_TOUCH, "In touch"),
    ("Erin Okafor", "I helped them", Stage.IN_TOUCH, Rung.KEEP_IN_TOUCH, "In touch"),
    ("Erin Okafor", "Let go", Stage.LET_GO, None, "Let go"),
    ("Grace Kim", "They replied", Stage.IN_TOUCH, Rung.KEEP_IN_TOUCH, "In touch"),
    ("Grace Kim", "Follow up again", Stage.FOLLOWING_UP, Rung.FIRST_NOTE, "Coming up"),
]


@pytest.mark.parametrize(("name", "choice", "stage", "rung", "title"), MENUS)
async def test_a_choice_of_the_menu_moves_the_contact_and_home_shows_it(
    world: World, name: str, choice: str, stage: Stage, rung: Rung | None, title: str
) -> None:
    await everybody(world)
    await world.slack.open_home("alice")
    world.clock.forward(days=8 if choice == "I helped them" else 0)  # in the first week Undo has its place
    await choose(world, name, choice)
    [contact] = await world.rows(Contact, name=name)
    assert contact.stage is stage
    assert [each.rung for each in await world.rows(Reminder, contact_id=contact.id) if each.open] == [rung] * bool(
        rung
    )
    assert name in lists(world.slack.home("alice"))[title]


async def test_a_due_card_works_in_home_as_in_its_dm(world: World) -> None:
    await world.met("alice", "@bob at KubeCon")
    await world.until_dm("alice")
    view = await home(world)
    assert "draft.open" in actions_of(view)
    await world.click("alice", view, "attempt.wrote")
    assert "Bob Brown" in lists(world.slack.home("alice"))["Waiting for a reply"]
    assert "Noted: you wrote." in text_of(world.slack.dm("alice")[0])


async def test_a_snoozed_card_waits_among_those_coming_up_and_can_be_used_on_its_day(world: World) -> None:
    await world.met("alice", "@bob at KubeCon")
    await world.click("alice", await world.until_dm("alice"), "attempt.snooze", selected_option="Next week")
    assert "I remind you of a first note on Monday 7 December." in lists(await home(world))["Coming up"]
    world.clock.forward(days=6, hours=20)
    view = await home(world)
    assert world.clock() < (await world.rows(Reminder))[0].due_at, "the DM is still to come"
    assert "draft.open" in actions_of(view)
    await world.click("alice", view, "attempt.wrote")
    assert "Bob Brown" in lists(world.slack.home("alice"))["Waiting for a reply"]
    assert "Noted: you wrote." in text_of(world.slack.dm("alice")[0])


async def test_the_form_is_one_click_away(world: World) -> None:
    await world.click("alice", await home(world), "encounter.open")
    await world.submit("alice", world.slack.modal("alice"), {"people": [world.slack.person("bob").id]})
    assert "Bob Brown" in lists(await home(world))["Coming up"]


async def test_hundreds_of_contacts_stay_below_what_slack_takes(world: World) -> None:
    for number in range(60):
        world.slack.add_person(f"p{number}", real_name=f"{number:02} " + "<" * 100, division="&" * 100)
    everyone = [world.slack.person(f"p{number}").id for number in range(60)]
    tails = ("at KubeCon", "at FOSDEM, already wrote", "during negotiation Orion", "on 2026-10-01 at the bar")
    for number, tail in enumerate(tails):
        for user in everyone[number * 15 : number * 15 + 15]:
            await world.slack.command("alice", "/met", f"<@{user}> {tail} about {'&lt;' * 500}")
    view = await home(world)
    assert len(view["blocks"]) < 100
    assert "and seven more" in text_of(view)
    await world.pass_days(20)
    view = await home(world)
    assert len(view["blocks"]) < 100
    assert actions_of(view).count("draft.open") == 10


async def test_a_zone_nobody_knows_is_said_and_utc_is_used(world: World) -> None:
    world.slack.person("alice").tz = "Mars/Base"
    note = "Your Slack profile names no time zone that I know, so I go by UTC."
    assert note in text_of(await home(world))
    await world.slack.change_profile("alice", tz="Asia/Tokyo")
    assert note not in text_of(await home(world))


async def test_a_dm_that_slack_would_not_take_is_said_and_its_card_waits_here(world: World) -> None:
    await world.met("alice", "@bob at KubeCon")
    world.slack.faults.add("chat.postMessage", faults.error("restricted_action"))
    due = await world.bot.next_due_at()
    assert due
    world.clock.set(due)
    await world.bot.tick()
    assert not world.slack.dm("alice")
    view = await home(world)
    assert "Slack did not take my message of Monday 30 November. Nothing is lost: it waits here." in text_of(view)
    assert "draft.open" in actions_of(view)
    await world.click("alice", view, "attempt.wrote")
    assert "Slack did not take my message" not in text_of(world.slack.home("alice")), "it is dealt with"


async def test_what_was_ignored_waits_silently_among_the_due(world: World) -> None:
    await world.met("alice", "@bob at KubeCon")
    await world.pass_days(60)
    assert len(world.slack.dm("alice")) == 2
    assert "Bob Brown" in lists(await home(world))["Due now"]


async def test_the_messages_tab_draws_nothing(world: World) -> None:
    await world.slack.open_home("alice", tab="messages")
    assert world.slack.home("alice") is None


async def test_a_visitor_from_another_company_gets_no_home_and_is_not_kept(world: World) -> None:
    world.slack.add_person("lee", is_stranger=True, team_id="T0ELSEWHERE")
    answer = await world.slack.open_home("lee")
    assert answer.ok, "Slack must not send it again"
    assert not await world.rows(Member)
    assert world.slack.home("lee") is None


async def test_each_member_sees_only_their_own(world: World) -> None:
    await world.met("alice", "@bob at KubeCon about the secret merger")
    text = text_of(await home(world, "mallory"))
    assert "Bob" not in text
    assert "secret" not in text


async def test_home_is_drawn_while_slack_does_not_say_who_opens_it(world: World) -> None:
    world.slack.faults.add("users.info", faults.error("fatal_error"))
    assert "Nobody yet." in text_of(await home(world))


async def test_a_slip_in_a_menu_can_be_taken_back(world: World) -> None:
    await world.met("alice", "@bob at KubeCon")
    await world.slack.open_home("alice")
    bob = (await world.rows(Contact))[0]
    planned = (await world.rows(Reminder))[0].due_on
    await world.click("alice", world.slack.home("alice"), "contact.menu", selected_option=f"let_go:{bob.id}")
    assert (await world.rows(Contact))[0].stage == "let_go"
    await world.click("alice", world.slack.home("alice"), "contact.menu", selected_option=f"undo:{bob.id}")
    assert (await world.rows(Contact))[0].stage == "following_up"
    assert (await world.rows(Reminder))[0].due_on == planned
