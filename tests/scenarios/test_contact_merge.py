"""Two contacts that are one person become one, and nothing of either is lost."""

from datetime import date, timedelta
from typing import Any

import pytest

from bot.domain.models import (
    Ask,
    Change,
    Contact,
    Draft,
    Encounter,
    EncounterContact,
    Limit,
    Member,
    Reminder,
    Touch,
)
from bot.domain.types import LimitKind, Outcome, Rung, Stage
from bot.slack.views import contacts as views, limits as limit_views
from tests.limiting import contact as limited_contact, held_for, tell
from tests.scenarios.test_contact_view import NOT_FOUND, details, history, limit, owner_of
from tests.world import World, text_of

JANE = '"Jane Doe" jane@acme.example (Acme)'


async def same_person(world: World, name: str, other: str) -> None:
    """From the contact view of the one: the same person as the other, and yes."""
    await world.click("alice", await details(world, name), views.MERGE)
    option = next(o for o in options(world.slack.modal("alice")) if o.startswith(other))
    await world.submit("alice", world.slack.modal("alice"), {"other": option})
    await world.submit("alice", world.slack.modal("alice"), {})


def options(form: Any) -> list[str]:
    [menu] = [block["element"] for block in form["blocks"] if block.get("block_id") == "other"]
    return [option["text"]["text"] for option in menu["options"]]


async def jane_gets_an_account(world: World) -> None:
    """Jane is noted as somebody outside, and later as a colleague."""
    await world.met("alice", f"{JANE} at KubeCon about rebates")
    world.slack.add_person("jane", real_name="Jane Doe", title="Head of Rebates", division="Partnerships")
    await world.met("alice", "@jane at the Lisbon offsite")


async def test_somebody_outside_who_got_an_account_becomes_one_contact(any_world: World) -> None:
    world = any_world
    await jane_gets_an_account(world)
    outside, inside = await world.rows(Contact)
    view = await details_of(world, outside)
    await world.click("alice", view, views.MERGE)
    await world.submit("alice", world.slack.modal("alice"), {"other": "Jane Doe · Partnerships"})
    sure = text_of(world.slack.modal("alice"))
    assert sure.startswith("*Jane Doe* (Acme) becomes part of *Jane Doe* (Partnerships).")
    assert "Two encounters, and every note, question, draft and limit of both stay." in sure
    assert "You go on following up." in sure
    assert len(await world.rows(Contact)) == 2, "nothing happens before the yes"
    await world.submit("alice", world.slack.modal("alice"), {})
    [jane] = await world.rows(Contact)
    assert (jane.id, jane.slack_user_id) == (inside.id, world.slack.person("jane").id)
    assert (jane.email, jane.company, jane.division) == ("jane@acme.example", "Acme", "Partnerships")
    shown = world.slack.modal("alice")
    assert (shown["id"], shown["callback_id"]) == (view["id"], views.VIEW)
    assert len(history(shown)) == 2
    assert text_of(world.slack.home("alice")).count("*Jane Doe*") == 1


async def details_of(world: World, contact: Contact) -> Any:
    assert (await world.slack.open_home("alice")).ok
    view = world.slack.home("alice")
    line = f"contact.{contact.id}"
    await world.click("alice", view, "contact.menu", block_id=line, selected_option="Details")
    return world.slack.modal("alice")


async def test_everything_of_both_is_there_afterwards(any_world: World) -> None:
    world = any_world
    await world.met("alice", "@bob at KubeCon about rebates")
    await world.met("alice", "Bobby at FOSDEM about billing, already wrote")
    bobby, bob = (await world.rows(Contact, name="Bobby"))[0], (await world.rows(Contact, name="Bob Brown"))[0]
    await a_draft_and_an_ask(world, bobby)
    await limit(world, bobby, LimitKind.CONFLICT, "my cousin")
    counted = {
        table: len(await world.rows(table)) for table in (Touch, Draft, Ask, Limit, Encounter, Change, Reminder)
    }
    await same_person(world, "Bob Brown", "Bobby")
    counted[Change] += 1  # that they were made one
    for table, count in counted.items():
        found = await world.rows(table)
        assert len(found) == count, table
        assert {getattr(row, "contact_id", bob.id) for row in found} == {bob.id}, table
    text = text_of(world.slack.modal("alice"))
    for told in (
        "rebates",
        "billing",
        "You wrote.",
        "You noted a conflict of interest with Bob Brown: “my cousin”.",
        "You asked: “rebates?”",
    ):
        assert told in text, told


async def a_draft_and_an_ask(world: World, contact: Contact) -> None:
    [change] = [each for each in await world.rows(Change, contact_id=contact.id) if each.verb == "wrote"]
    own, day = owner_of(contact) | {"contact_id": contact.id}, date(2026, 11, 23)
    await world.add(
        Ask(**own, question="rebates?", asked_on=day, change_id=change.id),
        Touch(**own, kind="asked", happened_on=day, change_id=change.id),
        Draft(
            **own, purpose="first_note", specific="x", text="Hi Bobby", left_out=[], style="as_is", variant=0,
            used_on=day, created_at=world.clock(),
        ),
    )  # fmt: skip


async def test_an_encounter_with_both_is_one_with_the_one(any_world: World) -> None:
    world = any_world
    await world.met("alice", "@bob and Bobby (Acme) at KubeCon")
    await same_person(world, "Bob Brown", "Bobby")
    [link] = await world.rows(EncounterContact)
    [bob] = await world.rows(Contact)
    assert link.contact_id == bob.id
    assert [each.open for each in await world.rows(Reminder)].count(True) == 1


STAGES = [  # of Bob, of Bobby: where both stand, and the reminder that is left
    ("following_up", "following_up", Stage.FOLLOWING_UP, Rung.FIRST_NOTE),
    ("wrote", "following_up", Stage.FOLLOWING_UP, Rung.SECOND_TRY),
    ("following_up", "wrote", Stage.FOLLOWING_UP, Rung.SECOND_TRY),
    ("in_touch", "following_up", Stage.IN_TOUCH, Rung.KEEP_IN_TOUCH),
    ("wrote", "in_touch", Stage.IN_TOUCH, Rung.KEEP_IN_TOUCH),
    ("in_touch", "in_touch", Stage.IN_TOUCH, Rung.KEEP_IN_TOUCH),
    ("let_go", "wrote", Stage.FOLLOWING_UP, Rung.SECOND_TRY),
    ("let_go", "in_touch", Stage.IN_TOUCH, Rung.KEEP_IN_TOUCH),
    ("let_go", "let_go", Stage.LET_GO, None),
    ("in_touch", "on_hold", Stage.IN_TOUCH, Rung.KEEP_IN_TOUCH),
    ("on_hold", "wrote", Stage.FOLLOWING_UP, Rung.SECOND_TRY),
    ("let_go", "on_hold", Stage.FOLLOWING_UP, Rung.FIRST_NOTE),
]


@pytest.mark.parametrize(("one", "other", "stage", "rung"), STAGES)
async def test_the_safest_or_most_alive_stage_wins_and_one_reminder_is_left(
    world: World, one: str, other: str, stage: Stage, rung: Rung | None
) -> None:
    for who, name, stands in (("@bob", "Bob Brown", one), ("Bobby (Acme)", "Bobby", other)):
        await stand(world, who, name, stands)
    await same_person(world, "Bobby", "Bob Brown")
    [bob] = await world.rows(Contact)
    assert (bob.name, bob.stage) == ("Bob Brown", stage)
    is_held = "on_hold" in (one, other)
    assert await held_for(world) == (["Orion"] if is_held else [])
    left = [each for each in await world.rows(Reminder, limit_id=None) if each.open]
    assert [each.rung for each in left] == ([rung] if rung else [])
    assert all((each.due_on is None) == is_held for each in left), "a hold is kept"
    outcomes = {each.outcome for each in await world.rows(Reminder)}
    assert outcomes <= {None, Outcome.WROTE, Outcome.REPLIED, Outcome.LET_GO, Outcome.SUPERSEDED}


async def stand(world: World, who: str, name: str, stands: str) -> None:
    if stands == "on_hold":
        await world.met("alice", f"{who} during negotiation Orion")
        return
    await world.met("alice", f"{who} at KubeCon{', already wrote' if stands == 'wrote' else ''}")
    if step := {"in_touch": views.HEARD, "let_go": views.LET_GO}.get(stands):
        await world.click("alice", await details(world, name), step)
        world.slack.reload("alice")


async def test_two_negotiations_both_keep_them_in_peace(world: World) -> None:
    await world.met("alice", "@bob during negotiation Orion")
    await world.met("alice", "Bobby (Acme) during negotiation Vega")
    await same_person(world, "Bob Brown", "Bobby")
    assert "Bob Brown is on hold while Vega is being negotiated." in text_of(world.slack.modal("alice"))
    await world.click("alice", world.slack.modal("alice"), limit_views.ENDED)
    assert "When did Vega end?" in text_of(world.slack.modal("alice"))
    await world.submit("alice", world.slack.modal("alice"), {})
    await world.slack.close("alice", world.slack.modal("alice"))
    assert "Bob Brown is on hold while Orion is being negotiated." in text_of(world.slack.modal("alice"))


async def test_the_later_end_of_cooling_off_holds(world: World) -> None:
    await world.met("alice", "@bob at KubeCon")
    await world.met("alice", "Bobby (Acme) at KubeCon")
    until = world.today("UTC") + timedelta(days=60)
    for name, days in (("Bob Brown", 30), ("Bobby", 60)):
        until_on = (world.today("UTC") + timedelta(days=days)).isoformat()
        about = str((await limited_contact(world, name)).id)
        await tell(world, "hold", name, whom=about, until_on=until_on)
    await same_person(world, "Bob Brown", "Bobby")
    assert [each.due_on >= until for each in await world.rows(Reminder) if each.open] == [True]


async def test_two_slack_accounts_are_two_people(world: World) -> None:
    await world.met("alice", "@bob @carol at KubeCon")
    await world.click("alice", await details(world), views.MERGE)
    assert "There is nobody else among your contacts who could be Bob Brown." in text_of(world.slack.modal("alice"))
    world.slack.reload("alice")
    await world.met("alice", "Bobby (Acme) at KubeCon")
    await world.click("alice", await details(world), views.MERGE)
    form = world.slack.modal("alice")
    assert options(form) == ["Bobby · Acme"]
    answer = await forged(world, form, views.MERGE_FORM, "1", other="2")
    assert answer.errors == {
        "other": "Bob Brown and Carol Chen each have a Slack account of their own, so they are two people."
    }
    assert (await forged(world, form, views.MERGE_SURE, "1:1")).errors == {"other": NOT_FOUND}
    assert len(await world.rows(Contact)) == 3


async def test_the_likely_ones_come_first(world: World) -> None:
    for who in ("Zoe Doe", '"Jane Doe" (Beta)', "Aaron Aa", "Abe jane@acme.example", "Jo Xu"):
        await world.met("alice", f"{who} at KubeCon")
    await world.met("alice", '"Jane Doe" (Acme) at FOSDEM')
    [sixth] = await world.rows(Contact, id=6)
    sixth.email = "JANE@acme.example"
    await world.add(sixth)
    await world.slack.open_home("alice")
    await world.click("alice", await details_of(world, (await world.rows(Contact))[5]), views.MERGE)
    names = [each.split(" · ")[0] for each in options(world.slack.modal("alice"))]
    assert names == ["Abe", "Jane Doe", "Zoe Doe", "Aaron Aa", "Jo Xu"]


async def test_among_hundreds_a_part_of_the_name_narrows_it_down(world: World) -> None:
    await world.met("alice", "@bob at KubeCon")
    own = owner_of((await world.rows(Contact))[0]) | {"created_at": world.clock()}
    await world.add(*(Contact(**own, name=f"Person {number:03}", stage=Stage.LET_GO) for number in range(150)))
    await world.click("alice", await details(world), views.MERGE)
    form = world.slack.modal("alice")
    assert len(options(form)) == 100
    assert "Person 149" not in options(form)
    answer = await world.submit("alice", form, {})
    assert answer.errors == {"other": "Please pick somebody, or cancel."}
    await world.submit("alice", form, {"part": "nobody like that"})
    await world.submit("alice", world.slack.modal("alice"), {"part": "n 149"})
    assert options(world.slack.modal("alice")) == ["Person 149"]
    await world.submit("alice", world.slack.modal("alice"), {"other": "Person 149"})
    assert "*Person 149* becomes part of *Bob Brown*" in text_of(world.slack.modal("alice"))


async def test_older_steps_cannot_be_taken_back_while_they_are_one(any_world: World) -> None:
    world = any_world
    await world.met("alice", "@bob at KubeCon")
    await world.met("alice", "Bobby (Acme) at FOSDEM")
    met = world.slack.ephemerals("alice")[-1]
    await world.click("alice", await details(world, "Bobby"), views.LET_GO)
    undo = max(each.id for each in await world.rows(Change))
    await same_person(world, "Bob Brown", "Bobby")
    before = [(each.id, each.stage, each.version) for each in await world.rows(Contact)]
    await world.click("alice", met, "change.undo", forged=True, value=str(undo))
    await world.click("alice", met, "encounter.undo")
    assert "Something newer has happened with Bob Brown" in text_of(met)
    assert [(each.id, each.stage, each.version) for each in await world.rows(Contact)] == before
    await world.click("alice", world.slack.modal("alice"), views.HELPED)
    await world.click("alice", world.slack.modal("alice"), views.UNDO)
    await world.click("alice", world.slack.modal("alice"), views.UNDO)
    assert {each.name for each in await world.rows(Contact)} == {"Bob Brown", "Bobby"}, "now that step"


async def test_a_card_in_a_dm_goes_on_working_and_the_gone_contact_answers_like_none(any_world: World) -> None:
    world = any_world
    await world.met("alice", "Bobby (Acme) at FOSDEM")
    await world.until_dm("alice")
    await world.met("alice", "@bob at KubeCon")
    bobby, bob = await world.rows(Contact)
    await same_person(world, "Bob Brown", "Bobby")
    world.slack.reload("alice")
    await world.click("alice", world.slack.dm("alice")[0], "contact.view", forged=True, value=str(bobby.id))
    assert world.slack.ephemerals("alice")[-1]["text"] == NOT_FOUND
    await world.until_dm("alice")
    await world.click("alice", world.slack.dm("alice")[-1], "attempt.wrote")
    assert "Noted: you wrote." in text_of(world.slack.dm("alice")[-1])
    assert [each.rung for each in await world.rows(Reminder, contact_id=bob.id) if each.open] == [Rung.SECOND_TRY]
    old = world.slack.dm("alice")[0]
    await world.click("alice", old, "attempt.wrote", forged=True, value=str((await world.rows(Reminder))[0].id))
    assert "*Bob Brown*" in text_of(old)


async def forged(world: World, view: Any, callback: str, about: str, user: str = "alice", **values: str) -> Any:
    state = {"other": {"value": {"type": "static_select", "selected_option": {"value": values.get("other", "")}}}}
    body = {**view, "callback_id": callback, "private_metadata": about, "state": {"values": state}}
    body["blocks"] = [{"type": "input", "block_id": "other"}]
    answer = await world.slack.submit(user, body, forged=True)
    await world.quiet()
    return answer


@pytest.mark.parametrize("user", ["mallory", "lee"])
async def test_nobody_else_can_make_them_one_or_bring_in_a_contact_of_another(any_world: World, user: str) -> None:
    world = any_world
    await world.met("alice", "@bob and Bobby (Acme) at KubeCon")
    await world.met("mallory", "Mal (Acme) at FOSDEM")
    world.slack.add_person("lee", is_stranger=True, team_id="T0ELSEWHERE")
    await world.met("mallory", "")
    view = world.slack.modal("mallory")
    [mal] = await world.rows(Contact, name="Mal")
    said = NOT_FOUND if user == "mallory" else "Tactful works inside one company only"
    for callback, about, other in (
        (views.MERGE_FORM, "1", "2"),
        (views.MERGE_SURE, "1:2", ""),
        (views.MERGE_FORM, str(mal.id), "2"),
        (views.MERGE_SURE, f"{mal.id}:2", ""),
        (views.MERGE_SURE, f"2:{mal.id}", ""),
    ):
        answer = await forged(world, view, callback, about, user, other=other)
        assert answer.errors["other"].startswith(said), (callback, about)
    if user == "mallory":
        for about in ("", "1", "1:", ":2", "1:x", "x:2", "2147483648:1"):
            assert (await forged(world, view, views.MERGE_SURE, about, user)).errors == {"other": NOT_FOUND}, about
    assert len(await world.rows(Contact)) == 3
    assert len(await world.rows(Member)) == 2
