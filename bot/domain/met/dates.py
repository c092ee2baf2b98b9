"""The days people write in `/met`: "12 March", "3/12", "last Friday", "two weeks ago", "Nov 12-14".

Written out rather than left to a general date parser: those see a date in "may", "sun" or "12", and here a
word that is no date belongs to the place or the note. Nothing reads the clock; `today` is the member's local date.
"""

import re
from calendar import day_name, month_name
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from bot.domain.calendar import add_months
from bot.domain.words import NUMBERS

MONTHS = [name.casefold() for name in month_name[1:]]
WEEKDAYS = [name.casefold() for name in day_name]
_PHRASES = {
    "today": 0, "earlier today": 0, "this morning": 0, "this afternoon": 0, "this evening": 0, "tonight": 0,
    "just now": 0, "heute": 0, "yesterday": -1, "last night": -1, "gestern": -1, "day before yesterday": -2,
    "vorgestern": -2, "last week": -7, "tomorrow": 1, "day after tomorrow": 2, "next week": 7,
}  # fmt: skip
_COUNTS = {word: count for count, word in enumerate(NUMBERS) if count}
_COUNTS |= {"a": 1, "an": 1, "a couple of": 2, "a few": 3}
_UNITS = {"minute": (0, 0), "hour": (0, 0), "day": (1, 0), "week": (7, 0), "month": (0, 1), "year": (0, 12)}
"""How many days, and how many months, each of them is."""


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


MONTH = rf"(?:{_any(MONTHS)}|sept|{_any(name[:3] for name in MONTHS)})\b\.?"
_NAME = rf"(?P<month>{MONTH})"
_NUMBER = r"(?P<month>[0-9]{1,2})"
_WEEKDAY = rf"(?P<weekday>{_any(WEEKDAYS)}|tues|thurs?|{_any(name[:3] for name in WEEKDAYS)})\b"
_YEAR = r"(?:,?\s(?P<year>[0-9]{4})\b)?"
_TO = r"\s?(?:-|–|to|until|till|through|and|&|bis)\s?(?:the\s)?"
_DAY = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th|\.)?"
_UNTIL = rf"(?:{_TO}(?P<until>[0-9]{{1,2}})(?:st|nd|rd|th|\.)?(?![0-9:/]))?"
_FORMS = [
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?P<year>[0-9]{{4}})[-/.]{_NUMBER}[-/.](?P<day>[0-9]{{1,2}})(?![0-9])",
        rf"{_DAY}{_UNTIL}\s?(?:of\s)?{_NAME}{_YEAR}",
        rf"{_NAME}\s(?:the\s)?{_DAY}(?![0-9]|:[0-9]){_UNTIL}{_YEAR}",
        rf"(?P<day>[0-9]{{1,2}})(?P<free>[/.-]){_NUMBER}(?P=free)(?P<year>[0-9]{{4}}|[0-9]{{2}})(?![0-9])",
        rf"(?P<day>[0-9]{{1,2}})(?:\.?[-–](?P<until>[0-9]{{1,2}}))?\.{_NUMBER}\.(?![0-9])",
        rf"(?P<day>[0-9]{{1,2}})(?P<free>[/.]){_NUMBER}(?![/.0-9]*[0-9])",
    )
]
"""Where `free` is, the day may as well be the month."""
_LEAD = re.compile(rf"(?:{_WEEKDAY}[.,]?\s)?(?:the\s)?", re.IGNORECASE)
_AND_TO = re.compile(_TO, re.IGNORECASE)
_RELATIVE = re.compile(
    rf"(?:the\s)?(?P<phrase>{_any(_PHRASES)})\b(?!'s)"
    rf"|(?P<ahead>in\s)?(?P<count>[0-9]{{1,4}}|{_any(_COUNTS)})\s(?P<unit>{_any(_UNITS)})s?\b(?(ahead)|\sago\b)"
    rf"|(?:(?P<which>last|past|this|next)\s)?{_WEEKDAY}(?!'s|,?\s[0-9])"
    r"|the\s(?P<ordinal>[0-9]{1,2})(?:st|nd|rd|th)\b"
    r"|(?P<weekend>(?:last|at\sthe)\sweekend)",
    re.IGNORECASE,
)
_DAY_PART = re.compile(r"\s(?:early\s|late\s)?(?:morning|afternoon|evening|night|noon|lunchtime)\b", re.IGNORECASE)


def is_month_first(locale: str | None) -> bool:
    """Whether people with that Slack locale write 3/12 for 12 March."""
    return (locale or "").startswith(("en-US", "ja", "ko", "zh"))


class Day(NamedTuple):
    """A day in a text: what it is (None: no calendar has it), and where its words end."""

    on: date | None
    end: int
    sure: bool = True  # the words are a day by themselves, which "Friday" and "3/12" are in the right company only


class Days:
    """Reads days. `month_first`: 3/12 is 12 March. `coming`: they lie ahead, as in "remind me on 3 January"."""

    def __init__(self, today: date, month_first: bool = False, coming: bool = False) -> None:
        self.today = today
        self._month_first = month_first
        self._coming = coming

    def read(self, text: str, at: int = 0) -> Day | None:
        """The day whose words begin there; of several days the last that has been."""
        day = self._calendar_day(text, at)
        if day and day.on and (to := _AND_TO.match(text, day.end)) and (last := self._calendar_day(text, to.end())):
            day = last._replace(on=last.on if last.on and last.on >= day.on else self.today)
        try:
            day = day or self._relative(text, at)
        except (OverflowError, ValueError):  # thousands of years ago
            return None
        part = _DAY_PART.match(text, day.end) if day else None
        return day._replace(end=part.end()) if day and part else day

    def _calendar_day(self, text: str, at: int) -> Day | None:
        start = _LEAD.match(text, at).end()  # type: ignore[union-attr]
        found = next((match for form in _FORMS if (match := form.match(text, start))), None)
        if found is None:
            return None
        told = found.groupdict()
        day, month, year, free = int(found["day"]), found["month"], told.get("year"), told.get("free")
        number = int(month) if month.isdigit() else [name[:3] for name in MONTHS].index(month[:3].casefold()) + 1
        orders = [(number, each) for each in range(int(told.get("until") or day), day - 1, -1)]
        if free:
            orders.insert(0 if self._month_first else 1, (day, number))
        return Day(self._fitting(orders, year), found.end(), bool(year) or not free)

    def _fitting(self, orders: list[tuple[int, int]], year: str | None) -> date | None:
        """The first reading that has been; without a year the last time it was. Else the first that there is."""
        step = 1 if self._coming else -1
        years = [self.today.year + step * away for away in range(9)]  # two leap years can be eight years apart
        if year:
            years = [int(year) + (2000 if len(year) == 2 else 0)]
        days = [on for each in years for month, day in orders if (on := _date(each, month, day))]
        fits = (on for on in days if (on > self.today if self._coming else on <= self.today))
        return next(fits, days[0] if days else None)

    def _relative(self, text: str, at: int) -> Day | None:
        found = _RELATIVE.match(text, at)
        if found is None:
            return None
        told = {name: value.casefold() for name, value in found.groupdict().items() if value}
        if "phrase" in told:
            if told["phrase"] == "next week" and not self._coming:
                return None  # no day on which they met
            return Day(self.today + timedelta(days=_PHRASES[told["phrase"]]), found.end())
        if "unit" in told:
            count = _COUNTS.get(told["count"]) or int(told["count"])
            days, months = (count * each * (1 if "ahead" in told else -1) for each in _UNITS[told["unit"]])
            return Day(add_months(self.today, months) + timedelta(days=days), found.end())
        which, ordinal, name = told.get("which"), told.get("ordinal"), told.get("weekday", "saturday")
        step = 1 if self._coming or which == "next" else -1
        may_be_today = step < 0 and (which == "this" or ordinal)
        near = (self.today + timedelta(days=step * away) for away in range(0 if may_be_today else 1, 100))
        fits = (on for on in near if (on.day == int(ordinal) if ordinal else WEEKDAYS[on.weekday()][:3] == name[:3]))
        on = next(fits, None)
        return Day(on, found.end(), "which" in told or "weekend" in told) if on else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
