"""Limits, and the negotiations that contacts are on hold for."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.models import Contact, Limit, Member, Negotiation, Reminder
from bot.domain.types import Rung, Stage

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


async def held_contacts(session: AsyncSession, owner: Member) -> Sequence[Contact]:
    """The member's contacts who are on hold because of a negotiation, the oldest first."""
    found = await session.scalars(
        select(Contact).where(Contact.member_id == owner.id, Contact.stage == Stage.ON_HOLD).order_by(Contact.id)
    )
    return found.all()


async def members_with_limits(session: AsyncSession) -> Sequence[int]:
    """Ids of members who have limits, or contacts on hold."""
    held = select(Contact.member_id).where(Contact.stage == Stage.ON_HOLD)
    found = await session.scalars(select(Limit.member_id).union(held))
    return found.all()


async def cooled_off(session: AsyncSession, owner: Member) -> Sequence[Contact]:
    """The member's contacts whose first note after a negotiation is planned or was shown, and not yet written."""
    found = await session.scalars(
        select(Contact)
        .join(Reminder, Reminder.contact_id == Contact.id)
        .where(
            Contact.member_id == owner.id,
            Contact.cooling_off_until.is_not(None),
            Reminder.rung == Rung.FIRST_NOTE,
            Reminder.outcome.is_(None),
        )
        .order_by(Contact.id)
    )
    return found.all()
