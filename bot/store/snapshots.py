"""Everything of a contact as JSON, and back into the tables under the same ids.

A table that points to contacts goes along by itself; only encounters are known by name, for they are shared.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Date, Table, delete, insert, or_, select, update
from sqlalchemy.orm import Session

from bot.domain.models import Base, Change, Contact, Encounter, EncounterContact, Kept, Sealed
from bot.domain.types import UtcDateTime
from bot.store.data import delete_contacts

TABLES = Base.metadata.tables
CONTACTS, ENCOUNTERS = TABLES[Contact.__tablename__], TABLES[Encounter.__tablename__]
LINKS = TABLES[EncounterContact.__tablename__]

Row = Mapping[str, Any]
Rows = dict[str, list[dict[str, Any]]]
MOVABLE = [
    (table, column)
    for table in TABLES.values()
    for column in table.columns
    if table.name != LINKS.name and any(key.column.table.name == CONTACTS.name for key in column.foreign_keys)
]
"""Every column that says whose a row is, but for who was at an encounter: there each contact stands once."""


def read(session: Session, contacts: Sequence[Contact]) -> Rows:
    """Every row of these contacts, with the encounters they were at."""
    session.flush()
    found = _rows_of(session, [contact.id for contact in contacts])
    met = [row["encounter_id"] for row in found.get(LINKS.name, [])]
    found[ENCOUNTERS.name] = _read(session, ENCOUNTERS, ENCOUNTERS.c.id.in_(met))
    return {name: [_as_json(row) for row in rows] for name, rows in found.items() if rows}


def fingerprint(session: Session, contact: Contact) -> str:
    """The same for as long as nothing of the contact's is another, but for the history of changes."""
    rows = read(session, [contact])
    rows.pop(Change.__tablename__, None)
    return hashlib.sha256(json.dumps(rows, sort_keys=True).encode()).hexdigest()


def take_out(session: Session, contact: Contact) -> Rows:
    """Read all of it, and delete all that is theirs alone."""
    found = read(session, [contact])
    delete_contacts(session, [contact.id])
    return found


def put_back(session: Session, kept: Rows) -> None:
    """The rows again, under their ids. What is there already stays; what would hang on nothing is left out."""
    for table in Base.metadata.sorted_tables:
        rows = [
            {name: _typed(table.c[name].type, value, row) for name, value in row.items() if name in table.c}
            for row in kept.get(table.name, [])
        ]
        there = _existing(session, table.c.id, [row["id"] for row in rows])
        rows = _with_a_hold(session, table, [row for row in rows if row["id"] not in there])
        if rows:
            session.execute(insert(table), rows)


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


def _rows_of(session: Session, contact_ids: Sequence[int]) -> Rows:
    """The contacts' rows, and by table all that would go with them."""
    found = {CONTACTS.name: _read(session, CONTACTS, CONTACTS.c.id.in_(contact_ids))}
    for table in Base.metadata.sorted_tables:  # whoever points to a table comes after it
        owned = [
            column.in_([row["id"] for row in found[key.column.table.name]])
            for column in table.columns
            for key in column.foreign_keys
            if key.ondelete == "CASCADE" and found.get(key.column.table.name)
        ]
        if owned:
            found[table.name] = _read(session, table, or_(*owned))
    return found


def _read(session: Session, table: Table, condition: Any) -> list[dict[str, Any]]:
    found = session.execute(select(table).where(condition).order_by(table.c.id))
    return [dict(row) for row in found.mappings()]


def _existing(session: Session, column: Column[Any], values: Sequence[int]) -> set[int]:
    return set((session.scalars(select(column).where(column.in_(values)))).all()) if values else set()


def _with_a_hold(session: Session, table: Table, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those rows whose foreign keys lead somewhere; what a row can do without is let go."""
    for column in table.columns:
        for key in column.foreign_keys:
            there = _existing(session, key.column, [row[column.name] for row in rows if row[column.name]])
            if column.nullable:
                for row in rows:
                    row[column.name] = row[column.name] if row[column.name] in there else None
            else:
                rows = [row for row in rows if row[column.name] in there]
    return rows


def _as_json(row: Row) -> dict[str, Any]:
    """A day and a moment as text, private words as a pair; words of the design are text already."""
    pairs = {name: [value.words, value.row] for name, value in row.items() if isinstance(value, Kept)}
    return {k: v.isoformat() if isinstance(v, date) else v for k, v in row.items()} | pairs


def _typed(kind: Any, value: Any, row: Row) -> Any:
    """The value as its column wants it. Words that were kept without a key are sealed now, if there is one."""
    if value is not None and isinstance(kind, Sealed):
        return Kept(value[0], value[1] or row["row_key"])
    if value is not None and isinstance(kind, UtcDateTime | Date):
        return (date if isinstance(kind, Date) else datetime).fromisoformat(value)
    return value
