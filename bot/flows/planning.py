"""Which day a reminder is shown: the day that is wanted, moved by the member's pause, stops and full mornings.

One planner: a `Planner` places one reminder after the other, `replan` all that wait anew, after any change of limits,
pause, zone, division, holidays, cap or hour.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from importlib import metadata
from itertools import product

from sqlalchemy.orm import Session

from bot.domain import calendar
from bot.domain.calendar import country_of, is_working_day, local_date, next_working_day, to_utc, zone_of
from bot.domain.ladder import Diary, Window, after_showing
from bot.domain.limits import Rules
from bot.domain.models import Change, Contact, DeliveryItem, Limit, Member, Reminder, Workspace
from bot.domain.types import Rung, Stage
from bot.errors import UserError
from bot.store import asks as asks_store, attempts as store, members
from bot.store.rows import attach, having

WORKING_DAY_ENDS = 17
"""No reminder is shown from this hour on, local time; whoever chose a later hour gets one hour."""
ONE_DAY, LONGEST_AHEAD = timedelta(days=1), timedelta(days=366)


def today_of(owner: Member, now: datetime) -> date:
    """The member's date."""
    return local_date(now, zone_of(owner.zone))


def morning(owner: Member, day: date) -> datetime:
    """The member's hour on that day, as a UTC instant."""
    return to_utc(day, owner.hour, zone_of(owner.zone))


def is_reminder_time(owner: Member, now: datetime) -> bool:
    """Whether the member may be reminded at this moment: a working day, their hours, no pause."""
    today = today_of(owner, now)
    ends = max(WORKING_DAY_ENDS, owner.hour.hour + 1)
    return (
        is_working_day(today, country_of(owner.zone or ""))
        and not (owner.paused_until and today < owner.paused_until)
        and now >= morning(owner, today)
        and now.astimezone(zone_of(owner.zone)).hour < ends
    )


def next_morning(owner: Member, now: datetime) -> datetime:
    """The next moment after `now` at which a reminder may be shown: the start of a working day's hours."""
    day = max(today_of(owner, now), owner.paused_until or date.min)
    if morning(owner, day) <= now:
        day += ONE_DAY
    return morning(owner, next_working_day(day, country_of(owner.zone or "")))


def late_since(item: DeliveryItem, owner: Member, shown_on: date) -> date | None:
    """The day the card was meant for, where it comes after the first working day on which it could have come."""
    first = next_working_day(item.planned_on, country_of(owner.zone or ""))
    return item.planned_on if first < shown_on else None


def rules(session: Session, owner: Member, now: datetime) -> Rules:
    """The member's limits, as they stand today."""
    return rules_of(session, [owner], now)[owner.id]


def rules_of(session: Session, owners: Collection[Member], now: datetime) -> dict[int, Rules]:
    """The limits of several members, by member id."""
    told: dict[int, list[Limit]] = defaultdict(list)
    for limit in having(session, Limit, member_id=[owner.id for owner in owners]):
        told[limit.member_id].append(limit)
    return {
        owner.id: Rules(
            told[owner.id],
            asks_store.aliases(session, owner) if any(limit.division for limit in told[owner.id]) else {},
            owner.is_attorney,
            today_of(owner, now),
        )
        for owner in owners
    }


class Planner:
    """One member's limits and coming mornings, open for one work: it places reminders one after the other."""

    def __init__(self, owner: Member, rules: Rules, earliest: date, load: Mapping[date, int]) -> None:
        """`load`: how many reminders each morning has already, from the earliest on."""
        self.owner = owner
        self.rules = rules
        self.diary = Diary(earliest, country_of(owner.zone or ""), owner.daily_cap, load)

    def planned(
        self, contact: Contact, rung: Rung, window: Window, change: Change | None, limit_id: int | None = None
    ) -> Reminder:
        """A new reminder for the contact, on the calmest day of the window. The caller inserts it."""
        about = {"contact_id": contact.id, "limit_id": limit_id, "change_id": change.id if change else None}
        reminder = Reminder.of(self.owner, rung=rung, wanted_on=self.diary.choose(window), **about)
        attach(reminder, contact)
        self.place(reminder)
        return reminder

    def want(self, reminder: Reminder, wanted: date | Window) -> None:
        """The reminder is wanted on that day, or on the calmest one of that window."""
        self.diary.free(reminder.due_on)
        reminder.wanted_on = self.diary.choose(wanted) if isinstance(wanted, Window) else wanted
        self.place(reminder)

    def place(self, reminder: Reminder) -> None:
        """Show it on the first working day with room, on or after the latest of the wanted day, the end of the pause
        and the end of the contact's stop. It sleeps where nobody knows when the stop ends."""
        free_from = self._free_from(reminder)
        sleeps = free_from == date.max
        reminder.due_on = None if sleeps else self.diary.take(max(reminder.wanted_on or date.min, free_from))
        reminder.due_at = morning(self.owner, reminder.due_on) if reminder.due_on else None

    def is_due(self, reminder: Reminder, today: date) -> bool:
        """Whether its day has come, and nothing keeps it back."""
        return reminder.due_on is not None and max(reminder.due_on, self._free_from(reminder)) <= today

    def after_it_was_shown(self, reminder: Reminder, shown_on: date) -> None:
        """When it comes again if it is ignored. The closing card is the end: it lets go by being shown."""
        if reminder.rung is Rung.CLOSING:
            reminder.contact.stage = Stage.LET_GO
        again = after_showing(reminder.rung, reminder.shown, shown_on, reminder.contact.keep_in_touch_months)
        if again:
            self.want(reminder, again)
        else:
            reminder.wanted_on, reminder.due_on, reminder.due_at = None, None, None

    def _free_from(self, reminder: Reminder) -> date:
        """The end of the pause and of the contact's stop; `date.max` where nobody knows it. The question whether a
        negotiation goes on is what ends a stop, so it is asked all the same."""
        stop = None if reminder.rung is Rung.STILL_ON else self.rules.of(reminder.contact).stop
        stopped_until = (stop.until_on or date.max) if stop else date.min
        return max(stopped_until, self.owner.paused_until or date.min)


def open_planner(session: Session, owner: Member, now: datetime) -> Planner:
    """The member's days from tomorrow on, with what is planned for them."""
    return open_planners(session, [owner], now)[owner.id]


def open_planners(session: Session, owners: Collection[Member], now: datetime) -> dict[int, Planner]:
    """The same for several members, by member id, in few statements."""
    if session.autoflush:
        session.flush()
    tomorrows = {owner.id: today_of(owner, now) + ONE_DAY for owner in owners}
    loads = store.loads(session, list(tomorrows), min(tomorrows.values(), default=date.max))
    current = rules_of(session, owners, now)
    return {owner.id: Planner(owner, current[owner.id], tomorrows[owner.id], loads[owner.id]) for owner in owners}


def replan(session: Session, owner: Member, now: datetime) -> None:
    """Place all open reminders anew that wait for a day.

    What the member chose comes after what the ladder wants, as when it was chosen: so a limit, a pause or a zone that
    is taken back leaves everything where it was.
    """
    session.flush()
    today = today_of(owner, now)
    earliest = today if now < morning(owner, today) else today + ONE_DAY
    planner = Planner(owner, rules(session, owner, now), earliest, {})
    waiting = sorted(store.waiting(session, owner), key=lambda it: (it.snoozed, it.wanted_on or date.min, it.id))
    due = [each for each in waiting if each.due_at and planner.is_due(each, today)]
    for reminder in due:
        reminder.due_at = morning(owner, reminder.due_on or today)
        if earliest == today:
            planner.diary.take(today)
    settled = {each.id for each in due}
    for reminder in waiting:
        if reminder.id not in settled:
            planner.place(reminder)
    session.flush()


def check_is_ahead(day: date, today: date) -> None:
    """Raises UserError for a day to which nothing can be put off: it is over, or more than a year away."""
    if day <= today:
        raise UserError("Please pick a day from tomorrow on.")
    if day > today + LONGEST_AHEAD:
        raise UserError("That is more than a year away. Please pick an earlier day.")


def pause(session: Session, owner: Member, until: date | None, now: datetime) -> None:
    """Remind of nobody before `until` (None: the pause is over). Raises UserError like `check_is_ahead`."""
    if until:
        check_is_ahead(until, today_of(owner, now))
    owner.paused_until = until
    replan(session, owner, now)


def release(reminders: Iterable[Reminder], now: datetime) -> None:
    """What is on its way, or has fallen due, is not any more: `replan` finds it a day."""
    for reminder in reminders:
        if reminder.on_its_way or (reminder.due_at and reminder.due_at <= now):
            reminder.due_on, reminder.due_at = None, None


def have_free_days(session: Session, workspace: Workspace, now: datetime) -> None:
    """This year's free days and the next one's at hand, for the members' countries: read from the `holidays` package
    once and then kept, for it is a tenth of a second and 11 MB of a process."""
    version = metadata.version("holidays")
    kept = dict(workspace.free_days.get(version, {}))
    countries = {country_of(zone) for zone in members.zones(session, workspace.id)}
    for country, year in product(sorted(filter(None, countries)), (now.year, now.year + 1)):
        name = f"{country} {year}"
        if name in kept:
            calendar.remember(country, year, map(date.fromordinal, kept[name]))
        else:
            kept[name] = sorted(map(date.toordinal, calendar.free_days(country, year)))
    workspace.free_days = {version: kept}
