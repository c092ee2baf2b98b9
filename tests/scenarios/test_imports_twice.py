"""An import done twice is done once: the same file again, the click delivered twice, the process killed half-way."""

import asyncio
from typing import Any

import pytest

from bot.domain.models import AttendeeImport, Base, Change, Contact, Encounter, EncounterContact, Reminder, Touch
from tests.faults import ALWAYS, Fault
from tests.importing import bring_in, lines_of, report, rows
from tests.world import World, eventually, text_of

LISTED = lines_of(
    ("Name", "E-mail", "Company", "Notes"),
    ("Jane Doe", "jane@acme.example", "Acme", "asked about rebates"),
    ("Bob", "bob@sandbox.example", "", ""),
    ("Jo Kim", "", "Acme", ""),
    ("Jo Kim", "", "Globex", ""),
    ("Zo\u00eb M\u00fcller", "", "", ""),
)
KEPT: tuple[type[Base], ...] = (Contact, Encounter, EncounterContact, Touch, Change, Reminder)


async def kept(world: World) -> list[Any]:
    """Every row that an import may write."""
    return [
        tuple(getattr(row, column.name, None) for column in table.__table__.columns)
        for table in KEPT
        for row in await world.rows(table)
    ]


@pytest.mark.parametrize("what", ["keep", "remind"])
async def test_the_same_file_twice_changes_nothing(any_world: World, what: str) -> None:
    await any_world.met("alice", '"Joe Roe" at FOSDEM')
    await bring_in(any_world, LISTED, what=what)
    before = await kept(any_world)
    any_world.slack.reload("alice")
    shown = await report(any_world, LISTED)
    assert "You had noted all of them already, so there is nothing to import." in text_of(shown)
    assert shown["submit"] is None
    assert await kept(any_world) == before
    assert not await any_world.rows(AttendeeImport)


async def test_a_list_that_has_grown_brings_in_only_who_is_new(any_world: World) -> None:
    await bring_in(any_world, LISTED)
    before = await kept(any_world)
    shown = await report(any_world, f"{LISTED}Kay Bee,kay@acme.example,Acme,\n")
    assert "One is new, and you know five already. Five of them you had noted there that day." in text_of(shown)
    await any_world.submit("alice", shown, {"what": "keep"})
    after = await kept(any_world)
    assert [row for row in before if row not in after] == []
    assert len(await any_world.rows(Contact)) == 6
    assert len(await any_world.rows(Touch)) == 6


async def test_without_the_directory_the_second_time_nobody_comes_twice(any_world: World) -> None:
    await bring_in(any_world, LISTED)
    any_world.slack.scopes -= {"users:read.email"}
    before = await kept(any_world)
    await bring_in(any_world, LISTED)
    assert await kept(any_world) == before


async def test_a_yes_that_is_delivered_twice_is_one(any_world: World) -> None:
    shown = await report(any_world, rows(500))
    shown["state"]["values"]["what"]["value"]["selected_option"]["value"] = "remind"
    await asyncio.gather(*(any_world.slack.submit("alice", dict(shown), forged=True) for _ in range(3)))
    await any_world.quiet()
    assert len(await any_world.rows(Contact)) == len(await any_world.rows(Touch)) == 500
    assert len(await any_world.rows(Encounter)) == 1
    assert len(await any_world.rows(Reminder)) == 500


async def killed_half_way(world: World, count: int) -> None:
    """The process ends while some of the people are in."""

    async def end(*_: Any) -> None:
        await world.bot.background.finish(0)

    shown = await report(world, rows(count))
    world.slack.faults.add("views.update", Fault(before=end), ALWAYS)
    await world.submit("alice", shown, {"what": "remind"})
    world.slack.faults.clear()
    await world.restart()
    (left,) = await world.rows(AttendeeImport)
    assert 0 < left.done < count
    assert len(await world.rows(Contact)) == left.done


async def test_an_import_that_was_killed_goes_on_by_itself_and_the_member_is_told(any_world: World) -> None:
    world = any_world
    await killed_half_way(world, 900)
    await world.bot.tick()
    assert len(await world.rows(Contact)) < 900, "for a minute it may be that somebody works on it"
    world.clock.forward(minutes=2)
    await world.bot.tick()
    await eventually(lambda: world.slack.dm("alice"))
    assert len(await world.rows(Contact)) == len(await world.rows(Touch)) == len(await world.rows(Reminder)) == 900
    assert len(await world.rows(Encounter)) == 1
    assert not await world.rows(AttendeeImport)
    assert [each["text"] for each in world.slack.dm("alice")] == [
        "The list from KubeCon is in: 900 people, all of them new. I remind you of a first note to each, a few a "
        "morning."
    ]


async def test_after_a_kill_the_same_file_again_makes_nobody_twice(any_world: World) -> None:
    world = any_world
    await killed_half_way(world, 900)
    await bring_in(world, rows(900), what="remind")
    world.clock.forward(minutes=2)
    await world.bot.tick()
    await eventually(lambda: world.slack.dm("alice"))
    assert len(await world.rows(Contact)) == len(await world.rows(Touch)) == len(await world.rows(Reminder)) == 900
    assert not await world.rows(AttendeeImport)


async def test_two_replicas_that_find_it_finish_it_once(any_world: World) -> None:
    world = any_world
    await killed_half_way(world, 900)
    world.clock.forward(minutes=2)
    await asyncio.gather(world.bot.tick(), world.bot.tick())
    await eventually(lambda: world.slack.dm("alice"))  # the bot's own first tick may have been the one
    assert len(await world.rows(Touch)) == 900
    assert len(world.slack.dm("alice")) == 1
