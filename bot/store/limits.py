"""Limits, and the negotiations that contacts are on hold for."""

from collections.abc import Collection, Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from bot.domain.models import Contact, Limit, Member, Negotiation, Reminder
from bot.domain.types import Rung, Stage

_LIMITS = select(Limit).where(Limit.member_id == bindparam("member_id")).order_by(Limit.id)


def limits(session: Session, owner: Member) -> Sequence[Limit]:
    """All limits of the member, the oldest first."""
    return (session.scalars(_LIMITS, {"member_id": owner.id})).all()


def limit(session: Session, owner: Member, limit_id: int) -> Limit | None:
    """That limit of this member."""
    return session.scalar(
        select(Limit).where(
            Limit.id == limit_id, Limit.member_id == owner.id, Limit.workspace_id == owner.workspace_id
        )
    )


def negotiations(session: Session, owner: Member) -> Sequence[Negotiation]:
    """The negotiations of the member, the oldest first."""
    found = session.scalars(select(Negotiation).where(Negotiation.member_id == owner.id).order_by(Negotiation.id))
    return found.all()


def held_contacts(session: Session, owner: Member) -> Sequence[Contact]:
    """The member's contacts who were met in a negotiation that goes on, let go or not, the oldest first."""
    found = session.scalars(
        select(Contact)
        .where(Contact.member_id == owner.id, Contact.negotiation_kept.is_not(None))
        .order_by(Contact.id)
    )
    return found.all()


def members_with_holds(session: Session, workspaces: Collection[int]) -> Sequence[int]:
    """Ids of members of these workspaces who have limits, contacts on hold, or reminders without a day."""
    held = select(Contact.member_id).where(Contact.stage == Stage.ON_HOLD, Contact.workspace_id.in_(workspaces))
    asleep = select(Reminder.member_id).where(
        Reminder.outcome.is_(None), Reminder.due_on.is_(None), Reminder.workspace_id.in_(workspaces)
    )
    limited = select(Limit.member_id).where(Limit.workspace_id.in_(workspaces))
    found = session.scalars(limited.union(held, asleep))
    return found.all()


def cooled_off(session: Session, owner: Member) -> Sequence[Contact]:
    """The member's contacts whose first note after a negotiation is planned, or was shown."""
    found = session.scalars(
        select(Contact)
        .join(Reminder, Reminder.contact_id == Contact.id)
        .where(
            Contact.member_id == owner.id,
            Contact.cooling_off_until == Reminder.opens_on,
            Reminder.rung == Rung.FIRST_NOTE,
            Reminder.outcome.is_(None) | (Reminder.shown > 0),
        )
        .order_by(Contact.id)
        .distinct()
    )
    return found.all()
