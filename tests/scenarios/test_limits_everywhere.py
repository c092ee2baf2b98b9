"""Who is on hold is nowhere brought up: in no reminder, draft, list or suggestion, and nobody else is the wiser."""

from datetime import date
from typing import Any

import pytest

from bot.domain.models import Contact, Limit, Reminder
from bot.domain.types import Stage
from tests.drafting import home_menu
from tests.limiting import contact, ended, held_for, home, let_be, open_of, questions, shelf, tell
from tests.world import World, text_of

ZONE = "Europe/Berlin"
QUESTION = "how do you handle rebates today?"


async def asked_about(world: World, division: str) -> tuple[Any, Any]:
    """The form's menu of divisions as it is read, and the people in that one."""
    if world.slack.modal("alice"):
        await let_be(world)
    await world.slack.shortcut("alice", "ask.division_expert")
    view = world.slack.modal("alice")
    menu = next(block["element"] for block in view["blocks"] if block["block_id"] == "division")
    options = [each for group in menu.get("option_groups", [menu]) for each in group["options"]]
    [value] = [each["value"] for each in options if each["text"]["text"].startswith(division)]
    await world.submit("alice", view, {"division": value, "question": QUESTION})
    return [each["text"]["text"] for each in options], world.slack.modal("alice")


HELD = ["negotiation", "cooling off", "hold", "do_not_contact", "division", "everybody"]


async def held(world: World, how: str) -> None:
    """Bob, in Finance, is left in peace."""
    if how in ("negotiation", "cooling off"):
        await world.met("alice", "@bob at dinner during negotiation Orion about rebates")
        if how == "cooling off":
            await ended(world)
            await let_be(world)
        return
    await world.met("alice", "@bob at dinner about rebates")
    if how == "division":
        await tell(world, "hold", "Bob Brown", whom="Everybody in Finance")
    elif how == "everybody":
        await tell(world, "hold")
    else:
        await tell(world, how, "Bob Brown")


@pytest.mark.parametrize("how", HELD)
async def test_whoever_is_on_hold_is_in_no_list_no_count_no_helper_and_no_suggestion(world: World, how: str) -> None:
    await held(world, how)
    await world.met("mallory", "@dan at KubeCon")
    await world.met("alice", "@carol at KubeCon")
    answer = await world.slack.command("alice", "/project", "Rebates: one list of rebates")
    assert "Bob" not in text_of(answer.payload)
    if how != "everybody":
        options, people = await asked_about(world, "Finance")
        assert "Finance · 1 person" not in options
        assert "Bob" not in text_of(people)
        await world.click("alice", people, "ask.look")
        assert "Dan Diaz" in text_of(world.slack.modal("alice"))
        assert "Bob" not in text_of(world.slack.modal("alice")), "the member knows him"
        await let_be(world)
    await world.slack.open_home("alice")
    await world.click("alice", world.slack.home("alice"), "project.open")
    await world.submit("alice", world.slack.modal("alice"), {"name": "Rebates", "weekly": ["weekly"]})
    before = len(world.slack.dm("alice"))
    for _ in range(10 * 6):
        world.clock.forward(hours=4)
        await world.bot.tick()
    came = world.slack.dm("alice")[before:]
    assert len(came) == (0 if how == "everybody" else 2), "Carol's card, and a suggestion"
    assert "Bob" not in str(came)


@pytest.mark.parametrize("how", HELD)
async def test_an_ask_or_a_draft_for_whoever_is_on_hold_says_why_not(world: World, how: str) -> None:
    await world.met("alice", "@bob at KubeCon about rebates")
    answer = await world.slack.command("alice", "/project", "Rebates: one list of rebates")
    suggested = world.slack.ephemerals("alice")[-1]
    assert "Bob" in text_of(answer.payload)
    card = await world.until_dm("alice")
    await held(world, how)
    for message, action in ((suggested, "ask.pick"), (card, "draft.open")):
        await world.slack.click("alice", message, action, forged=True, value="1")
        await world.quiet()
        assert world.slack.modal("alice") is None
        told = text_of(world.slack.ephemerals("alice")[-1]) or world.slack.ephemerals("alice")[-1]["text"]
        assert "Bob Brown is on hold" in told or "Bob Brown is not to be contacted" in told, action


async def test_home_says_of_each_hold_why_and_until_when(world: World) -> None:
    for who in ("bob", "carol", "dan", "erin"):
        await world.met("alice", f"@{who} at KubeCon")
    await world.met("alice", "@farid during deal Orion")
    await tell(world, "hold", "Bob Brown", words="her leave")
    await tell(world, "hold", "Carol Chen", until_on="2027-03-01", words="the audit")
    await tell(world, "hold", "Dan Diaz", until_on="2027-03-01")
    await tell(world, "do_not_contact", "Erin Okafor")
    view = await home(world)
    on_hold = shelf(view, "On hold")
    assert "*Bob Brown* · Finance\nBob Brown is on hold until you say otherwise. You noted “her leave”." in on_hold
    assert "*Carol Chen* · Legal\nCarol Chen is on hold until Monday 1 March. You noted “the audit”." in on_hold
    assert "*Dan Diaz* · Finance\nDan Diaz is on hold until Monday 1 March." in on_hold
    assert "*Farid Haddad* · Customer Care\nFarid Haddad is on hold while Orion is being negotiated." in on_hold
    assert "is not to be contacted, as you told me." in shelf(view, "Let go")
    assert "Erin" not in on_hold


async def test_letting_go_of_somebody_in_a_negotiation_does_not_make_them_free(world: World) -> None:
    await world.met("alice", "@bob at dinner during negotiation Orion about rebates")
    await home_menu(world, "Bob Brown", "Let go")
    await world.met("mallory", "@dan at KubeCon")
    await world.met("alice", "@carol at KubeCon")
    _, people = await asked_about(world, "Finance")
    assert "Bob" not in text_of(people)
    await let_be(world)
    await home_menu(world, "Bob Brown", "Follow up again")
    assert await held_for(world)
    await home_menu(world, "Bob Brown", "Let go")
    await home_menu(world, "Bob Brown", "They replied")
    assert await held_for(world)
    await home_menu(world, "Bob Brown", "Let go")
    answer = await world.met("alice", "@bob at the summer party")
    assert "on hold while Orion" in text_of({"blocks": answer.blocks})
    assert await held_for(world)


async def test_whoever_was_let_go_meanwhile_is_not_brought_up_by_the_end(world: World) -> None:
    await world.met("alice", "@bob @carol during negotiation Orion")
    await home_menu(world, "Bob Brown", "Let go")
    await ended(world, "Carol Chen")
    assert (await contact(world)).stage is Stage.LET_GO
    assert await open_of(world) is None
    assert [each.until_on for each in await world.rows(Limit)] == [date(2027, 2, 21)] * 2


# -- met again, and in more than one -----------------------------------------------------------------


@pytest.mark.parametrize("name", ["Orion", "ORION", "  oRiOn ", "Orion."])
async def test_a_negotiation_is_the_same_however_its_name_is_written(world: World, name: str) -> None:
    await world.met("alice", "@bob during negotiation Orion")
    await world.met("alice", f"@carol during deal {name}")
    await ended(world)
    await let_be(world)
    assert (await contact(world, "Carol Chen")).stage is Stage.FOLLOWING_UP


async def test_met_in_it_before_its_end_but_told_later_is_left_in_peace_as_long(world: World) -> None:
    await world.met("alice", "@bob during negotiation Orion")
    await ended(world)
    await let_be(world)
    world.clock.forward(days=3)
    answer = await world.met("alice", "@carol on 2026-11-20 during negotiation orion")
    assert "Carol Chen is on hold until Sunday 21 February." in text_of({"blocks": answer.blocks})
    assert (await open_of(world, "Carol Chen")).due_on >= date(2027, 2, 21)


async def test_met_in_it_after_its_end_means_that_it_goes_on(world: World) -> None:
    await world.met("alice", "@bob during negotiation Orion")
    await ended(world)
    await let_be(world)
    world.clock.forward(days=3)
    answer = await world.met("alice", "@carol during negotiation Orion")
    assert "Carol Chen is on hold while Orion" in text_of({"blocks": answer.blocks})
    await world.met("alice", "@dan on 2026-11-20 during negotiation Orion")
    assert await held_for(world, "Dan Diaz")
    await ended(world, "Carol Chen")
    await let_be(world)
    assert (await open_of(world, "Dan Diaz")).due_on >= date(2027, 2, 24)


async def test_a_meeting_that_reopened_it_can_be_taken_back(world: World) -> None:
    await world.met("alice", "@bob during negotiation Orion")
    await ended(world)
    await let_be(world)
    world.clock.forward(days=3)
    await world.met("alice", "@carol during negotiation Orion")
    await world.click("alice", world.slack.ephemerals("alice")[-1], "encounter.undo")
    assert "Bob Brown" in text_of(await world.until_dm("alice"))
    assert date(2027, 2, 21) <= world.today(ZONE) <= date(2027, 2, 28)


async def test_somebody_met_in_two_is_on_hold_until_both_have_ended(world: World) -> None:
    await world.met("alice", "@bob during negotiation Orion")
    await world.met("alice", "@bob @carol during negotiation Vega")
    answer = await world.met("alice", "@bob @carol @dan at lunch")
    assert "Bob Brown and Carol Chen are on hold while Vega" in text_of({"blocks": answer.blocks})
    await ended(world)
    await let_be(world)
    assert await held_for(world)
    assert await held_for(world) == ["Orion"]
    assert len(await questions(world)) == 1
    await ended(world, day="2026-08-01")
    await let_be(world)
    assert (await open_of(world)).due_on >= date(2027, 2, 21), "Vega ended only today"
    dm = await world.until_dm("alice")
    while "Vega" not in text_of(dm):
        dm = await world.until_dm("alice")
    assert world.today(ZONE) >= date(2027, 2, 21)
    assert "Orion" not in text_of(dm), "that was over long before"


@pytest.mark.parametrize(("named", "other"), [("Orion", "Vega"), ("Vega", "Orion")])
async def test_of_two_the_one_that_a_question_names_is_ended_and_taken_back(
    world: World, named: str, other: str
) -> None:
    await world.met("alice", "@bob during negotiation Orion")
    await world.met("alice", "@bob during negotiation Vega")
    dm = await world.until_dm("alice")
    while f"*{named}* · does it still go on?" not in text_of(dm):
        dm = await world.until_dm("alice", days=10)
    await world.click("alice", dm, "negotiation.ended")
    assert f"When did {named} end?" in text_of(world.slack.modal("alice"))
    await world.submit("alice", world.slack.modal("alice"), {})
    assert await held_for(world) == [other]
    assert f"*{named}*: it has ended." in text_of(dm)
    await world.click("alice", world.slack.modal("alice"), "negotiation.undo")
    assert f"Taken back. Bob Brown stays on hold while {named} goes on." in text_of(world.slack.modal("alice"))
    assert sorted(await held_for(world)) == ["Orion", "Vega"]


async def test_of_two_that_ended_the_later_one_counts_whoever_told_it(world: World) -> None:
    await world.met("alice", "@bob @carol during negotiation Vega")
    await world.met("alice", "@bob during negotiation Orion")
    await ended(world, "Carol Chen")
    await let_be(world)
    await ended(world, day="2026-08-01")
    await let_be(world)
    assert (await open_of(world)).due_on >= date(2027, 2, 21), "Vega ended only today"


async def test_each_is_on_hold_for_their_own_negotiation(world: World) -> None:
    await world.met("alice", "@bob during negotiation Orion")
    await world.met("alice", "@carol during negotiation Vega")
    answer = text_of({"blocks": (await world.met("alice", "@bob @carol at lunch")).blocks})
    assert "Bob Brown is on hold while Orion" in answer
    assert "Carol Chen is on hold while Vega" in answer


# -- not yours ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["mallory", "nobody", "outsider"])
async def test_nobody_else_can_end_lift_or_see_anything(world: World, who: str) -> None:
    await world.met("alice", "@bob during negotiation Orion")
    await world.met("alice", "@carol at KubeCon")
    await tell(world, "do_not_contact", "Carol Chen", words="the secret")
    if who == "mallory":
        await world.met("mallory", "@dan at FOSDEM")
    if who == "outsider":
        world.slack.person("mallory").team_id = "T0ELSEWHERE"
        world.slack.person("mallory").more["is_stranger"] = True
    card = await world.until_dm("alice", days=200)
    where = world.slack.ephemerals("mallory")[-1] if who == "mallory" else card
    rows = [each.__dict__ for table in (Contact, Limit, Reminder) for each in await world.rows(table)]
    before = [{key: value for key, value in row.items() if not key.startswith("_")} for row in rows]
    for action in ("negotiation.ended", "negotiation.goes_on", "negotiation.undo"):
        for about in ("1", "2", "0", "x", "999"):
            await world.click("mallory", where, action, forged=True, value=about)
            assert world.slack.modal("mallory") is None
    for action in ("limit.open", "limit.add", "limit.lift"):
        for about in ("1", "2", "999"):
            await world.click("mallory", where, action, forged=True, value=about)
            view = world.slack.modal("mallory")
            assert "secret" not in text_of(view or {})
            assert "Carol" not in text_of(view or {})
            world.slack.reload("mallory")
    rows = [each.__dict__ for table in (Contact, Limit, Reminder) for each in await world.rows(table)]
    assert (
        before
        == [{key: value for key, value in row.items() if not key.startswith("_")} for row in rows][: len(before)]
    )
    assert not [text for text in world.slack.ephemerals("mallory") if "secret" in str(text) or "Orion" in str(text)]
