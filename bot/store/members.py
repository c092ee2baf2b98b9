"""Workspaces, their members, and the cache of what their directories say about people."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import exists, or_, select, union, update
from sqlalchemy.orm import Session

from bot.domain.models import Base, Contact, Member, Profile, Workspace

IS_OF_CONTACT = (Profile.workspace_id == Contact.workspace_id) & (Profile.slack_user_id == Contact.slack_user_id)


def insert_unless_there(session: Session, table: type[Base], **values: Any) -> None:
    """Insert a row, or leave the one that a unique constraint says is there: safe between replicas."""
    if session.get_bind().dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert  # 3 MB that SQLite does not need
    else:
        from sqlalchemy.dialects.sqlite import insert  # type: ignore[assignment]
    session.execute(insert(table).values(**values).on_conflict_do_nothing())


def ensure_workspace(
    session: Session, slack_team_id: str, bot_user_id: str, now: datetime | None = None
) -> Workspace:
    """The workspace of that Slack team, made if need be: nobody is kept there then, so `now` all that is is known."""
    values = {"slack_team_id": slack_team_id, "bot_user_id": bot_user_id, "listed_at": now}
    insert_unless_there(session, Workspace, **values)
    return session.scalars(select(Workspace).where(Workspace.slack_team_id == slack_team_id)).one()


def member(session: Session, workspace_id: int, slack_user_id: str, *, lock: bool = True) -> Member | None:
    """That person, if they use the bot. Locked until the transaction ends, where something is to be written."""
    wanted = select(Member).where(Member.workspace_id == workspace_id, Member.slack_user_id == slack_user_id)
    return session.scalar(wanted.with_for_update() if lock else wanted)


def zones(session: Session, workspace_id: int, at_most: int = 10) -> Sequence[str]:
    """Time zones in which members of the workspace live."""
    found = select(Member.zone).where(Member.workspace_id == workspace_id, Member.zone.is_not(None))
    return [zone for zone in session.scalars(found.distinct().limit(at_most)) if zone]


def ids(session: Session) -> Sequence[int]:
    """The ids of all members, of every workspace."""
    return session.scalars(select(Member.id).order_by(Member.id)).all()


def find_by_id(session: Session, member_id: int) -> Member | None:
    """The member of a row of theirs, locked until the transaction ends; None: they erased everything meanwhile."""
    return session.get(Member, member_id, with_for_update=True)


def lock(session: Session, member_ids: Sequence[int]) -> Sequence[Member]:
    """These members, locked until the transaction ends, in the order of their ids: two who lock several do not wait
    for each other. Who is locked by somebody else is left out: there is a next time."""
    wanted = select(Member).where(Member.id.in_(member_ids)).order_by(Member.id)
    return session.scalars(wanted.with_for_update(skip_locked=True)).all()


def workspaces(session: Session, workspace_ids: Collection[int]) -> dict[int, Workspace]:
    """These workspaces, by id."""
    return {each.id: each for each in session.scalars(select(Workspace).where(Workspace.id.in_(workspace_ids)))}


def slack_id_of(session: Session, member_id: int) -> str | None:
    """Who a member is in Slack. Locks nothing: whoever waits here may hold somebody else's lock."""
    return session.scalar(select(Member.slack_user_id).where(Member.id == member_id))


def ensure_member(session: Session, workspace_id: int, slack_user_id: str, zone: str | None, now: datetime) -> Member:
    """That person as a member, made if need be.

    Locked until the transaction ends: everything a member does happens one after the other, so that counting
    (the cap, the fewest reminders) and clicking twice are safe, on PostgreSQL too.
    """
    while (found := member(session, workspace_id, slack_user_id)) is None:
        mine = {"workspace_id": workspace_id, "slack_user_id": slack_user_id, "zone": zone, "created_at": now}
        insert_unless_there(session, Member, **mine)
    return found


def profiles(session: Session, workspace_id: int, ids: Iterable[str]) -> dict[str, Profile]:
    """The cached profiles of these people, by Slack user id; who is not cached is missing."""
    theirs = select(Profile).where(Profile.workspace_id == workspace_id, Profile.slack_user_id.in_(list(ids)))
    return {profile.slack_user_id: profile for profile in session.scalars(theirs)}


def is_admin(session: Session, owner: Member) -> bool:
    """Whether Slack names them an admin or owner of the workspace."""
    profile = profiles(session, owner.workspace_id, [owner.slack_user_id]).get(owner.slack_user_id)
    return bool(profile and profile.is_admin)


def kept(session: Session, workspace_id: int, ids: Collection[str]) -> set[str]:
    """Those of these people who are kept here: as a member, as somebody's contact, or with their profile."""
    found = (
        select(table.slack_user_id).where(table.workspace_id == workspace_id, table.slack_user_id.in_(ids))
        for table in (Profile, Contact, Member)
    )
    return {user for user in session.scalars(union(*found)) if user}


def unknown_contacts(session: Session, workspaces: Collection[int], limit: int) -> list[tuple[int, str]]:
    """(Workspace, Slack user) of contacts whose profile Slack has not told us yet."""
    unknown = (Contact.known.is_(False), Contact.slack_user_id.is_not(None), Contact.workspace_id.in_(workspaces))
    found = select(Contact.workspace_id, Contact.slack_user_id).where(*unknown).distinct().limit(limit)
    return [(workspace_id, user) for workspace_id, user in session.execute(found) if user is not None]


def contacts_of_person(session: Session, workspace_id: int, slack_user_id: str) -> Sequence[Contact]:
    """Everybody's contact for that one person: to keep name, title and division right for all.

    Locked, and read anew: what a member corrects by hand at this moment is not written over.
    """
    theirs = select(Contact).where(Contact.workspace_id == workspace_id, Contact.slack_user_id == slack_user_id)
    locked = theirs.order_by(Contact.id).with_for_update().execution_options(populate_existing=True)
    return session.scalars(locked).all()


def stalest(session: Session, workspace_id: int, before: datetime, limit: int) -> Sequence[str]:
    """Slack ids of people who are kept and whose profile was asked for longest ago, before that moment."""
    is_stale = (Profile.workspace_id == workspace_id, Profile.fetched_at < before, Profile.deleted.is_(False))
    found = select(Profile.slack_user_id).where(*is_stale, exists().where(IS_OF_CONTACT))
    return session.scalars(found.order_by(Profile.fetched_at).limit(limit)).all()


def take_turn(session: Session, workspace_id: int, before: datetime, now: datetime) -> bool:
    """Whether it is our turn to read the list of everybody: nobody has, in this workspace, since before."""
    is_time = or_(Workspace.listed_at.is_(None), Workspace.listed_at < before)
    taken = update(Workspace).where(Workspace.id == workspace_id, is_time).values(listed_at=now)
    return session.scalars(taken.returning(Workspace.id)).first() is not None


def departed(session: Session, contact_ids: Iterable[int]) -> set[str]:
    """The Slack ids of those of these contacts whose account is deactivated."""
    theirs = select(Profile.slack_user_id).join(Contact, IS_OF_CONTACT)
    return set(session.scalars(theirs.where(Contact.id.in_(list(contact_ids)), Profile.deleted)))
