"""The cache of what the workspace's directory says about people."""

from collections.abc import Collection, Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain.models import Contact, Member, Profile


def profiles(session: Session, workspace_id: int, ids: Iterable[str]) -> dict[str, Profile]:
    """The cached profiles of these people, by Slack user id; who is not cached is missing."""
    found = session.scalars(
        select(Profile).where(Profile.workspace_id == workspace_id, Profile.slack_user_id.in_(list(ids)))
    )
    return {profile.slack_user_id: profile for profile in found}


def unknown_contacts(session: Session, workspaces: Collection[int], limit: int) -> list[tuple[int, str]]:
    """(Workspace, Slack user) of contacts whose profile Slack has not told us yet, oldest first."""
    rows = session.execute(
        select(Contact.workspace_id, Contact.slack_user_id)
        .where(Contact.known.is_(False), Contact.slack_user_id.is_not(None), Contact.workspace_id.in_(workspaces))
        .distinct()
        .limit(limit)
    )
    return [(workspace_id, user) for workspace_id, user in rows if user is not None]


def contacts_of_person(session: Session, workspace_id: int, slack_user_id: str) -> list[Contact]:
    """Everybody's contact for that one person: to keep name, title and division right for all."""
    found = session.scalars(
        select(Contact).where(Contact.workspace_id == workspace_id, Contact.slack_user_id == slack_user_id)
    )
    return list(found)


def departed(session: Session, owner: Member) -> set[str]:
    """The Slack ids of the member's contacts whose account is deactivated."""
    found = session.scalars(
        select(Profile.slack_user_id)
        .join(
            Contact,
            (Contact.workspace_id == Profile.workspace_id) & (Contact.slack_user_id == Profile.slack_user_id),
        )
        .where(Contact.member_id == owner.id, Profile.deleted)
    )
    return set(found)
