"""What the Home tab lists."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.models import Contact, Member, Reminder


async def contacts(session: AsyncSession, owner: Member) -> Sequence[Contact]:
    """All contacts of the member, the newest first."""
    found = await session.scalars(select(Contact).where(Contact.member_id == owner.id).order_by(Contact.id.desc()))
    return found.all()


async def open_reminders(session: AsyncSession, owner: Member) -> dict[int, Reminder]:
    """The open reminders of the member, by contact id."""
    found = await session.scalars(select(Reminder).where(Reminder.member_id == owner.id, Reminder.outcome.is_(None)))
    return {reminder.contact_id: reminder for reminder in found}
