"""Encounters and the contacts who were there."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from bot.domain.models import Contact, Encounter, EncounterContact, Member


async def same_encounters(
    session: AsyncSession, owner: Member, *, met_on: date, place: str | None, note: str | None
) -> Sequence[Encounter]:
    """Encounters of that day with that very place and note, newest first, with their contacts."""
    found = await session.scalars(
        select(Encounter)
        .where(
            Encounter.member_id == owner.id,
            Encounter.met_on == met_on,
            Encounter.place.is_not_distinct_from(place),
            Encounter.note.is_not_distinct_from(note),
        )
        .order_by(Encounter.id.desc())
        .options(selectinload(Encounter.contacts))
    )
    return found.all()


async def encounter(session: AsyncSession, owner: Member, encounter_id: int) -> Encounter | None:
    """That encounter of this member, with its contacts."""
    return await session.scalar(
        select(Encounter)
        .where(
            Encounter.id == encounter_id,
            Encounter.member_id == owner.id,
            Encounter.workspace_id == owner.workspace_id,
        )
        .options(selectinload(Encounter.contacts))
        .execution_options(populate_existing=True)
    )


async def leave(session: AsyncSession, encounter_id: int, contact_id: int) -> None:
    """That contact was not there after all."""
    await session.execute(
        delete(EncounterContact).where(
            EncounterContact.encounter_id == encounter_id, EncounterContact.contact_id == contact_id
        )
    )


async def latest_encounters(session: AsyncSession, contact_ids: Sequence[int]) -> dict[int, Encounter]:
    """The last encounter with each of these contacts, by contact id."""
    newest_first = Encounter.met_on.desc(), Encounter.id.desc()
    ranked = (
        select(
            EncounterContact.contact_id,
            EncounterContact.encounter_id,
            func.row_number().over(partition_by=EncounterContact.contact_id, order_by=newest_first).label("place"),
        )
        .join(Encounter, Encounter.id == EncounterContact.encounter_id)
        .where(EncounterContact.contact_id.in_(contact_ids))
        .subquery()
    )
    rows = await session.execute(
        select(ranked.c.contact_id, Encounter)
        .join(ranked, ranked.c.encounter_id == Encounter.id)
        .where(ranked.c.place == 1)
    )
    return {contact_id: found for contact_id, found in rows}  # noqa: C416  # rows are not pairs to mypy


async def last_met_on(session: AsyncSession, contact_ids: Sequence[int]) -> dict[int, date]:
    """The day of the last encounter with each of these contacts, by contact id."""
    rows = await session.execute(
        select(EncounterContact.contact_id, func.max(Encounter.met_on))
        .join(Encounter, Encounter.id == EncounterContact.encounter_id)
        .where(EncounterContact.contact_id.in_(contact_ids))
        .group_by(EncounterContact.contact_id)
    )
    return {contact_id: met_on for contact_id, met_on in rows}  # noqa: C416  # rows are not pairs to mypy


async def contact_by_slack_id(session: AsyncSession, owner: Member, slack_user_id: str) -> Contact | None:
    """This member's contact for that colleague."""
    return await session.scalar(
        select(Contact).where(Contact.member_id == owner.id, Contact.slack_user_id == slack_user_id)
    )


async def outsiders(session: AsyncSession, owner: Member) -> Sequence[Contact]:
    """This member's contacts outside Slack."""
    found = await session.scalars(
        select(Contact).where(Contact.member_id == owner.id, Contact.slack_user_id.is_(None))
    )
    return found.all()


async def unlink(session: AsyncSession, encounter_id: int, contact_id: int) -> None:
    """This contact was not there after all."""
    await session.execute(
        delete(EncounterContact).where(
            EncounterContact.encounter_id == encounter_id, EncounterContact.contact_id == contact_id
        )
    )
