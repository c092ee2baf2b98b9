"""What expert finding reads: whom the member knows where, what was asked, and which divisions are one."""

from collections import defaultdict

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from bot.domain.models import Contact, DivisionAlias, Encounter, EncounterContact, Member, Profile, Touch
from bot.store.members import insert_unless_there

WHOLE_WORKSPACE = 0


def touches(session: Session, owner: Member) -> dict[int, list[Touch]]:
    """The touches with each contact of the member, the last one at the end, by contact id."""
    found: dict[int, list[Touch]] = defaultdict(list)
    theirs = select(Touch).where(Touch.member_id == owner.id).order_by(Touch.happened_on, Touch.id)
    for each in session.scalars(theirs):
        found[each.contact_id].append(each)
    return found


def encounters(session: Session, owner: Member) -> dict[int, list[Encounter]]:
    """The member's encounters with each contact, the newest first, by contact id."""
    rows = session.execute(
        select(EncounterContact.contact_id, Encounter)
        .join(Encounter, Encounter.id == EncounterContact.encounter_id)
        .where(Encounter.member_id == owner.id)
        .order_by(Encounter.met_on.desc(), Encounter.id.desc())
    )
    found: dict[int, list[Encounter]] = defaultdict(list)
    for contact_id, encounter in rows:
        found[contact_id].append(encounter)
    return found


def aliases(session: Session, owner: Member) -> dict[str, str]:
    """Which names mean the same division: the workspace's, and over them the member's own."""
    valid = (
        DivisionAlias.workspace_id == owner.workspace_id,
        DivisionAlias.member_id.in_((WHOLE_WORKSPACE, owner.id)),
    )
    found = select(DivisionAlias).where(*valid).order_by(DivisionAlias.member_id)
    return {row.alias: row.division for row in session.scalars(found)}


def add_alias(session: Session, workspace_id: int, member_id: int, alias: str, division: str) -> None:
    """From now on that name means that division, for the member or (0) for everybody."""
    key = {"workspace_id": workspace_id, "member_id": member_id, "alias": alias}
    insert_unless_there(session, DivisionAlias, **key, division=division)
    session.scalars(select(DivisionAlias).filter_by(**key)).one().division = division


def strangers(session: Session, owner: Member) -> list[tuple[str, str | None]]:
    """(name, division) of colleagues whom the directory knows and the member does not, by name."""
    known = exists().where(Contact.member_id == owner.id, Contact.slack_user_id == Profile.slack_user_id)
    here = (Profile.workspace_id == owner.workspace_id, Profile.slack_user_id != owner.slack_user_id)
    people = (Profile.deleted.is_(False), Profile.is_bot.is_(False), Profile.outsider.is_(False))
    found = select(Profile.name, Profile.division).where(*here, *people, ~known).order_by(Profile.name)
    return [(row.name, row.division) for row in session.execute(found)]
