"""Slack lets only so many calls a minute through: what has to wait comes later, and nothing is lost."""

from collections import Counter

import pytest

from bot.domain.models import Contact, Reminder, Touch
from bot.domain.types import Outcome, Rung, TouchKind
from tests.tiers import Tiers
from tests.world import World, actions_of

pytestmark = pytest.mark.hurried

MET = 120
"""More people than Slack tells of in a minute."""
MEMBERS = 60
"""More cards than Slack redraws in a minute."""


@pytest.fixture
def limited(world: World) -> World:
    """From here on Slack counts."""
    world.slack.api.tiers = Tiers(world.slack.now)
    return world


async def ticks(world: World, count: int) -> None:
    """The bot looks for what is due every fifteen seconds."""
    for _ in range(count):
        world.clock.forward(seconds=15)
        await world.bot.tick()


def refused(world: World) -> Counter[str]:
    return world.slack.api.tiers.refused if world.slack.api.tiers else Counter()


async def test_of_more_people_than_slack_tells_in_a_minute_everything_is_known_soon(limited: World) -> None:
    people = [limited.slack.add_person(f"guest{number:03}", division="Legal") for number in range(MET)]
    for first in range(0, MET, 30):
        answer = await limited.met("alice", " ".join(f"@{each.handle}" for each in people[first : first + 30]))
        assert answer.ok
    assert refused(limited)["users.info"]
    await ticks(limited, 40)
    contacts = await limited.rows(Contact)
    assert {each.name for each in contacts} == {each.real_name for each in people}
    assert {each.division for each in contacts} == {"Legal"}


async def test_what_more_members_tell_in_a_minute_than_slack_draws_is_kept(limited: World) -> None:
    slack = limited.slack
    handles = [slack.add_person(f"member{number:03}", tz="Europe/London").handle for number in range(MEMBERS)]
    for handle in handles:
        assert (await limited.met(handle, "@carol at KubeCon")).ok
    due = await limited.bot.next_due_at()
    assert due
    limited.clock.set(due)
    await ticks(limited, 20)
    assert [len(slack.dm(handle)) for handle in handles] == [1] * MEMBERS
    for handle in handles:
        assert (await limited.click(handle, slack.dm(handle)[0], "attempt.wrote")).ok
    assert refused(limited)["chat.update"]
    assert [each.outcome for each in await limited.rows(Reminder, rung=Rung.FIRST_NOTE)] == [Outcome.WROTE] * MEMBERS
    await ticks(limited, 20)
    for handle in handles:  # whoever still sees the button and clicks once more
        if "attempt.wrote" in actions_of(slack.dm(handle)[0]):
            assert (await limited.click(handle, slack.dm(handle)[0], "attempt.wrote")).ok
    assert not [handle for handle in handles if "attempt.wrote" in actions_of(slack.dm(handle)[0])]
    assert len(await limited.rows(Touch, kind=TouchKind.WROTE)) == MEMBERS, "nothing is told twice"
