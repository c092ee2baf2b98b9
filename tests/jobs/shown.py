"""What a member has really been shown, counted at the fake Slack."""

from collections import Counter
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.domain.calendar import country_of, is_working_day
from bot.domain.encounters import Meeting
from bot.domain.models import Reminder
from bot.flows.encounters import record_encounter
from bot.store import members
from sandbox.people import Person
from tests.slack import FakeSlack
from tests.world import World


def keys(slack: FakeSlack, user: str = "alice") -> Counter[str]:
    """How many messages carry each delivery key."""
    return Counter(message["metadata"]["event_payload"]["key"] for message in slack.dm(user))


def cards(slack: FakeSlack, user: str = "alice") -> Counter[str]:
    """How often the card of each reminder was shown."""
    return Counter(
        block["block_id"]
        for message in slack.dm(user)
        for block in message["blocks"]
        if block.get("block_id", "").startswith("card.")
    )


def each_once(slack: FakeSlack, user: str = "alice") -> bool:
    """Whether every reminder and every key is there exactly once, and anything at all."""
    counts = [*cards(slack, user).values(), *keys(slack, user).values()]
    return bool(counts) and set(counts) == {1}


async def until_due(world: World, *people: str) -> None:
    """Alice has met these people, a week has passed, and all their first notes are due."""
    for person in people or ("bob",):
        await world.met("alice", f"@{person} at KubeCon")
    world.clock.set(max(reminder.due_at for reminder in await world.rows(Reminder)))


def shown_at(message: dict[str, Any], zone: str) -> datetime:
    """The local moment at which Slack got this message."""
    return datetime.fromtimestamp(float(message["ts"]), ZoneInfo(zone)).replace(microsecond=0)


def cards_of(message: dict[str, Any], part: str = "card") -> list[int]:
    """Ids of the reminders whose card has this part: `card`, `late` or `actions` (open ones)."""
    blocks = [block.get("block_id", "") for block in message["blocks"]]
    return [int(block.split(".")[1]) for block in blocks if block.startswith(f"{part}.")]


def assert_kind_mornings(messages: list[dict[str, Any]], zone: str, cap: int = 3) -> None:
    """One DM a day at most, in working hours on working days, and never more people than the cap."""
    moments = [shown_at(message, zone) for message in messages]
    assert len({moment.date() for moment in moments}) == len(moments)
    assert all(time(9, 30) <= moment.time() < time(17) for moment in moments)
    assert all(is_working_day(moment.date(), country_of(zone)) for moment in moments)
    assert all(len(cards_of(message)) <= cap for message in messages)


async def met_a_crowd(world: World, count: int = 30) -> None:
    """Alice has met so many people on one day."""
    for number in range(count):
        world.slack.add_person(f"guest{number:02}")
    await world.met("alice", " ".join(f"@guest{number:02}" for number in range(count)) + " at the summit")


async def met(world: World, person: Person, meeting: Meeting) -> None:
    """That colleague has recorded this meeting."""

    def recorded(session: Session) -> None:
        owner = members.ensure_member(session, 1, person.id, person.tz, world.clock.now)
        record_encounter(session, owner, meeting, world.clock.now)

    await world.write(recorded)
