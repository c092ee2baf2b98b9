"""A member's coming mornings, and how many reminders each of them has: which day is calm, and which has room."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta

from bot.domain.calendar import is_working_day
from bot.domain.ladder import Window

ONE_DAY = timedelta(days=1)


class Diary:
    """Counts what is planned meanwhile. A morning with `cap` reminders is full; full ones are passed over at once, so
    that planning many is as long as they are many."""

    def __init__(self, earliest: date, country: str | None, cap: int, load: Mapping[date, int] | None = None) -> None:
        """`earliest`: nothing is planned before it. `country` says which days are working days."""
        self._earliest = earliest
        self._country = country
        self._cap = cap
        self._load = Counter(load or {})
        self._beyond: dict[date, date] = {}
        """From a day without room to one that may have some."""

    def choose(self, window: Window) -> date:
        """The calmest working day of the window, nearest to its best one; where all are full, the next with room.

        It is not taken by that.
        """
        first = max(window.opens, self._earliest)
        days = [first + ONE_DAY * count for count in range((window.closes - first).days + 1)]
        free = [day for day in days if self._has_room(day)]
        if free:
            return min(free, key=lambda day: (self._load[day], abs(day - window.best), day))
        return self._next_free(max(first, window.closes + ONE_DAY))

    def take(self, day: date) -> date:
        """The first working day with room from that one on, which is taken by it."""
        found = self._next_free(max(day, self._earliest))
        self._load[found] += 1
        return found

    def free(self, day: date | None) -> None:
        """A reminder of that day is settled."""
        if day and self._load[day]:
            self._load[day] -= 1
            self._beyond.clear()

    def _has_room(self, day: date) -> bool:
        return self._load[day] < self._cap and is_working_day(day, self._country)

    def _next_free(self, day: date) -> date:
        passed = []
        while not self._has_room(day):
            passed.append(day)
            day = self._beyond.get(day, day + ONE_DAY)
        self._beyond.update(dict.fromkeys(passed, day))
        return day
