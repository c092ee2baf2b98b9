"""The process was down when reminders fell due: everything comes afterwards, kindly, and says that it is late."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.jobs.shown import assert_kind_mornings, cards, cards_of, each_once, met_a_crowd, shown_at, until_due
from tests.world import World, text_of

ZONE = "Europe/Berlin"


async def down(world: World, until: datetime) -> None:
    await world.stop()
    world.clock.set(until)
    await world.restart()
    await world.bot.tick()


def local(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=ZoneInfo(ZONE))


async def test_after_three_weeks_thirty_people_come_within_the_cap_in_working_hours_and_late(world: World) -> None:
    await met_a_crowd(world)
    await down(world, world.clock.now + timedelta(weeks=3))
    while len(cards(world.slack)) < 30:
        await world.until_dm("alice", days=20)
    messages = world.slack.dm("alice")
    assert_kind_mornings(messages, ZONE)
    firsts: dict[int, list[int]] = {}
    for message in messages:
        for reminder in cards_of(message):
            firsts.setdefault(reminder, cards_of(message, "late"))
    assert all(reminder in late for reminder, late in firsts.items())
    assert "I am late with this one: it was meant for" in text_of(messages[0])
    assert [len(cards_of(message)) for message in messages[:8]] == [3] * 8
    assert (shown_at(messages[7], ZONE) - shown_at(messages[0], ZONE)).days <= 9


@pytest.mark.parametrize("span", [timedelta(seconds=2.5), timedelta(hours=1)])
async def test_after_a_short_while_it_comes_on_the_same_day_and_is_not_called_late(
    world: World, span: timedelta
) -> None:
    await world.met("alice", "@bob at KubeCon")
    due = await world.bot.next_due_at()
    assert due
    world.clock.set(due - span / 2)
    await down(world, due + span / 2)
    assert each_once(world.slack)
    assert not cards_of(world.slack.dm("alice")[0], "late")


async def test_after_three_days_it_comes_once_and_says_that_it_is_late(world: World) -> None:
    await until_due(world, "bob")
    await down(world, world.clock.now + timedelta(days=3))
    assert each_once(world.slack)
    assert "it was meant for Monday 30 November. That is my fault." in text_of(world.slack.dm("alice")[0])
    await world.pass_days(5)
    assert each_once(world.slack)


@pytest.mark.parametrize(
    ("back", "shown"),
    [
        (local(30, 16, 59), local(30, 16, 59)),
        (local(30, 17, 0), local(1, 9, 30, month=12)),
        (local(30, 23, 59), local(1, 9, 30, month=12)),
        (local(1, 4, 0, month=12), local(1, 9, 30, month=12)),
        (local(5, 11, 0, month=12), local(7, 9, 30, month=12)),
        (local(25, 11, 0, month=12), local(28, 9, 30, month=12)),
    ],
    ids=["before the evening", "in the evening", "at night", "before the morning", "on a Saturday", "on Christmas"],
)
async def test_back_outside_working_hours_it_waits_for_the_next_morning(
    world: World, back: datetime, shown: datetime
) -> None:
    await until_due(world, "bob")
    await down(world, back)
    await world.pass_days(3)
    assert each_once(world.slack)
    assert shown_at(world.slack.dm("alice")[0], ZONE) == shown


async def test_what_falls_due_while_the_member_is_on_leave_comes_on_their_first_morning(world: World) -> None:
    await world.met("alice", "@bob at KubeCon")
    await world.slack.open_home("alice")
    await world.click("alice", world.slack.home("alice"), "pause.open")
    await world.submit("alice", world.slack.modal("alice"), {"until": "2026-12-09"})
    await down(world, local(8, 11, month=12))
    await world.until_dm("alice")
    assert shown_at(world.slack.dm("alice")[0], ZONE) == local(9, 9, 30, month=12)
    assert not cards_of(world.slack.dm("alice")[0], "late")


async def test_a_machine_whose_clock_was_set_back_shows_nothing_twice(world: World) -> None:
    await until_due(world, "bob")
    await world.bot.tick()
    world.clock.forward(days=-3)
    await world.bot.tick()
    await world.pass_days(7)
    assert each_once(world.slack)
    assert shown_at(world.slack.dm("alice")[0], ZONE).time() == time(9, 30)
