"""What a member decides about a reminder or a contact: wrote, replied, snooze, let go, and back again."""

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from bot.domain import ladder
from bot.domain.calendar import add_months
from bot.domain.models import Change, Contact, Member, Reminder
from bot.domain.types import Outcome, Rung, Stage, TouchKind
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


def note_written(session: Session, owner: Member, contact: Contact, now: datetime) -> None:
    """They wrote to the contact, today: the ladder moves on, or the clock of keeping in touch starts anew.

    Told twice on one day, it is the same note: a second click must not climb a second rung.
    """
    if not told_today(session, owner, contact, "wrote", now):
        _note(session, owner, contact, "wrote", TouchKind.WROTE, now)


def note_asked(session: Session, owner: Member, contact: Contact, now: datetime) -> Change | None:
    """They asked the contact something, today: a note like any other, for the ladder. None: told already."""
    if told_today(session, owner, contact, "asked", now):
        return None
    return _note(session, owner, contact, "asked", TouchKind.ASKED, now)


def _note(session: Session, owner: Member, contact: Contact, verb: str, kind: TouchKind, now: datetime) -> Change:
    today = planning.today_of(owner, now)
    change, reminder = changes.begin(session, owner, contact, verb, now)
    attempt = reminder.rung.attempt if reminder else None
    changes.touch(session, change, kind, today, attempt)
    if contact.stage is Stage.IN_TOUCH:
        keep_in_touch(session, owner, contact, reminder, change, Outcome.WROTE, now)
    elif attempt:
        changes.settle(reminder, Outcome.WROTE)
        rung, window = ladder.after_note(attempt, today)
        planning.plan(session, owner, contact, rung, window, change, now)
    return change


def replied(session: Session, owner: Member, contact: Contact, now: datetime) -> None:
    """They heard from the contact: in touch from now on, brought up again at the contact's rhythm."""
    if told_today(session, owner, contact, "replied", now):
        return
    today = planning.today_of(owner, now)
    change, reminder = changes.begin(session, owner, contact, "replied", now)
    changes.touch(session, change, TouchKind.REPLIED, today)
    if contact.negotiation:
        contact.stage = Stage.ON_HOLD
        return  # whoever writes first, the negotiation still goes on
    contact.stage = Stage.IN_TOUCH
    keep_in_touch(session, owner, contact, reminder, change, Outcome.REPLIED, now)


def let_go(session: Session, owner: Member, contact: Contact, now: datetime) -> None:
    """The end of the ladder, and that is okay: nothing brings this contact up again."""
    if contact.stage is Stage.LET_GO and store.open_reminder(session, contact.id) is None:
        return
    _, reminder = changes.begin(session, owner, contact, "let_go", now)
    changes.settle(reminder, Outcome.LET_GO)
    contact.stage = Stage.LET_GO


def keep_reason(session: Session, owner: Member, contact: Contact, reason: str, now: datetime) -> None:
    """Let go, with one more reason to write noted for the day it comes up. It brings nothing up by itself."""
    _, reminder = changes.begin(session, owner, contact, "kept", now)
    changes.settle(reminder, Outcome.KEPT)
    contact.stage, contact.reason = Stage.LET_GO, reason


def snooze(session: Session, owner: Member, reminder: Reminder, until: date, now: datetime) -> None:
    """Bring it up on that day instead, or on the next free working day. Raises UserError for a day that is over."""
    today = planning.today_of(owner, now)
    if until <= today:
        raise UserError("Please pick a day from tomorrow on.")
    if until > today + timedelta(days=SNOOZE_LIMIT_DAYS):
        raise UserError("That is more than a year away. Please pick an earlier day.")
    changes.begin(session, owner, reminder.contact, "snoozed", now)
    reminder.snoozed, reminder.shown = True, 0
    planning.move(session, owner, reminder, ladder.on_or_after(until), now)


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


def set_rhythm(session: Session, owner: Member, contact: Contact, months: int, now: datetime) -> None:
    """Bring a contact in touch up every so many months; 0: never. Counted from the day of this choice."""
    if contact.stage is not Stage.IN_TOUCH or contact.keep_in_touch_months == months:
        return
    change, reminder = changes.begin(session, owner, contact, "rhythm", now)
    contact.keep_in_touch_months = months
    keep_in_touch(session, owner, contact, reminder, change, Outcome.SUPERSEDED, now)


def follow_up_again(session: Session, owner: Member, contact: Contact, now: datetime) -> None:
    """A contact who was let go comes back at the member's wish: the ladder starts afresh, from today.

    Where the negotiation that they were met in still goes on, they are on hold again.
    """
    if contact.stage is not Stage.LET_GO:
        return
    change, reminder = changes.begin(session, owner, contact, "again", now)
    changes.settle(reminder, Outcome.SUPERSEDED)
    if contact.negotiation:
        contact.stage = Stage.ON_HOLD
        return
    contact.stage = Stage.FOLLOWING_UP
    window = ladder.first_note(planning.today_of(owner, now))
    planning.plan(session, owner, contact, Rung.FIRST_NOTE, window, change, now)


def undo_latest(session: Session, owner: Member, contact: Contact, now: datetime) -> None:
    """Take back what was decided last about the contact, unless that is the meeting itself."""
    latest = (store.latest_changes(session, [contact])).get(contact.id)
    if latest and latest.verb not in ("met", "departed"):
        changes.undo(session, owner, latest, now)


def undo(session: Session, owner: Member, change_id: int, now: datetime) -> Change:
    """Take a decision back where nothing newer has happened; otherwise all stays. Raises NotFound."""
    change = store.change(session, owner, change_id)
    if change is None:
        raise NotFound
    changes.undo(session, owner, change, now)
    return change


def told_today(session: Session, owner: Member, contact: Contact, verb: str, now: datetime) -> bool:
    """Whether the latest thing told about the contact is this very thing, today."""
    latest = (store.latest_changes(session, [contact])).get(contact.id)
    if latest is None or latest.verb != verb:
        return False
    return planning.today_of(owner, latest.created_at) == planning.today_of(owner, now)


def keep_in_touch(
    session: Session,
    owner: Member,
    contact: Contact,
    reminder: Reminder | None,
    change: Change,
    outcome: Outcome,
    now: datetime,
) -> None:
    changes.settle(reminder, outcome)
    if contact.keep_in_touch_months:
        window = ladder.keep_in_touch(planning.today_of(owner, now), contact.keep_in_touch_months)
        planning.plan(session, owner, contact, Rung.KEEP_IN_TOUCH, window, change, now)
