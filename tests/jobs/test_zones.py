"""09:30 is 09:30 where the member is: before and after clocks change, and wherever they move."""

from datetime import time, timedelta

import pytest

from bot.domain.models import Reminder
from sandbox import people
from tests.jobs.shown import assert_kind_mornings, each_once, shown_at
from tests.world import World, text_of

CHANGING = [
    "Europe/Berlin",
    "America/New_York",
    "America/Santiago",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
    "Africa/Casablanca",
    "Africa/Cairo",
    "Asia/Kathmandu",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
]


@pytest.mark.parametrize("zone", CHANGING)
async def test_every_try_comes_at_half_past_nine_whatever_clocks_did_meanwhile(world: World, zone: str) -> None:
    world.slack.person("alice").tz = zone
    await world.met("alice", "@bob at KubeCon")
    for _ in range(4):
        message = await world.until_dm("alice")
        assert shown_at(message, zone).time() == time(9, 30)
        if _ < 3:
            await world.click("alice", message, "attempt.wrote")
    assert_kind_mornings(world.slack.dm("alice"), zone)


@pytest.mark.parametrize(
    "zone",
    [None, "", people.MISSING, "Mars/Base", "../../etc/passwd", "/etc/passwd", "UTC\x00", "A" * 5000, "Europe", "🕘"],
    ids=["null", "empty", "missing", "unknown", "path", "root", "NUL", "long", "folder", "emoji"],
)
async def test_a_zone_that_is_none_means_utc_and_home_says_so(world: World, zone: str | None) -> None:
    world.slack.person("alice").tz = zone
    await world.met("alice", "@bob at KubeCon")
    message = await world.until_dm("alice")
    assert shown_at(message, "UTC").time() == time(9, 30)
    await world.slack.open_home("alice")
    await world.quiet()
    assert "no time zone that I know" in text_of(world.slack.home("alice"))


async def test_a_member_who_moves_keeps_the_date_and_the_hour(world: World) -> None:
    await world.met("alice", "@bob at KubeCon")
    [before] = await world.rows(Reminder)
    await world.slack.change_profile("alice", tz="Asia/Tokyo")
    [after] = await world.rows(Reminder)
    assert before.due_on == after.due_on
    assert before.due_at - after.due_at == timedelta(hours=8)
    message = await world.until_dm("alice")
    assert shown_at(message, "Asia/Tokyo").time() == time(9, 30)


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Tokyo", "Pacific/Auckland", "Pacific/Honolulu"])
async def test_a_move_that_nobody_told_us_of_is_noticed_before_the_dm_goes_out(world: World, zone: str) -> None:
    await world.met("alice", "@bob at KubeCon")
    world.slack.person("alice").tz = zone
    await world.until_dm("alice")
    assert_kind_mornings(world.slack.dm("alice"), zone)
    await world.pass_days(3)
    assert each_once(world.slack)


async def test_an_undo_after_a_move_comes_at_half_past_nine_of_the_new_place(world: World) -> None:
    await world.met("alice", "@bob at KubeCon")
    first = await world.until_dm("alice")
    await world.click("alice", first, "attempt.wrote")
    await world.slack.change_profile("alice", tz="America/New_York")
    await world.click("alice", first, "change.undo")
    message = await world.until_dm("alice")
    assert shown_at(message, "America/New_York").time() == time(9, 30)
