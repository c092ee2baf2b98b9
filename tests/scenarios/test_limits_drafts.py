"""Limits while a note is written: what an attorney leaves to counsel, what is told meanwhile, and topics."""

import json
from typing import Any

import pytest

from bot.domain.models import Draft, Limit
from tests.drafting import (
    Held,
    card_for,
    drafted,
    field,
    field_id,
    home_menu,
    opt_in,
    reworded,
    set_up,
)
from tests.fake_model import FakeModel
from tests.limiting import contact, let_be, tell
from tests.world import World, eventually, text_of

MATTER = "Vega v. Orion"
COUNSEL = "You noted that Bob Brown is represented in that matter, so please ask their counsel."
READ = {"thought": ["yes"]}
NOTE = "Hi Bob, good to meet you at the Lisbon offsite. See the table on page 4."


@pytest.fixture
def world(drafting: World, model: FakeModel) -> World:
    """The bot, with a key for a model that says this until it is told otherwise."""
    model.texts = [NOTE]
    return drafting


async def attorney(world: World, *, model: bool = True) -> None:
    await set_up(world, attorney=["yes"], model=["yes"] if model else [])


async def draft(world: World, card: Any, specific: str = "page 4 of the table") -> Any:
    """From the card to the draft, with the tick."""
    await world.click("alice", card, "draft.open")
    answer = await world.submit("alice", world.slack.modal("alice"), {"specific": specific, **READ})
    return answer if answer.errors else world.slack.modal("alice")


# -- represented: an attorney leaves it to counsel ---------------------------------------------------


async def test_an_attorney_is_stopped_in_the_one_thing_and_a_separate_matter_is_fine(
    world: World, model: FakeModel
) -> None:
    await attorney_with_matter(world)
    card = await card_for(world, text="at the Lisbon offsite about VEGA v. Orion")
    assert "Something apart from it is fine." in text_of(card)
    for specific in (f"news on {MATTER}", "the vega v orion hearing", "Vega  v.\nOrion"):
        answer = await draft(world, card, specific)
        assert answer.errors["specific"].startswith(COUNSEL), specific
        await let_be(world)
    assert model.bodies == []
    ready = await draft(world, card)
    assert field(ready) == NOTE
    assert "vega" not in json.dumps(model.bodies).casefold(), "the note about them was left out"


async def test_the_models_text_about_the_matter_is_not_shown(world: World, model: FakeModel) -> None:
    await attorney_with_matter(world)
    model.texts = ["Hi Bob, see page 4. How is Vega v. Orion?"]
    ready = await draft(world, await card_for(world))
    assert "Vega" not in text_of({"blocks": [ready["blocks"][1]]})
    assert "Vega" not in field(ready)
    assert "not fit to show" in text_of(ready)


async def test_an_attorneys_own_words_about_the_matter_are_not_taken(world: World) -> None:
    await attorney_with_matter(world)
    ready = await draft(world, await card_for(world))
    answer = await world.submit("alice", ready, {field_id(ready): f"Hi Bob, about {MATTER}: settle?", **READ})
    assert next(iter(answer.errors.values())).startswith(COUNSEL)
    assert (await world.submit("alice", ready, {field_id(ready): "Hi Bob, about the lunch.", **READ})).ok
    assert [draft.text for draft in await world.rows(Draft)] == ["Hi Bob, about the lunch."]


async def test_whoever_is_no_attorney_has_a_notice_and_no_more(world: World) -> None:
    await world.met("alice", "@erin at KubeCon")
    await world.met("alice", "@bob at the Lisbon offsite")
    await tell(world, "represented", "Bob Brown", words=MATTER)
    await home_menu(world, "Bob Brown", "Draft a note")
    assert "Better leave that matter to the counsel." in text_of(world.slack.modal("alice"))
    await world.submit("alice", world.slack.modal("alice"), {"specific": f"news on {MATTER}", **READ})
    assert "Vega" in field(world.slack.modal("alice"))


async def attorney_with_matter(world: World) -> None:
    """Alice is an attorney, and Bob has counsel in a matter."""
    await world.met("alice", "@bob at KubeCon")
    await attorney(world)
    await tell(world, "represented", "Bob Brown", words=MATTER)


# -- told while a draft is being made or shown -------------------------------------------------------

MEANWHILE = [
    ("do_not_contact", {}, "Bob Brown is not to be contacted"),
    ("topic", {"words": "page 4"}, "off-limits"),
    ("represented", {"words": "page 4"}, COUNSEL),
]


@pytest.mark.parametrize(("kind", "values", "said"), MEANWHILE)
async def test_a_limit_told_while_the_model_writes_keeps_its_text_from_being_shown(
    world: World, model: FakeModel, kind: str, values: Any, said: str
) -> None:
    card = await card_for(world)
    await attorney(world)
    held = model.answer = Held()
    await world.click("alice", card, "draft.open")
    await world.slack.submit("alice", world.slack.modal("alice"), {"specific": "page 4 of the table"})
    await eventually(lambda: model.bodies)
    modal = world.slack.modal("alice")
    await told_meanwhile(world, kind, values)
    held.free.set()
    await world.quiet()
    assert said in text_of(world.slack.modal("alice"))
    assert modal["id"] == world.slack.modal("alice")["id"]
    assert NOTE not in str(world.slack.modal("alice")) + str(world.slack.dm("alice"))


async def told_meanwhile(world: World, kind: str, values: Any) -> None:
    """The same limit, told in another window: the modal that waits stays where it is."""
    bob = (await contact(world)).id
    await world.slack.open_home("alice")
    user = world.slack.person("alice").id
    stack, world.slack.views.stacks[user] = world.slack.views.stacks[user], []
    await world.slack.click("alice", world.slack.home("alice"), "limit.open", forged=True, value=str(bob))
    await world.slack.click("alice", world.slack.modal("alice"), "limit.add")
    answer = await world.slack.submit("alice", world.slack.modal("alice"), {"kind": kind, **values})
    assert not answer.errors
    world.slack.views.stacks[user] = stack
    assert len(await world.rows(Limit)) == 1


@pytest.mark.parametrize("action", ["draft.shorter", "draft.again", "draft.mine"])
async def test_no_other_wording_is_made_once_they_are_left_in_peace(
    world: World, model: FakeModel, action: str
) -> None:
    await opt_in(world)
    ready = await drafted(world, await card_for(world), "page 4 of the table")
    if action == "draft.mine":
        model.texts = ["Hi Bob, good to meet you at the Lisbon offsite. Page 4 of the table is for you."]
        ready = await reworded(world, "draft.again", values={field_id(ready): "Hi Bob, my own words."})
    before = len(model.bodies)
    await told_meanwhile(world, "do_not_contact", {})
    await world.click("alice", ready, action)
    assert "Bob Brown is not to be contacted" in text_of(world.slack.modal("alice"))
    assert len(model.bodies) == before
    await world.slack.close("alice", world.slack.modal("alice"))
    answer = await world.submit("alice", ready, {})
    assert "Bob Brown is not to be contacted" in str(answer.errors)


# -- topics ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", [{}, {"whom": "Everybody in Finance"}])
async def test_a_topic_binds_where_it_was_told_and_nowhere_else(world: World, model: FakeModel, how: Any) -> None:
    await opt_in(world)
    await world.met("alice", "@bob @carol at the rebate summit about rebates")
    await tell(world, "topic", "Bob Brown", words="rebate", **how)
    for name, binds in (("Bob Brown", True), ("Carol Chen", False)):
        first = name.split()[0]
        model.texts = [f"Hi {first}, it was good to meet you. Rebates: see page 4."]
        model.bodies.clear()
        await home_menu(world, name, "Draft a note")
        await world.submit("alice", world.slack.modal("alice"), {"specific": "page 4 of the deck"})
        ready = world.slack.modal("alice")
        assert ("ebate" not in json.dumps(model.bodies)) is binds
        assert ("ebate" not in field(ready)) is binds
        answer = await world.submit("alice", ready, {field_id(ready): "Hi, about the REBÄTE."})
        assert ("off-limits" in str(answer.errors)) is binds
        await let_be(world)
        await home_menu(world, name, "Draft a note")
        answer = await world.submit("alice", world.slack.modal("alice"), {"specific": "the rebates"})
        assert ("off-limits" in str(answer.errors)) is binds
        await let_be(world)
