"""One contact's history, the contacts beside them, and those that can still be brought back."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import CursorResult, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

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


async def encounters(session: AsyncSession, contact: Contact) -> Sequence[Encounter]:
    """Every encounter with them."""
    found = await session.scalars(
        select(Encounter)
        .join(EncounterContact, EncounterContact.encounter_id == Encounter.id)
        .where(EncounterContact.contact_id == contact.id)
    )
    return found.all()


async def touches(session: AsyncSession, contact: Contact) -> Sequence[Touch]:
    """Every touch with them, and the change that noted it."""
    found = await session.scalars(
        select(Touch).where(Touch.contact_id == contact.id).options(joinedload(Touch.change))
    )
    return found.all()


async def questions(session: AsyncSession, contact: Contact) -> dict[int, str]:
    """What they were asked, by the change that noted it."""
    found = await session.scalars(select(Ask).where(Ask.contact_id == contact.id))
    return {ask.change_id: ask.question for ask in found}


async def shown_reminders(session: AsyncSession, contact: Contact) -> Sequence[Reminder]:
    """Every reminder about them that was shown."""
    found = await session.scalars(
        select(Reminder).where(Reminder.contact_id == contact.id, Reminder.shown_on.is_not(None))
    )
    return found.all()


async def changes(session: AsyncSession, contact: Contact) -> Sequence[Change]:
    """Every decision about them that still stands."""
    found = await session.scalars(select(Change).where(Change.contact_id == contact.id, Change.undone_at.is_(None)))
    return found.all()


async def used_drafts(session: AsyncSession, contact: Contact) -> Sequence[Draft]:
    """The drafts for them that the member took."""
    found = await session.scalars(select(Draft).where(Draft.contact_id == contact.id, Draft.used_on.is_not(None)))
    return found.all()


async def deliveries_showing(session: AsyncSession, contact: Contact) -> Sequence[int]:
    """The ids of the DMs in Slack that show a card of theirs."""
    found = await session.scalars(
        select(Delivery.id)
        .join(DeliveryItem, DeliveryItem.delivery_id == Delivery.id)
        .join(Reminder, Reminder.id == DeliveryItem.reminder_id)
        .where(Reminder.contact_id == contact.id, Delivery.ts.is_not(None))
        .order_by(Delivery.id.desc())
        .distinct()
    )
    return found.all()


async def count_encounters(session: AsyncSession, contacts: Sequence[Contact]) -> int:
    """At how many encounters at least one of these contacts was."""
    ids = [contact.id for contact in contacts]
    counted = select(func.count(EncounterContact.encounter_id.distinct())).where(EncounterContact.contact_id.in_(ids))
    return (await session.scalars(counted)).one()


async def hand_over(session: AsyncSession, gone: Contact, kept: Contact) -> None:
    """Everything of the one becomes the other's. The caller sees to it that only one reminder is open."""
    theirs = select(EncounterContact.encounter_id).where(EncounterContact.contact_id == kept.id)
    await session.execute(
        delete(EncounterContact).where(
            EncounterContact.contact_id == gone.id, EncounterContact.encounter_id.in_(theirs)
        )
    )
    await session.execute(
        update(EncounterContact).where(EncounterContact.contact_id == gone.id).values(contact_id=kept.id)
    )
    for table, column in MOVABLE:
        await session.execute(update(table).where(column == gone.id).values({column.name: kept.id}))


async def deleted(session: AsyncSession, owner: Member, since: datetime) -> Sequence[DeletedContact]:
    """The contacts that the member deleted since then, the newest first."""
    found = await session.scalars(
        select(DeletedContact)
        .where(DeletedContact.member_id == owner.id, DeletedContact.deleted_at > since)
        .order_by(DeletedContact.id.desc())
    )
    return found.all()


async def deleted_contact(
    session: AsyncSession, owner: Member, deleted_id: int, since: datetime
) -> DeletedContact | None:
    """That one of them."""
    return await session.scalar(
        select(DeletedContact).where(
            DeletedContact.id == deleted_id,
            DeletedContact.member_id == owner.id,
            DeletedContact.workspace_id == owner.workspace_id,
            DeletedContact.deleted_at > since,
        )
    )


async def purge_deleted(session: AsyncSession, workspaces: Collection[int], before: datetime) -> int:
    """Forget all contacts that were deleted up to then. Returns how many."""
    result = await session.execute(
        delete(DeletedContact).where(DeletedContact.deleted_at <= before, DeletedContact.workspace_id.in_(workspaces))
    )
    assert isinstance(result, CursorResult)  # noqa: S101  # a DELETE has no other
    return result.rowcount
