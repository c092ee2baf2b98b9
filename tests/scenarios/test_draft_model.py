"""Drafts by the language model: only with consent, only what is listed, counted, in time, and never in the log."""

import json

import pytest
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import update
from structlog.testing import capture_logs

from bot.domain.drafts import TOLD_TO_MODEL
from bot.domain.models import ModelCalls, Workspace
from bot.errors import DraftUnavailable
from bot.flows import drafts as flow
from bot.llm.model import Model
from bot.slack.click import Edge, unpacked
from bot.slack.drafts import counted
from bot.store.asks import WHOLE_WORKSPACE
from tests.drafting import (
    SPECIFIC,
    Held,
    card_for,
    drafted,
    field,
    field_id,
    opt_in,
    reworded,
    set_up,
    to_copy,
)
from tests.fake_model import FAULTS, KEY, FakeModel
from tests.world import World, eventually, text_of

BY_MODEL = "Written by the language model"


@pytest.fixture
def world(drafting: World, model: FakeModel) -> World:
    """The bot, with a key for a model that says this until it is told otherwise."""
    model.texts = [
        "Hi Bob, it was good to meet you at the Lisbon offsite. The rebate table on page 4 made me think of you.",
        "Hi Bob, good to meet you. See the rebate table on page 4.",
    ]
    return drafting


async def test_without_consent_nothing_is_sent(world: World, model: FakeModel) -> None:
    ready = await drafted(world, await card_for(world))
    await reworded(world, "draft.again")
    assert "From a template." in text_of(ready)
    assert model.bodies == []


async def test_with_consent_the_model_is_told_the_listed_fields_alone(world: World, model: FakeModel) -> None:
    await opt_in(world)
    card = await card_for(world)
    await world.met("alice", "@carol at the secret summit about layoffs")
    ready = await drafted(world, card)
    assert field(ready).startswith("Hi Bob, it was good to meet you at the Lisbon offsite.")
    assert BY_MODEL in text_of(ready)
    [body] = model.bodies
    assert set(body) == {"model", "messages", "max_tokens"}
    assert set(model.data()) <= set(TOLD_TO_MODEL)
    assert model.data()["name"] == "Bob"
    for private in ("Brown", "Carol", "summit", "layoffs", "U0", "Alice", "bob@"):
        assert private not in json.dumps(body)


async def test_consent_can_be_taken_back(world: World, model: FakeModel) -> None:
    await opt_in(world)
    await set_up(world, model=[])
    await drafted(world, await card_for(world))
    assert model.bodies == []


async def test_an_admin_switches_the_model_off_for_everybody(world: World, model: FakeModel) -> None:
    world.slack.person("mallory").more["is_admin"] = True
    await opt_in(world)
    await set_up(world, "mallory", workspace_model=[])
    ready = await drafted(world, await card_for(world))
    assert "From a template." in text_of(ready)
    assert model.bodies == []
    await set_up(world, "mallory", workspace_model=["yes"])
    await reworded(world, "draft.again")
    assert len(model.bodies) == 1


async def test_only_an_admin_sees_that_switch(world: World) -> None:
    await world.slack.open_home("alice")
    await world.click("alice", world.slack.home("alice"), "settings.open")
    assert "workspace_model" not in [block["block_id"] for block in world.slack.modal("alice")["blocks"]]


async def test_drafting_is_said_at_once_and_the_draft_follows(world: World, model: FakeModel) -> None:
    await opt_in(world)
    held = model.answer = Held()
    await world.click("alice", await card_for(world), "draft.open")
    answer = await world.slack.submit("alice", world.slack.modal("alice"), {"specific": SPECIFIC})
    assert "Drafting a note to Bob Brown" in text_of(answer.payload["view"])
    await eventually(lambda: model.bodies)
    assert "Drafting a note" in text_of(world.slack.modal("alice"))
    held.free.set()
    await world.quiet()
    assert "page 4" in field(world.slack.modal("alice"))


@pytest.mark.parametrize("way", ["closed", "restarted"])
async def test_a_draft_whose_modal_is_gone_comes_as_a_message(world: World, model: FakeModel, way: str) -> None:
    await opt_in(world)
    held = model.answer = Held()
    await world.click("alice", await card_for(world), "draft.open")
    await world.slack.submit("alice", world.slack.modal("alice"), {"specific": SPECIFIC})
    await eventually(lambda: model.bodies)
    if way == "closed":
        await world.slack.close("alice", world.slack.modal("alice"))
    else:
        world.slack.reload("alice")
    held.free.set()
    await world.quiet()
    message = world.slack.dm("alice")[-1]
    assert "page 4" in to_copy(message)
    assert "page 4" not in message["text"]
    await world.click("alice", message, "draft.wrote")
    assert "Noted: you wrote to *Bob Brown*" in text_of(world.slack.dm("alice")[-1])
    await world.click("alice", world.slack.dm("alice")[-1], "change.undo")
    assert len(world.slack.modal("alice") or []) == 0


async def test_two_drafts_at_once_reach_each_its_own_place(world: World, model: FakeModel) -> None:
    await opt_in(world)
    held = model.answer = Held()
    model.texts = ["Hi there, the rebate table on page 4 is for you."]
    await world.met("alice", "@bob at KubeCon")
    await world.met("alice", "@carol at FOSDEM")
    for number, name in enumerate(("Bob Brown", "Carol Chen"), 1):
        await home_menu_held(world, name, number)
    await eventually(lambda: len(model.bodies) == 2)
    held.free.set()
    await world.quiet()
    assert world.slack.modal("alice")["title"]["text"] == "To Carol Chen"
    assert {"*Bob Brown*" in text_of(each) for each in world.slack.dm("alice")[-2:]} == {True, False}


async def test_shorter_reworks_what_the_member_typed(world: World, model: FakeModel) -> None:
    await opt_in(world)
    ready = await drafted(world, await card_for(world))
    await reworded(world, "draft.shorter", values={field_id(ready): "Hi Bob, a thing about yaks. Page 4."})
    assert model.data()["previous"] == "Hi Bob, a thing about yaks. Page 4."
    assert field(await reworded(world, "draft.mine")) == "Hi Bob, a thing about yaks. Page 4."


async def test_an_input_that_is_taken_out_is_not_told_again(world: World, model: FakeModel) -> None:
    await opt_in(world)
    await drafted(world, await card_for(world))
    assert "Lisbon" in model.prompt()
    model.texts = ["Hi Bob, see the rebate table on page 4.", "Hi Bob, page 4 has the rebate table."]
    await reworded(world, "draft.uses")
    for action, how in (("draft.inputs", {"selected_options": ["title", "division"]}), ("draft.shorter", {})):
        await reworded(world, action, **how)
        assert "Lisbon" not in json.dumps(model.bodies[-1])
        assert "billing" not in json.dumps(model.bodies[-1])


async def test_opened_again_with_the_same_answer_the_models_text_is_there_and_nobody_is_asked(
    world: World, model: FakeModel
) -> None:
    await opt_in(world)
    card = await card_for(world)
    first = field(await drafted(world, card))
    await world.slack.close("alice", world.slack.modal("alice"))
    again = await drafted(world, card)
    assert field(again) == first
    assert BY_MODEL in text_of(again)
    assert len(model.bodies) == 1


async def test_again_never_shows_the_same_wording(world: World, model: FakeModel) -> None:
    await opt_in(world)
    model.texts = ["Hi Bob, see the rebate table on page 4."]
    first = field(await drafted(world, await card_for(world)))
    second = field(await reworded(world, "draft.again"))
    assert first != second
    assert len(model.bodies) == 3  # the same text twice, and then the template


@pytest.mark.parametrize(
    ("fault", "said"),
    [("401", "did not answer in time"), ("500", "did not answer in time"), ("too long a note", "not fit to show")],
)
async def test_a_fault_ends_in_a_template_that_says_so(world: World, model: FakeModel, fault: str, said: str) -> None:
    await opt_in(world)
    model.answer = FAULTS[fault]
    ready = await drafted(world, await card_for(world))
    assert SPECIFIC in field(ready)
    assert said in text_of(ready)


async def test_a_reminder_is_not_late_because_a_model_hangs(world: World, model: FakeModel) -> None:
    await opt_in(world)
    held = model.answer = Held()
    await world.met("alice", "@bob at KubeCon")
    await home_menu_held(world, "Bob Brown", 1)
    await eventually(lambda: model.bodies)
    card = await world.until_dm("alice")
    assert "A good day for a first note" in text_of(card)
    assert "late" not in text_of(card)
    held.free.set()
    await world.quiet()


async def test_a_thousand_requests_stop_at_the_members_cap(world: World, model: FakeModel) -> None:
    await opt_in(world)
    card = await card_for(world)
    [ours] = await world.rows(Workspace)
    asked = Model(KEY, model.url, "fake")
    edge = Edge(world.bot.database, world.clock, world.bot.background, {ours.slack_team_id: ours}, asked)
    alice = {"team": {"id": world.slack.team_id}, "user": {"id": world.slack.person("alice").id}}
    click = unpacked({"command": "/met", **alice}, edge, AsyncWebClient())
    write = counted(click)
    assert write
    refused = 0
    for _ in range(1000):
        try:
            await write([{"role": "user", "content": "{}"}])
        except DraftUnavailable:
            refused += 1
    await asked.close()
    assert (len(model.bodies), refused) == (flow.CALLS_A_DAY, 1000 - flow.CALLS_A_DAY)
    ready = await drafted(world, card)
    assert SPECIFIC in field(ready)
    assert "that was enough of the language model for today" in text_of(ready)
    world.clock.forward(days=1)
    assert BY_MODEL in text_of(await reworded(world, "draft.again"))


async def test_the_workspace_has_a_cap_of_its_own(world: World, model: FakeModel) -> None:
    await opt_in(world)
    card = await card_for(world)
    await drafted(world, card)
    enough = update(ModelCalls).values(calls=flow.WORKSPACE_CALLS_A_DAY)
    await world.write(lambda session: session.execute(enough.where(ModelCalls.member_id == WHOLE_WORKSPACE)))
    assert "enough of the language model" in text_of(await reworded(world, "draft.again"))
    assert len(model.bodies) == 1


async def test_no_key_prompt_or_text_is_logged(world: World, model: FakeModel) -> None:
    await opt_in(world)
    card = await card_for(world)
    with capture_logs() as lines:
        await drafted(world, card)
        model.answer = FAULTS["401"]
        await reworded(world, "draft.again")
    assert [line["by"] for line in lines if line["event"] == "draft"] == ["model", "template"]
    for private in (KEY, "page 4", "Lisbon", "Bob", "billing"):
        assert private not in str(lines)


@pytest.mark.parametrize("topic", ["Rebaté", "REBATES"])
async def test_an_off_limits_topic_is_in_no_prompt_and_no_draft(world: World, model: FakeModel, topic: str) -> None:
    await opt_in(world)
    await set_up(world, topics=f"layoffs\n{topic}", model=["yes"])
    card = await card_for(world, text="at the rebate summit about rébates in 2027")
    model.texts = ["Hi Bob, see page 4. The rebates are there."]
    ready = await drafted(world, card, "page 4 of the deck")
    for said in (json.dumps(model.bodies), field(ready), json.dumps(model.data())):
        assert "ebate" not in said
    assert "not fit to show" in text_of(ready)
    answer = await world.submit("alice", ready, {field_id(ready): "Hi Bob, about the REBÄTE."})
    assert "off-limits" in str(answer.errors)


async def test_the_one_thing_must_not_be_off_limits_itself(world: World, model: FakeModel) -> None:
    await set_up(world, topics="layoffs", model=["yes"])
    await world.click("alice", await card_for(world), "draft.open")
    answer = await world.submit("alice", world.slack.modal("alice"), {"specific": "the lay\u00f3ff in spring"})
    assert "off-limits" in answer.errors["specific"]
    assert model.bodies == []


async def home_menu_held(world: World, name: str, number: int) -> None:
    """Have a draft begun in Home, without waiting for it."""
    await world.slack.open_home("alice")
    await world.slack.click(
        "alice",
        world.slack.home("alice"),
        "contact.menu",
        block_id=f"contact.{number}",
        selected_option=f"draft:{number}",
    )
    await world.slack.submit("alice", world.slack.modal("alice"), {"specific": SPECIFIC})
