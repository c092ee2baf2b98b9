"""A card that our own code cannot draw stops nobody else's, is tried three times, and then waits in Home by name."""

import pytest
from sqlalchemy import text

from bot.domain.models import Reminder
from tests.jobs.shown import until_due
from tests.overheard import heard
from tests.world import World, text_of

BROKEN = text("UPDATE encounters SET note = 'sealed:12345678:nonsense' WHERE id = (SELECT min(id) FROM encounters)")
"""A note sealed with a key that is not there: reading it fails."""


async def bobs_card_cannot_be_drawn(world: World) -> None:
    await until_due(world, "bob", "carol")
    await world.write(lambda session: session.execute(BROKEN).rowcount)


@pytest.mark.provokes("KeyMissing")
async def test_the_others_of_that_morning_come_without_it(any_world: World) -> None:
    await bobs_card_cannot_be_drawn(any_world)
    await any_world.bot.tick()
    [message] = any_world.slack.dm("alice")
    assert "Carol Chen" in text_of(message)
    assert "Bob Brown" not in text_of(message)


@pytest.mark.provokes("KeyMissing")
async def test_it_is_tried_three_times_and_then_named_in_home_and_in_health(world: World) -> None:
    await bobs_card_cannot_be_drawn(world)
    await world.pass_days(12)
    bob, carol = (each for each in await world.rows(Reminder) if each.rung.attempt)
    assert (bob.undrawn, bob.due_at, bob.wanted_on) == (3, None, None)
    assert carol.undrawn == 0
    said = heard.written.count("kind=KeyMissing")
    await world.pass_days(30)
    assert heard.written.count("kind=KeyMissing") == said, "nothing is tried for ever"
    await world.slack.open_home("alice")
    assert "I could not show the card of Bob Brown." in text_of(world.slack.home("alice"))
    assert world.bot.health.parked == {"cards": 1, "messages": 0}


@pytest.mark.provokes("LookupError")
async def test_a_member_whose_rows_cannot_be_read_keeps_nobody_waiting(any_world: World) -> None:
    await any_world.met("mallory", "@bob at KubeCon")
    await until_due(any_world, "bob")
    broken = text("UPDATE reminders SET rung = 'nonsense' WHERE member_id = (SELECT max(id) FROM members)")
    await any_world.write(lambda session: session.execute(broken).rowcount)
    for _ in range(20):
        await any_world.bot.tick()
        any_world.clock.forward(seconds=15)
    assert len(any_world.slack.dm("mallory")) == 1
    assert heard.written.count("kind=LookupError") == 2, "all together, and by itself; then it rests for an hour"
