"""Limits, and the negotiations among them."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session, joinedload

from bot.domain.models import Contact, Limit, Member, Reminder
from bot.domain.types import LimitKind, Rung

_LIMITS = select(Limit).where(Limit.member_id.in_(bindparam("member_ids", expanding=True))).order_by(Limit.id)


def limits(session: Session, member_ids: Sequence[int]) -> Sequence[Limit]:
    """All limits of these members, the oldest first."""
    return session.scalars(_LIMITS, {"member_ids": member_ids}).all()


def limit(session: Session, owner: Member, limit_id: int) -> Limit | None:
    """That limit of this member."""
    return session.scalar(
        select(Limit).where(
            Limit.id == limit_id, Limit.member_id == owner.id, Limit.workspace_id == owner.workspace_id
        )
    )


def made_by(session: Session, change_id: int) -> Sequence[Limit]:
    """The limits that came with this change."""
    return session.scalars(select(Limit).where(Limit.change_id == change_id)).all()


def negotiations(session: Session, owner: Member) -> Sequence[tuple[Limit, Contact]]:
    """Who was met in a negotiation, whether it goes on or has ended, the oldest first."""
    found = session.execute(
        select(Limit, Contact)
        .join(Contact, Contact.id == Limit.contact_id)
        .where(Limit.member_id == owner.id, Limit.kind == LimitKind.NEGOTIATION)
        .order_by(Limit.id)
    )
    return [(limit, contact) for limit, contact in found]


def open_questions(session: Session, owner: Member) -> Sequence[Reminder]:
    """The questions whether a negotiation goes on that wait, with their contacts, the oldest first."""
    found = session.scalars(
        select(Reminder)
        .where(Reminder.member_id == owner.id, Reminder.rung == Rung.STILL_ON, Reminder.outcome.is_(None))
        .order_by(Reminder.id)
        .options(joinedload(Reminder.contact))
    )
    return found.all()


def asked_on(session: Session, owner: Member, limit_ids: Sequence[int]) -> date | None:
    """The last day on which it was asked whether these go on."""
    return session.scalar(
        select(func.max(Reminder.shown_on)).where(Reminder.member_id == owner.id, Reminder.limit_id.in_(limit_ids))
    )


def waiting_for_first_note(session: Session, contact_ids: Sequence[int]) -> set[int]:
    """Those of these contacts to whom a first note is still to come."""
    found = session.scalars(
        select(Reminder.contact_id).where(
            Reminder.contact_id.in_(contact_ids), Reminder.rung == Rung.FIRST_NOTE, Reminder.outcome.is_(None)
        )
    )
    return set(found)


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
