"""Which day a reminder is shown: the member's mornings, their pause, and the days that are already full."""

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from bot.domain import ladder
from bot.domain.calendar import country_of, is_working_day, local_date, next_working_day, to_utc, zone_of
from bot.domain.ladder import Window
from bot.domain.models import Change, Contact, Member, Reminder
from bot.domain.types import Rung, Stage
from bot.store import attempts as store

WORKING_DAY_ENDS = 17
"""No reminder is shown from this hour on, local time; whoever chose a later hour gets one hour."""


def today_of(owner: Member, now: datetime) -> date:
    """The member's date."""
    return local_date(now, zone_of(owner.zone))


def morning(owner: Member, day: date) -> datetime:
    """The member's hour on that day, as a UTC instant."""
    return to_utc(day, owner.hour, zone_of(owner.zone))


def is_reminder_time(owner: Member, now: datetime) -> bool:
    """Whether the member may be reminded at this moment: a working day, their hours, no pause."""
    today = today_of(owner, now)
    local = now.astimezone(zone_of(owner.zone))
    ends = max(WORKING_DAY_ENDS, owner.hour.hour + 1)
    return (
        is_working_day(today, country_of(owner.zone or ""))
        and not (owner.paused_until and today < owner.paused_until)
        and now >= morning(owner, today)
        and local.hour < ends
    )


def next_morning(owner: Member, now: datetime) -> datetime:
    """The next moment after `now` at which a reminder may be shown: the start of a working day's hours."""
    day = max(today_of(owner, now), owner.paused_until or date.min)
    if morning(owner, day) <= now:
        day += timedelta(days=1)
    return morning(owner, next_working_day(day, country_of(owner.zone or "")))


class Diary:
    """The member's coming days, and how many reminders each of them has. It counts what is planned meanwhile."""

    def __init__(self, owner: Member, earliest: date, load: dict[date, int]) -> None:
        self._owner = owner
        self._earliest = earliest
        self._load = load
        self._full_until: dict[Window, date] = {}
        """The day after each full window that was taken last: the search for the next one goes on from there."""

    def pick(self, window: Window) -> date:
        """The calmest working day inside the window, which is taken by it."""
        country, cap = country_of(self._owner.zone or ""), self._owner.daily_cap
        last = self._full_until.get(window)
        within = ladder.on_or_after(last) if last else window
        day = ladder.pick_day(within, earliest=self._earliest, country=country, load=self._load, cap=cap)
        if day > window.closes:
            self._full_until[window] = day
        self._load[day] = self._load.get(day, 0) + 1
        return day

    def free(self, day: date | None) -> None:
        """A reminder of that day is settled."""
        if day in self._load:
            self._load[day] -= 1
            self._full_until = {
                window: min(last, day) if day > window.closes else last
                for window, last in self._full_until.items()
                if not window.opens <= day <= window.closes
            }


def open_diary(session: Session, owner: Member, now: datetime) -> Diary:
    """The days from tomorrow on, and after any pause."""
    earliest = max(today_of(owner, now) + timedelta(days=1), owner.paused_until or date.min)
    return Diary(owner, earliest, store.load(session, owner, earliest))


def plan(
    session: Session,
    owner: Member,
    contact: Contact,
    rung: Rung,
    window: Window,
    change: Change | None,
    now: datetime,
) -> Reminder:
    """A new reminder for the contact, its day picked once and stored."""
    return note(session, owner, open_diary(session, owner, now), contact, rung, window, change)


def note(
    session: Session,
    owner: Member,
    diary: Diary,
    contact: Contact,
    rung: Rung,
    window: Window,
    change: Change | None,
) -> Reminder:
    """The same with a diary that is open already, for several contacts at once."""
    day = diary.pick(window)
    reminder = Reminder(
        workspace_id=owner.workspace_id,
        member_id=owner.id,
        contact=contact,
        rung=rung,
        opens_on=window.opens,
        closes_on=window.closes,
        due_on=day,
        due_at=morning(owner, day),
        change=change,
        snoozed=False,
        shown=0,
    )
    session.add(reminder)
    return reminder


def move(session: Session, owner: Member, reminder: Reminder, window: Window, now: datetime) -> None:
    """Give the reminder another day, inside this window if one is free."""
    reminder.due_on, reminder.due_at = None, None  # it must not count against the day it leaves
    session.flush()
    reminder.due_on = (open_diary(session, owner, now)).pick(window)
    reminder.due_at = morning(owner, reminder.due_on)
    session.flush()


def after_showing(session: Session, owner: Member, reminder: Reminder, now: datetime) -> None:
    """It was shown: once more in a week where it is about an attempt, at its rhythm where they are in touch.

    Shown for the second time, it waits silently in Home; the closing card is the end.
    """
    months = reminder.contact.keep_in_touch_months
    if reminder.rung is Rung.CLOSING:
        reminder.contact.stage, reminder.due_on = Stage.LET_GO, None
    elif reminder.rung is Rung.KEEP_IN_TOUCH and months and reminder.shown_on:
        move(session, owner, reminder, ladder.keep_in_touch(reminder.shown_on, months), now)
    elif reminder.rung is Rung.STILL_ON and reminder.shown_on:
        move(session, owner, reminder, ladder.still_on(reminder.shown_on), now)
    elif reminder.rung.attempt and reminder.shown == 1 and reminder.shown_on:
        move(session, owner, reminder, ladder.repeat(reminder.shown_on), now)
    else:
        reminder.due_on = None


def pause(session: Session, owner: Member, until: date | None, now: datetime) -> int:
    """Bring nothing up before `until` (None: the pause is over). Returns how many reminders got another day.

    What a longer pause had put off beyond its window comes back as near to it as it can.
    """
    owner.paused_until = until
    return bring_back(session, owner, now)


def bring_back(session: Session, owner: Member, now: datetime) -> int:
    """What was put off beyond its window comes as near to it as it can, after any pause. Returns how many moved."""
    until, moved = owner.paused_until, 0
    for reminder in store.planned_reminders(session, owner):
        in_pause = until is not None and reminder.due_on is not None and reminder.due_on < until
        if in_pause or _is_put_off(reminder):
            best = max(until or reminder.opens_on, reminder.opens_on)
            move(session, owner, reminder, Window(reminder.opens_on, best, reminder.closes_on), now)
            moved += 1
    return moved


def _is_put_off(reminder: Reminder) -> bool:
    beyond = reminder.due_on is not None and reminder.due_on > reminder.closes_on
    return beyond and not reminder.shown and not reminder.snoozed


def change_zone(session: Session, owner: Member, zone: str | None) -> None:
    """The member lives elsewhere now: the same dates and hour, at another instant."""
    if owner.zone == zone:
        return
    owner.zone = zone
    refresh_instants(session, owner)


def refresh_instants(session: Session, owner: Member) -> None:
    """Compute again the instants of all planned reminders from their local dates, which are the truth."""
    for reminder in store.planned_reminders(session, owner):
        if reminder.due_on:
            reminder.due_at = morning(owner, reminder.due_on)
