"""Negotiations: whoever was met in one is left in peace, until some time after somebody said that it has ended."""

from datetime import date, timedelta
from typing import Any

import pytest

from bot.domain.models import Contact, Reminder
from bot.domain.types import Outcome, Rung
from tests.drafting import home_menu, set_up
from tests.limiting import ended, held_for, home, let_be, open_of, questions, shelf
from tests.world import World, actions_of, text_of

ZONE = "Europe/Berlin"
THREE = ("Bob Brown", "Carol Chen", "Dan Diaz")


def shown(answer: Any) -> str:
    return text_of({"blocks": answer.blocks})


async def orion(world: World, people: str = "@bob @carol @dan") -> None:
    await world.met("alice", f"{people} at the closing dinner during negotiation Orion")


async def question(world: World) -> Any:
    """The card that asks whether it goes on."""
    card = await world.until_dm("alice")
    assert "negotiation.goes_on" in actions_of(card)
    return card


@pytest.mark.parametrize("word", ["negotiation", "deal"])
async def test_somebody_met_in_a_negotiation_is_on_hold_and_home_says_why(world: World, word: str) -> None:
    answer = await world.met("alice", f"@bob at lunch during {word} Orion about prices")
    assert "Bob Brown is on hold while Orion is being negotiated. I am quiet until" in shown(answer)
    assert "Bob Brown is on hold while Orion is being negotiated." in shelf(await home(world), "On hold")
    assert await held_for(world)
    assert len(await questions(world)) == 1


async def test_the_form_holds_too_and_the_days_of_peace_are_the_members(world: World) -> None:
    await world.met("alice", "@erin")
    await set_up(world, cooling_off="30")
    await world.met("alice", "")
    bob = world.slack.person("bob").id
    await world.submit("alice", world.slack.modal("alice"), {"people": [bob], "negotiation": "Orion"})
    assert "Bob Brown is on hold while Orion is being negotiated." in text_of(world.slack.dm("alice")[-1])
    assert "30 days more" in text_of(world.slack.dm("alice")[-1])


async def test_the_end_is_told_once_for_everybody_and_one_dm_announces_it(world: World) -> None:
    crowd = " ".join(f"<@{world.slack.add_person(f'p{number}', real_name=f'P {number}').id}>" for number in range(5))
    await orion(world, f"@bob @carol {crowd}")
    answer = await ended(world, "Carol Chen")
    assert answer.ok
    assert "Noted: *Orion* has ended. I remind you of" in text_of(world.slack.modal("alice"))
    days = [(await open_of(world, each.name)).due_on for each in await world.rows(Contact)]
    until = world.today(ZONE) + timedelta(days=90)
    assert min(days) >= until
    assert max(days) <= until + timedelta(days=10)
    assert max(days.count(day) for day in days) <= 3
    assert shelf(await home(world), "On hold").count("is on hold until Sunday 21 February") == 7
    await world.pass_time(world.clock.now + timedelta(days=104))
    dms = world.slack.dm("alice")
    told = [
        each
        for each in dms
        if "ended three months ago" in text_of(each) or "and some time has passed" in text_of(each)
    ]
    assert len(told) == 1
    assert told[0] is dms[0]
    for each in await world.rows(Contact):
        assert each.name in text_of(told[0])
    assert not [each for each in await world.rows(Reminder) if each.rung is Rung.STILL_ON and each.open]


async def test_the_announcement_stays_as_it_was_told_when_its_card_is_settled(world: World) -> None:
    await orion(world, "@bob")
    await ended(world)
    dm = await world.until_dm("alice")
    assert "*Orion* ended" in text_of(dm)
    await world.click("alice", dm, "attempt.wrote")
    assert "I remind you of Bob Brown now" in text_of(world.slack.dm("alice")[-1])


@pytest.mark.parametrize(
    ("day", "first"),
    [
        ("2026-11-23", date(2027, 2, 22)),
        ("2026-10-01", date(2026, 12, 30)),
        ("2020-01-01", date(2026, 11, 30)),
        ("0001-01-01", date(2026, 11, 30)),
        ("2026-12-20", date(2027, 3, 22)),
    ],
)
async def test_the_day_on_which_it_ended_may_be_any_near_or_past_one(world: World, day: str, first: date) -> None:
    await orion(world, "@bob")
    assert (await ended(world, day=day)).ok
    assert (await open_of(world)).due_on == first
    await world.until_dm("alice")
    assert world.today(ZONE) == first


@pytest.mark.parametrize("day", ["2027-11-30", "9999-12-31", "nonsense", "", "2026-02-30"])
async def test_a_day_that_cannot_be_is_said_in_the_form_and_nothing_changes(world: World, day: str) -> None:
    await orion(world, "@bob")
    await home_menu(world, "Bob Brown", "It has ended")
    view = world.slack.modal("alice")
    state = {"ended_on": {"value": {"type": "datepicker", "selected_date": day or None}}}
    answer = await world.slack.submit("alice", {**view, "state": {"values": state}}, forged=True)
    assert set(answer.errors) == {"ended_on"}
    assert await held_for(world)
    assert await held_for(world) == ["Orion"]


async def test_nobody_says_that_it_ended_so_it_is_asked_once_a_quarter(world: World) -> None:
    await orion(world)
    for asked_on in (date(2027, 2, 23), date(2027, 5, 24)):
        card = await question(world)
        assert world.today(ZONE) == asked_on
        assert "*Orion* · does it still go on?" in text_of(card)
        assert "I leave Bob Brown, Carol Chen and Dan Diaz in peace." in text_of(card)
        assert card["text"] == "A short question."
    await world.click("alice", card, "negotiation.goes_on")
    assert "*Orion* goes on. I ask again" in text_of(world.slack.dm("alice")[-1])
    await question(world)
    assert world.today(ZONE) == date(2027, 8, 24)
    assert len(world.slack.dm("alice")) == 3


async def test_the_question_takes_the_answer_that_it_has_ended(world: World) -> None:
    await orion(world)
    card = await question(world)
    await world.click("alice", card, "negotiation.ended")
    assert (await world.submit("alice", world.slack.modal("alice"), {"ended_on": "2027-02-01"})).ok
    assert "*Orion*: it has ended. I remind you after" in text_of(world.slack.dm("alice")[0])
    for name in THREE:
        assert (await open_of(world, name)).rung is Rung.FIRST_NOTE
    await world.slack.click("alice", card, "negotiation.goes_on", forged=True, value="1")
    await world.quiet()
    assert not [each for each in await world.rows(Reminder) if each.outcome is Outcome.GOES_ON]


async def test_the_question_moves_on_when_its_contact_is_let_go_and_stays_one_when_they_are_back(
    world: World,
) -> None:
    await orion(world)
    assert await open_of(world, "Bob Brown")
    await home_menu(world, "Bob Brown", "Let go")
    await world.pass_days(1)
    assert len(await questions(world)) == 1
    await home_menu(world, "Bob Brown", "Undo the last step")
    await world.pass_days(1)
    assert len(await questions(world)) == 1
    await question(world)
    assert len(actions_of(world.slack.dm("alice")[-1])) == 2


async def test_the_question_moves_on_when_the_meeting_of_its_contact_is_taken_back(world: World) -> None:
    await orion(world, "@bob")
    bobs = world.slack.ephemerals("alice")[-1]
    await orion(world, "@carol")
    await world.click("alice", bobs, "encounter.undo")
    await world.pass_days(1)
    assert [each.name for each in await world.rows(Contact)] == ["Carol Chen"]
    assert len(await questions(world)) == 1


async def test_the_end_can_be_taken_back_for_all_of_them(world: World) -> None:
    await orion(world)
    await ended(world)
    await world.click("alice", world.slack.modal("alice"), "negotiation.undo")
    assert "Bob Brown, Carol Chen and Dan Diaz stay on hold while Orion" in text_of(world.slack.modal("alice"))
    assert [await held_for(world, name) for name in THREE] == [["Orion"]] * 3
    assert len(await questions(world)) == 1
    await question(world)
    assert len(world.slack.dm("alice")) == 1


async def test_home_takes_the_end_back_for_all_of_them_too(world: World) -> None:
    await orion(world)
    await ended(world)
    await let_be(world)
    await home_menu(world, "Carol Chen", "Undo the last step")
    assert [await held_for(world, name) for name in THREE] == [["Orion"]] * 3


async def test_an_undo_after_they_were_brought_up_holds_them_again(world: World) -> None:
    await orion(world, "@bob")
    await ended(world, day="2020-01-01")
    view = world.slack.modal("alice")
    await world.until_dm("alice")
    await world.click("alice", view, "negotiation.undo")
    assert "my fault" not in text_of(world.slack.modal("alice"))
    assert await held_for(world) == ["Orion"]
    assert "is on hold while Orion is being negotiated" in text_of(world.slack.dm("alice")[0])
