"""What members work on."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.models import Member, Project


async def current(session: AsyncSession, owner: Member) -> Project | None:
    """The member's present project."""
    return await session.scalar(select(Project).where(Project.member_id == owner.id, Project.ended_on.is_(None)))


async def history(session: AsyncSession, owner: Member, limit: int) -> Sequence[Project]:
    """The member's projects, the newest first."""
    found = await session.scalars(
        select(Project).where(Project.member_id == owner.id).order_by(Project.id.desc()).limit(limit)
    )
    return found.all()


async def members_with_suggestion_due(
    session: AsyncSession, workspaces: Collection[int], before: date, limit: int
) -> Sequence[int]:
    """Ids of members of these workspaces who want a weekly suggestion and have had none since `before`."""
    found = await session.scalars(
        select(Member.id)
        .where(
            Member.workspace_id.in_(workspaces),
            Member.weekly_suggestion,
            Member.active,
            or_(Member.suggested_on.is_(None), Member.suggested_on <= before),
        )
        .order_by(Member.suggested_on, Member.id)
        .limit(limit)
    )
    return found.all()
