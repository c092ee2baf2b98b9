"""Drafts, what must not be in them, and how often a model was asked."""

from datetime import date

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from bot.domain.drafts import Purpose
from bot.domain.models import Contact, Draft, Member, ModelCalls
from bot.store.members import insert_unless_there

WHOLE_WORKSPACE = 0


async def draft(session: AsyncSession, owner: Member, draft_id: int) -> Draft | None:
    """That draft of this member, with its contact."""
    return await session.scalar(
        select(Draft)
        .where(Draft.id == draft_id, Draft.member_id == owner.id, Draft.workspace_id == owner.workspace_id)
        .options(joinedload(Draft.contact))
    )


async def latest_draft(session: AsyncSession, contact: Contact, purpose: Purpose | None = None) -> Draft | None:
    """The last draft for this contact, for that purpose if one is given."""
    statement = select(Draft).where(Draft.contact_id == contact.id).order_by(Draft.id.desc()).limit(1)
    if purpose:
        statement = statement.where(Draft.purpose == purpose)
    return await session.scalar(statement.options(joinedload(Draft.contact)))


async def count_call(session: AsyncSession, workspace_id: int, member_id: int, day: date, cap: int) -> bool:
    """Count one call of that day, unless the cap is reached. Atomic: ten replicas count like one."""
    row = {"workspace_id": workspace_id, "member_id": member_id, "day": day}
    await insert_unless_there(session, ModelCalls, **row, calls=0)
    counted = await session.scalar(
        update(ModelCalls)
        .where(
            ModelCalls.workspace_id == workspace_id,
            ModelCalls.member_id == member_id,
            ModelCalls.day == day,
            ModelCalls.calls < cap,
        )
        .values(calls=ModelCalls.calls + 1)
        .returning(ModelCalls.id)
    )
    return counted is not None
