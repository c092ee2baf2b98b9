"""Letting go of what was kept long enough: old notes, and people who have left. Each function is one transaction."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.calendar import add_months
from bot.flows import changes, planning
from bot.store import data as data_store
from bot.store import deliveries, members
from bot.store import retention as store


def members_with_old_notes(session: Session, workspaces: Collection[int], now: datetime) -> list[int]:
    """Ids of members with notes about people let go longer ago than they chose."""
    return [
        member_id
        for months in store.spans(session, workspaces)
        for member_id in store.members_with_old_notes(session, workspaces, months, _before(now, months))
    ]


def expire_notes(session: Session, member_id: int, now: datetime) -> int:
    """Forget the words about people let go long ago; that they met stays. Returns how many rows were changed."""
    owner = members.find_by_id(session, member_id)
    if owner is None or not owner.notes_months:
        return 0
    before = _before(now, owner.notes_months)
    contacts = store.forget_words(session, member_id, before)
    changes.forget_reasons(session, contacts)
    return len(contacts) + store.forget_notes(session, member_id, before)


def tell_soon(session: Session, member_id: int, now: datetime) -> None:
    """Bring what waits about people who have left to the next working morning: its card says so, once."""
    owner = members.find_by_id(session, member_id)
    if owner is None:
        return
    morning = planning.next_morning(owner, now)
    rules = planning.rules(session, owner, now)
    for reminder in store.reminders_about_departed(session, owner):
        if rules.of(reminder.contact).stop is not None:
            continue
        # It has a later day, or waits silently; what is on its way is told with it.
        if reminder.due_at > morning if reminder.due_at else not deliveries.carried(session, reminder):
            reminder.wanted_on = reminder.due_on = planning.today_of(owner, morning)
            reminder.due_at = morning


def erase_colleague(session: Session, member_id: int, slack_user_id: str) -> int:
    """The member's contact for somebody who has left for good. Returns how many went."""
    if members.find_by_id(session, member_id) is None:
        return 0
    found = data_store.known(session, member_id=member_id, slack_user_id=slack_user_id)
    data_store.delete_contacts(session, [each.id for each in found])
    return len(found)


def _before(now: datetime, months: int) -> datetime:
    """Notes about people let go before this moment expire."""
    return datetime.combine(add_months(now.date(), -months), now.timetz())
