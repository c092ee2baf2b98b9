"""Contacts on their ladder: reminders, touches, and the changes that Undo needs."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import Session, joinedload

from bot.domain.models import Change, Contact, Member, Reminder, Touch
from bot.domain.types import TouchKind
from bot.store.rows import having


def open_reminder(session: Session, contact_id: int) -> Reminder | None:
    """The one reminder of this contact that still waits, if there is one."""
    return open_reminders(session, [contact_id]).get(contact_id)


def open_reminders(session: Session, contact_ids: Sequence[int]) -> dict[int, Reminder]:
    """The reminders of these contacts that still wait, by contact id."""
    found = session.scalars(
        select(Reminder)
        .where(Reminder.contact_id.in_(contact_ids), Reminder.outcome.is_(None), Reminder.limit_id.is_(None))
        .options(joinedload(Reminder.contact))
    )
    return {reminder.contact_id: reminder for reminder in found}


def waiting(session: Session, owner: Member) -> Sequence[Reminder]:
    """Every open reminder of the member that is wanted on a day and not on its way, with its contact."""
    found = session.scalars(
        select(Reminder)
        .where(
            Reminder.member_id == owner.id,
            Reminder.outcome.is_(None),
            Reminder.wanted_on.is_not(None),
            or_(Reminder.due_at.is_not(None), Reminder.due_on.is_(None)),
        )
        .options(joinedload(Reminder.contact))
    )
    return found.all()


_LOADS = (
    select(Reminder.member_id, Reminder.due_on, func.count())
    .where(
        Reminder.member_id.in_(bindparam("member_ids", expanding=True)),
        Reminder.outcome.is_(None),
        Reminder.due_on >= bindparam("since"),
    )
    .group_by(Reminder.member_id, Reminder.due_on)
)


def loads(session: Session, member_ids: Sequence[int], since: date) -> dict[int, dict[date, int]]:
    """How many reminders these members have planned for each day from `since` on, by member id."""
    found: dict[int, dict[date, int]] = defaultdict(dict)
    for member_id, day, count in session.execute(_LOADS, {"member_ids": member_ids, "since": since}):
        if day:
            found[member_id][day] = count
    return found


def changes_of_encounter(session: Session, owner: Member, encounter_id: int) -> Sequence[Change]:
    """What recording that encounter changed, a row for each contact."""
    return having(session, Change, encounter_id=[encounter_id], member_id=[owner.id], verb=["met"])


def latest_changes(session: Session, contact_ids: Sequence[int]) -> dict[int, Change]:
    """The change that Undo would take back, by contact id: the one that made the contact's present version."""
    rows = session.scalars(
        select(Change)
        .join(Contact, (Contact.id == Change.contact_id) & (Contact.version == Change.version))
        .where(Change.contact_id.in_(contact_ids), Change.undone_at.is_(None))
    )
    return {found.contact_id: found for found in rows}


def last_wrote_on(session: Session, contact_ids: Sequence[int]) -> dict[int, date]:
    """The day of the last note to each of these contacts, by contact id."""
    rows = session.execute(
        select(Touch.contact_id, func.max(Touch.happened_on))
        .where(Touch.contact_id.in_(contact_ids), Touch.kind.in_((TouchKind.WROTE, TouchKind.ASKED)))
        .group_by(Touch.contact_id)
    )
    return {contact_id: day for contact_id, day in rows}  # noqa: C416  # rows are not pairs to mypy
