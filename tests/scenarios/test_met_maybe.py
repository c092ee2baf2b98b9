"""Somebody noted by name alone who may be a contact already: recorded apart, and asked about in the answer."""

from typing import Any

import pytest

from bot.domain.models import Contact, Encounter, EncounterContact, Reminder
from bot.domain.types import Rung
from tests.scenarios.test_contact_delete import everything
from tests.world import World, actions_of, text_of

QUESTION = "Is Jane Doe the same as *Jane Doe* (Acme), whom you know already?"
BUTTONS = ["encounter.wrote", "encounter.edit", "encounter.undo", "contact.view"]


def answer(world: World) -> Any:
    return world.slack.ephemerals("alice")[-1]


async def met_twice(world: World) -> None:
    await world.met("alice", '"Jane Doe" (Acme) at KubeCon about billing')
    await world.met("alice", '"Jane Doe" at FOSDEM about rebates')


async def click(world: World, action: str, about: str) -> None:
    """That button of the question about that contact."""
    [found] = [
        block
        for block in answer(world)["blocks"]
        if block.get("block_id", "").startswith("maybe.") and "elements" in block
        and block["elements"][0]["value"].split(":")[1] == about
    ]  # fmt: skip
    await world.click("alice", answer(world), action, block_id=found["block_id"])


async def who(world: World) -> list[tuple[str, str | None]]:
    return [(each.name, each.company) for each in await world.rows(Contact)]


async def test_a_namesake_is_recorded_apart_and_asked_about(any_world: World) -> None:
    world = any_world
    await met_twice(world)
    assert await who(world) == [("Jane Doe", "Acme"), ("Jane Doe", None)]
    assert QUESTION in text_of(answer(world))
    assert actions_of(answer(world)) == ["encounter.same", "encounter.another", *BUTTONS]


async def test_yes_makes_them_one_and_draws_the_answer_anew(any_world: World) -> None:
    world = any_world
    await met_twice(world)
    known, new = await world.rows(Contact)
    await click(world, "encounter.same", str(new.id))
    [jane] = await world.rows(Contact)
    assert (jane.id, jane.company) == (known.id, "Acme")
    assert {each.contact_id for each in await world.rows(EncounterContact)} == {known.id}
    assert [each.note for each in await world.rows(Encounter)] == ["billing", "rebates"]
    [reminder] = [each for each in await world.rows(Reminder) if each.open]
    assert (reminder.contact_id, reminder.rung) == (known.id, Rung.FIRST_NOTE)
    assert text_of(answer(world)).startswith(
        "Noted: *Jane Doe* (Acme).\nWhere: FOSDEM · When: today · About: rebates\nI will"
    )
    assert "the same as" not in text_of(answer(world))
    assert actions_of(answer(world)) == BUTTONS
    await world.click("alice", answer(world), "encounter.wrote")
    assert "once more in March" in text_of(answer(world))


async def test_somebody_else_leaves_two(any_world: World) -> None:
    world = any_world
    await met_twice(world)
    before = [(each.id, each.version) for each in await world.rows(Contact)]
    await click(world, "encounter.another", str(before[1][0]))
    assert [(each.id, each.version) for each in await world.rows(Contact)] == before
    assert len([each for each in await world.rows(Reminder) if each.open]) == 2
    assert text_of(answer(world)).startswith("Noted: *Jane Doe*.\nWhere: FOSDEM · When: today · About: rebates\n")
    assert actions_of(answer(world)) == BUTTONS


async def test_a_colleague_may_be_somebody_noted_by_name_alone(world: World) -> None:
    await world.met("alice", "Bob Brown at KubeCon")
    await world.met("alice", "@bob at FOSDEM")
    assert "Is Bob Brown the same as *Bob Brown*, whom you know already?" in text_of(answer(world))
    await click(world, "encounter.same", "2")
    [bob] = await world.rows(Contact)
    assert (bob.slack_user_id, bob.division) == (world.slack.person("bob").id, "Finance")
    assert text_of(answer(world)).startswith("Noted: *Bob Brown* (Finance).\nWhere: FOSDEM · When: today\n")


async def test_the_other_questions_stay_until_they_are_answered(world: World) -> None:
    await world.met("alice", '"Jane Doe" (Acme) and "Gina Globe" (Globe) and "Hal Hill" at KubeCon')
    await world.met("alice", "Jane Doe, Gina Globe and Hal Hill at FOSDEM")
    jane, gina, hal = [str(each.id) for each in (await world.rows(Contact))[3:]]
    assert text_of(answer(world)).count("the same as") == 3
    await click(world, "encounter.same", gina)
    assert text_of(answer(world)).count("the same as") == 2
    await click(world, "encounter.another", hal)
    assert QUESTION in text_of(answer(world))
    assert text_of(answer(world)).count("the same as") == 1
    await click(world, "encounter.same", jane)
    assert "the same as" not in text_of(answer(world))
    names = [each.name for each in await world.rows(Contact)]
    assert names == ["Jane Doe", "Gina Globe", "Hal Hill", "Hal Hill"]


@pytest.mark.parametrize("told", ['"Jane Doe" (Acme) at FOSDEM', "J. Doe jane@acme.example at FOSDEM"])
async def test_the_same_company_or_e_mail_asks_nothing(world: World, told: str) -> None:
    await world.met("alice", '"Jane Doe" jane@acme.example (Acme) at KubeCon')
    await world.met("alice", told)
    assert len(await world.rows(Contact)) == 1
    assert actions_of(answer(world)) == BUTTONS


async def test_the_very_same_told_twice_is_one_and_asks_nothing(world: World) -> None:
    for _ in range(2):
        await world.met("alice", "Jane Doe at KubeCon about billing")
    assert len(await world.rows(Contact)) == 1
    assert text_of(answer(world)).startswith("I had noted that already: *Jane Doe*")
    assert "the same as" not in text_of(answer(world))


async def test_yes_twice_is_one_and_says_that_the_other_is_gone(world: World) -> None:
    await met_twice(world)
    button = dict(answer(world))
    for _ in range(2):
        await world.click("alice", button, "encounter.same", forged=True, value="2:2:1")
    assert len(await world.rows(Contact)) == 1
    assert answer(world)["text"].startswith("I cannot find that one any more.")


@pytest.mark.parametrize("action", ["encounter.same", "encounter.another"])
async def test_nobody_answers_for_somebody_else(world: World, action: str) -> None:
    await met_twice(world)
    await world.met("mallory", '"Jane Doe" (Acme) at KubeCon')
    await world.met("mallory", "Jane Doe at FOSDEM")
    button = world.slack.ephemerals("mallory")[-1]
    before = [(each.id, each.member_id, each.version) for each in await world.rows(Contact)]
    for about in ("2:2:1", "4:2:1", "2:4:3", *(("4:4:1", "4:2:3") if action == "encounter.same" else ())):
        await world.click("mallory", button, action, forged=True, value=about)
        assert world.slack.ephemerals("mallory")[-1]["text"].startswith("I cannot find that one"), about
    assert [(each.id, each.member_id, each.version) for each in await world.rows(Contact)] == before


@pytest.mark.parametrize("action", ["encounter.same", "encounter.another"])
async def test_a_question_beside_it_that_is_somebody_elses_is_not_shown(world: World, action: str) -> None:
    await met_twice(world)
    await world.met("mallory", '"Jane Doe" (Globe) at KubeCon')
    await world.met("mallory", "Jane Doe at FOSDEM")
    button = world.slack.ephemerals("mallory")[-1]
    await world.click("mallory", button, action, forged=True, value="4:4:3:2:1:4:1")
    assert "the same as" not in text_of(world.slack.ephemerals("mallory")[-1])
    assert "Acme" not in text_of(world.slack.ephemerals("mallory")[-1])


async def test_yes_keeps_the_name_that_says_more(world: World) -> None:
    await world.met("alice", '"Farid" at KubeCon')
    await world.met("alice", '"Farid Haddad" (Hooli) at FOSDEM')
    _, new = await world.rows(Contact)
    await click(world, "encounter.same", str(new.id))
    assert await who(world) == [("Farid Haddad", "Hooli")]


async def test_yes_can_be_taken_back_and_is_asked_again(any_world: World) -> None:
    world = any_world
    await met_twice(world)
    before, asked = await everything(world), text_of(answer(world))
    _, new = await world.rows(Contact)
    await click(world, "encounter.same", str(new.id))
    await world.click("alice", answer(world), "encounter.undo")
    assert await everything(world) == before
    assert text_of(answer(world)).replace("Taken back: they are two again.", "").split() == asked.split()
    await click(world, "encounter.same", str(new.id))
    assert len(await world.rows(Contact)) == 1
    for _ in range(2):
        await world.click("alice", answer(world), "encounter.undo")
    assert await who(world) == [("Jane Doe", "Acme")], "the second takes the meeting back"


async def test_i_already_wrote_and_its_undo_leave_the_question(any_world: World) -> None:
    world = any_world
    await met_twice(world)
    await world.pass_days(0.01)
    for button in ("encounter.wrote", "encounter.undo"):
        await world.click("alice", answer(world), button)
        assert QUESTION in text_of(answer(world))
    _, new = await world.rows(Contact)
    await click(world, "encounter.same", str(new.id))
    assert len(await world.rows(Contact)) == 1
