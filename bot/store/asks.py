"""What members work on, whom they could ask about it, and what they draft."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import exists, or_, select, update
from sqlalchemy.orm import Session, joinedload

from bot.domain.drafts import Purpose
from bot.domain.models import (
    Contact,
    DivisionAlias,
    Draft,
    Encounter,
    EncounterContact,
    Member,
    ModelCalls,
    Profile,
    Project,
    Touch,
)
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


def current_project(session: Session, owner: Member) -> Project | None:
    """The member's present project."""
    return session.scalar(select(Project).where(Project.member_id == owner.id, Project.ended_on.is_(None)))


def past_projects(session: Session, owner: Member, limit: int) -> Sequence[Project]:
    """The projects that the member has ended, the newest first."""
    ended = select(Project).where(Project.member_id == owner.id, Project.ended_on.is_not(None))
    return session.scalars(ended.order_by(Project.id.desc()).limit(limit)).all()


def members_with_suggestion_due(
    session: Session, workspaces: Collection[int], before: date, limit: int
) -> Sequence[int]:
    """Ids of members of these workspaces who want a weekly suggestion and have had none since `before`."""
    is_due = or_(Member.suggested_on.is_(None), Member.suggested_on <= before)
    due = select(Member.id).where(
        Member.workspace_id.in_(workspaces), Member.weekly_suggestion, Member.active, is_due
    )
    return session.scalars(due.order_by(Member.suggested_on, Member.id).limit(limit)).all()


def latest_draft(session: Session, contact: Contact, purpose: Purpose) -> Draft | None:
    """The last draft for this contact and that purpose, with its contact."""
    statement = select(Draft).where(Draft.contact_id == contact.id, Draft.purpose == purpose)
    return session.scalar(statement.order_by(Draft.id.desc()).limit(1).options(joinedload(Draft.contact)))


def lying_drafts(session: Session, contacts: Sequence[Contact]) -> list[tuple[str, str]]:
    """The DMs (channel, ts) in which drafts for these contacts lie."""
    of_theirs = Draft.contact_id.in_([contact.id for contact in contacts])
    found = session.execute(select(Draft.channel, Draft.ts).where(of_theirs, Draft.channel.is_not(None)))
    return [(channel or "", ts or "") for channel, ts in found]


def count_call(session: Session, workspace_id: int, member_id: int, day: date, cap: int) -> bool:
    """Count one call of that day, unless the cap is reached. Atomic: ten replicas count like one."""
    row = {"workspace_id": workspace_id, "member_id": member_id, "day": day}
    insert_unless_there(session, ModelCalls, **row, calls=0)
    counted = update(ModelCalls).filter_by(**row).where(ModelCalls.calls < cap).values(calls=ModelCalls.calls + 1)
    return session.scalar(counted.returning(ModelCalls.id)) is not None
