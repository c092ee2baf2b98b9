"""Encounters and the contacts who were there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Text, and_, bindparam, delete, func, select
from sqlalchemy.orm import Session, selectinload

from bot.domain.identity import Known
from bot.domain.models import Contact, Encounter, EncounterContact, Member, Reminder

# Statements of `/met` are made once: making them anew takes as long as running them.
_SAME = (
    select(Encounter)
    .where(
        Encounter.member_id == bindparam("member_id"),
        Encounter.met_on == bindparam("met_on"),
        Encounter.place.is_not_distinct_from(bindparam("place", type_=Text)),
    )
    .order_by(Encounter.id.desc())
    .options(selectinload(Encounter.contacts))
)


def same_encounters(session: Session, owner: Member, *, met_on: date, place: str | None) -> Sequence[Encounter]:
    """Encounters of that day at that very place, newest first, with their contacts."""
    return session.scalars(_SAME, {"member_id": owner.id, "met_on": met_on, "place": place}).all()


def encounter(session: Session, owner: Member, encounter_id: int) -> Encounter | None:
    """That encounter of this member, with its contacts."""
    return session.scalar(
        select(Encounter)
        .where(
            Encounter.id == encounter_id,
            Encounter.member_id == owner.id,
            Encounter.workspace_id == owner.workspace_id,
        )
        .options(selectinload(Encounter.contacts))
        .execution_options(populate_existing=True)
    )


def leave(session: Session, encounter_id: int, contact_id: int) -> None:
    """That contact was not there after all."""
    session.execute(
        delete(EncounterContact).where(
            EncounterContact.encounter_id == encounter_id, EncounterContact.contact_id == contact_id
        )
    )


def latest_encounters(session: Session, contact_ids: Sequence[int]) -> dict[int, Encounter]:
    """The last encounter with each of these contacts, by contact id."""
    rows = session.execute(
        select(EncounterContact.contact_id, Encounter)
        .join(Encounter, Encounter.id == EncounterContact.encounter_id)
        .where(EncounterContact.contact_id.in_(contact_ids))
        .order_by(Encounter.met_on, Encounter.id)
    )
    return {contact_id: found for contact_id, found in rows}  # noqa: C416  # rows are not pairs to mypy


@dataclass(frozen=True)
class Standing:
    """A contact, their open reminder, and the day they were last met (None: never noted)."""

    contact: Contact
    reminder: Reminder | None = None
    met_on: date | None = None


_LAST_MET = (
    select(func.max(Encounter.met_on))
    .join(EncounterContact, EncounterContact.encounter_id == Encounter.id)
    .where(EncounterContact.contact_id == Contact.id)
    .correlate(Contact)
    .scalar_subquery()
)
_STANDINGS = (
    select(Contact, Reminder, _LAST_MET)
    .outerjoin(
        Reminder,
        and_(Reminder.contact_id == Contact.id, Reminder.outcome.is_(None), Reminder.limit_id.is_(None)),
    )
    .where(Contact.member_id == bindparam("member_id"))
)
_COLLEAGUES = _STANDINGS.where(Contact.slack_user_id.in_(bindparam("ids", expanding=True)))
_CONTACTS = _STANDINGS.where(Contact.id.in_(bindparam("ids", expanding=True)))


def colleagues(session: Session, owner: Member, slack_user_ids: Sequence[str]) -> list[Standing]:
    """How this member's contacts for those colleagues stand: one query, for `/met` answers within milliseconds."""
    rows = session.execute(_COLLEAGUES, {"member_id": owner.id, "ids": list(slack_user_ids)})
    return [Standing(contact, reminder, met_on) for contact, reminder, met_on in rows]


@dataclass(frozen=True)
class Acquaintance(Known):
    """As much of a contact as tells who they are: all of them are looked through for a new name."""

    id: int = 0


_ACQUAINTANCES = (
    select(Contact.slack_user_id, Contact.email, Contact.name, Contact.company, Contact.id)
    .where(Contact.member_id == bindparam("member_id"))
    .order_by(Contact.id)
)
_OUTSIDE = _ACQUAINTANCES.where(Contact.slack_user_id.is_(None))


def acquaintances(session: Session, owner: Member, *, outside: bool) -> list[Acquaintance]:
    """Whom the member knows, the oldest first; `outside`: only people outside Slack."""
    rows = session.execute(_OUTSIDE if outside else _ACQUAINTANCES, {"member_id": owner.id})
    return [Acquaintance(*row) for row in rows.all()]


def standings(session: Session, owner: Member, contact_ids: Sequence[int]) -> dict[int, Standing]:
    """How these contacts of the member stand, by contact id."""
    rows = session.execute(_CONTACTS, {"member_id": owner.id, "ids": list(contact_ids)})
    return {contact.id: Standing(contact, reminder, met_on) for contact, reminder, met_on in rows}
