"""Snooze: another day for one card. Pause: quiet for a while, and nothing lost."""

from datetime import date, timedelta
from typing import Any

import pytest

from bot.domain.models import Member, Reminder
from tests.world import World, actions_of, text_of

ZONE = "Europe/Berlin"


async def a_card(world: World) -> Any:
    await world.met("alice", "@bob at KubeCon")
    return await world.until_dm("alice")


async def pause(world: World, until: str) -> Any:
    await world.slack.open_home("alice")
    await world.click("alice", world.slack.home("alice"), "pause.open")
    return await world.submit("alice", world.slack.modal("alice"), {"until": until})


@pytest.mark.parametrize(
    ("choice", "sentence", "day"),
    [
        ("Tomorrow", "I will remind you of Bob Brown tomorrow.", date(2026, 12, 1)),
        ("Next week", "I will remind you of Bob Brown on Monday 7 December.", date(2026, 12, 7)),
        ("Next month", "I will remind you of Bob Brown on Wednesday 30 December.", date(2026, 12, 30)),
    ],
)
async def test_a_snoozed_card_comes_again_on_that_day(world: World, choice: str, sentence: str, day: date) -> None:
    await world.click("alice", await a_card(world), "attempt.snooze", selected_option=choice)
    assert sentence in text_of(world.slack.dm("alice")[0])
    again = await world.until_dm("alice")
    assert world.today(ZONE) == day
    assert "A good day for a first note" in text_of(again)
    assert "draft.open" in actions_of(again)


async def test_a_date_of_ones_own_is_asked_for_in_a_form(world: World) -> None:
    await world.click("alice", await a_card(world), "attempt.snooze", selected_option="On a date …")
    view = world.slack.modal("alice")
    assert "When shall I remind you of Bob Brown?" in text_of(view)
    assert (await world.submit("alice", view, {"date": "2027-01-11"})).ok
    assert "you of Bob Brown on Monday 11 January" in text_of(world.slack.dm("alice")[0])
    await world.until_dm("alice")
    assert world.today(ZONE) == date(2027, 1, 11)


async def test_a_weekend_or_a_holiday_becomes_the_next_working_day(world: World) -> None:
    for day in ("2026-12-25", "2026-12-26", "2026-12-27"):
        await world.click("alice", await a_card(world), "attempt.snooze", selected_option="On a date …")
        await world.submit("alice", world.slack.modal("alice"), {"date": day})
        assert "you of Bob Brown on Monday 28 December" in text_of(world.slack.dm("alice")[-1])
        await world.click("alice", world.slack.dm("alice")[-1], "change.undo")
        break
    [reminder] = await world.rows(Reminder)
    assert not reminder.snoozed


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("2026-11-29", "Please pick a day from tomorrow on."),
        ("2026-11-30", "Please pick a day from tomorrow on."),
        ("2028-01-01", "That is more than a year away. Please pick an earlier day."),
    ],
)
async def test_a_day_that_cannot_be_is_said_under_its_field(world: World, day: str, sentence: str) -> None:
    await world.click("alice", await a_card(world), "attempt.snooze", selected_option="On a date …")
    answer = await world.submit("alice", world.slack.modal("alice"), {"date": day})
    assert answer.errors == {"date": sentence}
    assert "draft.open" in actions_of(world.slack.dm("alice")[0])


async def test_a_full_day_makes_way_for_the_next_free_one(world: World) -> None:
    for name in ("carol", "dan", "erin"):
        await world.met("alice", f"@{name} at FOSDEM on 2026-11-10")
    reminders = await world.rows(Reminder)
    assert {each.due_on for each in reminders} == {date(2026, 11, 24)}, "three are as many as a morning takes"
    await world.met("alice", "@bob at KubeCon on 2026-11-09")
    assert (await world.rows(Reminder))[-1].due_on == date(2026, 11, 25)


async def test_a_pause_is_shown_and_nothing_comes_until_it_is_over(world: World) -> None:
    await world.met("alice", "@bob at KubeCon")
    assert (await pause(world, "2027-01-11")).ok
    assert "I am quiet until Monday 11 January." in text_of(world.slack.home("alice"))
    [reminder] = await world.rows(Reminder)
    assert reminder.due_on == date(2027, 1, 11)
    await world.until_dm("alice")
    assert world.today(ZONE) == date(2027, 1, 11)
    await world.slack.open_home("alice")
    assert "I am quiet" not in text_of(world.slack.home("alice"))


async def test_after_a_pause_no_morning_has_more_than_its_share(world: World) -> None:
    people = [world.slack.add_person(f"p{number}") for number in range(10)]
    for each in people:
        await world.met("alice", f"<@{each.id}> at KubeCon")
    await pause(world, "2027-01-11")
    days = [each.due_on for each in await world.rows(Reminder)]
    assert min(days) == date(2027, 1, 11)
    assert max(days.count(day) for day in days) == 3
    assert max(days) <= date(2027, 1, 14)
    for _ in range(4):
        message = await world.until_dm("alice")
        assert actions_of(message).count("draft.open") <= 3


async def test_whoever_is_met_during_a_pause_comes_after_it(world: World) -> None:
    await pause(world, "2027-01-11")
    answer = await world.met("alice", "@bob at KubeCon")
    assert "a first note in January" in text_of({"blocks": answer.blocks})
    [reminder] = await world.rows(Reminder)
    assert reminder.due_on == date(2027, 1, 11)


async def test_the_end_of_a_pause_can_be_brought_forward(world: World) -> None:
    await pause(world, "2027-01-11")
    await world.click("alice", world.slack.home("alice"), "pause.end")
    assert "I am quiet" not in text_of(world.slack.home("alice"))
    await world.met("alice", "@bob at KubeCon")
    await world.until_dm("alice")
    assert world.today(ZONE) == date(2026, 11, 30)


async def test_ending_a_pause_early_brings_back_what_it_had_put_off(world: World) -> None:
    await world.met("alice", "@bob at KubeCon")
    await pause(world, "2027-03-01")
    await world.click("alice", world.slack.home("alice"), "pause.end")
    await world.until_dm("alice")
    assert world.today(ZONE) <= date(2026, 12, 2)


async def test_a_pause_with_a_reminder_on_its_way_holds_that_back_too(world: World) -> None:
    await world.met("alice", "@bob at KubeCon")
    due = await world.bot.next_due_at()
    assert due
    await pause(world, "2026-12-14")
    world.clock.set(due)
    await world.bot.tick()
    assert not world.slack.dm("alice")
    await world.until_dm("alice")
    assert world.today(ZONE) == date(2026, 12, 14)


@pytest.mark.parametrize("days", [-1, 0, 400])
async def test_a_pause_that_cannot_be_is_said_under_its_field(world: World, days: int) -> None:
    await world.slack.open_home("alice")
    answer = await pause(world, (world.today(ZONE) + timedelta(days=days)).isoformat())
    assert set(answer.errors or {}) == {"until"}
    [alice] = await world.rows(Member)
    assert alice.paused_until is None


async def test_a_snooze_into_a_pause_waits_for_its_end(world: World) -> None:
    card = await a_card(world)
    await pause(world, "2027-01-11")
    await world.click("alice", card, "attempt.snooze", selected_option="Next week")
    assert "you of Bob Brown in January" in text_of(card) or "you of Bob Brown on Monday 11 January" in text_of(card)
