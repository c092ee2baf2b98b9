"""A draft is never lost: not where Slack fails to draw it, nor where the bot ends while the model writes."""

import asyncio

import pytest

from tests import faults
from tests.drafting import SPECIFIC, Held, card_for, field, field_id, lying, opt_in, reworded, to_copy
from tests.fake_model import FakeModel
from tests.world import World, eventually, text_of

NOTE = "Hi Bob, it takes 15 minutes: the rebate table on page 4. Leave it to Thursday, as Globex does."
FAULTS = {
    "429": faults.rate_limited("1"),
    "500": faults.server_error(),
    "HTML": faults.html(),
    "an error": faults.error("internal_error"),
    "a lost answer": faults.drop_after(),
}


@pytest.fixture
def world(drafting: World, model: FakeModel) -> World:
    """The bot, with a key for a model that says this until it is told otherwise."""
    model.texts = [NOTE]
    return drafting


async def asked(world: World, method: str = "", fault: str = "") -> None:
    """The one thing is said, and the drafter begins; a call that follows fails once."""
    await world.click("alice", await card_for(world), "draft.open")
    if fault:
        world.slack.faults.add(method, FAULTS[fault])
    await world.slack.submit("alice", world.slack.modal("alice"), {"specific": SPECIFIC})


@pytest.mark.parametrize("fault", FAULTS)
async def test_where_the_dialogue_is_not_drawn_the_draft_is_in_the_dm(world: World, fault: str) -> None:
    await asked(world, "views.update", fault)
    await world.quiet()
    assert SPECIFIC in to_copy(lying(world))


@pytest.mark.parametrize("fault", FAULTS)
async def test_where_the_dm_is_not_taken_it_is_tried_once_more(world: World, fault: str) -> None:
    await asked(world, "chat.postMessage", fault)
    await world.quiet()
    assert SPECIFIC in to_copy(lying(world))


async def test_another_wording_takes_the_place_of_the_first_in_the_dm(world: World) -> None:
    await asked(world)
    await world.quiet()
    before = len(world.slack.dm("alice"))
    again = await reworded(world, "draft.again")
    assert to_copy(lying(world)) == field(again)
    assert len(world.slack.dm("alice")) == before


async def test_a_dm_that_was_deleted_comes_anew(world: World) -> None:
    await asked(world)
    await world.quiet()
    world.slack.faults.add("chat.update", faults.error("message_not_found"))
    again = await reworded(world, "draft.again")
    assert to_copy(lying(world)) == field(again)


async def test_the_end_of_the_bot_waits_for_the_model(world: World, model: FakeModel) -> None:
    await opt_in(world)
    held = model.answer = Held()
    await asked(world)
    await eventually(lambda: model.bodies)
    ending = asyncio.create_task(world.stop())
    await eventually(lambda: not world.slack.sockets.open)
    held.free.set()
    await ending
    assert to_copy(lying(world)) == NOTE
    assert field(world.slack.modal("alice")) == NOTE


async def test_what_is_not_from_the_member_is_marked_in_small_print(world: World) -> None:
    await opt_in(world)
    await asked(world)
    await world.quiet()
    ready = world.slack.modal("alice")
    [context] = [block for block in ready["blocks"] if block["type"] == "context"]
    assert text_of({"blocks": [context]}).startswith(
        "Not from you: 15 minutes, Thursday, Globex. Are they right?\nWritten by the language model."
    )
    types = [block["type"] for block in ready["blocks"]]
    assert types.index("context") == types.index("input") + 1


async def test_what_the_member_typed_is_not_marked(world: World, model: FakeModel) -> None:
    await opt_in(world)
    await asked(world)
    await world.quiet()
    mine = "Hi Bob, it takes 15 minutes, on Thursday. Page 4 of the rebate table."
    ready = await reworded(world, "draft.shorter", values={field_id(world.slack.modal("alice")): mine})
    assert "Not from you: Globex. Is it right?" in text_of(ready)
