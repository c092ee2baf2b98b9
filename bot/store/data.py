"""Everything that is somebody's: read for an export, and deleted; by what the tables say, so that none is missed."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, exists, or_, select, update
from sqlalchemy.orm import Session

from bot.domain.data import Row
from bot.domain.models import (
    AttendeeImport,
    Base,
    Clearing,
    Contact,
    DeletedContact,
    Encounter,
    EncounterContact,
    Member,
    Profile,
    Touch,
    Workspace,
)
from bot.store import members
from bot.store.sealing import PRIVATE_TABLES, sealed_columns

NOBODYS = (Workspace, Clearing)
TABLES: list[Any] = sorted(
    (each.class_ for each in Base.registry.mappers if each.class_ not in NOBODYS), key=lambda each: each.__tablename__
)
OF_NOBODY = ~or_(
    *(
        exists().where(table.workspace_id == Profile.workspace_id, table.slack_user_id == Profile.slack_user_id)
        for table in (Contact, Member)
    )
)
"""A profile of somebody whom no member keeps, and who is none."""


def everything(session: Session, owner: Member) -> dict[str, list[Row]]:
    """Every row that is the member's or about them, by table: every column, opened where it is sealed."""
    return {
        table.__tablename__: [
            exact(row) for row in session.scalars(select(table).where(_theirs(table, owner)).order_by(table.id))
        ]
        for table in TABLES
    }


def exact(row: Base) -> Row:
    """A row by its columns' names."""
    return {each.name: getattr(row, each.name) for each in row.__table__.columns}


def erase_member(session: Session, owner: Member) -> Sequence[str]:
    """The member's row with everything below it, what only names their id, and their own profile.

    Returns the Slack ids of the colleagues whom they kept.
    """
    known = select(Contact.slack_user_id).where(Contact.member_id == owner.id, Contact.slack_user_id.is_not(None))
    colleagues = session.scalars(known).all()
    for table in TABLES:
        column = table.__table__.columns.get("member_id")
        if table in (Member, Profile) or (column is not None and not column.foreign_keys):
            session.execute(delete(table).where(_theirs(table, owner)))
    return [each for each in colleagues if each]


def leave_clearing(session: Session, workspace_id: int, slack_user_id: str, now: datetime) -> None:
    """That person's DM is to be emptied, as it is at this moment."""
    theirs = {"workspace_id": workspace_id, "slack_user_id": slack_user_id}
    members.insert_unless_there(session, Clearing, **theirs, next_at=now, tries=0)
    session.execute(update(Clearing).filter_by(**theirs).values(next_at=now, newest_ts=None, tries=0))


def take_clearing(session: Session, workspaces: Collection[int], now: datetime, until: datetime) -> Clearing | None:
    """A DM of these workspaces that waits to be emptied, taken until that moment."""
    waiting = select(Clearing).where(Clearing.next_at <= now, Clearing.workspace_id.in_(workspaces))
    found = session.scalar(waiting.order_by(Clearing.next_at).limit(1).with_for_update(skip_locked=True))
    if found:
        found.next_at = until
    return found


def clearing(session: Session, taken: Clearing) -> Clearing | None:
    """The same, locked, where it is still taken by whom `take_clearing` gave it to."""
    same = (Clearing.id == taken.id, Clearing.next_at == taken.next_at)
    return session.scalar(select(Clearing).where(*same).with_for_update())


def forget_profiles(
    session: Session, workspace_id: int, slack_user_ids: Iterable[str], *, also_kept: bool = False
) -> None:
    """Forget what the directory says about those of these people whom nobody keeps any more, or about all of them."""
    theirs = [Profile.workspace_id == workspace_id, Profile.slack_user_id.in_(list(slack_user_ids))]
    session.execute(delete(Profile).where(*theirs, *(() if also_kept else (OF_NOBODY,))))


def known(session: Session, **which: int | str) -> Sequence[Any]:
    """Whom a member (`member_id`) keeps, or everybody in a workspace (`workspace_id`): what tells who they are.

    Names are compared by the caller: not every database folds the letters of every alphabet.
    """
    tells = (Contact.member_id, Contact.slack_user_id, Contact.name, Contact.email, Contact.company)
    return session.execute(select(Contact.id, *tells).filter_by(**which).order_by(Contact.id)).all()


def dates(session: Session, contact_ids: Collection[int]) -> dict[str, list[Row]]:
    """When these contacts were met, and when and how there was a touch; nothing else of either."""
    met = select(Encounter.met_on).join(EncounterContact, EncounterContact.encounter_id == Encounter.id)
    met = met.where(EncounterContact.contact_id.in_(contact_ids)).order_by(Encounter.met_on)
    touched = select(Touch.happened_on, Touch.kind).where(Touch.contact_id.in_(contact_ids))
    touched = touched.order_by(Touch.happened_on)
    found = {"encounters": session.execute(met), "touches": session.execute(touched)}
    return {name: [dict(row) for row in rows.mappings()] for name, rows in found.items()}


def delete_contacts(session: Session, contact_ids: Collection[int]) -> int:
    """Delete these contacts, and the encounters that nobody else was at. Returns how many encounters went."""
    there = select(EncounterContact.encounter_id).where(EncounterContact.contact_id.in_(contact_ids)).distinct()
    encounters = session.scalars(there).all()
    session.execute(delete(Contact).where(Contact.id.in_(contact_ids)))
    empty = and_(Encounter.id.in_(encounters), ~exists().where(EncounterContact.encounter_id == Encounter.id))
    return len(session.execute(delete(Encounter).where(empty).returning(Encounter.id)).all())


def private_rows(session: Session, member_id: int) -> list[tuple[Any, list[str]]]:
    """Every row of the member that holds private words, with the names of those words."""
    return [
        (row, sealed_columns(table))
        for table in PRIVATE_TABLES
        for row in session.scalars(select(table).where(table.member_id == member_id).order_by(table.id))
    ]


def waiting(session: Session, **whose: int) -> Sequence[AttendeeImport | DeletedContact]:
    """What waits for a yes, and what could still be brought back: of a member, or of everybody in a workspace."""
    tables: tuple[Any, ...] = (AttendeeImport, DeletedContact)
    return [each for table in tables for each in session.scalars(select(table).filter_by(**whose))]


def _theirs(table: Any, owner: Member) -> Any:
    """Which rows of a table are the member's, directly or through a row that is."""
    if table is Member:
        return Member.id == owner.id
    if table is Profile:
        return and_(Profile.workspace_id == owner.workspace_id, Profile.slack_user_id == owner.slack_user_id)
    if "member_id" in table.__table__.columns:
        return table.member_id == owner.id
    key = next(each for each in table.__table__.foreign_keys if "member_id" in each.column.table.columns)
    return key.parent.in_(select(key.column).where(key.column.table.c.member_id == owner.id))
