"""Attendee lists on their way in, and what they are held against."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from bot.domain.imports import FILLED, Acquaintance
from bot.domain.models import AttendeeImport, Contact, Encounter, EncounterContact, Member


def acquaintances(session: Session, owner: Member) -> list[Acquaintance]:
    """All contacts of the member, as far as they tell who somebody is: one light query, for it runs for each part."""
    columns = [getattr(Contact, each) for each in ("name", *FILLED, "stage", "own_fields", "id")]
    rows = session.execute(select(*columns).where(Contact.member_id == owner.id).order_by(Contact.id))
    return [Acquaintance(*row) for row in rows]


def notes_there(
    session: Session, owner: Member, place: str | None, met_on: date, contact_ids: Sequence[int]
) -> dict[int, set[str | None]]:
    """The notes (None: without one) of encounters at that place on that day, for those of these who were there."""
    rows = session.execute(
        select(EncounterContact.contact_id, Encounter)
        .join(Encounter, Encounter.id == EncounterContact.encounter_id)
        .where(
            EncounterContact.contact_id.in_(contact_ids),
            Encounter.member_id == owner.id,
            Encounter.met_on == met_on,
            Encounter.place.is_not_distinct_from(place),
        )
    )
    found: dict[int, set[str | None]] = defaultdict(set)
    for contact_id, encounter in rows:
        found[contact_id].add(encounter.note)
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


def take_up(session: Session, workspaces: Collection[int], before: datetime, now: datetime) -> AttendeeImport | None:
    """The list of these workspaces, said yes to, that nobody has worked on for longest, since before that moment.

    From now on somebody works on it.
    """
    is_lying = AttendeeImport.worked_at < before
    longest = (
        select(AttendeeImport.id)
        .where(is_lying, AttendeeImport.workspace_id.in_(workspaces))
        .order_by(AttendeeImport.worked_at)
        .limit(1)
        .scalar_subquery()
    )
    return session.scalars(
        update(AttendeeImport)
        .where(AttendeeImport.id == longest, is_lying)
        .values(worked_at=now)
        .returning(AttendeeImport)
    ).first()


def forget(session: Session, workspaces: Collection[int], before: datetime) -> int:
    """Delete the lists of these workspaces from before that moment that the member never said yes to: how many."""
    gone = session.scalars(
        delete(AttendeeImport)
        .where(
            AttendeeImport.worked_at.is_(None),
            AttendeeImport.created_at < before,
            AttendeeImport.workspace_id.in_(workspaces),
        )
        .returning(AttendeeImport.id)
    )
    return len(gone.all())
