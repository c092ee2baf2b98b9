"""Contacts on their ladder: where they stand, reminders, touches, the changes that Undo needs, and limits."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import and_, bindparam, func, or_, select
from sqlalchemy.orm import Session, joinedload

from bot.domain.models import Change, Contact, Limit, Member, Reminder, Touch
from bot.domain.types import LimitKind, Rung, TouchKind
from bot.store.rows import having


def open_reminder(session: Session, contact_id: int) -> Reminder | None:
    """The one reminder of this contact that still waits, if there is one."""
    return open_reminders(session, [contact_id]).get(contact_id)


def open_reminders(session: Session, contact_ids: Sequence[int]) -> dict[int, Reminder]:
    """The reminders of these contacts that still wait, by contact id."""
    found = having(session, Reminder, Reminder.contact, contact_id=contact_ids, outcome=None, limit_id=None)
    return {reminder.contact_id: reminder for reminder in found}


def waiting(session: Session, owner: Member) -> Sequence[Reminder]:
    """Every open reminder of the member that is wanted on a day and not on its way, with its contact."""
    is_wanted = (Reminder.outcome.is_(None), Reminder.wanted_on.is_not(None))
    is_here = or_(Reminder.due_at.is_not(None), Reminder.due_on.is_(None))
    found = select(Reminder).where(Reminder.member_id == owner.id, *is_wanted, is_here)
    return session.scalars(found.options(joinedload(Reminder.contact))).all()


_LOADS = (
    select(Reminder.member_id, Reminder.due_on, func.count())
    .where(
        Reminder.member_id.in_(bindparam("member_ids", expanding=True)),
        Reminder.outcome.is_(None),
        Reminder.due_on >= bindparam("since"),
    )
    .group_by(Reminder.member_id, Reminder.due_on)
)


def loads(session: Session, member_ids: Sequence[int], since: date) -> dict[int, dict[date, int]]:
    """How many reminders these members have planned for each day from `since` on, by member id."""
    found: dict[int, dict[date, int]] = defaultdict(dict)
    for member_id, day, count in session.execute(_LOADS, {"member_ids": member_ids, "since": since}):
        if day:
            found[member_id][day] = count
    return found


def latest_changes(session: Session, contact_ids: Sequence[int]) -> dict[int, Change]:
    """The change that Undo would take back, by contact id: the one that made the contact's present version."""
    rows = session.scalars(
        select(Change)
        .join(Contact, (Contact.id == Change.contact_id) & (Contact.version == Change.version))
        .where(Change.contact_id.in_(contact_ids), Change.undone_at.is_(None))
    )
    return {found.contact_id: found for found in rows}


def last_wrote_on(session: Session, contact_ids: Sequence[int]) -> dict[int, date]:
    """The day of the last note to each of these contacts, by contact id."""
    rows = session.execute(
        select(Touch.contact_id, func.max(Touch.happened_on))
        .where(Touch.contact_id.in_(contact_ids), Touch.kind.in_((TouchKind.WROTE, TouchKind.ASKED)))
        .group_by(Touch.contact_id)
    )
    return {contact_id: day for contact_id, day in rows}  # noqa: C416  # rows are not pairs to mypy


def standings(session: Session, owner: Member) -> Sequence[Any]:
    """All contacts of the member, the newest first, with their open reminders: as little as tells the list they are
    in, by the names of the columns, for a member may have forty thousand."""
    waits = and_(Reminder.contact_id == Contact.id, Reminder.outcome.is_(None), Reminder.limit_id.is_(None))
    contact = (Contact.id, Contact.name, Contact.stage, Contact.division, Contact.company)
    reminder = (Reminder.rung, Reminder.due_on, Reminder.shown, Reminder.shown_on, Reminder.snoozed, Reminder.undrawn)
    found = select(*contact, *reminder).outerjoin(Reminder, waits).where(Contact.member_id == owner.id)
    return session.execute(found.order_by(Contact.id.desc())).all()


def negotiations(session: Session, owner: Member) -> Sequence[Limit]:
    """The limits of who was met in a negotiation that goes on or has ended, with their contacts, the oldest first."""
    return having(session, Limit, Limit.contact, member_id=[owner.id], kind=[LimitKind.NEGOTIATION])


def open_questions(session: Session, owner: Member) -> Sequence[Reminder]:
    """The questions whether a negotiation goes on that wait, with their contacts, the oldest first."""
    return having(session, Reminder, Reminder.contact, member_id=[owner.id], rung=[Rung.STILL_ON], outcome=None)


def members_with_limits(session: Session, workspaces: Collection[int]) -> Sequence[int]:
    """Ids of members of these workspaces who have limits, or reminders that sleep under one."""
    is_asleep = (Reminder.outcome.is_(None), Reminder.due_on.is_(None), Reminder.wanted_on.is_not(None))
    asleep = select(Reminder.member_id).where(*is_asleep, Reminder.workspace_id.in_(workspaces))
    limited = select(Limit.member_id).where(Limit.workspace_id.in_(workspaces))
    return session.scalars(limited.union(asleep)).all()
