"""The days of reminders: what is wanted, where it is shown, and what was promised: the tests' own reading of it."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain.calendar import country_of, is_working_day, local_date, to_utc, zone_of
from bot.domain.models import Member, Reminder
from bot.domain.types import Rung

FREE = date.min
"""The end of a stop where there is none."""
NEVER = date.max
"""The end of a stop of which nobody knows the end."""
ONE_DAY = timedelta(days=1)
_COLUMNS = ("id", "contact_id", "rung", "shown", "wanted_on", "due_on", "due_at")
_OPEN = select(*(Reminder.__table__.c[name] for name in _COLUMNS)).where(Reminder.__table__.c.outcome.is_(None))


@dataclass(frozen=True)
class Day:
    """An open reminder, as it was at one moment."""

    contact_id: int
    rung: Rung
    shown: int
    wanted_on: date | None
    due_on: date | None
    due_at: datetime | None = None

    @property
    def waits(self) -> bool:
        """Wanted on a day, and not on its way: the planner sees to it."""
        return self.wanted_on is not None and (self.due_on is None or self.due_at is not None)

    def is_sound(self) -> bool:
        """Planned (all three), on its way (no moment), asleep (only wanted), or silent (none)."""
        told = (self.wanted_on is not None, self.due_on is not None, self.due_at is not None)
        return told in ((True, True, True), (True, True, False), (True, False, False), (False, False, False))


def days_of(session: Session) -> dict[int, Day]:
    """Every open reminder, by its id."""
    session.flush()
    return {row[0]: Day(*row[1:]) for row in session.connection().execute(_OPEN)}


def kept_before(contact_id: int, before: Mapping[str, Any]) -> Day:
    """A reminder as a change remembers it."""
    days = {name: date.fromisoformat(before[name]) if before[name] else None for name in ("wanted_on", "due_on")}
    return Day(contact_id, Rung.FIRST_NOTE, before["shown"], days["wanted_on"], days["due_on"])


class Planned:
    """A member's days at one moment, and what the planner promises about each."""

    def __init__(self, owner: Member, now: datetime, days: Mapping[int, Day], peace: Callable[[int], date]) -> None:
        """`peace`: until when a contact is left in peace; FREE or NEVER."""
        self.owner = owner
        self.now = now
        self.zone, self.country = zone_of(owner.zone), country_of(owner.zone or "")
        self.today = local_date(now, self.zone)
        self.load = Counter(day.due_on for day in days.values() if day.due_on)
        self.late = sum(day.due_at is not None and day.due_on < self.today for day in days.values() if day.due_on)
        """They come on the next morning, and may be counted to it."""
        self._peace = peace

    @property
    def earliest(self) -> date:
        """The next morning that is still to come."""
        return self.today + (self.now >= to_utc(self.today, self.owner.hour, self.zone)) * ONE_DAY

    def stopped_until(self, day: Day) -> date:
        """The end of the pause and of the stop. The question of a negotiation is what ends one, so it is asked."""
        peace = FREE if day.rung is Rung.STILL_ON else self._peace(day.contact_id)
        return max(self.owner.paused_until or FREE, peace)

    def target(self, day: Day) -> date:
        """Before it, the reminder is not shown."""
        return max(day.wanted_on or FREE, self.stopped_until(day))

    def is_due_already(self, day: Day) -> bool:
        """It would have been shown, and nothing keeps it back: it comes as soon as it can."""
        return day.due_on is not None and day.due_on <= self.today and self.stopped_until(day) <= self.today

    def works(self, day: date) -> bool:
        return is_working_day(day, self.country)

    def hold(self, day: Day, earliest: date) -> None:
        """It is shown on the first working day with room, on or after the latest of what keeps it back."""
        target = max(self.target(day), earliest)
        if target == NEVER:
            assert day.due_on is None, "shown, though nobody knows when the stop ends"
            return
        assert day.due_on, "asleep, though nothing keeps it back for ever"
        assert day.due_on >= target, "shown too early"
        assert self.works(day.due_on), "shown on a day on which nobody works"
        between = (target + ONE_DAY * count for count in range((day.due_on - target).days))
        passed = [each for each in between if self.works(each) and self._has_room(each)]
        assert not passed, "a morning with room was passed over"
        assert day.due_at == to_utc(day.due_on, self.owner.hour, self.zone), "at another hour"

    def _has_room(self, day: date) -> bool:
        return self.load[day] + self.late * (day == self.today) < self.owner.daily_cap

    def hold_cap(self) -> None:
        """No morning that is still to come has more than the cap."""
        full = [day for day, count in self.load.items() if day >= self.earliest and count > self.owner.daily_cap]
        assert not full, "a morning over the cap"
