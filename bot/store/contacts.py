"""One contact's history, the contacts beside them, and those that can still be brought back."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session, joinedload

from bot.domain.models import (
    Ask,
    Base,
    Change,
    Contact,
    DeletedContact,
    Delivery,
    DeliveryItem,
    Draft,
    Encounter,
    EncounterContact,
    Member,
    Reminder,
    Touch,
)

MOVABLE = [
    (table, column)
    for table in Base.metadata.tables.values()
    for column in table.columns
    if table.name != EncounterContact.__tablename__
    and any(key.column.table.name == Contact.__tablename__ for key in column.foreign_keys)
]
"""Every column that says whose a row is, but for who was at an encounter: there each contact stands once."""


def contacts(session: Session, owner: Member, contact_ids: Sequence[int]) -> Sequence[Contact]:
    """Those contacts of the member."""
    return session.scalars(select(Contact).where(Contact.member_id == owner.id, Contact.id.in_(contact_ids))).all()


def encounters(session: Session, contact: Contact) -> Sequence[Encounter]:
    """Every encounter with them."""
    found = session.scalars(
        select(Encounter)
        .join(EncounterContact, EncounterContact.encounter_id == Encounter.id)
        .where(EncounterContact.contact_id == contact.id)
    )
    return found.all()


def touches(session: Session, contact: Contact) -> Sequence[Touch]:
    """Every touch with them, and the change that noted it."""
    found = session.scalars(select(Touch).where(Touch.contact_id == contact.id).options(joinedload(Touch.change)))
    return found.all()


def questions(session: Session, contact: Contact) -> dict[int, str]:
    """What they were asked, by the change that noted it."""
    found = session.scalars(select(Ask).where(Ask.contact_id == contact.id))
    return {ask.change_id: ask.question for ask in found}


def shown_reminders(session: Session, contact: Contact) -> Sequence[Reminder]:
    """Every reminder about them that was shown."""
    found = session.scalars(select(Reminder).where(Reminder.contact_id == contact.id, Reminder.shown_on.is_not(None)))
    return found.all()


def changes(session: Session, contact: Contact) -> Sequence[Change]:
    """Every decision about them that still stands."""
    found = session.scalars(select(Change).where(Change.contact_id == contact.id, Change.undone_at.is_(None)))
    return found.all()


def used_drafts(session: Session, contact: Contact) -> Sequence[Draft]:
    """The drafts for them that the member took."""
    found = session.scalars(select(Draft).where(Draft.contact_id == contact.id, Draft.used_on.is_not(None)))
    return found.all()


def deliveries_showing(session: Session, contact: Contact) -> Sequence[int]:
    """The ids of the DMs in Slack that show a card of theirs."""
    found = session.scalars(
        select(Delivery.id)
        .join(DeliveryItem, DeliveryItem.delivery_id == Delivery.id)
        .join(Reminder, Reminder.id == DeliveryItem.reminder_id)
        .where(Reminder.contact_id == contact.id, Delivery.ts.is_not(None))
        .order_by(Delivery.id.desc())
        .distinct()
    )
    return found.all()


def count_encounters(session: Session, contacts: Sequence[Contact]) -> int:
    """At how many encounters at least one of these contacts was."""
    ids = [contact.id for contact in contacts]
    counted = select(func.count(EncounterContact.encounter_id.distinct())).where(EncounterContact.contact_id.in_(ids))
    return (session.scalars(counted)).one()


def hand_over(session: Session, gone: Contact, kept: Contact) -> None:
    """Everything of the one becomes the other's. The caller sees to it that only one reminder is open."""
    theirs = select(EncounterContact.encounter_id).where(EncounterContact.contact_id == kept.id)
    session.execute(
        delete(EncounterContact).where(
            EncounterContact.contact_id == gone.id, EncounterContact.encounter_id.in_(theirs)
        )
    )
    session.execute(update(EncounterContact).where(EncounterContact.contact_id == gone.id).values(contact_id=kept.id))
    for table, column in MOVABLE:
        session.execute(update(table).where(column == gone.id).values({column.name: kept.id}))


def deleted(session: Session, owner: Member, since: datetime) -> Sequence[DeletedContact]:
    """The contacts that the member deleted since then, the newest first."""
    found = session.scalars(
        select(DeletedContact)
        .where(DeletedContact.member_id == owner.id, DeletedContact.deleted_at > since)
        .order_by(DeletedContact.id.desc())
    )
    return found.all()


def deleted_contact(session: Session, owner: Member, deleted_id: int, since: datetime) -> DeletedContact | None:
    """That one of them."""
    return session.scalar(
        select(DeletedContact).where(
            DeletedContact.id == deleted_id,
            DeletedContact.member_id == owner.id,
            DeletedContact.workspace_id == owner.workspace_id,
            DeletedContact.deleted_at > since,
        )
    )
