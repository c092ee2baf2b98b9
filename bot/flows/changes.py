"""Every decision is one change for each contact it is about, and is taken back as a whole: for all whom it touched,
and for whom nothing newer has happened."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.models import Ask, Change, Contact, Limit, Member, Reminder, Touch
from bot.domain.models.attempts import MERGED
from bot.domain.types import Stage
from bot.flows import planning
from bot.store import attempts as store, deliveries, encounters, snapshots
from bot.store.rows import having, insert_all, owned

REMINDER_FIELDS = ("wanted_on", "due_on", "snoozed", "shown", "shown_on")
CONTACT_FIELDS = ("stage", "keep_in_touch_months", "reason")
LIMIT_FIELDS = ("until_on", "ended_on", "announced_on")


def new_decision() -> str:
    """What all changes of one decision have in common."""
    return secrets.token_hex(8)


def opened(
    owner: Member,
    contact: Contact,
    reminder: Reminder | None,
    verb: str,
    now: datetime,
    *,
    decision: str | None = None,
    encounter_id: int | None = None,
    created: bool = False,
    climbs: bool = True,
    limits: Sequence[Limit] = (),
) -> Change:
    """A change of this contact, whose open reminder is that one, before anything is changed; the caller inserts it.

    `created`: it made the contact. `climbs`: it may change where the contact stands; else an Undo leaves that alone,
    for a closing card shown since has let them go. `limits`: those that it is going to change.
    """
    contact.version += 1
    before: dict[str, Any] = {"created": created, "contact": _kept(contact, CONTACT_FIELDS if climbs else ())}
    if reminder:
        before["reminder"] = _kept(reminder, REMINDER_FIELDS) | {"on_its_way": reminder.on_its_way}
    if limits:
        before["limits"] = {str(each.id): _kept(each, LIMIT_FIELDS) for each in limits}
    return Change.of(
        owner,
        contact_id=contact.id,
        encounter_id=encounter_id,
        reminder_id=reminder.id if reminder else None,
        verb=verb,
        decision=decision or new_decision(),
        version=contact.version,
        created_at=now,
        before=before,
    )


def note_merged(
    session: Session, owner: Member, contact: Contact, as_they_were: snapshots.Rows, now: datetime
) -> None:
    """Two contacts were made this one; what they were before is kept for a day (`jobs/retention.py`)."""
    change = opened(owner, contact, None, MERGED, now, climbs=False)
    insert_all(session, [change])
    change.before = {**change.before, "both": as_they_were, "after": snapshots.fingerprint(session, contact)}


def undo(session: Session, owner: Member, change: Change, now: datetime) -> list[Change]:
    """Take the decision back that this change is part of. Returns the changes that were; for the others something
    newer has happened, or their reminder was shown since."""
    session.flush()
    together = having(session, Change, member_id=[owner.id], decision=[change.decision])
    taken = [each for each in reversed(together) if undo_one(session, owner, each, now)]
    session.flush()
    if any({"limits", "both"} & each.before.keys() for each in taken):
        planning.replan(session, owner, now)
    return taken


def forget_reasons(session: Session, contact_ids: Sequence[int]) -> None:
    """A reason that was emptied is nowhere any more, nor in what Undo would bring back."""
    for change in having(session, Change, contact_id=contact_ids):
        if change.verb == MERGED:
            session.delete(change)
        elif (change.before.get("contact") or {}).get("reason"):
            change.before = {**change.before, "contact": {**change.before["contact"], "reason": None}}


def undo_one(session: Session, owner: Member, change: Change, now: datetime) -> bool:
    """Take back what a decision changed for one contact. False: something newer has happened, and all stays."""
    contact = owned(session, owner, Contact, change.contact_id)
    if contact is None or change.undone_at or contact.version != change.version:
        return False
    if change.verb == MERGED:
        return _are_two_again(session, contact, change, now)
    planned = having(session, Reminder, change_id=[change.id])
    moved = owned(session, owner, Reminder, change.reminder_id or 0, Reminder.contact)
    snoozed = [moved] if moved and change.verb == "snoozed" else []
    if any(reminder.shown or reminder.on_its_way for reminder in (*planned, *snoozed)):
        return False
    limits = having(session, Limit, change_id=[change.id])
    noted = [row for table in (Touch, Ask) for row in having(session, table, change_id=[change.id])]
    for row in (*planned, *noted, *limits):
        session.delete(row)
    were = change.before.get("limits") or {}
    for limit in having(session, Limit, id=[int(each) for each in were]):
        _restore(limit, were[str(limit.id)])
    session.flush()
    if change.before["created"]:
        session.delete(contact)
        session.flush()
        return True
    if change.encounter_id:
        encounters.leave(session, change.encounter_id, contact.id)
    _restore(contact, change.before["contact"])
    contact.stage = Stage(contact.stage)  # as JSON knows it, a plain text
    contact.version -= 1
    if moved and (snoozed or not moved.open):
        _reopen(session, owner, moved, change.before["reminder"], now)
    change.undone_at = now
    if limits:
        planning.replan(session, owner, now)
    return True


def _are_two_again(session: Session, contact: Contact, change: Change, now: datetime) -> bool:
    """Both as they were, where nothing of the one is another since."""
    if snapshots.fingerprint(session, contact) != change.before["after"]:
        return False
    both = change.before["both"]
    session.expunge(change)
    snapshots.take_out(session, contact)
    snapshots.put_back(session, both)
    session.expire_all()
    waiting = store.open_reminders(session, [row["id"] for row in both["contacts"]]).values()
    planning.release(waiting, now)
    return True


def _reopen(session: Session, owner: Member, reminder: Reminder, before: dict[str, Any], now: datetime) -> None:
    """Back to what it was, as of now: zone or limits may be others, and what was on its way may be there."""
    shown, shown_on = reminder.shown, reminder.shown_on
    reminder.outcome, reminder.due_at = None, None
    _restore(reminder, before)
    planner = planning.open_planner(session, owner, now)
    if shown > reminder.shown and shown_on:
        reminder.shown, reminder.shown_on = shown, shown_on
        planner.after_it_was_shown(reminder, shown_on)
    elif before["on_its_way"] and deliveries.carried(session, reminder):
        return
    elif reminder.due_on and planner.is_due(reminder, planning.today_of(owner, now)):
        reminder.due_at = planning.morning(owner, reminder.due_on)
    elif reminder.wanted_on:
        planner.want(reminder, reminder.wanted_on)


def _kept(row: Contact | Reminder | Limit, fields: Iterable[str]) -> dict[str, Any]:
    values = {field: getattr(row, field) for field in fields}
    return {k: v.isoformat() if isinstance(v, date) else v for k, v in values.items()}


def _restore(row: Contact | Reminder | Limit, values: dict[str, Any]) -> None:
    for field, value in values.items():
        if field in REMINDER_FIELDS or field in CONTACT_FIELDS or field in LIMIT_FIELDS:
            setattr(row, field, date.fromisoformat(value) if value and field.endswith("_on") else value)
