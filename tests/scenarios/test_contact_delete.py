"""A contact can be deleted with everything, and for a day be had back exactly as it was."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.domain.models import Base, Contact, DeletedContact, Encounter, Limit, Reminder
from bot.domain.types import LimitKind
from bot.flows.cards import BRING_BACK_FOR
from bot.slack.views import contacts as views, experts, home as home_views
from bot.store.retention import delete_old
from tests.scenarios.test_contact_view import NOT_FOUND, details, home, limit
from tests.slack import FakeSlack
from tests.world import FakeClock, World, actions_of, eventually, text_of

KEY = "k" * 40
ABOUT_NO_CONTACT = ("workspaces", "members", "profiles", "model_calls", "deleted_contacts", "deliveries", "projects")


async def everything(world: World) -> dict[str, list[dict[str, Any]]]:
    """Every row that is about contacts, value by value."""
    found = {}
    for each in Base.registry.mappers:
        table = each.class_.__table__
        if table.name not in ABOUT_NO_CONTACT:
            rows = await world.rows(each.class_)
            columns = [(attribute.key, attribute.columns[0].name) for attribute in each.column_attrs]
            found[table.name] = [{name: getattr(row, key) for key, name in columns} for row in rows]
    return found


async def a_life(world: World) -> None:
    """Bob, with everything that can be kept about somebody; and Carol, who was there once."""
    await world.met("alice", "@bob @carol at the Lisbon offsite about billing")
    await world.met("alice", "@bob at KubeCon about rebates")
    await world.until_dm("alice")
    card = next(each for each in world.slack.dm("alice"))
    await world.click("alice", card, "draft.open", block_id=draft_block(card, await bob_of(world), world))
    await world.submit("alice", world.slack.modal("alice"), {"specific": "the rebate table"})
    await world.submit("alice", world.slack.modal("alice"), {"text": "Hi Bob, here is the rebate table."})
    world.slack.reload("alice")
    await limit(world, await bob_of(world), LimitKind.CONFLICT, "my cousin")
    await world.slack.shortcut("alice", "ask.division_expert")
    await world.submit(
        "alice", world.slack.modal("alice"), {"division": "Finance · 1 person", "question": "rebates?"}
    )
    await world.click("alice", world.slack.modal("alice"), experts.PICK)
    await world.submit("alice", world.slack.modal("alice"), {"thought": ["yes"]})
    await world.submit("alice", world.slack.modal("alice"), {"thought": ["yes"]})
    world.slack.reload("alice")


def draft_block(card: Any, bob: Contact, world: World) -> str:
    names = [b["block_id"] for b in card["blocks"] if "Bob Brown" in str(b.get("text"))]
    return names[0].replace("card.", "actions.")


async def bob_of(world: World) -> Contact:
    return (await world.rows(Contact, name="Bob Brown"))[0]


async def delete(world: World, name: str = "Bob Brown") -> Any:
    await world.click("alice", await details(world, name), views.DELETE)
    return world.slack.modal("alice")


async def test_deleted_and_brought_back_everything_is_as_it_was(any_keyed_world: World) -> None:
    world = any_keyed_world
    await a_life(world)
    before, bob = await everything(world), await bob_of(world)
    assert all(any(row.get("contact_id") == bob.id for row in before[name]) for name in TOLD), "a whole life"
    shown = await delete(world)
    assert text_of(shown).startswith("*Bob Brown* is deleted, with everything you noted about them.")
    after = await everything(world)
    assert [row["name"] for row in after["contacts"]] == ["Carol Chen"]
    assert [row["place"] for row in after["encounters"]] == ["the Lisbon offsite"], "Carol was there, too"
    assert not [row for rows in after.values() for row in rows if row.get("contact_id") == bob.id]
    assert not [each for each in world.slack.dm("alice") if "The draft for *Bob" in text_of(each)], "nor in the DM"
    [kept] = await world.rows(DeletedContact)
    assert kept.name == "Bob Brown"
    await world.click("alice", shown, home_views.BRING_BACK)
    assert await everything(world) == before
    assert not await world.rows(DeletedContact)
    assert text_of(world.slack.modal("alice")).startswith("*Bob Brown*")
    assert "*Bob Brown*" in text_of(world.slack.home("alice"))


TOLD = ("encounter_contacts", "touches", "reminders", "changes", "drafts", "asks", "limits")


async def test_what_is_kept_for_the_day_is_sealed(slack: FakeSlack, clock: FakeClock, tmp_path: Path) -> None:
    world = World(slack, clock, f"sqlite:///{tmp_path}/tactful.db", encryption_key=KEY)
    await world.start()
    await world.met("alice", "Jane Doe (Acme) at KubeCon about the secret merger")
    await delete(world, "Jane Doe")
    await world.stop()
    stored = b"".join(path.read_bytes() for path in tmp_path.glob("tactful.db*"))
    assert b"secret merger" not in stored
    assert b"Jane Doe" not in stored


async def test_home_offers_to_take_it_back_for_a_day(world: World) -> None:
    await world.met("alice", "@bob at KubeCon")
    await delete(world)
    assert "Bob Brown was deleted." in text_of(world.slack.home("alice"))
    world.clock.forward(hours=23)
    view = await home(world)
    await world.click("alice", view, home_views.BRING_BACK)
    assert "was deleted" not in text_of(world.slack.home("alice"))
    assert "*Bob Brown*" in text_of(world.slack.home("alice"))


async def test_after_a_day_it_is_gone_for_good(any_world: World) -> None:
    world = any_world
    await world.met("alice", "@bob at KubeCon")
    view = await delete(world)
    world.clock.forward(hours=12)
    await world.met("alice", "@carol at KubeCon")
    world.slack.reload("alice")
    await delete(world, "Carol Chen")
    world.clock.forward(hours=12)
    assert "Bob Brown was deleted." not in text_of(await home(world)), "no longer offered"
    await world.click("alice", world.slack.modal("alice"), home_views.BRING_BACK, forged=True, value="1")
    assert NOT_FOUND in text_of(world.slack.modal("alice"))
    a_day_ago = world.clock() - BRING_BACK_FOR
    assert await world.write(lambda session: delete_old(session, [1], a_day_ago, DeletedContact)) == 1
    assert [each.name for each in await world.rows(DeletedContact)] == ["Carol Chen"]
    assert "Carol Chen was deleted." in text_of(await home(world))
    assert view


async def test_the_cards_in_dms_are_drawn_without_them_and_with_them_again(world: World) -> None:
    await world.met("alice", "@bob @carol at KubeCon")
    world.clock.forward(days=14, hours=2)
    await world.bot.tick()
    shown = await delete_from_card(world, "Bob Brown")
    text = text_of(world.slack.dm("alice")[0])
    assert "Bob" not in text
    assert "*Carol Chen*" in text
    await world.click("alice", shown, home_views.BRING_BACK)
    assert "*Bob Brown*" in text_of(world.slack.dm("alice")[0])
    assert actions_of(world.slack.dm("alice")[0]).count("attempt.wrote") == 2
    world.slack.reload("alice")
    for name in ("Bob Brown", "Carol Chen"):
        await delete_from_card(world, name)
        world.slack.reload("alice")
    assert text_of(world.slack.dm("alice")[0]) == "Nothing to do here any more."


async def delete_from_card(world: World, name: str) -> Any:
    [contact] = await world.rows(Contact, name=name)
    value = str(contact.id)
    await world.click("alice", world.slack.dm("alice")[0], "contact.view", forged=True, value=value)
    await world.click("alice", world.slack.modal("alice"), views.DELETE)
    return world.slack.modal("alice")


async def test_a_reminder_that_fell_due_meanwhile_comes_on_the_next_morning(any_world: World) -> None:
    world = any_world
    await world.met("alice", "@bob at KubeCon")
    due = await world.bot.next_due_at()
    assert due
    world.clock.set(due - timedelta(hours=3))
    await delete(world)
    world.clock.set(due + timedelta(hours=2))
    await world.bot.tick()
    assert not world.slack.dm("alice")
    await world.click("alice", world.slack.modal("alice"), home_views.BRING_BACK)
    [reminder] = await world.rows(Reminder)
    assert reminder.due_at == due + timedelta(days=1)
    await world.until_dm("alice", days=1)
    assert "*Bob Brown*" in text_of(world.slack.dm("alice")[0])


async def test_a_reminder_on_its_way_is_not_sent_and_comes_later_after_undo(any_world: World) -> None:
    world = any_world
    await world.met("alice", "@bob at KubeCon")
    due = await world.bot.next_due_at()
    assert due
    world.clock.set(due)
    await world.bot.deliverer._gather()
    shown = await delete(world)
    await world.bot.tick()
    assert not world.slack.dm("alice")
    await world.click("alice", shown, home_views.BRING_BACK)
    await world.until_dm("alice", days=1)
    assert len(world.slack.dm("alice")) == 1
    await world.pass_days(5)
    assert len(world.slack.dm("alice")) == 1


async def test_who_was_noted_anew_meanwhile_stays_one(any_world: World) -> None:
    world = any_world
    for who, name in (("@bob", "Bob Brown"), ("Jane Doe jane@acme.example (Acme)", "Jane Doe")):
        await world.met("alice", f"{who} at KubeCon")
        await delete(world, name)
        await world.met("alice", f"{who} at FOSDEM")
        before = await everything(world)
        await world.click("alice", world.slack.modal("alice"), home_views.BRING_BACK)
        said = f"You have noted {name} anew meanwhile, so I leave them as they are now: better one than two."
        assert said in text_of(world.slack.modal("alice"))
        assert await everything(world) == before
        world.slack.reload("alice")


async def test_two_who_met_at_one_place_come_back_in_any_order(any_world: World) -> None:
    world = any_world
    await world.met("alice", "@bob @carol at KubeCon about billing")
    before = await everything(world)
    for name in ("Bob Brown", "Carol Chen"):
        await delete(world, name)
        world.slack.reload("alice")
    assert not await world.rows(Encounter)
    for name in ("Bob Brown", "Carol Chen"):
        view = await home(world)
        line = next(b["block_id"] for b in view["blocks"] if f"{name} was deleted." in str(b))
        await world.click("alice", view, home_views.BRING_BACK, block_id=line)
    assert await everything(world) == before


async def test_what_a_limit_said_meanwhile_forbids_stays_quiet_after_undo(world: World) -> None:
    await world.met("alice", "@bob at KubeCon")
    shown = await delete(world)
    await world.add(
        Limit(
            workspace_id=1,
            member_id=1,
            kind=LimitKind.DO_NOT_CONTACT,
            division="Finance",
            created_at=world.clock(),
        )
    )
    await world.click("alice", shown, home_views.BRING_BACK)
    assert "Bob Brown is not to be contacted, as you told me." in text_of(world.slack.modal("alice"))
    assert (await world.rows(Reminder))[0].due_at is None


async def test_deleting_asks_first(world: World) -> None:
    await world.met("alice", "@bob at KubeCon")
    [button] = [
        element
        for block in (await details(world))["blocks"]
        for element in block.get("elements", [])
        if element.get("action_id") == views.DELETE
    ]
    assert button["confirm"]["text"]["text"] == (
        "Bob Brown goes, with everything you noted about them. You can undo it for a day."
    )


@pytest.mark.parametrize("user", ["mallory", "lee"])
async def test_nobody_else_can_delete_or_bring_back(any_world: World, user: str) -> None:
    world = any_world
    await world.met("alice", "@bob at KubeCon about the secret merger")
    await world.met("alice", "Jane Doe (Acme) at KubeCon")
    card = await world.until_dm("alice")
    await delete(world, "Jane Doe")
    world.slack.add_person("lee", is_stranger=True, team_id="T0ELSEWHERE")
    await world.met("mallory", "@carol at FOSDEM")
    before = await everything(world)
    [kept], bob = await world.rows(DeletedContact), await bob_of(world)
    for action, value in ((views.DELETE, str(bob.id)), (home_views.BRING_BACK, str(kept.id))):
        await world.click(user, card, action, forged=True, value=value)
        heard = world.slack.ephemerals(user)[-1]["text"]
        assert heard == NOT_FOUND if user == "mallory" else "works inside one company only" in heard
    assert await everything(world) == before
    assert len(await world.rows(DeletedContact)) == 1
    await eventually(lambda: "was deleted" not in text_of(world.slack.home(user) or {"blocks": []}))
