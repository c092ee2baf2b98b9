"""Two contacts were made one by mistake: *Undo* makes them two again, each exactly as it was."""

import pytest

from bot.domain.models import Change, Contact
from bot.domain.types import LimitKind
from bot.slack.views import contacts as views
from tests.scenarios.test_contact_delete import everything
from tests.scenarios.test_contact_merge import STAGES, same_person, stand
from tests.scenarios.test_contact_view import details, limit
from tests.world import World, actions_of, text_of


async def undone(world: World, name: str) -> str:
    """*Undo the last step* in the contact view, and what it says then."""
    world.slack.reload("alice")
    await world.click("alice", await details(world, name), views.UNDO)
    return text_of(world.slack.modal("alice"))


async def test_both_come_back_with_everything(any_keyed_world: World) -> None:
    world = any_keyed_world
    await world.met("alice", "@bob at KubeCon about rebates")
    await world.met("alice", "Bobby (Acme) and @carol at FOSDEM about billing, already wrote")
    [bobby] = await world.rows(Contact, name="Bobby")
    await limit(world, bobby, LimitKind.CONFLICT, "my cousin")
    before = await everything(world)
    await same_person(world, "Bob Brown", "Bobby")
    assert {each.name for each in await world.rows(Contact)} == {"Bob Brown", "Carol Chen"}
    await undone(world, "Bob Brown")
    assert await everything(world) == before


@pytest.mark.parametrize(("one", "other"), [pair[:2] for pair in STAGES])
async def test_wherever_they_stood_they_stand_again(world: World, one: str, other: str) -> None:
    for who, name, stands in (("@bob", "Bob Brown", one), ("Bobby (Acme)", "Bobby", other)):
        await stand(world, who, name, stands)
    before = await everything(world)
    await same_person(world, "Bobby", "Bob Brown")
    await undone(world, "Bob Brown")
    assert await everything(world) == before


async def test_what_was_told_before_can_be_taken_back_again(world: World) -> None:
    await world.met("alice", "Bobby (Acme) at KubeCon")
    before = await everything(world)
    await world.click("alice", await details(world, "Bobby"), views.LET_GO)
    await world.met("alice", "@bob at KubeCon")
    await same_person(world, "Bobby", "Bob Brown")
    await undone(world, "Bob Brown")
    await undone(world, "Bobby")
    [bobby] = [each for each in (await everything(world))["contacts"] if each["name"] == "Bobby"]
    assert [bobby] == before["contacts"]


async def test_once_something_newer_is_told_they_stay_one(world: World) -> None:
    await world.met("alice", "@bob at KubeCon")
    await world.met("alice", "Bobby (Acme) at KubeCon")
    await same_person(world, "Bobby", "Bob Brown")
    [bob] = await world.rows(Contact)
    await limit(world, bob, LimitKind.CONFLICT, "my cousin")
    before = await everything(world)
    await undone(world, "Bob Brown")
    assert await everything(world) == before, "nothing told since is lost"


async def test_after_a_day_nothing_is_kept_of_how_they_were(world: World) -> None:
    await world.met("alice", "@bob at KubeCon")
    await world.met("alice", "Bobby (Acme) at KubeCon")
    await same_person(world, "Bobby", "Bob Brown")
    assert await world.rows(Change, verb="merged")
    await world.pass_days(1.1)
    assert not await world.rows(Change, verb="merged")
    assert views.UNDO not in actions_of(await details(world, "Bob Brown"))


async def test_a_reason_that_was_emptied_is_not_kept_in_what_they_were(world: World) -> None:
    await world.met("alice", "@bob at KubeCon")
    await world.met("alice", "Bobby (Acme) at KubeCon")
    await same_person(world, "Bobby", "Bob Brown")
    view = await details(world, "Bob Brown")
    await world.click("alice", view, views.EDIT)
    await world.submit("alice", world.slack.modal("alice"), {"reason": "rebates"})
    await world.click("alice", world.slack.modal("alice"), views.EDIT)
    await world.submit("alice", world.slack.modal("alice"), {"reason": ""})
    assert not await world.rows(Change, verb="merged")
