"""Everything that is somebody's: read for an export, and deleted; by what the tables say, so that none is missed."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, exists, inspect, select, update
from sqlalchemy.orm import Session

from bot.domain.data import Person, Row, folded
from bot.domain.models import (
    AttendeeImport,
    Base,
    Clearing,
    Contact,
    DeletedContact,
    Delivery,
    DeliveryItem,
    Encounter,
    EncounterContact,
    Member,
    Profile,
    Reminder,
    Touch,
)
from bot.domain.models.private import Sealed
from bot.store import members
from bot.store.sealing import PRIVATE_TABLES, sealed_attributes

SHOWN_AT_MOST = 50
"""How many of a member's DMs are redrawn after a person in them was erased."""
_TABLES: list[Any] = sorted((mapper.class_ for mapper in Base.registry.mappers), key=lambda each: each.__tablename__)


def everything(session: Session, owner: Member) -> dict[str, list[Row]]:
    """Every row that is the member's or about them, by table: every column, opened where it is sealed."""
    found = {}
    for table in _TABLES:
        theirs = _theirs(table, owner)
        if theirs is not None:
            rows = session.scalars(theirs.order_by(table.id))
            found[table.__tablename__] = [exact(row) for row in rows]
    return found


def exact(row: Base) -> Row:
    """A row by its columns' names."""
    return {
        each.columns[0].name: getattr(row, _name(each.key) if isinstance(each.columns[0].type, Sealed) else each.key)
        for each in inspect(type(row)).column_attrs
    }


def erase_member(session: Session, owner: Member) -> None:
    """The member's row with everything below it, what only names their id, and their own profile."""
    for table in _TABLES:
        column = table.__table__.columns.get("member_id")
        if column is not None and not column.foreign_keys:
            session.execute(delete(table).where(table.member_id == owner.id))
    session.execute(delete(Member).where(Member.id == owner.id))
    session.execute(
        delete(Profile).where(
            Profile.workspace_id == owner.workspace_id, Profile.slack_user_id == owner.slack_user_id
        )
    )


def leave_clearing(session: Session, workspace_id: int, slack_user_id: str, now: datetime) -> None:
    """That person's DM is to be emptied, as it is at this moment."""
    members.insert_unless_there(
        session, Clearing, workspace_id=workspace_id, slack_user_id=slack_user_id, next_at=now, tries=0
    )
    theirs = (Clearing.workspace_id == workspace_id, Clearing.slack_user_id == slack_user_id)
    session.execute(update(Clearing).where(*theirs).values(next_at=now, newest_ts=None, tries=0))


def take_clearing(session: Session, workspaces: Collection[int], now: datetime, until: datetime) -> Clearing | None:
    """A DM of these workspaces that waits to be emptied, taken until that moment."""
    found = session.scalar(
        select(Clearing)
        .where(Clearing.next_at <= now, Clearing.workspace_id.in_(workspaces))
        .order_by(Clearing.next_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if found:
        found.next_at = until
    return found


def clearing(session: Session, taken: Clearing) -> Clearing | None:
    """The same, locked, where it is still taken by whom `take_clearing` gave it to."""
    same = (Clearing.id == taken.id, Clearing.next_at == taken.next_at)
    return session.scalar(select(Clearing).where(*same).with_for_update())


def free_clearings(session: Session, workspaces: Collection[int], now: datetime) -> None:
    """Every DM of these workspaces that is to be emptied wants attention now."""
    session.execute(update(Clearing).where(Clearing.workspace_id.in_(workspaces)).values(next_at=now))


def slack_ids_of_contacts(session: Session, owner: Member) -> Sequence[str]:
    """The colleagues whom the member keeps."""
    found = session.scalars(select(Contact.slack_user_id).where(Contact.member_id == owner.id))
    return [each for each in found if each]


def forget_profiles(session: Session, workspace_id: int, slack_user_ids: Iterable[str]) -> None:
    """Forget what the directory says about those of these people whom nobody keeps any more."""
    kept = (
        exists().where(Contact.workspace_id == workspace_id, Contact.slack_user_id == Profile.slack_user_id),
        exists().where(Member.workspace_id == workspace_id, Member.slack_user_id == Profile.slack_user_id),
    )
    for some in _batches(list(slack_user_ids)):
        session.execute(
            delete(Profile).where(
                Profile.workspace_id == workspace_id, Profile.slack_user_id.in_(some), *(~each for each in kept)
            )
        )


def forget_profile(session: Session, workspace_id: int, slack_user_id: str) -> None:
    """Forget what the directory says about this one, whoever keeps them."""
    session.execute(
        delete(Profile).where(Profile.workspace_id == workspace_id, Profile.slack_user_id == slack_user_id)
    )


def contacts_of(session: Session, workspace_id: int, person: Person, member_id: int | None = None) -> list[Contact]:
    """The contacts that are this person: everybody's, or one member's."""
    known = _known(workspace_id, member_id)
    if person.slack_user_id:
        known = known.where(Contact.slack_user_id == person.slack_user_id)
    # Names are compared here: not every database folds the letters of every alphabet.
    ids = [row.id for row in session.execute(known) if person.is_meant(row._asdict())]
    found: list[Contact] = []
    for some in _batches(ids):
        found += session.scalars(select(Contact).where(Contact.id.in_(some)).order_by(Contact.id))
    return found


def others_called(
    session: Session, workspace_id: int, person: Person, names: Iterable[str], member_id: int | None = None
) -> dict[int, set[str]]:
    """By member, those of the names that a contact bears who is not this person; names are folded."""
    wanted, found = {folded(each) for each in names}, defaultdict(set)
    for row in session.execute(_known(workspace_id, member_id)):
        if (name := folded(row.name)) in wanted and name and not person.is_meant(row._asdict()):
            found[row.member_id].add(name)
    return found


def met_on(session: Session, contacts: Sequence[Contact]) -> list[Row]:
    """The days on which these contacts were met, and nothing else of the encounters."""
    days = select(Encounter.met_on).join(EncounterContact, EncounterContact.encounter_id == Encounter.id)
    return [
        {"met_on": day}
        for some in _batches([each.id for each in contacts])
        for day in sorted(session.scalars(days.where(EncounterContact.contact_id.in_(some))))
    ]


def touched_on(session: Session, contacts: Sequence[Contact]) -> list[Row]:
    """The days and kinds of the touches with these contacts."""
    touches = select(Touch.happened_on, Touch.kind)
    return [
        {"happened_on": row.happened_on, "kind": row.kind}
        for some in _batches([each.id for each in contacts])
        for row in session.execute(touches.where(Touch.contact_id.in_(some)).order_by(Touch.happened_on))
    ]


def member_ids(session: Session, workspace_id: int) -> Sequence[int]:
    """The ids of all members of the workspace."""
    found = session.scalars(select(Member.id).where(Member.workspace_id == workspace_id).order_by(Member.id))
    return found.all()


def delete_contacts(session: Session, contacts: Sequence[Contact]) -> int:
    """Delete these contacts, and the encounters that nobody else was at. Returns how many encounters went."""
    gone = 0
    for some in _batches([each.id for each in contacts]):
        there = select(EncounterContact.encounter_id).where(EncounterContact.contact_id.in_(some))
        encounters = (session.scalars(there.distinct())).all()
        session.execute(delete(Contact).where(Contact.id.in_(some)))
        anybody = exists().where(EncounterContact.encounter_id == Encounter.id)
        for few in _batches(encounters):
            empty = session.execute(delete(Encounter).where(Encounter.id.in_(few), ~anybody).returning(Encounter.id))
            gone += len(empty.all())
    return gone


def private_rows(session: Session, member_id: int) -> list[tuple[Any, list[str]]]:
    """Every row of the member that holds private words, with the names of those words."""
    found = []
    for table in PRIVATE_TABLES:
        names = [_name(each) for each in sealed_attributes(table)]
        rows = session.scalars(select(table).where(table.member_id == member_id).order_by(table.id))
        found += [(row, names) for row in rows]
    return found


def imports_of(session: Session, workspace_id: int, member_id: int | None = None) -> Sequence[AttendeeImport]:
    """The attendee lists that wait for a yes: everybody's, or one member's."""
    return (session.scalars(select(AttendeeImport).where(*_of(AttendeeImport, workspace_id, member_id)))).all()


def deleted_of(session: Session, workspace_id: int, member_id: int | None = None) -> Sequence[DeletedContact]:
    """The deleted contacts that could still be brought back: everybody's, or one member's."""
    return (session.scalars(select(DeletedContact).where(*_of(DeletedContact, workspace_id, member_id)))).all()


def shown_in(session: Session, contacts: Sequence[Contact]) -> list[tuple[int, str, str]]:
    """The newest DMs in Slack that show one of these contacts: (delivery id, channel, ts)."""
    rows = session.execute(
        select(Delivery.id, Delivery.channel, Delivery.ts)
        .join(DeliveryItem, DeliveryItem.delivery_id == Delivery.id)
        .join(Reminder, Reminder.id == DeliveryItem.reminder_id)
        .where(Reminder.contact_id.in_([each.id for each in contacts[:SHOWN_AT_MOST]]), Delivery.ts.is_not(None))
        .order_by(Delivery.id.desc())
        .limit(SHOWN_AT_MOST)
        .distinct()
    )
    return [(row.id, row.channel, row.ts) for row in rows]


def _theirs(table: Any, owner: Member) -> Select[Any] | None:
    """The rows of a table that are the member's, directly or through a row that is; None: the table is nobody's."""
    if table is Member:
        return select(Member).where(Member.id == owner.id)
    if table is Profile:
        same = (Profile.workspace_id == owner.workspace_id, Profile.slack_user_id == owner.slack_user_id)
        return select(Profile).where(*same)
    if "member_id" in table.__table__.columns:
        return select(table).where(table.member_id == owner.id)
    for key in table.__table__.foreign_keys:
        if "member_id" in key.column.table.columns:
            above = select(key.column).where(key.column.table.c.member_id == owner.id)
            return select(table).where(key.parent.in_(above))
    return None


def _known(workspace_id: int, member_id: int | None) -> Select[Any]:
    """Who the contacts are."""
    columns: tuple[Any, ...] = (Contact.id, Contact.slack_user_id, Contact.name, Contact.email, Contact.company)
    return select(Contact.member_id, *columns).where(*_of(Contact, workspace_id, member_id))


def _of(table: Any, workspace_id: int, member_id: int | None) -> list[ColumnElement[bool]]:
    """Everybody's rows in the workspace, or one member's."""
    rows = [table.workspace_id == workspace_id]
    return rows if member_id is None else [*rows, table.member_id == member_id]


def _name(attribute: str) -> str:
    """`note` for `note_kept`."""
    return attribute.removesuffix("_kept")


def _batches(ids: Sequence[Any], size: int = 500) -> list[Sequence[Any]]:
    """As many as any database takes in one list."""
    return [ids[start : start + size] for start in range(0, len(ids), size)]
