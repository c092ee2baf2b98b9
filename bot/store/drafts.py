"""Drafts, what must not be in them, and how often a model was asked."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from bot.domain.drafts import Purpose
from bot.domain.models import Contact, Draft, Member, ModelCalls
from bot.store.members import insert_unless_there

WHOLE_WORKSPACE = 0


def draft(session: Session, owner: Member, draft_id: int) -> Draft | None:
    """That draft of this member, with its contact."""
    theirs = select(Draft).filter_by(id=draft_id, member_id=owner.id, workspace_id=owner.workspace_id)
    return session.scalar(theirs.options(joinedload(Draft.contact)))


def latest_draft(session: Session, contact: Contact, purpose: Purpose) -> Draft | None:
    """The last draft for this contact and that purpose, with its contact."""
    statement = select(Draft).where(Draft.contact_id == contact.id, Draft.purpose == purpose)
    return session.scalar(statement.order_by(Draft.id.desc()).limit(1).options(joinedload(Draft.contact)))


def lying(session: Session, contacts: Sequence[Contact]) -> list[tuple[str, str]]:
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
