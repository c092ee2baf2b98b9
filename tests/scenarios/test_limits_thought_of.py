"""Limits before a note is written: notices that are to be thought of first, and the topics of Settings."""

from typing import Any

import pytest

from bot.domain.models import Draft, Limit
from tests.drafting import card_for, field, set_up
from tests.limiting import home, let_be, lift, limits_of, tell
from tests.world import World, actions_of, text_of

READ = {"thought": ["yes"]}


def confirm_of(where: Any, action: str) -> str:
    """The dialog behind that button, as one text."""
    found = [element for block in where["blocks"] for element in block.get("elements", [])]
    [button] = [element for element in found if element.get("action_id") == action]
    return text_of({"blocks": [button["confirm"]]}) if "confirm" in button else ""


@pytest.mark.parametrize(
    ("kind", "notice"),
    [
        ("conflict", "You noted a conflict of interest with Bob Brown: “our &lt;audit&gt;”."),
        ("represented", "You noted that Bob Brown has counsel in “our &lt;audit&gt;”. Better leave that matter"),
    ],
)
async def test_a_notice_stands_on_the_card_the_form_the_draft_and_the_copy(
    world: World, kind: str, notice: str
) -> None:
    await world.met("alice", "@bob at KubeCon")
    await tell(world, kind, "Bob Brown", words="our <audit>")
    card = await world.until_dm("alice")
    assert notice in text_of(card)
    dialog = confirm_of(card, "attempt.wrote")
    assert "You noted about Bob Brown" in dialog
    assert "our <audit>. Did you write all the same?" in dialog
    await world.click("alice", card, "draft.open")
    form = world.slack.modal("alice")
    assert notice in text_of(form)
    answer = await world.submit("alice", form, {"specific": "page 4"})
    assert list(answer.errors) == ["thought"]
    state = {"values": {"specific": {"specific": {"type": "plain_text_input", "value": "page 4"}}}}
    answer = await world.slack.submit("alice", {**form, "state": state}, forged=True)
    assert answer.errors == {"thought": "Please read the note above first, and tick this."}
    assert not await world.rows(Draft)
    await world.submit("alice", world.slack.modal("alice"), {"specific": "page 4", **READ})
    ready = world.slack.modal("alice")
    assert notice in text_of(ready)
    copy = world.slack.dm("alice")[-1]
    assert notice in text_of(copy)
    assert "our <audit>" in confirm_of(copy, "draft.wrote")
    assert list((await world.submit("alice", ready, {})).errors) == ["thought"]
    assert (await world.submit("alice", ready, READ)).ok
    assert "Noted: you wrote to *Bob Brown*" in text_of(world.slack.modal("alice"))


async def test_without_such_a_limit_nothing_is_asked(world: World) -> None:
    card = await card_for(world)
    assert confirm_of(card, "attempt.wrote") == ""
    await world.click("alice", card, "draft.open")
    assert "thought" not in [block["block_id"] for block in world.slack.modal("alice")["blocks"]]


async def test_an_ask_is_thought_of_first_too_and_keeps_its_question_and_project(world: World) -> None:
    await world.slack.command("alice", "/project", "Orion: one price list")
    await world.met("alice", "@bob at KubeCon")
    await tell(world, "conflict", "Bob Brown", words="the audit")
    for project, named in (("Vega", False), ("Orion", True)):
        await world.slack.shortcut("alice", "ask.division_expert")
        view = world.slack.modal("alice")
        menu = next(block["element"] for block in view["blocks"] if block["block_id"] == "division")
        groups = menu.get("option_groups") or [menu]
        [value] = [each["value"] for group in groups for each in group["options"] if "1 p" in str(each)]
        await world.submit(
            "alice", view, {"division": value, "question": "how are rebates done?", "project": project}
        )
        await world.click("alice", world.slack.modal("alice"), "ask.pick")
        form = world.slack.modal("alice")
        assert "You noted a conflict of interest" in text_of(form)
        assert "how are rebates done?" in str(form)
        await world.submit("alice", form, READ)
        assert "ow are rebates done?" in field(world.slack.modal("alice"))
        assert ("Orion" in field(world.slack.modal("alice"))) is named
        await let_be(world)


async def test_many_notices_still_fit_into_home(world: World) -> None:
    await world.met("alice", "@bob at KubeCon")
    for number in range(5):
        await tell(world, "conflict", words=f"{number} " + "<" * 290)
    for shelf, tail in enumerate(("", ", already wrote", " during negotiation Orion")):
        for number in range(11):
            person = world.slack.add_person(f"q{shelf}{number}", division="D" * 90)
            await world.met("alice", f"<@{person.id}> at the summit{tail}")
    await world.pass_days(20)
    view = await home(world)
    assert view is not None
    assert len(view["blocks"]) <= 100
    assert text_of(view).count("You noted a conflict of interest") == 50


async def test_settings_shows_and_changes_the_plain_topics_alone(world: World) -> None:
    await world.met("alice", "@bob at KubeCon")
    await tell(world, "topic", words="layoffs, all of them")
    await tell(world, "topic", words="the merger", until_on="2027-03-01")
    await tell(world, "topic", words="x" * 300)
    await tell(world, "topic", "Bob Brown", words="rebates")
    await set_up(world, topics="salaries\nbudget")
    await set_up(world, topics="budget")
    words = {each.words: each.until_on is not None for each in await world.rows(Limit)}
    assert words == {
        "layoffs, all of them": False,
        "the merger": True,
        "x" * 300: False,
        "rebates": False,
        "budget": False,
    }
    assert "budget" in text_of(await limits_of(world))
    await lift(world, "budget")
    await world.click("alice", await home(world), "settings.open")
    assert "initial_value" not in str(world.slack.modal("alice")["blocks"][0])
    assert "limit.open" in actions_of(world.slack.modal("alice"))
