"""What expert finding reads: whom the member knows where, what was asked, and which divisions are one."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from bot.domain.models import Ask, Contact, DivisionAlias, Encounter, EncounterContact, Member, Profile, Touch
from bot.domain.types import TouchKind
from bot.store.members import insert_unless_there

WHOLE_WORKSPACE = 0


def known(session: Session, owner: Member) -> Sequence[Contact]:
    """The member's contacts whom the directory knows too, or needs not to, the newest first."""
    found = session.scalars(
        select(Contact).where(Contact.member_id == owner.id, Contact.known).order_by(Contact.id.desc())
    )
    return found.all()


def last_touches(session: Session, owner: Member) -> dict[int, Touch]:
    """The last touch with each contact of the member, by contact id."""
    found = session.scalars(select(Touch).where(Touch.member_id == owner.id).order_by(Touch.happened_on, Touch.id))
    return {touch.contact_id: touch for touch in found}


def notes(session: Session, owner: Member) -> dict[int, list[str]]:
    """What the member noted about each contact, the newest first, by contact id."""
    rows = session.execute(
        select(EncounterContact.contact_id, Encounter)
        .join(Encounter, Encounter.id == EncounterContact.encounter_id)
        .where(Encounter.member_id == owner.id, Encounter.note_kept.is_not(None))
        .order_by(Encounter.met_on.desc(), Encounter.id.desc())
    )
    found: dict[int, list[str]] = defaultdict(list)
    for contact_id, encounter in rows:
        if encounter.note:
            found[contact_id].append(encounter.note)
    return found


def asked_on(session: Session, owner: Member) -> dict[int, list[date]]:
    """The days on which each contact was asked something, by contact id."""
    rows = session.execute(
        select(Ask.contact_id, Ask.asked_on).where(Ask.member_id == owner.id).order_by(Ask.asked_on, Ask.id)
    )
    found: dict[int, list[date]] = defaultdict(list)
    for contact_id, day in rows:
        found[contact_id].append(day)
    return found


def given(session: Session, owner: Member) -> dict[int, int]:
    """How often the member gave something back, by contact id."""
    rows = session.execute(
        select(Touch.contact_id, func.count())
        .where(Touch.member_id == owner.id, Touch.kind == TouchKind.HELPED)
        .group_by(Touch.contact_id)
    )
    return {contact_id: count for contact_id, count in rows}  # noqa: C416  # rows are not pairs to mypy


def aliases(session: Session, owner: Member) -> dict[str, str]:
    """Which names mean the same division: the workspace's, and over them the member's own."""
    rows = session.scalars(
        select(DivisionAlias)
        .where(
            DivisionAlias.workspace_id == owner.workspace_id,
            DivisionAlias.member_id.in_((WHOLE_WORKSPACE, owner.id)),
        )
        .order_by(DivisionAlias.member_id)
    )
    return {row.alias: row.division for row in rows}


def add_alias(session: Session, workspace_id: int, member_id: int, alias: str, division: str) -> None:
    """From now on that name means that division, for the member or (0) for everybody."""
    insert_unless_there(
        session, DivisionAlias, workspace_id=workspace_id, member_id=member_id, alias=alias, division=division
    )
    row = (
        session.scalars(
            select(DivisionAlias).where(
                DivisionAlias.workspace_id == workspace_id,
                DivisionAlias.member_id == member_id,
                DivisionAlias.alias == alias,
            )
        )
    ).one()
    row.division = division


def strangers(session: Session, owner: Member) -> list[tuple[str, str | None]]:
    """(name, division) of colleagues whom the directory knows and the member does not, by name."""
    known = exists().where(Contact.member_id == owner.id, Contact.slack_user_id == Profile.slack_user_id)
    here = (Profile.workspace_id == owner.workspace_id, Profile.slack_user_id != owner.slack_user_id)
    people = (Profile.deleted.is_(False), Profile.is_bot.is_(False), Profile.outsider.is_(False))
    rows = session.execute(
        select(Profile.name, Profile.division).where(*here, *people, ~known).order_by(Profile.name)
    )
    return [(row.name, row.division) for row in rows]
