"""What the Home tab lists."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain.models import Contact, Member, Reminder


def contacts(session: Session, owner: Member) -> Sequence[Contact]:
    """All contacts of the member, the newest first."""
    found = session.scalars(select(Contact).where(Contact.member_id == owner.id).order_by(Contact.id.desc()))
    return found.all()


def open_reminders(session: Session, owner: Member) -> dict[int, Reminder]:
    """The open reminders of the member, by contact id."""
    found = session.scalars(select(Reminder).where(Reminder.member_id == owner.id, Reminder.outcome.is_(None)))
    return {reminder.contact_id: reminder for reminder in found}
