"""What the Home tab counts, and what the form of a contact picks from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from bot.domain.models import Contact, Member, Reminder
from bot.domain.types import Rung, Stage


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a contact stands, as little as tells the list it is in: a member may have forty thousand."""

    id: int
    name: str
    stage: Stage
    division: str | None
    company: str | None
    rung: Rung | None
    """Of the open reminder; None: there is none."""
    due_on: date | None
    shown: int | None
    shown_on: date | None
    snoozed: bool | None
    undrawn: int | None


def standings(session: Session, owner: Member) -> list[Standing]:
    """All contacts of the member, the newest first."""
    waits = and_(Reminder.contact_id == Contact.id, Reminder.outcome.is_(None), Reminder.limit_id.is_(None))
    rows = session.execute(
        select(
            Contact.id,
            Contact.name,
            Contact.stage,
            Contact.division,
            Contact.company,
            Reminder.rung,
            Reminder.due_on,
            Reminder.shown,
            Reminder.shown_on,
            Reminder.snoozed,
            Reminder.undrawn,
        )
        .outerjoin(Reminder, waits)
        .where(Contact.member_id == owner.id)
        .order_by(Contact.id.desc())
    )
    return [Standing(*row) for row in rows.all()]


def contacts(session: Session, owner: Member) -> Sequence[Contact]:
    """All contacts of the member, the newest first."""
    return session.scalars(select(Contact).where(Contact.member_id == owner.id).order_by(Contact.id.desc())).all()


def names(session: Session, owner: Member) -> dict[int, str]:
    """The names of the member's contacts, by id."""
    return {
        row.id: row.name
        for row in session.execute(select(Contact.id, Contact.name).where(Contact.member_id == owner.id))
    }
