"""One reminder or contact of a member: found, decided about as the ladder's table says, put off, and taken back."""

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from bot.domain.calendar import add_months
from bot.domain.ladder import Happened, step
from bot.domain.models import Change, Contact, Member, Reminder, Touch
from bot.domain.types import Stage, TouchKind
from bot.errors import NotFound
from bot.flows import changes, planning
from bot.store import attempts as store
from bot.store.rows import find, having, insert_all

TOUCHES = (Happened.WROTE, Happened.ASKED, Happened.REPLIED, Happened.HELPED)
"""What is a real contact, under the same word."""
NOTES = (TouchKind.WROTE, TouchKind.ASKED)
CLICKED = (Happened.WROTE, Happened.REPLIED, Happened.HELPED, Happened.LET_GO, Happened.AGAIN)


def find_reminder(session: Session, owner: Member, reminder_id: int) -> Reminder:
    """That reminder of this member, with its contact. Raises NotFound."""
    return find(session, owner, Reminder, reminder_id, Reminder.contact)


def find_contact(session: Session, owner: Member, contact_id: int) -> Contact:
    """That contact of this member. Raises NotFound."""
    return find(session, owner, Contact, contact_id)


def decide(
    session: Session,
    owner: Member,
    contact: Contact,
    happened: Happened,
    now: datetime,
    *,
    reason: str | None = None,
    months: int | None = None,
) -> Change | None:
    """It happened, today: noted, and the ladder moves as its table says. None: told already, or it changes nothing.

    The same told twice on one day is one; and a day climbs one rung at most, whatever was written on it.
    `reason`: one more to write, with KEPT; it brings nothing up by itself. `months`: the new rhythm, with RHYTHM,
    counted from today; 0: never.
    """
    if months == contact.keep_in_touch_months:
        return None
    today = planning.today_of(owner, now)
    kind = TouchKind(happened.value) if happened in TOUCHES else None
    noted = having(session, Touch, contact_id=[contact.id], happened_on=[today]) if kind else []
    if any(each.kind is kind for each in noted):
        return None
    reminder = store.open_reminder(session, contact.id)
    next_step = step(contact.stage, reminder.rung if reminder else None, happened)
    climbed = kind in NOTES and any(each.kind in NOTES and each.attempt for each in noted)
    if climbed and contact.stage is Stage.FOLLOWING_UP:
        next_step = None
    nothing_open = reminder is None and contact.stage is Stage.LET_GO
    if (next_step is None and kind is None) or (happened is Happened.LET_GO and nothing_open):
        return None
    change = changes.opened(owner, contact, reminder, happened.value, now, climbs=next_step is not None)
    insert_all(session, [change])
    if kind:
        touch = Touch.of(owner, contact_id=contact.id, kind=kind, happened_on=today, change_id=change.id)
        touch.attempt = reminder.rung.attempt if reminder and next_step and kind in NOTES else None
        insert_all(session, [touch])
    contact.reason = reason or contact.reason
    contact.keep_in_touch_months = contact.keep_in_touch_months if months is None else months
    if next_step is None:
        return change
    if reminder:
        reminder.settle(next_step.outcome)
    contact.stage = next_step.stage
    session.flush()  # a contact has one open reminder at most
    if next_step.rung and next_step.when and (next_step.stage is not Stage.IN_TOUCH or contact.keep_in_touch_months):
        window = next_step.when(today, contact.keep_in_touch_months)
        planner = planning.open_planner(session, owner, now)
        insert_all(session, [planner.planned(contact, next_step.rung, window, change)])
    return change


def tell(session: Session, owner: Member, contact: Contact, word: str, now: datetime) -> None:
    """What a click on a card, in Home or in the contact view decides, by its word; any other changes nothing."""
    if word == "undo":
        latest = store.latest_changes(session, [contact.id]).get(contact.id)
        if latest and latest.verb not in ("met", "held", "departed"):
            changes.undo(session, owner, latest, now)
    elif word in CLICKED:
        decide(session, owner, contact, Happened(word), now)


def snooze(session: Session, owner: Member, reminder: Reminder, until: date, now: datetime) -> None:
    """Remind of them on that day, or on the next free working day. Raises like `planning.check_is_ahead`."""
    planning.check_is_ahead(until, planning.today_of(owner, now))
    insert_all(session, [changes.opened(owner, reminder.contact, reminder, "snoozed", now)])
    reminder.snoozed, reminder.shown = True, 0
    planning.open_planner(session, owner, now).want(reminder, until)


def snooze_day(choice: str, today: date) -> date:
    """The day behind a choice of the menu: tomorrow, week or month. Raises NotFound for any other."""
    days = {"tomorrow": today + planning.ONE_DAY, "week": today + timedelta(days=7), "month": add_months(today, 1)}
    if choice not in days:
        raise NotFound
    return days[choice]


def undo(session: Session, owner: Member, change_id: int, now: datetime) -> Change:
    """Take a decision back where nothing newer has happened; otherwise all stays. Raises NotFound."""
    change = find(session, owner, Change, change_id)
    changes.undo(session, owner, change, now)
    return change
