"""The days people write in `/met`: "12 March", "last Thursday", "3 days ago", "on the 12th".

Written out rather than left to a general date parser: those see a date in "may", "sun" or "12", and here a
word that is no date belongs to the place. Nothing reads the clock; `today` is the member's local date.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from bot.domain.calendar import add_months
from bot.domain.met_tokens import visible

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

LONGEST_DATE_WORDS = 7  # "Thursday, the 12th of March, 2026" and its commas
_LONGEST_DATE_TEXT = 48  # characters; nothing readable is longer

_WEEKDAY_OF = {name.casefold(): n for n, name in enumerate(WEEKDAYS)}
_SHORT_WEEKDAY_OF = {
    **{name[:3]: n for name, n in _WEEKDAY_OF.items()}, "tues": 1, "thur": 3, "thurs": 3, **_WEEKDAY_OF,
}  # fmt: skip
_MONTH_OF = {
    **{name[:3].casefold(): n for n, name in enumerate(MONTHS, 1)}, "sept": 9,
    **{name.casefold(): n for n, name in enumerate(MONTHS, 1)},
}  # fmt: skip
_DAYS_FROM_TODAY = {
    "today": 0, "earlier today": 0, "this morning": 0, "this afternoon": 0, "this evening": 0, "tonight": 0,
    "just now": 0, "yesterday": -1, "last night": -1, "day before yesterday": -2, "last week": -7,
    "tomorrow": 1, "day after tomorrow": 2, "next week": 7,
}  # fmt: skip
_MONTHS_FROM_TODAY = {"last month": -1, "last year": -12, "next month": 1, "next year": 12}
_DAY_PARTS = {"morning", "afternoon", "evening", "night", "noon", "lunchtime"}
_COUNT_OF = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "a couple": 2, "a few": 3,
}  # fmt: skip
_UNIT_DAYS = {"minute": 0, "hour": 0, "day": 1, "week": 7}
_UNIT_MONTHS = {"month": 1, "year": 12}
_FIRST_WORDS = {
    "the", "in", "last", "past", "this", "next", *_SHORT_WEEKDAY_OF, *_MONTH_OF,
    *(phrase.split()[0] for phrase in (*_DAYS_FROM_TODAY, *_MONTHS_FROM_TODAY, *_COUNT_OF)),
}  # fmt: skip

_ISO = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})")
_NUMERIC = re.compile(r"([0-9]{1,2})([./-])([0-9]{1,2})(?:\2([0-9]{4}|[0-9]{2})?)?")
_DAY_NUMBER = re.compile(r"([0-9]{1,2})(st|nd|rd|th)?")


class DateKind(Enum):
    """How sure the words are: `EXACT` names day and month; the rest may also be a part of a place's name."""

    EXACT = "exact"
    RELATIVE = "relative"
    WEEKDAY = "weekday"
    DAY_OF_MONTH = "day of month"


@dataclass(frozen=True)
class DateReading:
    """A day, and what kind of words named it."""

    day: date
    kind: DateKind


def read_date(text: str, today: date) -> DateReading | None:
    """Read the whole of `text` as one day, or return None. A day without a year is the latest one so far."""
    if len(text) > _LONGEST_DATE_TEXT:
        return None
    words = [word for raw in visible(text).casefold().replace(",", " ").split() if (word := raw.strip(":!?"))]
    words = [word if _NUMERIC.fullmatch(word) else word.rstrip(".") for word in words]
    words = [word for word in words if word not in ("the", "of")]
    try:
        return _relative(words, today) or _calendar_day(_without_day_part(words), today)
    except (ValueError, OverflowError):  # 31 February, or thousands of years ago
        return None


def may_begin_date(key: str) -> bool:
    """Say whether a date could begin with this word (lower case): a cheap look before `read_date`."""
    return key[:1].isdecimal() or key in _FIRST_WORDS


def attempted_date(text: str) -> str:
    """Return the digits and the month that `text` starts with ("31 February", "45/13/2026"), readable or not."""
    words = visible(text[:_LONGEST_DATE_TEXT]).replace(",", " ").split()[:4]
    words = [bare for word in words if (bare := word.rstrip(".!?")) and bare.casefold() not in ("the", "of")][:2]
    keys = [word.casefold() for word in words]
    if keys and (_NUMERIC.fullmatch(keys[0]) or _ISO.fullmatch(keys[0])):
        return words[0]
    is_both = any(_DAY_NUMBER.fullmatch(key) for key in keys) and any(key in _MONTH_OF for key in keys)
    return " ".join(words) if is_both else ""


def read_weekday(key: str, today: date) -> date | None:
    """Read "friday" or "fri" (lower case) as the latest one before today; None for any other word."""
    return _latest_weekday(_SHORT_WEEKDAY_OF[key], today) if key in _SHORT_WEEKDAY_OF else None


def spoken(day: date, today: date) -> str:
    """Return the day as people say it: "Tuesday 1 December", with the year only where it is another one."""
    year = "" if day.year == today.year else f" {day.year}"
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}{year}"


def _without_day_part(words: list[str]) -> list[str]:
    return words[:-1] if len(words) > 1 and words[-1] in _DAY_PARTS else words


def _relative(words: list[str], today: date) -> DateReading | None:
    day = _fixed_phrase(" ".join(words), today) or _fixed_phrase(" ".join(_without_day_part(words)), today)
    day = day or _counted(words, today) or _named_weekday(_without_day_part(words), today)
    return DateReading(day, DateKind.RELATIVE) if day else None


def _fixed_phrase(phrase: str, today: date) -> date | None:
    if phrase in _DAYS_FROM_TODAY:
        return today + timedelta(days=_DAYS_FROM_TODAY[phrase])
    if phrase in _MONTHS_FROM_TODAY:
        return add_months(today, _MONTHS_FROM_TODAY[phrase])
    return None


def _counted(words: list[str], today: date) -> date | None:
    """Read "3 days ago", "a couple of weeks ago" and "in 3 days"."""
    if len(words) < 3 or (words[-1] != "ago" and words[0] != "in"):
        return None
    sign, counted = (-1, words[:-1]) if words[-1] == "ago" else (1, words[1:])
    number, unit = " ".join(counted[:-1]), counted[-1].removesuffix("s")
    count = int(number) if re.fullmatch("[0-9]{1,4}", number) else _COUNT_OF.get(number)
    if count is None:
        return None
    if unit in _UNIT_DAYS:
        return today + timedelta(days=sign * count * _UNIT_DAYS[unit])
    return add_months(today, sign * count * _UNIT_MONTHS[unit]) if unit in _UNIT_MONTHS else None


def _named_weekday(words: list[str], today: date) -> date | None:
    """Read "last Thursday", "next Thursday", "Thursday last week" and "last weekend"."""
    match words:
        case ["last" | "past" | "this", name] if name in _SHORT_WEEKDAY_OF:
            return _latest_weekday(_SHORT_WEEKDAY_OF[name], today)
        case ["next", name] if name in _SHORT_WEEKDAY_OF:
            return today + timedelta(days=(_SHORT_WEEKDAY_OF[name] - today.weekday() - 1) % 7 + 1)
        case [name, "last", "week"] if name in _SHORT_WEEKDAY_OF:
            return today - timedelta(days=today.weekday() + 7 - _SHORT_WEEKDAY_OF[name])
        case ["last", "weekend"]:
            return _latest_weekday(_WEEKDAY_OF["saturday"], today)
    return None


def _latest_weekday(weekday: int, today: date) -> date:
    """Return the latest such weekday before today: on a Thursday, "Thursday" is a week ago."""
    return today - timedelta(days=(today.weekday() - weekday - 1) % 7 + 1)


def _calendar_day(words: list[str], today: date) -> DateReading | None:
    if len(words) == 1 and words[0] in _WEEKDAY_OF:
        return DateReading(_latest_weekday(_WEEKDAY_OF[words[0]], today), DateKind.WEEKDAY)
    if len(words) > 1 and words[0] in _SHORT_WEEKDAY_OF:
        words = words[1:]
    day = _numeric(words[0], today) if len(words) == 1 else _with_month_name(words, today)
    if day:
        return DateReading(day, DateKind.EXACT)
    ordinal = _DAY_NUMBER.fullmatch(words[0]) if len(words) == 1 else None
    if ordinal and ordinal[2]:
        return DateReading(_latest_day_of_month(int(ordinal[1]), today), DateKind.DAY_OF_MONTH)
    return None


def _with_month_name(words: list[str], today: date) -> date | None:
    """Read "12 March", "March 12th", "12th of March 2025"."""
    if len(words) not in (2, 3):
        return None
    name, number = words[:2] if words[0] in _MONTH_OF else (words[1], words[0])
    day = _DAY_NUMBER.fullmatch(number)
    if name not in _MONTH_OF or not day:
        return None
    if len(words) == 2:
        return _latest(_MONTH_OF[name], int(day[1]), today)
    return date(int(words[2]), _MONTH_OF[name], int(day[1])) if re.fullmatch("[0-9]{4}", words[2]) else None


def _numeric(word: str, today: date) -> date | None:
    """Read 2026-03-12, 12.3.2026, 12/03/26 and 12.3.: the day first, unless that cannot be."""
    if iso := _ISO.fullmatch(word):
        return date(int(iso[1]), int(iso[2]), int(iso[3]))
    numbers = _NUMERIC.fullmatch(word)
    if not numbers:
        return None
    day, month, year = int(numbers[1]), int(numbers[3]), numbers[4]
    if month > 12:
        day, month = month, day
    if year is None:
        return _latest(month, day, today)
    return date(int(year) + (2000 if len(year) == 2 else 0), month, day)


def _latest(month: int, day: int, today: date) -> date:
    """Return the latest such day up to today; raise ValueError for one that no year has."""
    for year in range(today.year, today.year - 9, -1):  # two leap years can be eight years apart
        try:
            candidate = date(year, month, day)
        except ValueError:
            continue
        if candidate <= today:
            return candidate
    raise ValueError(f"no year has the day {day} in the month {month}")


def _latest_day_of_month(day: int, today: date) -> date:
    """Return the latest such day up to today; raise ValueError for the 32nd."""
    for months_back in range(13):
        first = add_months(today.replace(day=1), -months_back)
        try:
            candidate = first.replace(day=day)
        except ValueError:
            continue
        if candidate <= today:
            return candidate
    raise ValueError(f"no month has the day {day}")
