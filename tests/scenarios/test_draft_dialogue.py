"""*Draft a note*: the question for the one thing, the draft, its wordings, and the text in the member's hands."""

from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import update

from bot.domain.models import Draft, Encounter, Touch
from tests.drafting import SPECIFIC, card_for, drafted, field, field_id, home_menu, lying, reworded, to_copy
from tests.world import World, actions_of, text_of


async def test_a_card_asks_for_the_one_thing_and_then_drafts(world: World) -> None:
    card = await card_for(world)
    await world.click("alice", card, "draft.open")
    question = world.slack.modal("alice")
    assert "You noted “billing”. What about it could Bob use?" in text_of(question)
    answer = await world.submit("alice", question, {"specific": "Billing"})
    assert answer.errors == {"specific": "That is a topic, not yet a thing to say. What about it?"}
    answer = await world.slack.submit("alice", question, {"specific": SPECIFIC})
    assert "Drafting a note to Bob Brown" in text_of(answer.payload["view"])
    await world.quiet()
    ready = world.slack.modal("alice")
    assert SPECIFIC in field(ready)
    assert field(ready).startswith("Hi Bob")
    assert "From a template." in text_of(ready)


async def test_without_the_one_thing_there_is_no_draft(world: World) -> None:
    card = await card_for(world)
    await world.click("alice", card, "draft.open")
    answer = await world.submit("alice", world.slack.modal("alice"), {"specific": " \u200b "})
    assert answer.errors["specific"].startswith("One thing is enough")


@pytest.mark.parametrize(("first", "purpose"), [((), "One thing"), (("replied",), "")])
async def test_home_drafts_for_somebody_ahead_and_for_somebody_in_touch(
    world: World, first: tuple[str, ...], purpose: str
) -> None:
    await world.met("alice", "@bob at the Lisbon offsite")
    for choice in first:
        await home_menu(world, "Bob Brown", f"{choice}:1")
    await home_menu(world, "Bob Brown", "draft:1")
    await world.submit("alice", world.slack.modal("alice"), {"specific": SPECIFIC})
    text = field(world.slack.modal("alice"))
    assert SPECIFIC in text
    assert purpose in text


async def test_the_card_of_keeping_in_touch_drafts_a_hello(world: World) -> None:
    card = await card_for(world)
    await world.click("alice", card, "attempt.replied")
    card = await world.until_dm("alice")
    ready = await drafted(world, card)
    assert SPECIFIC in field(ready)
    assert "meet" not in field(ready)


async def test_no_wording_comes_twice_in_a_row(world: World) -> None:
    card = await card_for(world)
    ready = await drafted(world, card)
    actions = ("draft.again", "draft.again", "draft.shorter", "draft.warmer", "draft.shorter", "draft.again")
    texts = [field(ready), *[field(await reworded(world, action)) for action in actions]]
    assert all(one != other for one, other in pairwise(texts))


async def test_opened_again_with_the_same_answer_it_is_the_same_draft(world: World) -> None:
    card = await card_for(world)
    first = field(await drafted(world, card))
    await world.slack.close("alice", world.slack.modal("alice"))
    await world.click("alice", card, "draft.open")
    assert field(world.slack.modal("alice")) == SPECIFIC
    await world.submit("alice", world.slack.modal("alice"), {})
    assert field(world.slack.modal("alice")) == first
    await world.slack.close("alice", world.slack.modal("alice"))
    assert "page 5" in field(await drafted(world, card, "the rebate table on page 5"))
    assert len(await world.rows(Draft)) == 2


async def test_opened_again_after_a_correction_it_is_made_anew(world: World) -> None:
    card = await card_for(world)
    assert "Lisbon" in field(await drafted(world, card))
    await world.slack.close("alice", world.slack.modal("alice"))
    await world.write(lambda session: session.execute(update(Encounter).values(place="KubeCon")))
    anew = field(await drafted(world, card))
    assert "KubeCon" in anew
    assert "Lisbon" not in anew


async def test_an_input_that_is_taken_out_leaves_the_text_and_can_be_put_back(world: World) -> None:
    ready = await drafted(world, await card_for(world))
    assert "the Lisbon offsite" in field(ready)
    await reworded(world, "draft.uses")
    without = await reworded(world, "draft.inputs", selected_options=["title", "division", "note", "own_division"])
    assert "Lisbon" not in field(without)
    assert "place" not in ticked(without)
    again = await reworded(world, "draft.again")
    assert "Lisbon" not in field(again)
    await reworded(world, "draft.uses")
    back = await reworded(world, "draft.inputs", selected_options=["place"])
    assert "Lisbon" in field(back)
    assert ticked(back) == ["place"]


async def test_the_members_words_come_back(world: World) -> None:
    ready = await drafted(world, await card_for(world))
    assert "draft.mine" not in actions_of(ready)
    other = await reworded(world, "draft.again", values={field_id(ready): "Hi Bob, my own words."})
    assert field(other) != "Hi Bob, my own words."
    before = field_id(await reworded(world, "draft.warmer"))
    mine = await reworded(world, "draft.mine")
    assert field(mine) == "Hi Bob, my own words."
    assert field_id(mine) != before  # under the old id Slack would keep what was typed there


async def test_exactly_the_edited_text_is_there_to_be_copied(world: World) -> None:
    ready = await drafted(world, await card_for(world))
    mine = "Hi Bob,\n\n*no* <https://bold.example|link> & `nothing` <!channel> lost.\n  :tada:"
    assert to_copy(lying(world)) == field(ready)
    await world.click("alice", ready, "draft.chat", values={field_id(ready): mine})
    copy = lying(world)
    assert to_copy(copy) == mine
    assert actions_of(copy) == ["chat.open", "draft.wrote"]
    assert field(world.slack.modal("alice")) == field(ready), "the dialogue stays"


async def test_what_it_uses_is_folded_and_unfolding_keeps_what_was_typed(world: World) -> None:
    ready = await drafted(world, await card_for(world))
    assert "draft.inputs" not in actions_of(ready)
    unfolded = await reworded(world, "draft.uses", values={field_id(ready): "Hi Bob, mine."})
    assert "place" in ticked(unfolded)
    assert field_id(unfolded) == field_id(ready)


async def test_the_dialogue_is_titled_with_the_name_and_submit_says_i_wrote(world: World) -> None:
    card = await card_for(world)
    await world.click("alice", card, "draft.open")
    assert world.slack.modal("alice")["title"]["text"] == "To Bob Brown"
    ready = await drafted(world, card)
    assert (ready["title"]["text"], ready["submit"]["text"]) == ("To Bob Brown", "I wrote")
    assert {"draft.shorter", "draft.warmer", "draft.again", "draft.uses", "draft.chat"} <= set(actions_of(ready))


async def test_i_wrote_climbs_the_ladder_and_undo_takes_it_back(world: World) -> None:
    card = await card_for(world)
    await used(world, card)
    assert (
        "Noted: you wrote to *Bob Brown*. If nothing comes back, I will remind you of Bob once more in March."
        in told(world)
    )
    assert [touch.kind for touch in await world.rows(Touch)] == ["met", "wrote"]
    await world.click("alice", world.slack.modal("alice"), "change.undo")
    assert "Taken back." in told(world)
    assert "draft.open" in actions_of(world.slack.dm("alice")[0])
    assert "draft.open" in actions_of(world.slack.home("alice"))
    assert [touch.kind for touch in await world.rows(Touch)] == ["met"]


async def test_i_wrote_in_the_modal_settles_the_card_and_home(world: World) -> None:
    card = await card_for(world)
    await used(world, card)
    assert "Noted: you wrote." in text_of(world.slack.dm("alice")[0])
    assert to_copy(lying(world)) == "Hi Bob, as sent."
    assert "draft.wrote" not in actions_of(lying(world))
    assert "Waiting for a reply" in text_of(world.slack.home("alice"))


async def test_a_trigger_that_is_spent_says_so(world: World) -> None:
    card = await card_for(world)
    world.slack.triggers.lifetime = 0
    await world.click("alice", card, "draft.open")
    assert world.slack.modal("alice") is None
    assert "Please try again" in world.slack.ephemerals("alice")[-1]["text"]


async def test_a_restart_in_between_loses_nothing(world: World) -> None:
    ready = await drafted(world, await card_for(world))
    await world.restart()
    await reworded(world, "draft.again", values={field_id(ready): "Mine."})
    await world.restart()
    assert field(await reworded(world, "draft.mine")) == "Mine."
    await world.submit("alice", world.slack.modal("alice"), {})
    await world.restart()
    assert [touch.kind for touch in await world.rows(Touch)] == ["met", "wrote"]


async def used(world: World, card: Any) -> None:
    ready = await drafted(world, card)
    assert (await world.submit("alice", ready, {field_id(ready): "Hi Bob, as sent."})).ok


def told(world: World) -> str:
    return text_of(world.slack.modal("alice"))


def ticked(view: Any) -> list[str]:
    [inputs] = [
        element
        for block in view["blocks"]
        for element in block.get("elements", [])
        if element.get("action_id") == "draft.inputs"
    ]
    return [option["value"] for option in inputs.get("initial_options", [])]
