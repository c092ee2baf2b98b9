"""Attendee lists on their way in, and what they are held against."""

import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import Text, cast, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.imports import Acquaintance
from bot.domain.models import AttendeeImport, Contact, Encounter, EncounterContact, Member

NONE = "[]"
"""No own fields, as almost everywhere: reading that thousands of times takes longer than all the rest."""


async def acquaintances(session: AsyncSession, owner: Member) -> list[Acquaintance]:
    """All contacts of the member, as far as they tell who somebody is: one light query, for it runs for each part."""
    rows = await session.execute(
        select(
            Contact.name,
            Contact.slack_user_id,
            Contact.email,
            Contact.company,
            Contact.title,
            Contact.division,
            Contact.stage,
            Contact.id,
            cast(Contact.own_fields, Text),
        )
        .where(Contact.member_id == owner.id)
        .order_by(Contact.id)
    )
    return [Acquaintance(*row[:-1], json.loads(row[-1]) if row[-1] != NONE else ()) for row in rows]


async def notes_there(
    session: AsyncSession, owner: Member, place: str | None, met_on: date, contact_ids: Sequence[int]
) -> dict[int, set[str | None]]:
    """The notes (None: without one) of encounters at that place on that day, for those of these who were there."""
    # Two statements, so that every database begins with these contacts, and not with all encounters of that day.
    links = (
        await session.execute(
            select(EncounterContact.contact_id, EncounterContact.encounter_id).where(
                EncounterContact.contact_id.in_(contact_ids)
            )
        )
    ).all()
    told = await session.scalars(
        select(Encounter).where(
            Encounter.id.in_({encounter_id for _, encounter_id in links}),
            Encounter.member_id == owner.id,
            Encounter.met_on == met_on,
            Encounter.place.is_not_distinct_from(place),
        )
    )
    notes = {encounter.id: encounter.note for encounter in told}
    found: dict[int, set[str | None]] = defaultdict(set)
    for contact_id, encounter_id in links:
        if encounter_id in notes:
            found[contact_id].add(notes[encounter_id])
    return found


async def waiting(session: AsyncSession, owner: Member, import_id: int) -> AttendeeImport | None:
    """That list of this member, read anew."""
    return await session.scalar(
        select(AttendeeImport)
        .where(
            AttendeeImport.id == import_id,
            AttendeeImport.member_id == owner.id,
            AttendeeImport.workspace_id == owner.workspace_id,
        )
        .execution_options(populate_existing=True)
    )


async def owner_of(session: AsyncSession, import_id: int) -> int | None:
    """Whose list that is. Locks nothing."""
    return await session.scalar(select(AttendeeImport.member_id).where(AttendeeImport.id == import_id))


async def encounter(session: AsyncSession, encounter_id: int | None) -> Encounter | None:
    """The encounter of a list, if it was made and is still there."""
    return await session.get(Encounter, encounter_id) if encounter_id else None


async def lying(session: AsyncSession, workspaces: Collection[int], before: datetime) -> int | None:
    """The list of these workspaces, said yes to, that nobody has worked on for longest, since before that moment."""
    return await session.scalar(
        select(AttendeeImport.id)
        .where(AttendeeImport.worked_at < before, AttendeeImport.workspace_id.in_(workspaces))
        .order_by(AttendeeImport.worked_at)
        .limit(1)
    )


async def take_up(session: AsyncSession, import_id: int, before: datetime, now: datetime) -> bool:
    """Whether it still lies there; from now on somebody works on it."""
    taken = await session.scalars(
        update(AttendeeImport)
        .where(AttendeeImport.id == import_id, AttendeeImport.worked_at < before)
        .values(worked_at=now)
        .returning(AttendeeImport.id)
    )
    return taken.first() is not None


async def unanswered(session: AsyncSession, workspaces: Collection[int], before: datetime) -> Sequence[int]:
    """Ids of lists of these workspaces from before that moment that the member never said yes to."""
    found = await session.scalars(
        select(AttendeeImport.id).where(
            AttendeeImport.worked_at.is_(None),
            AttendeeImport.created_at < before,
            AttendeeImport.workspace_id.in_(workspaces),
        )
    )
    return found.all()


async def forget(session: AsyncSession, import_ids: Sequence[int]) -> None:
    """Delete these lists, unless the member has said yes meanwhile."""
    await session.execute(
        delete(AttendeeImport).where(AttendeeImport.id.in_(import_ids), AttendeeImport.worked_at.is_(None))
    )
