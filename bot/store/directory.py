"""The cache of what the workspace's directory says about people."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import exists, or_, select, union, update
from sqlalchemy.orm import Session

from bot.domain.models import Contact, Member, Profile, Workspace

IS_OF_CONTACT = (Profile.workspace_id == Contact.workspace_id) & (Profile.slack_user_id == Contact.slack_user_id)


def profiles(session: Session, workspace_id: int, ids: Iterable[str]) -> dict[str, Profile]:
    """The cached profiles of these people, by Slack user id; who is not cached is missing."""
    theirs = select(Profile).where(Profile.workspace_id == workspace_id, Profile.slack_user_id.in_(list(ids)))
    return {profile.slack_user_id: profile for profile in session.scalars(theirs)}


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
    found = session.scalars(
        select(Contact)
        .where(Contact.workspace_id == workspace_id, Contact.slack_user_id == slack_user_id)
        .order_by(Contact.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return found.all()


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
