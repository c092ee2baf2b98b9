"""Contacts on their ladder: reminders, touches, and the changes that Undo needs."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session, joinedload

from bot.domain.models import Ask, Change, Contact, Delivery, DeliveryItem, Member, Reminder, Touch
from bot.domain.types import Rung, TouchKind


def contact(session: Session, owner: Member, contact_id: int) -> Contact | None:
    """That contact of this member."""
    return session.scalar(
        select(Contact).where(
            Contact.id == contact_id,
            Contact.member_id == owner.id,
            Contact.workspace_id == owner.workspace_id,
        )
    )


def reminder(session: Session, owner: Member, reminder_id: int) -> Reminder | None:
    """That reminder of this member, with its contact."""
    return session.scalar(
        select(Reminder)
        .where(
            Reminder.id == reminder_id,
            Reminder.member_id == owner.id,
            Reminder.workspace_id == owner.workspace_id,
        )
        .options(joinedload(Reminder.contact))
    )


def open_reminder(session: Session, contact_id: int) -> Reminder | None:
    """The one reminder of this contact that still waits, if there is one."""
    return session.scalar(
        select(Reminder)
        .where(Reminder.contact_id == contact_id, Reminder.outcome.is_(None))
        .options(joinedload(Reminder.contact))
    )


def open_reminders(session: Session, contact_ids: Sequence[int]) -> dict[int, Reminder]:
    """The reminders of these contacts that still wait, by contact id."""
    found = session.scalars(
        select(Reminder)
        .where(Reminder.contact_id.in_(contact_ids), Reminder.outcome.is_(None))
        .options(joinedload(Reminder.contact))
    )
    return {reminder.contact_id: reminder for reminder in found}


def planned_reminders(session: Session, owner: Member) -> Sequence[Reminder]:
    """Every open reminder of the member that has a day, by that day."""
    found = session.scalars(
        select(Reminder)
        .where(
            Reminder.member_id == owner.id,
            Reminder.outcome.is_(None),
            Reminder.due_on.is_not(None),
            Reminder.due_at.is_not(None),
        )
        .order_by(Reminder.due_on, Reminder.id)
    )
    return found.all()


def all_open_reminders(session: Session, owner: Member) -> Sequence[Reminder]:
    """Every open reminder of the member, with its contact, whether it has a day or not."""
    found = session.scalars(
        select(Reminder)
        .where(Reminder.member_id == owner.id, Reminder.outcome.is_(None))
        .order_by(Reminder.due_on, Reminder.id)
        .options(joinedload(Reminder.contact))
    )
    return found.all()


_LOAD = (
    select(Reminder.due_on, func.count())
    .where(
        Reminder.member_id == bindparam("member_id"),
        Reminder.outcome.is_(None),
        Reminder.due_on >= bindparam("since"),
    )
    .group_by(Reminder.due_on)
)


def load(session: Session, owner: Member, since: date) -> dict[date, int]:
    """How many reminders are planned for each day from `since` on."""
    rows = session.execute(_LOAD, {"member_id": owner.id, "since": since})
    return {day: count for day, count in rows if day is not None}


def change(session: Session, owner: Member, change_id: int) -> Change | None:
    """That decision of this member."""
    return session.scalar(
        select(Change).where(
            Change.id == change_id, Change.member_id == owner.id, Change.workspace_id == owner.workspace_id
        )
    )


def changes_of_encounter(session: Session, owner: Member, encounter_id: int) -> Sequence[Change]:
    """What recording that encounter changed, a row for each contact."""
    found = session.scalars(
        select(Change)
        .where(Change.encounter_id == encounter_id, Change.member_id == owner.id, Change.verb == "met")
        .order_by(Change.id)
    )
    return found.all()


def changes_told_at(session: Session, owner: Member, verb: str, at: datetime) -> Sequence[Change]:
    """What the member decided about several contacts at that moment."""
    found = session.scalars(
        select(Change)
        .where(Change.member_id == owner.id, Change.verb == verb, Change.created_at == at)
        .order_by(Change.id)
    )
    return found.all()


def last_shown_on(session: Session, owner: Member, rung: Rung, contact_ids: Sequence[int]) -> date | None:
    """The last day on which a reminder of that kind was shown for one of these contacts."""
    return session.scalar(
        select(func.max(Reminder.shown_on)).where(
            Reminder.member_id == owner.id, Reminder.rung == rung, Reminder.contact_id.in_(contact_ids)
        )
    )


def latest_changes(session: Session, contacts: Sequence[Contact]) -> dict[int, Change]:
    """The change that Undo would take back, by contact id: the one that made the contact's present version."""
    rows = session.scalars(
        select(Change)
        .join(Contact, (Contact.id == Change.contact_id) & (Contact.version == Change.version))
        .where(Change.contact_id.in_([each.id for each in contacts]), Change.undone_at.is_(None))
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


def planned_by(session: Session, change_id: int) -> Sequence[Reminder]:
    """The reminders that this change planned."""
    return (session.scalars(select(Reminder).where(Reminder.change_id == change_id))).all()


def noted_by(session: Session, change_id: int) -> Sequence[Touch | Ask]:
    """The touches and asks that this change noted."""
    touches = (session.scalars(select(Touch).where(Touch.change_id == change_id))).all()
    return [*touches, *(session.scalars(select(Ask).where(Ask.change_id == change_id))).all()]


def shown_in(session: Session, owner: Member, reminder_id: int) -> Sequence[Delivery]:
    """Every DM of this member in Slack that shows this reminder, oldest first."""
    found = session.scalars(
        select(Delivery)
        .join(DeliveryItem, DeliveryItem.delivery_id == Delivery.id)
        .where(
            DeliveryItem.reminder_id == reminder_id,
            Delivery.member_id == owner.id,
            Delivery.ts.is_not(None),
        )
        .order_by(Delivery.id)
    )
    return found.all()
