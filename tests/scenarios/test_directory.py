"""What Slack tells about colleagues: news is taken in, the rest costs nothing, and divisions are looked after."""

import pytest

from bot.domain.models import Contact, Profile
from tests.scenarios.test_asks import form, options, people
from tests.world import World, text_of


async def division(world: World, name: str) -> str | None:
    [found] = await world.rows(Contact, name=name)
    return found.division


async def test_twenty_status_changes_of_a_colleague_cause_no_call(world: World) -> None:
    await world.met("alice", "@bob at KubeCon")
    await world.bot.tick()
    before = len(world.slack.calls)
    for number in range(20):
        assert (await world.slack.change_profile("bob", status_text=f"In meeting {number}")).ok
    await world.quiet()
    await world.bot.tick()
    assert len(world.slack.calls) == before


async def test_another_name_or_title_is_known_at_once_without_a_call(world: World) -> None:
    await world.met("alice", "@bob at KubeCon")
    before = len(world.slack.calls)
    await world.slack.change_profile("bob", real_name="Bob Black", title="Treasurer")
    await world.quiet()
    [bob] = await world.rows(Contact)
    assert (bob.name, bob.title, bob.division) == ("Bob Black", "Treasurer", "Finance")
    assert len(world.slack.calls) == before


async def test_a_changed_division_is_noticed_within_a_day(world: World) -> None:
    await world.met("alice", "@bob at KubeCon")
    await world.slack.change_profile("bob", division="Product")
    world.clock.forward(days=1)
    await world.bot.tick()
    assert await division(world, "Bob Brown") == "Product"


async def test_who_changed_otherwise_is_asked_for_the_division_next(world: World) -> None:
    await world.met("alice", "@bob at KubeCon")
    await world.slack.change_profile("bob", division="Product", title="Head of Product")
    await world.bot.tick()
    assert await division(world, "Bob Brown") == "Product"


async def test_people_whom_nobody_keeps_are_nobodys_business(world: World) -> None:
    await world.met("alice", "@bob at KubeCon")
    await world.slack.change_profile("carol", title="Counsel")
    await world.quiet()
    assert "Carol Chen" not in {each.name for each in await world.rows(Profile)}


@pytest.mark.parametrize("lister", ["carol", "nobody"])
async def test_who_lists_it_answers_from_what_is_known_and_agrees_with_the_form(world: World, lister: str) -> None:
    await world.met("alice", "@bob at KubeCon")
    await world.met("mallory", "@carol @erin at KubeCon")
    found = await people(world, "Legal")
    if lister == "nobody":
        await world.met("alice", "@carol at FOSDEM")
    before = len(world.slack.calls_of("users.list")), len(world.slack.calls_of("users.profile.get"))
    await world.click("alice", found, "ask.look")
    answer = text_of(world.slack.modal("alice"))
    assert (len(world.slack.calls_of("users.list")), len(world.slack.calls_of("users.profile.get"))) == before
    if lister == "carol":
        assert "Carol Chen lists Legal in the profile." in answer
        assert "I looked at the 3 colleagues I know of and you have not noted" in answer
    else:
        assert "Nobody else whom I know of lists Legal" in answer
        assert "I looked at the 2 colleagues" in answer


async def test_a_division_is_offered_only_where_somebody_is_found_who_lists_it(world: World) -> None:
    world.slack.person("alice").division = "Gardens"
    world.slack.person("carol").more["is_bot"] = True
    await world.met("alice", "@bob at KubeCon")
    await world.met("alice", "@dan during negotiation Orion")
    await world.met("mallory", "@erin at KubeCon")
    offered = options(await form(world))
    for name in offered:
        if "·" not in name:
            found = await people(world, name)
            await world.click("alice", found, "ask.look")
            assert "in the profile." in text_of(world.slack.modal("alice"))
            await world.slack.close("alice", world.slack.modal("alice"), all_of_them=True)
    assert "Gardens" not in offered
