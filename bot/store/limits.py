"""Limits, and the negotiations that contacts are on hold for."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.models import Limit, Member, Negotiation

_LIMITS = select(Limit).where(Limit.member_id == bindparam("member_id")).order_by(Limit.id)


async def limits(session: AsyncSession, owner: Member) -> Sequence[Limit]:
    """All limits of the member, the oldest first."""
    return (await session.scalars(_LIMITS, {"member_id": owner.id})).all()


async def limit(session: AsyncSession, owner: Member, limit_id: int) -> Limit | None:
    """That limit of this member."""
    return await session.scalar(
        select(Limit).where(
            Limit.id == limit_id, Limit.member_id == owner.id, Limit.workspace_id == owner.workspace_id
        )
    )


async def negotiations(session: AsyncSession, owner: Member) -> Sequence[Negotiation]:
    """The negotiations of the member, the oldest first."""
    found = await session.scalars(
        select(Negotiation).where(Negotiation.member_id == owner.id).order_by(Negotiation.id)
    )
    return found.all()
