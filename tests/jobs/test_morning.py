"""A member's mornings: how many people, how often, and when it is enough."""

from collections import defaultdict
from datetime import date, timedelta

from bot.domain.calendar import is_working_day
from bot.domain.models import Contact, Reminder
from bot.domain.types import Rung, Stage
from tests.jobs.shown import assert_kind_mornings, cards_of, met_a_crowd, shown_at, until_due
from tests.world import World, actions_of, text_of

ZONE = "Europe/Berlin"


async def write_to_all(world: World, message: dict) -> int:
    """*I wrote* on each card of that DM that asks for a note; how many."""
    rows = [block for block in message["blocks"] if "attempt.wrote" in actions_of({"blocks": [block]})]
    for row in rows:
        await world.click("alice", message, "attempt.wrote", block_id=row["block_id"])
    return len(rows)


def working_days(first: date, count: int) -> list[date]:
    days = (first + timedelta(days=number) for number in range(3 * count))
    return [day for day in days if is_working_day(day, "DE")][:count]


async def test_thirty_people_met_on_one_day_never_crowd_a_morning_and_get_all_their_tries_in_time(
    world: World,
) -> None:
    await met_a_crowd(world)
    met_on, notes = world.today(ZONE), 0
    while notes < 90:
        notes += await write_to_all(world, await world.until_dm("alice", days=130))
    messages = world.slack.dm("alice")
    assert_kind_mornings(messages, ZONE)

    days: dict[int, list[date]] = defaultdict(list)
    rungs: dict[Rung, list[date]] = defaultdict(list)
    reminders = {each.id: each for each in await world.rows(Reminder)}
    for message in messages:
        for reminder_id in cards_of(message):
            day = shown_at(message, ZONE).date()
            days[reminders[reminder_id].contact_id].append(day)
            rungs[reminders[reminder_id].rung].append(day)
    # The window of the first notes has three working days; what does not fit spills over, day after day.
    assert sorted(set(rungs[Rung.FIRST_NOTE])) == working_days(met_on + timedelta(days=5), 10)
    for first, second, third, *_closing in days.values():
        assert timedelta(90) <= second - first <= timedelta(120)
        assert timedelta(90) <= third - second <= timedelta(120)
    assert len(days) == 30


async def test_two_on_one_morning_are_one_dm(world: World) -> None:
    await until_due(world, "bob", "carol")
    await world.bot.tick()
    [message] = world.slack.dm("alice")
    assert text_of(message).startswith("Two people today, five minutes each.")
    assert len(cards_of(message)) == 2


async def test_an_ignored_reminder_is_repeated_once_after_a_week_and_then_waits_in_home(world: World) -> None:
    await until_due(world, "bob")
    await world.pass_days(700)
    first, second = (shown_at(message, ZONE).date() for message in world.slack.dm("alice"))
    assert timedelta(7) <= second - first <= timedelta(11)
    await world.slack.open_home("alice")
    await world.quiet()
    assert "A good day for a first note" in text_of(world.slack.home("alice"))


async def test_a_closing_card_is_not_repeated(world: World) -> None:
    await world.met("alice", "@bob at KubeCon")
    for _ in range(3):
        await write_to_all(world, await world.until_dm("alice"))
    await world.until_dm("alice")
    await world.pass_days(700)
    assert len(world.slack.dm("alice")) == 4
    [contact] = await world.rows(Contact)
    assert contact.stage is Stage.LET_GO


async def test_what_was_settled_before_the_morning_is_not_brought_up(world: World) -> None:
    await until_due(world, "bob", "carol")
    await world.slack.open_home("alice")
    await world.quiet()
    await world.click("alice", world.slack.home("alice"), "attempt.let_go", block_id="actions.1")
    await world.bot.tick()
    [message] = world.slack.dm("alice")
    assert "Carol" in text_of(message)
    assert "Bob" not in text_of(message)


async def test_each_member_has_a_cap_and_a_morning_of_their_own(world: World) -> None:
    world.slack.person("mallory").tz = "America/New_York"
    await world.met("alice", "@bob at KubeCon")
    await world.met("mallory", "@bob at KubeCon")
    await world.pass_days(8)
    [for_alice], [for_mallory] = world.slack.dm("alice"), world.slack.dm("mallory")
    assert shown_at(for_alice, ZONE).strftime("%H:%M") == "09:30"
    assert shown_at(for_mallory, "America/New_York").strftime("%H:%M") == "09:30"
