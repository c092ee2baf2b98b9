"""The ladder: when each try is due, and which day inside its window is picked.

Source of the numbers: the advice this product is built on (docs/design.md, sections 1 and 3.2). A first note
after about a week; a second and a third one 3-4 months apart; then let it go.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain.calendar import add_months, is_working_day, next_working_day
from bot.domain.types import Rung

FIRST_NOTE_DAYS = (5, 7, 9)
"""Days after the encounter: earliest, best, latest."""
NEXT_TRY_DAYS = (90, 105, 120)
"""Days after the previous note."""
CLOSING_DAYS = (30, 30, 37)
"""Days after the third note."""
REPEAT_DAYS = (7, 7, 11)
"""An ignored reminder is shown once more, a week later."""
KEEP_IN_TOUCH_SPREAD = 6
"""A keep-in-touch reminder may come up to so many days later, to spread busy mornings."""

AFTER_HOLD_SPREAD = 7
"""Once a negotiation has ended and its people were left in peace for a while, first notes may take so many days."""
STILL_ON_MONTHS = 3
"""How often to ask whether a negotiation goes on."""

NEXT_RUNG = {1: Rung.SECOND_TRY, 2: Rung.THIRD_TRY, 3: Rung.CLOSING}
"""What follows a note that got no reply, by the number of that attempt."""


@dataclass(frozen=True)
class Window:
    """The local dates between which a reminder may be shown; `best` is taken when all are equally free."""

    opens: date
    best: date
    closes: date


def first_note(met_on: date) -> Window:
    """When to write a first note to somebody met on that day."""
    return _after(met_on, FIRST_NOTE_DAYS)


def after_note(attempt: int, wrote_on: date) -> tuple[Rung, Window]:
    """What comes after attempt 1, 2 or 3 when nothing comes back, and when."""
    rung = NEXT_RUNG[attempt]
    return rung, _after(wrote_on, CLOSING_DAYS if rung is Rung.CLOSING else NEXT_TRY_DAYS)


def keep_in_touch(last_on: date, months: int) -> Window:
    """When to bring up somebody in touch again, `months` (1 or more) after the last real contact."""
    due = add_months(last_on, months)
    return Window(due, due, due + timedelta(days=KEEP_IN_TOUCH_SPREAD))


def after_hold(until: date) -> Window:
    """When to write a first note to somebody met in a negotiation, once they were left in peace until that day."""
    return Window(until, until, until + timedelta(days=AFTER_HOLD_SPREAD))


def still_on(asked_on: date) -> Window:
    """When to ask (again) whether a negotiation goes on."""
    return keep_in_touch(asked_on, STILL_ON_MONTHS)


def repeat(shown_on: date) -> Window:
    """When an ignored reminder is shown once more."""
    return _after(shown_on, REPEAT_DAYS)


def on_or_after(day: date) -> Window:
    """A day the member asked for: that one, or the next that is free."""
    return Window(day, day, day)


def pick_day(window: Window, *, earliest: date, country: str | None, load: Mapping[date, int], cap: int) -> date:
    """The working day of the window with the fewest reminders, nearest to its best one.

    `load` counts the reminders already planned for each day. A day that has `cap` of them is full; when all
    are, the next free working day after the window is taken: the cap wins. Never before `earliest`.
    """
    first = max(window.opens, earliest)
    free = [day for day in _days(first, window.closes) if is_working_day(day, country) and load.get(day, 0) < cap]
    if free:
        return min(free, key=lambda day: (load.get(day, 0), abs(day - window.best), day))
    day = next_working_day(max(first, window.closes + timedelta(days=1)), country)
    while load.get(day, 0) >= cap:
        day = next_working_day(day + timedelta(days=1), country)
    return day


def _after(day: date, days: tuple[int, int, int]) -> Window:
    opens, best, closes = (day + timedelta(days=count) for count in days)
    return Window(opens, best, closes)


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
