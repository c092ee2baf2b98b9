"""What members work on."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot.domain.models import Member, Project


def current(session: Session, owner: Member) -> Project | None:
    """The member's present project."""
    return session.scalar(select(Project).where(Project.member_id == owner.id, Project.ended_on.is_(None)))


def history(session: Session, owner: Member, limit: int) -> Sequence[Project]:
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
