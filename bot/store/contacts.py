"""Where contacts stand, how one becomes part of another, and what is kept of them for a day."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, delete, select, update
from sqlalchemy.orm import Session

from bot.domain.models import (
    Base,
    Contact,
    Delivery,
    DeliveryItem,
    EncounterContact,
    Member,
    Reminder,
)

MOVABLE = [
    (table, column)
    for table in Base.metadata.tables.values()
    for column in table.columns
    if table.name != EncounterContact.__tablename__
    and any(key.column.table.name == Contact.__tablename__ for key in column.foreign_keys)
]
"""Every column that says whose a row is, but for who was at an encounter: there each contact stands once."""


def standings(session: Session, owner: Member) -> Sequence[Any]:
    """All contacts of the member, the newest first, with their open reminders: as little as tells the list they are
    in, by the names of the columns, for a member may have forty thousand."""
    waits = and_(Reminder.contact_id == Contact.id, Reminder.outcome.is_(None), Reminder.limit_id.is_(None))
    contact = (Contact.id, Contact.name, Contact.stage, Contact.division, Contact.company)
    reminder = (Reminder.rung, Reminder.due_on, Reminder.shown, Reminder.shown_on, Reminder.snoozed, Reminder.undrawn)
    found = select(*contact, *reminder).outerjoin(Reminder, waits).where(Contact.member_id == owner.id)
    return session.execute(found.order_by(Contact.id.desc())).all()


def deliveries_showing(session: Session, contacts: Sequence[Contact]) -> Sequence[int]:
    """The ids of the DMs in Slack that show a card of one of these, the newest first."""
    theirs = Delivery.items.any(DeliveryItem.reminder.has(Reminder.contact_id.in_([each.id for each in contacts])))
    found = select(Delivery.id).where(theirs, Delivery.ts.is_not(None)).order_by(Delivery.id.desc())
    return session.scalars(found).all()


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
