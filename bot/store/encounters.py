"""Encounters and the contacts who were there, and attendee lists on their way in."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Text, and_, bindparam, delete, func, select
from sqlalchemy.orm import Session, selectinload

from bot.domain import imports
from bot.domain.identity import Known
from bot.domain.models import AttendeeImport, Contact, Encounter, EncounterContact, Member, Reminder

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


def leave(session: Session, encounter_id: int, contact_id: int) -> None:
    """That contact was not there after all."""
    session.execute(delete(EncounterContact).filter_by(encounter_id=encounter_id, contact_id=contact_id))


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
_WAITS = and_(Reminder.contact_id == Contact.id, Reminder.outcome.is_(None), Reminder.limit_id.is_(None))
_OF_MEMBER = select(Contact, Reminder, _LAST_MET).where(Contact.member_id == bindparam("member_id"))
_STANDINGS = _OF_MEMBER.outerjoin(Reminder, _WAITS)
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


def all_acquaintances(session: Session, owner: Member) -> list[imports.Acquaintance]:
    """All contacts of the member, as far as they tell who somebody is: one light query, for it runs for each part."""
    columns = [getattr(Contact, each) for each in ("name", *imports.FILLED, "stage", "own_fields", "id")]
    rows = session.execute(select(*columns).where(Contact.member_id == owner.id).order_by(Contact.id))
    return [imports.Acquaintance(*row) for row in rows]


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


def owner_of(session: Session, import_id: int) -> int | None:
    """Whose list that is. Locks nothing."""
    return session.scalar(select(AttendeeImport.member_id).where(AttendeeImport.id == import_id))


def take_up(session: Session, workspaces: Collection[int], before: datetime, now: datetime) -> AttendeeImport | None:
    """The list of these workspaces, said yes to, that nobody has worked on for longest, since before that moment.

    From now on somebody works on it.
    """
    lying = select(AttendeeImport).where(
        AttendeeImport.worked_at < before, AttendeeImport.workspace_id.in_(workspaces)
    )
    longest = lying.order_by(AttendeeImport.worked_at).limit(1).with_for_update(skip_locked=True)
    if found := session.scalar(longest):
        found.worked_at = now
    return found
