"""Zones, working days and wall-clock time, over the whole tz database rather than a sample."""

import calendar as month_lengths
import time as stopwatch
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import cache
from zoneinfo import ZoneInfo

import holidays
import pytest
from hypothesis import given, strategies as st

from bot.domain.calendar import (
    _zone_names,
    add_months,
    country_of,
    is_known_zone,
    is_working_day,
    local_date,
    next_working_day,
    to_utc,
    zone_of,
)

HALF_PAST_NINE = time(9, 30)
DAYS_2026_TO_2037 = [date.fromordinal(n) for n in range(date(2026, 1, 1).toordinal(), date(2038, 1, 1).toordinal())]
REGIONS = sorted({name.split("/")[0] for name in _zone_names()})

NOT_ZONES = [
    None, "", " ", ".", "..", "/", "UTC/", "/UTC", "../../etc/passwd", "../zoneinfo/UTC", "/etc/passwd",
    "/usr/share/zoneinfo/Europe/Berlin", "Europe", "America/Argentina", "Europe/", "Europe/Berlin\x00",
    "\x00", "localtime", "posixrules", "posix/Europe/Berlin", "right/Europe/Berlin", "zone.tab", "tzdata.zi",
    "__init__.py", "Mars/Olympus", "europe/berlin", " Europe/Berlin", "Europe\\Berlin", "C:\\Windows", date,
    "x" * 10_000, "\ud800", "\u202eUTC", "Ευρώπη", b"UTC", 0, 3600, True, 1.5, [], {}, ["UTC"], object(),
]  # fmt: skip


@pytest.mark.parametrize("region", REGIONS)
def test_half_past_nine_survives_the_way_to_utc_and_back_in_every_zone_on_every_day(region: str) -> None:
    for name in sorted(n for n in _zone_names() if n.split("/")[0] == region):
        zone = zone_of(name)
        for day in DAYS_2026_TO_2037:
            back = to_utc(day, HALF_PAST_NINE, zone).astimezone(zone)
            assert (back.date(), back.time()) == (day, HALF_PAST_NINE), name


def test_the_tz_database_has_all_its_zones_and_each_of_them_can_be_loaded() -> None:
    assert len(_zone_names()) > 590
    assert all(is_known_zone(name) and zone_of(name).key == name for name in _zone_names())


@pytest.mark.parametrize("name", NOT_ZONES, ids=range(len(NOT_ZONES)))
def test_what_is_not_a_zone_is_utc_and_not_an_error(name: object) -> None:
    assert not is_known_zone(name)
    assert zone_of(name).key == "UTC"


@given(st.text())
def test_any_text_at_all_gives_a_zone(name: str) -> None:
    assert isinstance(zone_of(name), ZoneInfo)


@pytest.mark.parametrize(
    ("zone", "country"),
    [
        ("Europe/Berlin", "DE"), ("Europe/Oslo", "NO"), ("Asia/Riyadh", "SA"), ("Asia/Kolkata", "IN"),
        ("Asia/Calcutta", "IN"), ("America/New_York", "US"), ("US/Eastern", "US"), ("Europe/Kiev", "UA"),
        ("Atlantic/Reykjavik", "IS"), ("Iceland", "IS"), ("Atlantic/Jan_Mayen", "SJ"), ("GB", "GB"),
        ("America/Coral_Harbour", "CA"), ("Pacific/Yap", "FM"), ("America/Buenos_Aires", "AR"),
        ("UTC", None), ("Etc/GMT+3", None), ("GMT", None), ("EST", None), ("CET", None), ("EST5EDT", None),
        ("Mars/Olympus", None), ("", None), ("../../etc/passwd", None),
    ],
)  # fmt: skip
def test_a_zone_belongs_to_the_country_it_is_named_for(zone: str, country: str | None) -> None:
    assert country_of(zone) == country


def test_every_zone_that_is_a_place_has_a_country_whose_holidays_are_known() -> None:
    known = holidays.list_supported_countries()
    placeless = [name for name in _zone_names() if "/" in name and country_of(name) is None]
    assert all(name.startswith("Etc/") for name in placeless)
    assert all(country_of(name) in known for name in _zone_names() if country_of(name))


@pytest.mark.parametrize(
    ("country", "weekend"),
    [
        ("DE", {5, 6}), ("US", {5, 6}), ("AE", {5, 6}), ("IN", {5, 6}), ("CN", {5, 6}),
        ("SA", {4, 5}), ("EG", {4, 5}), ("IL", {4, 5}), ("BD", {4, 5}), ("QA", {4, 5}), ("IQ", {4, 5}),
        (None, {5, 6}), ("", {5, 6}), ("XX", {5, 6}), ("datetime", {5, 6}), ("\ud800", {5, 6}),
    ],
)  # fmt: skip
def test_the_weekend_is_the_countrys_own(country: str | None, weekend: set[int]) -> None:
    working_weekdays = {day.weekday() for day in DAYS_2026_TO_2037 if is_working_day(day, country)}
    assert working_weekdays == set(range(7)) - weekend


@pytest.mark.parametrize(
    ("day", "country"),
    [
        (date(2026, 12, 25), "DE"), (date(2026, 1, 1), "FR"), (date(2026, 11, 26), "US"),
        (date(2026, 7, 3), "US"), (date(2026, 5, 25), "GB"), (date(2026, 1, 26), "IN"),
        (date(2026, 9, 23), "SA"), (date(2026, 5, 1), "DE"), (date(2026, 10, 1), "CN"),
    ],
)  # fmt: skip
def test_a_public_holiday_is_no_working_day_there_but_may_be_elsewhere(day: date, country: str) -> None:
    assert not is_working_day(day, country)
    assert is_working_day(day, None)


def test_a_substitute_working_saturday_is_still_a_weekend() -> None:
    assert all(not is_working_day(day, "CN") for day in DAYS_2026_TO_2037 if day.weekday() >= 5)


@pytest.mark.parametrize("country", holidays.list_supported_countries(include_aliases=False))
def test_every_country_has_working_days_in_every_year_and_no_break_longer_than_two_weeks(
    country: str,
) -> None:
    for first in (date(2026, 12, 20), date(2030, 6, 1), date(2037, 4, 1), date(2060, 1, 1)):
        assert next_working_day(first, country) - first <= timedelta(days=14)


@pytest.mark.parametrize(
    ("day", "country", "expected"),
    [
        (date(2026, 11, 24), "DE", date(2026, 11, 24)),  # a Tuesday stays
        (date(2026, 11, 28), "DE", date(2026, 11, 30)),  # Saturday
        (date(2026, 12, 25), "DE", date(2026, 12, 28)),  # Friday and a holiday, then a weekend
        (date(2026, 11, 27), "SA", date(2026, 11, 29)),  # Friday, and Sunday is a working day
        (date(2026, 11, 27), None, date(2026, 11, 27)),
    ],
)
def test_the_next_working_day_is_that_day_or_the_first_one_after(
    day: date, country: str | None, expected: date
) -> None:
    assert next_working_day(day, country) == expected


def test_asking_about_a_day_takes_microseconds() -> None:
    is_working_day(date(2026, 5, 4), "DE")
    started = stopwatch.process_time()
    for _ in range(10_000):
        is_working_day(date(2026, 5, 4), "DE")
    assert stopwatch.process_time() - started < 0.5  # 50 µs a call: a wide margin over about 0.5 µs


@pytest.mark.parametrize(
    ("zone", "day", "hour", "utc"),
    [
        ("Europe/Berlin", date(2026, 3, 28), HALF_PAST_NINE, "2026-03-28 08:30"),
        ("Europe/Berlin", date(2026, 3, 29), HALF_PAST_NINE, "2026-03-29 07:30"),
        ("Europe/Berlin", date(2026, 10, 24), HALF_PAST_NINE, "2026-10-24 07:30"),
        ("Europe/Berlin", date(2026, 10, 25), HALF_PAST_NINE, "2026-10-25 08:30"),
        ("America/New_York", date(2026, 3, 7), HALF_PAST_NINE, "2026-03-07 14:30"),
        ("America/New_York", date(2026, 3, 8), HALF_PAST_NINE, "2026-03-08 13:30"),
        ("Australia/Sydney", date(2026, 4, 4), HALF_PAST_NINE, "2026-04-03 22:30"),
        ("Australia/Sydney", date(2026, 4, 5), HALF_PAST_NINE, "2026-04-04 23:30"),
        ("Australia/Lord_Howe", date(2026, 10, 4), HALF_PAST_NINE, "2026-10-03 22:30"),
        ("Asia/Kathmandu", date(2026, 1, 1), HALF_PAST_NINE, "2026-01-01 03:45"),
        ("Pacific/Kiritimati", date(2026, 1, 1), HALF_PAST_NINE, "2025-12-31 19:30"),
        # skipped: 02:00–03:00 in Berlin, 02:00–02:30 on Lord Howe, midnight in Beirut, one day in Apia
        ("Europe/Berlin", date(2026, 3, 29), time(2, 0), "2026-03-29 01:00"),
        ("Europe/Berlin", date(2026, 3, 29), time(2, 30), "2026-03-29 01:00"),
        ("Europe/Berlin", date(2026, 3, 29), time(2, 59, 59, 999999), "2026-03-29 01:00"),
        ("Europe/Berlin", date(2026, 3, 29), time(3, 0), "2026-03-29 01:00"),
        ("America/New_York", date(2026, 3, 8), time(2, 30), "2026-03-08 07:00"),
        ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 15), "2026-10-03 15:30"),
        ("Asia/Beirut", date(2026, 3, 29), time(0, 30), "2026-03-28 22:00"),
        ("Pacific/Apia", date(2011, 12, 30), HALF_PAST_NINE, "2011-12-30 10:00"),
        # twice: the first
        ("Europe/Berlin", date(2026, 10, 25), time(2, 30), "2026-10-25 00:30"),
        ("Europe/Berlin", date(2026, 10, 25), time(2, 30, fold=1), "2026-10-25 00:30"),
        ("America/New_York", date(2026, 11, 1), time(1, 30), "2026-11-01 05:30"),
        ("UTC", date(2026, 11, 1), time(9, 30, tzinfo=timezone(timedelta(hours=5))), "2026-11-01 09:30"),
    ],
)
def test_wall_time_becomes_the_right_instant_on_both_sides_of_a_clock_change(
    zone: str, day: date, hour: time, utc: str
) -> None:
    instant = to_utc(day, hour, zone_of(zone))
    assert instant == datetime.fromisoformat(utc).replace(tzinfo=UTC)
    assert instant.tzinfo is UTC


@cache
def _sorted_zone_names() -> list[str]:
    return sorted(_zone_names())


@given(
    st.sampled_from(_sorted_zone_names()),
    st.dates(date(1970, 1, 2), date(2100, 1, 1)),
    st.times().map(lambda t: t.replace(microsecond=0)),
)
def test_no_instant_shows_an_earlier_wall_time_than_was_asked_for(name: str, day: date, hour: time) -> None:
    zone = zone_of(name)
    instant = to_utc(day, hour, zone)
    asked = datetime.combine(day, hour)
    shown = instant.astimezone(zone).replace(tzinfo=None)
    assert shown >= asked
    if shown > asked:  # a gap: one second earlier, the clock had not reached what was asked for
        before = (instant - timedelta(seconds=1)).astimezone(zone).replace(tzinfo=None)
        assert before < asked


def test_the_local_date_is_the_one_on_the_members_wall() -> None:
    at = datetime(2026, 1, 1, 11, 0, tzinfo=UTC)
    assert local_date(at, zone_of("Pacific/Kiritimati")) == date(2026, 1, 2)
    assert local_date(at, zone_of("Etc/GMT+12")) == date(2025, 12, 31)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2027, 11, 29), 3, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2028, 2, 29), 48, date(2032, 2, 29)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 1, 31), 2, date(2026, 3, 31)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
        (date(2026, 5, 5), 0, date(2026, 5, 5)),
    ],
)
def test_months_are_added_from_the_original_day_and_stop_at_the_months_end(
    day: date, months: int, expected: date
) -> None:
    assert add_months(day, months) == expected


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(-600, 600))
def test_adding_months_keeps_the_day_unless_the_month_is_too_short(day: date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == min(day.day, month_lengths.monthrange(later.year, later.month)[1])


def test_months_beyond_the_calendar_are_a_value_error() -> None:
    with pytest.raises(ValueError, match="10000"):
        add_months(date(9999, 12, 1), 1)
