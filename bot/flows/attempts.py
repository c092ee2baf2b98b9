"""One reminder or contact of a member: found, and put off to another day."""

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from bot.domain.calendar import add_months
from bot.domain.models import Change, Contact, Member, Reminder
from bot.errors import NotFound, UserError
from bot.flows import changes, planning
from bot.store import attempts as store

SNOOZE_LIMIT_DAYS = 366


def find_reminder(session: Session, owner: Member, reminder_id: int) -> Reminder:
    """That reminder of this member. Raises NotFound."""
    reminder = store.reminder(session, owner, reminder_id)
    if reminder is None:
        raise NotFound
    return reminder


def find_contact(session: Session, owner: Member, contact_id: int) -> Contact:
    """That contact of this member. Raises NotFound."""
    contact = store.contact(session, owner, contact_id)
    if contact is None:
        raise NotFound
    return contact


def snooze(session: Session, owner: Member, reminder: Reminder, until: date, now: datetime) -> None:
    """Remind of them on that day, or on the next free working day. Raises UserError for a day that is over."""
    today = planning.today_of(owner, now)
    if until <= today:
        raise UserError("Please pick a day from tomorrow on.")
    if until > today + timedelta(days=SNOOZE_LIMIT_DAYS):
        raise UserError("That is more than a year away. Please pick an earlier day.")
    changes.begin(session, owner, reminder.contact, "snoozed", now)
    reminder.snoozed, reminder.shown = True, 0
    planning.open_planner(session, owner, now).want(reminder, until)


def snooze_day(choice: str, today: date) -> date:
    """The day behind a choice of the menu: tomorrow, week or month. Raises NotFound for any other."""
    days = {
        "tomorrow": today + timedelta(days=1),
        "week": today + timedelta(days=7),
        "month": add_months(today, 1),
    }
    if choice not in days:
        raise NotFound
    return days[choice]


def undo(session: Session, owner: Member, change_id: int, now: datetime) -> Change:
    """Take a decision back where nothing newer has happened; otherwise all stays. Raises NotFound."""
    change = store.change(session, owner, change_id)
    if change is None:
        raise NotFound
    changes.undo(session, owner, change, now)
    return change
