"""Zones (of the `tzdata` package), working days (of `holidays`) and wall-clock time; no clock is read here."""

import calendar
import importlib.resources
import warnings
from bisect import bisect_left
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

# Backward names that tzdata links to a bigger country's clock (Iceland to Abidjan's), so
# that following the link would borrow the wrong holidays. The rest of the links stay inside one country.
_COUNTRY_OF_MERGED_ALIAS = {
    "Africa/Asmera": "ER", "Africa/Timbuktu": "ML", "America/Coral_Harbour": "CA", "America/Virgin": "VI",
    "Atlantic/Jan_Mayen": "SJ", "Iceland": "IS", "Pacific/Ponape": "FM", "Pacific/Truk": "FM", "Pacific/Yap": "FM",
}  # fmt: skip
# These name a clock, not a place, although tzdata links them to one (EST to Panama, CET to Brussels).
_PLACELESS_ALIASES = frozenset({"CET", "EET", "EST", "HST", "MET", "MST", "WET"})

_SATURDAY = 5


def is_known_zone(name: object) -> bool:
    """Whether that is an IANA zone (or old alias) of the `tzdata` package."""
    return isinstance(name, str) and name in _zone_names()


def zone_of(name: object) -> ZoneInfo:
    """The zone Slack calls `name`, else UTC. Only names on tzdata's own list count, so no path can be smuggled in."""
    return ZoneInfo(name) if isinstance(name, str) and is_known_zone(name) else ZoneInfo("UTC")


def country_of(zone_name: str) -> str | None:
    """The ISO 3166 alpha-2 code of the country a zone is named for; None for UTC and its kind."""
    return _country_by_zone().get(zone_name)


def is_working_day(day: date, country: str | None) -> bool:
    """Whether people work on that day: neither on the country's weekend nor on a nationwide public holiday.

    A country (ISO code) that is unknown works Monday to Friday. Nobody works on substitute Saturdays (as in China).
    """
    return day.weekday() < _SATURDAY if country is None else day not in free_days(country, day.year)


def next_working_day(day: date, country: str | None) -> date:
    """The day itself where it is a working day, else the first one after it."""
    while not is_working_day(day, country):
        day += timedelta(days=1)
    return day


def to_utc(day: date, hour: time, zone: ZoneInfo) -> datetime:
    """The instant, in UTC, at which clocks in `zone` show `hour` on `day`.

    A time that a clock change skips becomes the first moment after the gap; one that comes twice, the first of both.
    """
    wall = datetime.combine(day, hour.replace(tzinfo=None, fold=0), tzinfo=zone)
    instant = wall.astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return instant
    # In a gap, fold=1 reads the wall time with the later offset, which lands before the change, and fold=0
    # after it: the change itself lies between.
    before = wall.replace(fold=1).astimezone(UTC).replace(microsecond=0)
    seconds = range(int((instant - before).total_seconds()) + 1)
    offset = instant.astimezone(zone).utcoffset()

    def is_changed(second: int) -> bool:
        return (before + timedelta(seconds=second)).astimezone(zone).utcoffset() == offset

    return before + timedelta(seconds=bisect_left(seconds, True, key=is_changed))


def local_date(at: datetime, zone: ZoneInfo) -> date:
    """The calendar date in `zone` at that instant."""
    return at.astimezone(zone).date()


def add_months(day: date, months: int) -> date:
    """The same day of the month `months` later, or that month's last day. Raises ValueError beyond the year 9999."""
    year, month_index = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        raise ValueError(f"no calendar for the year {year}")
    month = month_index + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


@cache
def _zone_names() -> frozenset[str]:
    listing = importlib.resources.files("tzdata").joinpath("zones")
    return frozenset(listing.read_text(encoding="utf-8").split())


@cache
def _country_by_zone() -> dict[str, str]:
    """Read zone.tab (one country a zone), then let the old names follow their links in tzdata.zi."""
    folder = importlib.resources.files("tzdata").joinpath("zoneinfo")
    rows = folder.joinpath("zone.tab").read_text(encoding="utf-8").splitlines()
    fields = (row.split("\t") for row in rows if row and not row.startswith("#"))
    countries = {zone: code for code, _coordinates, zone, *_comment in fields}
    countries |= _COUNTRY_OF_MERGED_ALIAS
    for line in folder.joinpath("tzdata.zi").read_text(encoding="utf-8").splitlines():
        if line.startswith("L "):
            _link, target, alias = line.split()
            if target in countries and alias not in _PLACELESS_ALIASES:
                countries.setdefault(alias, countries[target])
    return countries


_free_days: dict[tuple[str, int], frozenset[date]] = {}  # what is known by now, about a hundred dates each


def free_days(country: str, year: int) -> frozenset[date]:
    """Every weekend day and public holiday of one country in one year."""
    if (country, year) not in _free_days:
        _free_days[country, year] = _from_the_library(country, year)
    return _free_days[country, year]


def remember(country: str, year: int, days: Iterable[date]) -> None:
    """The same, from where it was kept: the library is not needed for it then."""
    _free_days[country, year] = frozenset(days)


def _from_the_library(country: str, year: int) -> frozenset[date]:
    import holidays  # 11 MB and a tenth of a second, once there is a country or a year that was never asked for

    new_year = date(year, 1, 1)
    every_day = [new_year + timedelta(days=count) for count in range(366 if calendar.isleap(year) else 365)]
    if country not in holidays.list_supported_countries():
        return frozenset(day for day in every_day if day.weekday() >= _SATURDAY)
    with warnings.catch_warnings():
        # For years beyond its lunar tables `holidays` warns and gives what it knows, which is all there is.
        warnings.simplefilter("ignore")
        there = holidays.country_holidays(country, years=year)
        # Where the law knows one day of rest only, offices rest on Saturday too.
        weekends = {_SATURDAY} if len(there.weekend) == 1 else set()
        return frozenset(
            day for day in every_day if day in there or there.is_weekend(day) or day.weekday() in weekends
        )
