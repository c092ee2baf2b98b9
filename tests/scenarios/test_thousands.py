"""Two thousand people, and more: what is told once is done in few statements, and every screen still opens."""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from bot.domain.encounters import Meeting, Person
from bot.domain.models import Contact, Member, Reminder
from bot.domain.types import Stage
from bot.flows import encounters
from bot.store.rows import having, insert_all
from tests.limiting import contact, home, let_be, lift, limits_of, open_of, shelf, tell
from tests.scenarios.test_planner import choose, resume
from tests.scenarios.test_snooze_pause import pause
from tests.world import World, text_of

MANY = 2_000
FEW = MANY // 10
Deed = Callable[[World], Awaitable[Any]]


async def met(world: World, count: int, negotiation: str | None = None) -> None:
    """Alice met so many people outside Slack at once."""
    now = world.clock()

    def work(session: Session) -> None:
        [alice] = having(session, Member)
        crowd = [Person(f"Guest{number} of{count}", email=f"{number}@{count}.example") for number in range(count)]
        encounters.record_encounter(session, alice, Meeting(crowd, now.date(), "the fair", None, negotiation), now)

    await world.write(work)


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that are sent to any database meanwhile."""
    sent: list[str] = []

    def listener(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        sent.append(statement)

    event.listen(Engine, "before_cursor_execute", listener)
    yield sent
    event.remove(Engine, "before_cursor_execute", listener)


async def leave(world: World) -> None:
    await pause(world, (world.today("Europe/Berlin") + timedelta(days=40)).isoformat())


DEEDS: dict[str, tuple[Deed, Deed]] = {
    "a pause": (leave, resume),
    "a hold": (partial(tell, kind="hold"), lift),
}


async def days(world: World) -> list[tuple[int, date | None, date | None]]:
    return [(each.id, each.wanted_on, each.due_on) for each in await world.rows(Reminder) if each.open]


@pytest.mark.parametrize("name", DEEDS)
async def test_a_pause_or_hold_over_thousands_takes_few_statements_and_leaves_no_trace(
    world: World, name: str
) -> None:
    told: dict[int, list[int]] = {}
    await world.met("alice", "@bob at KubeCon")
    for count in (FEW, MANY - FEW):
        await met(world, count)
        before, told[count] = await days(world), []
        for deed in DEEDS[name]:
            with counted() as sent:
                await deed(world)
            told[count].append(len(sent))
        assert await days(world) == before
        assert max(Counter(due_on for _, _, due_on in before).values()) == 3, "a morning has room for three"
    for few, many in zip(*told.values(), strict=True):
        assert many - few < MANY / 50, "each of them costs statements of its own"


async def test_a_negotiation_with_thousands_ends_in_few_statements(any_world: World) -> None:
    told = []
    await any_world.met("alice", "@bob at KubeCon, already wrote")
    for name, count in (("Orion", FEW), ("Vega", MANY)):
        await met(any_world, count, name)
        who = f"Guest0 of{count}"
        with counted() as sent:
            await choose(any_world, "over", (await contact(any_world, who)).id)
            await any_world.submit("alice", any_world.slack.modal("alice"), {})
        told.append(len(sent))
        await let_be(any_world)
        assert (await open_of(any_world, who)).due_on is not None
    assert told[1] - told[0] < MANY / 50, "each of them costs statements of its own"
    assert "*Orion* ended in November" in text_of(await any_world.until_dm("alice"))


async def test_settings_and_limits_open_with_1500_divisions(world: World) -> None:
    await world.met("alice", "@bob at KubeCon")
    await fill(world, 1_500, Stage.IN_TOUCH)
    await world.slack.open_home("alice")
    await world.click("alice", world.slack.home("alice"), "settings.open")
    assert world.slack.modal("alice") is not None
    await let_be(world)
    await world.click("alice", await limits_of(world), "limit.add")
    assert world.slack.modal("alice") is not None


async def test_home_opens_with_40000_contacts_and_counts_them(world: World) -> None:
    await world.met("alice", "@bob at KubeCon")
    await fill(world, 20_000, Stage.IN_TOUCH)
    await fill(world, 20_000, Stage.LET_GO)
    view = await home(world)
    assert "Bob Brown" in shelf(view, "Coming up")
    assert text_of(view).count("and 19,992 more") == 2


async def fill(world: World, count: int, stage: Stage) -> None:
    """So many contacts of alice stand there, each in a division of its own, with nothing planned."""
    now = world.clock()

    def work(session: Session) -> None:
        [alice] = having(session, Member)
        own = {"workspace_id": 1, "member_id": alice.id, "stage": stage, "created_at": now}
        each = (Contact(**own, name=f"Guest {number}", division=f"Division {number}") for number in range(count))
        insert_all(session, [*each])

    await world.write(work)
