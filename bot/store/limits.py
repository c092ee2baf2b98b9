"""Limits, and the negotiations among them."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from bot.domain.models import Limit, Member, Reminder
from bot.domain.types import LimitKind, Rung


def negotiations(session: Session, owner: Member) -> Sequence[Limit]:
    """The limits of who was met in a negotiation that goes on or has ended, with their contacts, the oldest first."""
    found = session.scalars(
        select(Limit)
        .where(Limit.member_id == owner.id, Limit.kind == LimitKind.NEGOTIATION)
        .order_by(Limit.id)
        .options(joinedload(Limit.contact))
    )
    return found.all()


def open_questions(session: Session, owner: Member) -> Sequence[Reminder]:
    """The questions whether a negotiation goes on that wait, with their contacts, the oldest first."""
    found = session.scalars(
        select(Reminder)
        .where(Reminder.member_id == owner.id, Reminder.rung == Rung.STILL_ON, Reminder.outcome.is_(None))
        .order_by(Reminder.id)
        .options(joinedload(Reminder.contact))
    )
    return found.all()


def members_with_limits(session: Session, workspaces: Collection[int]) -> Sequence[int]:
    """Ids of members of these workspaces who have limits, or reminders that sleep under one."""
    asleep = select(Reminder.member_id).where(
        Reminder.outcome.is_(None),
        Reminder.due_on.is_(None),
        Reminder.wanted_on.is_not(None),
        Reminder.workspace_id.in_(workspaces),
    )
    limited = select(Limit.member_id).where(Limit.workspace_id.in_(workspaces))
    return session.scalars(limited.union(asleep)).all()
