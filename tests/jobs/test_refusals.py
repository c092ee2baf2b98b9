"""Slack says no: what passes is tried again, what stays is parked and shown in Home, and nothing is lost."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.domain.encounters import Meeting, Person
from bot.domain.models import Delivery, Member, Reminder
from bot.domain.types import DeliveryState, Outcome
from bot.jobs.deliver import Deliverer
from bot.slack.install import slack_client
from tests import faults
from tests.jobs.shown import cards, each_once, met, until_due
from tests.program.process import free_port
from tests.world import World, text_of

POST = "chat.postMessage"
PERMANENT = [
    "user_disabled",
    "messages_tab_disabled",
    "cannot_dm_bot",
    "user_not_found",
    "restricted_action",
    "invalid_blocks",
]


async def home_of_alice(world: World) -> str:
    await world.slack.open_home("alice")
    await world.quiet()
    return text_of(world.slack.home("alice"))


@pytest.mark.parametrize("problem", PERMANENT)
async def test_what_slack_will_never_take_is_parked_after_one_request_and_waits_in_home(
    world: World, problem: str
) -> None:
    await until_due(world, "bob")
    world.slack.faults.add(POST, faults.error(problem), times=99)
    await world.pass_days(5)
    assert len(world.slack.calls_of(POST)) == 1
    [delivery] = await world.rows(Delivery)
    assert (delivery.state, delivery.problem) == (DeliveryState.PARKED, problem)
    home = await home_of_alice(world)
    assert "Slack did not take my message of" in home
    assert "A good day for a first note" in home


async def test_a_parked_dm_does_not_stand_in_the_way_of_the_next_ones(world: World) -> None:
    await until_due(world, "bob")
    world.slack.faults.add(POST, faults.error("restricted_action"))
    await world.bot.tick()
    await world.met("alice", "@carol at the summit")
    await world.pass_days(12)
    assert len(cards(world.slack)) == 1
    assert "Carol" in text_of(world.slack.dm("alice")[0])


async def test_a_parked_reminder_is_brought_up_again_when_it_is_snoozed_in_home(world: World) -> None:
    await until_due(world, "bob")
    world.slack.faults.add(POST, faults.error("restricted_action"))
    await world.bot.tick()
    await world.slack.open_home("alice")
    await world.click("alice", world.slack.home("alice"), "attempt.snooze", selected_option="week:1")
    await world.pass_days(12)
    assert each_once(world.slack)


@pytest.mark.parametrize("problem", ["channel_not_found", "is_archived", "not_in_channel"])
async def test_a_dm_that_is_gone_is_opened_anew(world: World, problem: str) -> None:
    await until_due(world, "bob")
    world.slack.faults.add(POST, faults.error(problem))
    await world.pass_days(1)
    assert [call.args["channel"] for call in world.slack.calls_of(POST)] == [world.slack.person("alice").id] * 2
    assert each_once(world.slack)


@pytest.mark.parametrize("problem", ["channel_not_found", "is_archived"])
async def test_a_dm_that_stays_gone_is_opened_anew_once_and_then_parked(world: World, problem: str) -> None:
    await until_due(world, "bob")
    world.slack.faults.add(POST, faults.error(problem), times=99)
    await world.pass_days(5)
    assert len(world.slack.calls_of(POST)) == 2
    assert "Slack did not take my message of" in await home_of_alice(world)


async def test_an_error_that_nobody_knows_is_tried_for_hours_but_not_for_ever(world: World) -> None:
    await until_due(world, "bob")
    world.slack.faults.add(POST, faults.error("team_added_to_org"), times=999)
    await world.pass_days(5)
    assert 5 < len(world.slack.calls_of(POST)) < 20
    assert "Slack did not take my message of" in await home_of_alice(world)


async def members_have_something_due(world: World, count: int) -> None:
    """So many colleagues have met bob; a week later all of them have a first note due."""
    bob = Person(name="Bob Brown", slack_user_id=world.slack.person("bob").id)
    for number in range(count):
        person = world.slack.add_person(f"colleague{number}", tz="Europe/Berlin")
        await met(world, person, Meeting([bob], world.clock.now.date(), "KubeCon"))
    world.clock.set((await world.bot.next_due_at()) or world.clock.now)


@pytest.mark.parametrize(
    ("problem", "count"),
    [("account_inactive", 100), ("invalid_auth", 12), ("token_revoked", 12), ("missing_scope", 12)],
)
async def test_a_dead_token_pauses_the_workspace_after_the_first_refusal_and_nothing_is_lost(
    world: World, problem: str, count: int
) -> None:
    await members_have_something_due(world, count)
    world.slack.faults.add(POST, faults.error(problem), times=999)
    await world.bot.tick()
    assert len(world.slack.calls_of(POST)) == 1
    await world.pass_time(world.clock.now + timedelta(minutes=40))
    assert len(world.slack.calls_of(POST)) == 3  # one every quarter of an hour
    world.slack.faults.clear()
    await world.pass_time(world.clock.now + timedelta(hours=1))
    assert all(each_once(world.slack, f"colleague{number}") for number in range(count))
    assert len(world.slack.calls_of(POST)) == 3 + count


@pytest.fixture
async def cut_off(world: World) -> AsyncIterator[Deliverer]:
    """The same deliveries, with the network gone: every connection is refused."""
    async with slack_client(world.slack.bot_token, f"http://127.0.0.1:{free_port()}/api/") as client:
        yield Deliverer(world.bot.database, world.clock, {1: client})


async def test_days_without_network_park_nothing(world: World, cut_off: Deliverer) -> None:
    await until_due(world, "bob")
    end = world.clock.now + timedelta(days=4)
    while (due := await world.bot.next_due_at()) and due < end:
        world.clock.set(max(due, world.clock.now))
        await cut_off.run()
    assert not world.slack.dm("alice")
    world.clock.set(end)
    await world.pass_days(1)
    assert each_once(world.slack)


async def test_a_contact_who_has_left_is_told_once_and_their_ladder_ends(world: World) -> None:
    await until_due(world, "bob", "carol")
    await world.slack.deactivate("bob", quietly=True)
    await world.pass_days(80)
    told = [text_of(message) for message in world.slack.dm("alice") if "no active Slack account" in text_of(message)]
    assert len(told) == 1
    [reminder] = [each for each in await world.rows(Reminder) if each.outcome]
    assert reminder.outcome is Outcome.DEPARTED


@pytest.mark.parametrize(
    "fault", [faults.rate_limited("30"), faults.drop_before(), faults.drop_after(), faults.error("channel_not_found")]
)
async def test_that_a_contact_has_left_is_told_once_on_a_bad_day_too(world: World, fault: faults.Fault) -> None:
    await until_due(world, "bob")
    await world.slack.deactivate("bob", quietly=True)
    world.slack.faults.add(POST, fault)
    await world.pass_days(200)
    assert each_once(world.slack)
    assert "no active Slack account" in text_of(world.slack.dm("alice")[0])


async def test_a_member_who_has_left_is_sent_nothing_and_finds_everything_when_they_come_back(world: World) -> None:
    await until_due(world, "bob")
    await world.slack.deactivate("alice", quietly=True)
    await world.pass_days(60)
    assert not world.slack.calls_of(POST)
    [member] = await world.rows(Member)
    assert not member.active
    await world.slack.change_profile("alice", deleted=False)
    await world.quiet()
    await world.pass_days(5)
    assert each_once(world.slack)
    assert "I am late with this one" in text_of(world.slack.dm("alice")[0])
