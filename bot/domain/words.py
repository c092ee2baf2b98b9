"""Numbers, lists, dates and spans as a person says them."""

from collections.abc import Sequence
from datetime import date

NUMBERS = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip


def number(count: int) -> str:
    """Small numbers as words."""
    return NUMBERS[count] if count < len(NUMBERS) else f"{count:,}"


def listed(parts: Sequence[str], most: int | None = None) -> str:
    """ "Ana", "Ana and Bob", "Ana, Bob and Carol"; with more than `most` "Ana, Bob and two more"; "nobody"."""
    if most is not None and len(parts) > most:
        parts = [*parts[:most], f"{number(len(parts) - most)} more"]
    if len(parts) < 2:
        return parts[0] if parts else "nobody"
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def day(on: date, today: date) -> str:
    """ "Tuesday 1 December"; with the year where it is not close by."""
    return f"{on:%A} {short_day(on, today)}"


def short_day(on: date, today: date) -> str:
    """ "1 December"; with the year where it is not close by."""
    text = f"{on.day} {on:%B}"
    return text if abs((on - today).days) < 300 else f"{text} {on.year}"


def exact(on: date) -> str:
    """ "Tuesday 1 December 2026", where somebody wants to know it exactly."""
    return f"{on:%A} {on.day} {on:%B} {on.year}"


def coming(on: date, today: date) -> str:
    """A day ahead: "tomorrow", "on Tuesday 1 December", "in March", "in March 2028"."""
    if (on - today).days == 1:
        return "tomorrow"
    return f"on {day(on, today)}" if (on - today).days <= 45 else f"in {month(on, today)}"


def month(on: date, today: date) -> str:
    """ "March"; with the year where it is not the next March."""
    apart = (on.year - today.year) * 12 + on.month - today.month
    return f"{on:%B}" if apart < 12 else f"{on:%B} {on.year}"


def months(opens: date, closes: date, today: date) -> str:
    """A window far ahead: "in March", "in March or April", "between January and March"."""
    first, last = month(opens, today), month(closes, today)
    if first == last:
        return f"in {first}"
    apart = (closes.year - opens.year) * 12 + closes.month - opens.month
    return f"in {first} or {last}" if apart == 1 else f"between {first} and {last}"


def ago(on: date, today: date) -> str:
    """A day behind: "today", "yesterday", "a week ago", "three weeks ago", "in November"."""
    days = (today - on).days
    if days <= 0:
        return "today"
    if days == 1:
        return "yesterday"
    if days < 6:
        return f"on {on:%A}"
    if days < 11:
        return "a week ago"
    if days < 46:
        return f"{number(round(days / 7))} weeks ago"
    return f"in {on:%B}" if days < 300 else f"in {on:%B} {on.year}"


def rhythm(count: int) -> str:
    """How often: "every month", "every three months", "once a year", "never"."""
    return {0: "never", 1: "every month", 12: "once a year"}.get(count, f"every {number(count)} months")


def span(count: int) -> str:
    """How long: "a month", "three months", "a year"."""
    return {1: "a month", 12: "a year"}.get(count, f"{number(count)} months")
