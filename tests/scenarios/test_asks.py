""" "Ask division expert": from the shortcut to the person, and what comes of it."""

from typing import Any

import pytest

from bot.domain.models import Ask, Touch
from tests.drafting import field, home_menu, set_up, to_copy
from tests.world import World, text_of

QUESTION = "how do you handle rebates today?"


def options(view: Any) -> dict[str, str]:
    """The divisions of the form: what is read, and the value behind it."""
    [menu] = [block["element"] for block in view["blocks"] if block["block_id"] == "division"]
    groups = menu.get("option_groups") or [menu]
    return {option["text"]["text"]: option["value"] for group in groups for option in group["options"]}


def initial(view: Any, block_id: str) -> str | None:
    """What a field of the form holds already."""
    found = next(block["element"].get("initial_value") for block in view["blocks"] if block["block_id"] == block_id)
    return None if found is None else str(found)


async def form(world: World) -> Any:
    await world.slack.shortcut("alice", "ask.division_expert")
    return world.slack.modal("alice")


async def people(world: World, division: str, question: str = QUESTION) -> Any:
    """From the shortcut to the people in that division."""
    view = await form(world)
    [value] = [value for text, value in options(view).items() if text.startswith(division)]
    answer = await world.submit("alice", view, {"division": value, "question": question})
    assert answer.ok, answer
    return world.slack.modal("alice")


async def asked(world: World, division: str, name: str) -> None:
    """The whole way to *I asked*."""
    view = await people(world, division)
    block_id = next(b["block_id"] for b in view["blocks"] if f"Ask {name}" in text_of({"blocks": [b]}))
    await world.click("alice", view, "ask.pick", block_id=block_id)
    await world.submit("alice", world.slack.modal("alice"), {})
    await world.slack.close("alice", world.slack.modal("alice"), all_of_them=True)


async def test_the_whole_way_from_the_shortcut_to_i_asked(world: World) -> None:
    await world.slack.command("alice", "/project", "Orion: one price list")
    await world.met("alice", "@bob at the Lisbon offsite about billing")
    await world.met("alice", "@dan at KubeCon about rebates")
    view = await form(world)
    assert next(iter(options(view))) == "Finance · 2 people"
    assert initial(view, "project") == "Orion"
    found = await people(world, "Finance")
    text = text_of(found)
    assert text.index("Dan Diaz") < text.index("Bob Brown")
    assert "you noted “rebates”" in text
    assert "not asked this quarter" in text
    await world.click("alice", found, "ask.pick", block_id="expert.2.actions")
    ready = world.slack.modal("alice")
    assert "how do you handle rebates today?" in field(ready).replace("How", "how")
    assert "Orion" in field(ready)
    assert "Engineering" in field(ready)  # the offer back
    assert "rebates" in to_copy(world.slack.dm("alice")[-1])
    await world.submit("alice", ready, {})
    assert "Noted: you asked *Dan Diaz*. If nothing comes back" in text_of(world.slack.modal("alice"))
    [ask] = await world.rows(Ask)
    assert (ask.question, ask.project_id, ask.contact_id) == (QUESTION, 1, 2)
    assert [touch.kind for touch in await world.rows(Touch, contact_id=2)] == ["met", "asked"]
    await world.slack.open_home("alice")
    assert "Waiting for a reply" in text_of(world.slack.home("alice"))

    await home_menu(world, "Dan Diaz", "undo:2")
    assert await world.rows(Ask) == []
    assert [touch.kind for touch in await world.rows(Touch, contact_id=2)] == ["met"]
    assert "not asked this quarter" in text_of(await people(world, "Finance"))


async def test_a_question_for_another_project_does_not_name_the_present_one(world: World) -> None:
    await world.slack.command("alice", "/project", "Orion: one price list")
    await world.met("alice", "@bob at KubeCon")
    view = await form(world)
    value = options(view)["Finance · 1 person"]
    await world.submit("alice", view, {"division": value, "question": QUESTION, "project": "Vega"})
    await world.click("alice", world.slack.modal("alice"), "ask.pick")
    assert "Orion" not in field(world.slack.modal("alice"))
    await world.submit("alice", world.slack.modal("alice"), {})
    assert [ask.project_id for ask in await world.rows(Ask)] == [None]


async def test_people_mentioned_in_the_message_are_named_in_the_question(world: World) -> None:
    await world.met("alice", "@bob at KubeCon")
    said = world.slack.say("dan", f"How do rebates work, <@{world.slack.person('carol').id}>?", "general")
    await world.slack.shortcut("alice", "ask.about_message", message=said)
    assert "How do rebates work, @Carol Chen?" in str(world.slack.modal("alice"))


async def test_the_message_becomes_the_question(world: World) -> None:
    await world.met("alice", "@bob at KubeCon")
    said = world.slack.say("bob", "Who knows about &lt;tax&gt; in <https://a.example|Spain>?", "general")
    await world.slack.shortcut("alice", "ask.about_message", message=said)
    question = initial(world.slack.modal("alice"), "question") or ""
    assert question.startswith("Who knows about <tax> in")
    assert "Spain" in question


async def test_a_question_is_needed(world: World) -> None:
    await world.met("alice", "@bob at KubeCon")
    view = await form(world)
    answer = await world.submit(
        "alice", view, {"division": options(view)["Finance · 1 person"], "question": " \u200b "}
    )
    assert "One sentence is enough" in answer.errors["question"]


async def test_who_was_asked_lately_has_a_warning(world: World) -> None:
    await world.met("alice", "@bob at KubeCon")
    await asked(world, "Finance", "Bob")
    world.clock.forward(days=8)
    assert "You asked Bob a week ago. If this one can wait" in text_of(await people(world, "Finance"))


async def test_the_third_ask_with_nothing_given_back_warns_until_something_was(world: World) -> None:
    await world.met("alice", "@bob at KubeCon")
    for _ in range(2):
        await asked(world, "Finance", "Bob")
        await world.pass_days(40)
    view = await people(world, "Finance")
    assert "You have asked Bob twice already. Is there something you could offer first?" in text_of(view)
    await world.click("alice", view, "contact.helped")
    assert "Is there something you could offer" not in text_of(world.slack.modal("alice"))
    assert [touch.kind for touch in await world.rows(Touch)][-1] == "helped"


@pytest.mark.parametrize(("who", "others"), [("alice", False), ("mallory", True)])
async def test_divisions_are_merged_by_a_member_for_themselves_and_by_an_admin_for_all(
    world: World, who: str, others: bool
) -> None:
    world.slack.person("mallory").more["is_admin"] = True
    world.slack.person("dan").division = "Fin"
    for member in ("alice", "mallory", "carol"):
        await world.met(member, "@bob at KubeCon")
        await world.met(member, "@dan at KubeCon")
    await world.slack.open_home(who)
    await world.click(who, world.slack.home(who), "settings.open")
    [pair] = [
        block["element"]["options"][0]
        for block in world.slack.modal(who)["blocks"]
        if block["block_id"] == "divisions"
    ]
    assert pair["text"]["text"] == "Fin is Finance"
    await world.submit(who, world.slack.modal(who), {"divisions": [pair["value"]]})
    for member in ("alice", "carol"):
        await world.slack.shortcut(member, "ask.division_expert")
        merged = "Finance · 2 people" in options(world.slack.modal(member))
        assert merged is (others or member == who)


async def test_where_nobody_is_known_names_come_only_when_asked_for(world: World) -> None:
    await world.met("alice", "@bob at KubeCon")
    await world.met("mallory", "@carol at KubeCon")
    found = await people(world, "Legal")
    assert "You know nobody in Legal yet." in text_of(found)
    assert "Carol" not in text_of(found)
    await world.click("alice", found, "ask.look")
    assert "Carol Chen lists Legal in the profile." in text_of(world.slack.modal("alice"))
    await world.click("alice", world.slack.modal("alice"), "encounter.open")
    assert "Whom did you meet?" in str(world.slack.modal("alice"))


@pytest.mark.parametrize("home_first", [True, False])
async def test_who_knows_nobody_anywhere_is_told_how_to_begin(world: World, home_first: bool) -> None:
    if home_first:
        await world.slack.open_home("alice")
    view = await form(world)
    assert "I do not know of anybody yet whom you could ask." in text_of(view)
    await world.click("alice", view, "encounter.open")
    assert "Whom did you meet?" in str(world.slack.modal("alice"))


async def test_who_is_held_or_not_to_be_contacted_never_appears(world: World) -> None:
    await world.met("alice", "@bob during negotiation Orion")
    await world.met("alice", "@dan at KubeCon")
    assert "Bob" not in text_of(await people(world, "Finance"))
    answer = await world.slack.command("alice", "/project", "Rebates: a price list")
    assert "Dan Diaz" in text_of(answer.payload)
    assert "Bob" not in text_of(answer.payload)


async def test_a_move_to_another_division_is_seen_everywhere(world: World) -> None:
    await world.met("alice", "@carol at the Lisbon offsite")
    await world.slack.change_profile("carol", division="Product")
    world.clock.forward(days=1)
    await world.bot.tick()
    await world.slack.open_home("alice")
    for where in (world.slack.home("alice"), await world.until_dm("alice")):
        assert "moved there from Legal" in text_of(where)
    assert "Product · 1 person" in options(await form(world))
    assert "moved there from Legal" in text_of(await people(world, "Product"))


async def test_a_question_that_is_off_limits_is_not_drafted(world: World) -> None:
    await set_up(world, topics="rebates")
    await world.met("alice", "@bob at KubeCon")
    view = await people(world, "Finance")
    await world.click("alice", view, "ask.pick")
    assert "off-limits" in text_of(world.slack.modal("alice"))
