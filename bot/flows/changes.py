"""Every decision about a contact is a change that can be taken back while nothing newer has happened."""

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.models import Change, Contact, Encounter, Member, Reminder, Touch
from bot.domain.types import Outcome, Stage, TouchKind
from bot.flows import planning
from bot.store import attempts as store
from bot.store import deliveries, encounters

REMINDER_FIELDS = ("due_on", "due_at", "opens_on", "closes_on", "snoozed", "shown", "shown_on")
CONTACT_FIELDS = ("stage", "keep_in_touch_months", "negotiation", "cooling_off_until", "reason")


def begin(
    session: Session,
    owner: Member,
    contact: Contact,
    verb: str,
    now: datetime,
) -> tuple[Change, Reminder | None]:
    """Open a change of this contact. Returns it with the contact's open reminder, which it may settle."""
    reminder = store.open_reminder(session, contact.id)
    return open_change(session, owner, contact, reminder, verb, now), reminder


def open_change(
    session: Session,
    owner: Member,
    contact: Contact,
    reminder: Reminder | None,
    verb: str,
    now: datetime,
    *,
    encounter: Encounter | None = None,
    created: bool = False,
) -> Change:
    """Open a change where the contact's open reminder is known. `created`: it made the contact."""
    contact.version += 1
    change = Change(
        workspace_id=owner.workspace_id,
        member_id=owner.id,
        contact=contact,
        encounter=encounter,
        reminder_id=reminder.id if reminder else None,
        verb=verb,
        before={"created": created, "contact": _kept(contact, CONTACT_FIELDS)}
        | ({"reminder": _kept(reminder, REMINDER_FIELDS)} if reminder else {}),
        version=contact.version,
        created_at=now,
    )
    session.add(change)
    return change


def settle(reminder: Reminder | None, outcome: Outcome) -> None:
    """Close the reminder, if there is one."""
    if reminder:
        reminder.outcome, reminder.due_on, reminder.due_at = outcome, None, None


def touch(session: Session, change: Change, kind: TouchKind, on: date, attempt: int | None = None) -> None:
    """Note a real contact that happened, as part of this change."""
    session.add(
        Touch(
            workspace_id=change.workspace_id,
            member_id=change.member_id,
            contact=change.contact,
            kind=kind,
            happened_on=on,
            attempt=attempt,
            change=change,
        )
    )


def undo(session: Session, owner: Member, change: Change, now: datetime) -> bool:
    """Take the change back. False: something newer has happened, or it was taken back before."""
    contact = store.contact(session, owner, change.contact_id)
    planned = store.planned_by(session, change.id)
    if contact is None or change.undone_at or contact.version != change.version:
        return False
    moved = store.reminder(session, owner, change.reminder_id) if change.reminder_id else None
    snoozed = [moved] if moved and change.verb == "snoozed" else []
    if any(reminder.shown or _is_on_its_way(reminder) for reminder in (*planned, *snoozed)):
        return False
    for row in (*planned, *store.noted_by(session, change.id)):
        session.delete(row)
    session.flush()
    if change.before["created"]:
        session.delete(contact)
        session.flush()
        return True
    if change.encounter_id:
        encounters.unlink(session, change.encounter_id, contact.id)
    _restore(contact, change.before["contact"])
    contact.stage = Stage(contact.stage)
    contact.version -= 1
    if moved and (snoozed or not moved.open):
        _reopen(session, owner, moved, change.before["reminder"], now)
    change.undone_at = now
    session.flush()
    return True


def _is_on_its_way(reminder: Reminder) -> bool:
    """Gathered into a DM this moment; what a limit laid to rest has no day."""
    return reminder.open and reminder.due_at is None and reminder.due_on is not None


def _reopen(session: Session, owner: Member, reminder: Reminder, before: dict[str, Any], now: datetime) -> None:
    """Back to what it was, as of now: the zone may be another one, and what was on its way may have arrived."""
    shown, shown_on = reminder.shown, reminder.shown_on
    reminder.outcome = None
    _restore(reminder, before)
    if shown > reminder.shown:
        reminder.shown, reminder.shown_on, reminder.due_at = shown, shown_on, None
        planning.after_showing(session, owner, reminder, now)
    elif reminder.due_on and (reminder.due_at or not deliveries.carried(session, reminder)):
        reminder.due_at = planning.morning(owner, reminder.due_on)


def _kept(row: Contact | Reminder, fields: tuple[str, ...]) -> dict[str, Any]:
    values = {field: getattr(row, field) for field in fields}
    return {k: v.isoformat() if isinstance(v, date) else v for k, v in values.items()}


def _restore(row: Contact | Reminder, values: dict[str, Any]) -> None:
    for field, value in values.items():
        if value is not None and field.endswith(("_on", "_until")):
            value = date.fromisoformat(value)
        elif value is not None and field.endswith("_at"):
            value = datetime.fromisoformat(value)
        setattr(row, field, value)
