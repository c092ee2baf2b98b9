"""Which morning is calm, which has room, and where a reminder is shown: without a database."""

from datetime import date, time, timedelta

from hypothesis import given, settings, strategies as st

from bot.domain import ladder
from bot.domain.calendar import is_working_day
from bot.domain.ladder import Diary, Window
from bot.domain.limits import Rules
from bot.domain.models import Contact, Limit, Member, Reminder
from bot.domain.types import LimitKind, Rung
from bot.flows.planning import Planner

MONDAY = date(2026, 11, 23)
CAP = 2


def working_days_from(day: date) -> date:
    while not is_working_day(day, "DE"):
        day += timedelta(days=1)
    return day


class Forgetful:
    """Looks at every day each time."""

    def __init__(self) -> None:
        self.load: dict[date, int] = {}

    def take(self, day: date) -> date:
        day = working_days_from(max(day, MONDAY))
        while self.load.get(day, 0) >= CAP:
            day = working_days_from(day + timedelta(days=1))
        self.load[day] = self.load.get(day, 0) + 1
        return day


@settings(deadline=None)  # the first one loads the holidays
@given(st.lists(st.one_of(st.integers(-10, 20), st.none()), max_size=150))
def test_it_takes_the_very_days_that_one_without_a_memory_takes(deeds: list[int | None]) -> None:
    diary, forgetful = Diary(MONDAY, "DE", CAP), Forgetful()
    taken: list[date] = []
    for away in deeds:
        if away is None and taken:
            diary.free(taken[0])
            forgetful.load[taken.pop(0)] -= 1
        elif away is not None:
            wanted = MONDAY + timedelta(days=away)
            taken.append(diary.take(wanted))
            assert taken[-1] == forgetful.take(wanted)


def test_forty_thousand_are_placed_without_looking_through_the_full_days_again() -> None:
    diary = Diary(MONDAY, None, 3)
    days = [diary.take(MONDAY) for _ in range(40_000)]
    assert len(set(days)) == 40_000 // 3 + 1
    assert days == sorted(days)


def test_the_calmest_working_day_of_the_window_is_chosen_nearest_to_its_best_one() -> None:
    window = ladder.first_note(MONDAY)  # 28 November to 2 December, best the 30th
    assert Diary(MONDAY, "DE", 3).choose(window) == date(2026, 11, 30)
    assert Diary(MONDAY, "DE", 3, {date(2026, 11, 30): 1}).choose(window) == date(2026, 12, 1)


def test_where_the_window_is_full_the_next_day_with_room_is_chosen() -> None:
    full = {date(2026, 11, 30) + timedelta(days=count): 3 for count in range(4)}
    assert Diary(MONDAY, "DE", 3, full).choose(ladder.first_note(MONDAY)) == date(2026, 12, 4)


def test_choosing_takes_nothing() -> None:
    diary = Diary(MONDAY, "DE", 1)
    assert diary.choose(Window(MONDAY, MONDAY, MONDAY)) == diary.choose(Window(MONDAY, MONDAY, MONDAY)) == MONDAY


def test_it_is_shown_on_the_latest_of_the_wanted_day_the_end_of_the_pause_and_the_end_of_the_stop() -> None:
    friday = MONDAY + timedelta(days=4)

    def shown(
        paused_until: date | None = None, stopped_until: date | None = None, *, stopped: bool = False
    ) -> object:
        owner = Member(id=1, zone="Europe/Berlin", hour=time(9, 30), daily_cap=3, paused_until=paused_until)
        hold = Limit(kind=LimitKind.HOLD, contact_id=1, until_on=stopped_until)
        planner = Planner(owner, Rules([hold] if stopped else [], {}, False, MONDAY), MONDAY, {})
        reminder = Reminder(rung=Rung.FIRST_NOTE, wanted_on=MONDAY, contact=Contact(id=1))
        planner.place(reminder)
        return reminder.due_on

    assert shown() == MONDAY
    assert shown(paused_until=friday) == friday
    assert shown(friday, friday + timedelta(days=1), stopped=True) == MONDAY + timedelta(days=7)
    assert shown(friday, None, stopped=True) is None, "it sleeps where nobody knows when the stop ends"
