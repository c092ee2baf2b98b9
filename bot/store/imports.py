"""Attendee lists on their way in, and what they are held against."""

import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import Text, cast, delete, select, update
from sqlalchemy.orm import Session

from bot.domain.imports import Acquaintance
from bot.domain.models import AttendeeImport, Contact, Encounter, EncounterContact, Member

NONE = "[]"
"""No own fields, as almost everywhere: reading that thousands of times takes longer than all the rest."""


def acquaintances(session: Session, owner: Member) -> list[Acquaintance]:
    """All contacts of the member, as far as they tell who somebody is: one light query, for it runs for each part."""
    rows = session.execute(
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


def notes_there(
    session: Session, owner: Member, place: str | None, met_on: date, contact_ids: Sequence[int]
) -> dict[int, set[str | None]]:
    """The notes (None: without one) of encounters at that place on that day, for those of these who were there."""
    # Two statements, so that every database begins with these contacts, and not with all encounters of that day.
    links = (
        session.execute(
            select(EncounterContact.contact_id, EncounterContact.encounter_id).where(
                EncounterContact.contact_id.in_(contact_ids)
            )
        )
    ).all()
    told = session.scalars(
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


def waiting(session: Session, owner: Member, import_id: int) -> AttendeeImport | None:
    """That list of this member, read anew."""
    return session.scalar(
        select(AttendeeImport)
        .where(
            AttendeeImport.id == import_id,
            AttendeeImport.member_id == owner.id,
            AttendeeImport.workspace_id == owner.workspace_id,
        )
        .execution_options(populate_existing=True)
    )


def owner_of(session: Session, import_id: int) -> int | None:
    """Whose list that is. Locks nothing."""
    return session.scalar(select(AttendeeImport.member_id).where(AttendeeImport.id == import_id))


def encounter(session: Session, encounter_id: int | None) -> Encounter | None:
    """The encounter of a list, if it was made and is still there."""
    return session.get(Encounter, encounter_id) if encounter_id else None


def lying(session: Session, workspaces: Collection[int], before: datetime) -> int | None:
    """The list of these workspaces, said yes to, that nobody has worked on for longest, since before that moment."""
    return session.scalar(
        select(AttendeeImport.id)
        .where(AttendeeImport.worked_at < before, AttendeeImport.workspace_id.in_(workspaces))
        .order_by(AttendeeImport.worked_at)
        .limit(1)
    )


def take_up(session: Session, import_id: int, before: datetime, now: datetime) -> bool:
    """Whether it still lies there; from now on somebody works on it."""
    taken = session.scalars(
        update(AttendeeImport)
        .where(AttendeeImport.id == import_id, AttendeeImport.worked_at < before)
        .values(worked_at=now)
        .returning(AttendeeImport.id)
    )
    return taken.first() is not None


def unanswered(session: Session, workspaces: Collection[int], before: datetime) -> Sequence[int]:
    """Ids of lists of these workspaces from before that moment that the member never said yes to."""
    found = session.scalars(
        select(AttendeeImport.id).where(
            AttendeeImport.worked_at.is_(None),
            AttendeeImport.created_at < before,
            AttendeeImport.workspace_id.in_(workspaces),
        )
    )
    return found.all()


def forget(session: Session, import_ids: Sequence[int]) -> None:
    """Delete these lists, unless the member has said yes meanwhile."""
    session.execute(
        delete(AttendeeImport).where(AttendeeImport.id.in_(import_ids), AttendeeImport.worked_at.is_(None))
    )
