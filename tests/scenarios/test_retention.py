"""Nothing is kept for ever: notes about people let go, drafts never used, and the data of those who left."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from bot.domain.models import (
    AttendeeImport,
    Change,
    Contact,
    Draft,
    Encounter,
    Member,
    Profile,
    Reminder,
    Touch,
)
from bot.domain.types import Outcome, Stage
from tests import faults
from tests.drafting import drafted, home_menu
from tests.owned import counts, full_life, member
from tests.scenarios.test_export import settings
from tests.world import PATIENCE, World, text_of

YEAR, HALF = timedelta(days=368), timedelta(days=184)


NOTED = "@bob at the Wintergarden about severance"


async def let_go(world: World, name: str = "Bob Brown", told: str = NOTED) -> None:
    """Met, with a note, and let go."""
    await world.met("alice", told)
    await home_menu(world, name, "Let go")


async def later(world: World, span: timedelta) -> None:
    """So much later the clock looks again; Slack sends nothing meanwhile."""
    world.clock.set(world.clock() + span)
    await world.bot.tick()


async def words(world: World) -> list[str | None]:
    return [each.note for each in await world.rows(Encounter)]


async def test_a_year_after_it_was_let_go_the_note_is_gone_and_the_meeting_stays(any_world: World) -> None:
    world = any_world
    await let_go(world)
    await later(world, YEAR - timedelta(days=5))
    assert await words(world) == ["severance"]
    await later(world, timedelta(days=5))
    assert await words(world) == [None]
    [met] = await world.rows(Encounter)
    assert (met.place, met.met_on) == ("the Wintergarden", date(2026, 11, 23))
    assert len(await world.rows(Touch)) == 1


@pytest.mark.parametrize(("choice", "months"), [("After six months", 6), ("After two years", 24), ("Never", 0)])
async def test_the_member_chooses_after_how_long(world: World, choice: str, months: int) -> None:
    await let_go(world)
    form = await settings(world)
    assert (await world.submit("alice", form, {"notes": str(months)})).ok
    assert choice in str(await settings(world))
    assert (await member(world, "alice")).notes_months == months
    await later(world, HALF)
    assert await words(world) == ([None] if months == 6 else ["severance"])
    await later(world, timedelta(days=800))
    assert await words(world) == ([None] if months else ["severance"])


async def test_a_choice_that_is_not_offered_changes_nothing(world: World) -> None:
    form = await settings(world)
    option = {"value": {"selected_option": {"value": "1", "text": {"type": "plain_text", "text": "x"}}}}
    view = {**form, "state": {"values": {**form["state"]["values"], "notes": option}}}
    assert (await world.slack.submit("alice", view, forged=True)).ok
    assert (await member(world, "alice")).notes_months == 12


async def test_the_reason_and_the_drafts_go_with_it_and_undo_does_not_bring_them_back(world: World) -> None:
    await world.met("alice", "@bob at the Wintergarden about severance")
    await drafted(world, await world.until_dm("alice"))
    [bob], [draft] = await world.rows(Contact), await world.rows(Draft)
    bob.stage, bob.reason, draft.used_on = Stage.LET_GO, "the ledger", date(2026, 12, 1)
    await world.add(bob, draft)
    await home_menu(world, "Bob Brown", "Follow up again")
    await home_menu(world, "Bob Brown", "Let go")
    assert (await world.rows(Change))[-1].before["contact"]["reason"] == "the ledger"
    await later(world, YEAR)
    [bob] = await world.rows(Contact)
    assert (bob.reason, await words(world), await world.rows(Draft)) == (None, [None], [])
    assert "ledger" not in str([change.before for change in await world.rows(Change)])


async def test_what_is_to_be_kept_is_kept(world: World) -> None:
    await let_go(world)
    [bob] = await world.rows(Contact)
    bob.keep_notes = True
    await world.add(bob)
    await later(world, 3 * YEAR)
    assert await words(world) == ["severance"]


async def test_a_note_about_two_waits_for_the_second(world: World) -> None:
    await let_go(world, told="@bob @carol at the Wintergarden about severance")
    await home_menu(world, "Carol Chen", "They replied")
    await later(world, YEAR)
    assert await words(world) == ["severance"]
    await world.pass_days(30)
    await home_menu(world, "Carol Chen", "Let go")
    await later(world, YEAR - timedelta(days=5))
    assert await words(world) == ["severance"]
    await later(world, timedelta(days=5))
    assert await words(world) == [None]


async def test_a_contact_in_touch_keeps_everything(world: World) -> None:
    await world.met("alice", "@bob at the Wintergarden about severance")
    await home_menu(world, "Bob Brown", "They replied")
    await later(world, 5 * YEAR)
    assert await words(world) == ["severance"]


async def test_thousands_of_old_notes_go_in_portions(world: World) -> None:
    await let_go(world)
    owner = await member(world, "alice")
    own = {"workspace_id": owner.workspace_id, "member_id": owner.id, "created_at": world.clock()}
    noted = {"met_on": date(2026, 11, 23), "note": "severance"}
    await world.add(*(Encounter(**own, **noted, place=str(number)) for number in range(450)))
    await later(world, YEAR)
    assert set(await words(world)) == {None}


# --- what was never used


async def test_a_draft_that_was_never_used_goes_after_a_month(any_world: World) -> None:
    world = any_world
    await world.met("alice", "@bob at the Wintergarden")
    await drafted(world, await world.until_dm("alice"))
    await later(world, timedelta(days=29))
    assert len(await world.rows(Draft)) == 1
    await later(world, timedelta(days=2))
    assert await world.rows(Draft) == []


async def test_a_list_that_nobody_said_yes_to_goes_after_a_day(any_world: World) -> None:
    await full_life(any_world)
    assert len(await any_world.rows(AttendeeImport)) == 1
    await later(any_world, timedelta(hours=26))
    assert await any_world.rows(AttendeeImport) == []


async def test_what_the_directory_said_about_nobodys_contact_goes(any_world: World) -> None:
    world = any_world
    await world.met("alice", "@bob @carol at the Wintergarden")
    [carol] = await world.rows(Contact, name="Carol Chen")
    await world.write(lambda session: session.delete(carol))
    await later(world, timedelta(days=91))
    assert {each.name for each in await world.rows(Profile)} == {"Alice Adams", "Bob Brown"}


async def test_it_looks_once_an_hour_and_says_nothing_where_there_is_nothing(world: World) -> None:
    with capture_logs() as logged:
        await let_go(world)
        await world.bot.tick()
        await later(world, timedelta(minutes=59))
    assert [line for line in logged if line["event"] == "retention"] == []


# --- people who leave


async def test_an_open_ladder_ends_and_is_told_once_on_the_next_working_morning(any_world: World) -> None:
    world = any_world
    await world.met("alice", "@bob at the Wintergarden about severance")
    assert (await world.rows(Reminder))[0].due_on > date(2026, 11, 27)
    await world.slack.deactivate("bob")
    await world.quiet()
    message = await world.until_dm("alice", days=2)
    assert world.clock().date() == date(2026, 11, 24)
    assert "no active Slack account" in text_of(message) or "has left" in text_of(message)
    assert [(each.outcome, each.due_at) for each in await world.rows(Reminder)] == [(Outcome.DEPARTED, None)]
    await world.pass_days(80)
    assert len(world.slack.dm("alice")) == 1


async def test_where_the_event_was_lost_the_next_look_finds_it(world: World) -> None:
    await world.met("alice", "@bob at the Wintergarden")
    [bob] = await world.rows(Profile, name="Bob Brown")
    bob.deleted = world.slack.person("bob").deleted = True
    await world.add(bob)
    await later(world, timedelta(hours=1))
    message = await world.until_dm("alice", days=2)
    assert "Bob Brown" in text_of(message)
    assert [each.outcome for each in await world.rows(Reminder)] == [Outcome.DEPARTED]


async def test_of_somebody_in_touch_too(world: World) -> None:
    await world.met("alice", "@bob at the Wintergarden")
    await home_menu(world, "Bob Brown", "They replied")
    await world.slack.deactivate("bob")
    await world.quiet()
    await world.until_dm("alice", days=2)


async def test_where_nothing_is_open_nothing_is_told_and_home_shows_it(world: World) -> None:
    await let_go(world)
    await world.slack.deactivate("bob")
    await world.pass_days(10)
    assert world.slack.dm("alice") == []
    await world.slack.open_home("alice")
    assert "has left" in text_of(world.slack.home("alice"))


async def test_ninety_days_later_their_contacts_go(any_world: World) -> None:
    world = any_world
    await world.met("alice", "@bob at the Wintergarden about severance")
    await world.met("mallory", "@bob @carol at FOSDEM about layoffs")
    await world.slack.deactivate("bob")
    await world.quiet()
    assert [each.left_on for each in await world.rows(Profile, deleted=True)] == [date(2026, 11, 23)]
    await world.pass_days(89)
    assert len(await world.rows(Contact, name="Bob Brown")) == 2
    await world.pass_days(2)
    assert [each.name for each in await world.rows(Contact)] == ["Carol Chen"]
    assert [each.note for each in await world.rows(Encounter)] == ["layoffs"]
    assert "Bob Brown" not in [each.name for each in await world.rows(Profile)]


async def test_who_is_back_by_then_stays(any_world: World) -> None:
    world = any_world
    await world.met("alice", "@bob at the Wintergarden")
    await world.slack.deactivate("bob")
    await world.quiet()
    world.slack.person("bob").deleted = False  # and the event was lost
    await later(world, timedelta(days=91))
    [bob] = await world.rows(Profile, name="Bob Brown")
    assert (bob.deleted, bob.left_on) == (False, None)
    await later(world, timedelta(days=91))
    assert len(await world.rows(Contact)) == 1


async def test_where_slack_does_not_tell_nobody_goes(world: World) -> None:
    await let_go(world)
    await world.slack.deactivate("bob")
    await world.quiet()
    world.slack.faults.add("users.info", faults.error("internal_error"), times=1)
    await later(world, timedelta(days=91))
    assert len(await world.rows(Contact)) == 1
    await later(world, timedelta(hours=2))
    assert await world.rows(Contact) == []


async def test_a_member_who_left_gets_nothing_and_everything_of_theirs_goes(any_world: World) -> None:
    world = any_world
    await full_life(world)
    said = len(world.slack.dm("alice"))
    await world.slack.deactivate("alice")
    await world.quiet()
    assert (await member(world, "alice")).left_on == world.clock().date()
    await world.pass_days(89)
    assert (await counts(world))["contacts"] == 3
    await world.pass_days(2)
    assert await counts(world) == {}
    assert len(world.slack.dm("alice")) == said


async def test_a_member_who_is_back_keeps_everything(any_world: World) -> None:
    world = any_world
    await world.met("alice", "@bob at the Wintergarden")
    await world.slack.deactivate("alice")
    await later(world, timedelta(hours=2))
    await world.slack.change_profile("alice", deleted=False)
    await world.quiet()
    [alice] = await world.rows(Member)
    assert (alice.active, alice.left_on) == (True, None)
    await later(world, timedelta(days=100))
    assert len(await world.rows(Contact)) == 1


async def test_it_goes_on_where_a_crash_left_it(world: World) -> None:
    await let_go(world)
    await let_go(world, "Carol Chen", "@carol at FOSDEM about layoffs")
    world.clock.set(datetime(2028, 1, 3, 9, tzinfo=UTC))
    await world.restart()
    async with asyncio.timeout(PATIENCE):
        while await words(world) != [None, None]:  # its first look is at the start
            await asyncio.sleep(0.01)
    await world.restart()
    await world.bot.tick()
    assert len(await world.rows(Contact)) == 2
