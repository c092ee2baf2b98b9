"""Letting go of what was kept long enough: old notes, and people who have left. Each function is one transaction."""

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from bot.domain.calendar import add_months
from bot.domain.models import Member, Reminder, Workspace
from bot.flows import changes, data, planning
from bot.store import deliveries, directory, members
from bot.store import retention as store

GONE_FOR = timedelta(days=90)
"""How long the data of somebody who left is kept: they may come back."""


def expired_before(now: datetime, months: int) -> datetime:
    """Notes about people let go before this moment expire."""
    return datetime.combine(add_months(now.date(), -months), now.timetz())


def expire_notes(session: Session, member_id: int, before: datetime) -> int:
    """Forget the words about people let go long ago; that they met stays. Returns how many rows were changed."""
    if members.find_by_id(session, member_id) is None:
        return 0
    contacts = store.contacts_with_old_words(session, member_id, before)
    ids = [each.id for each in contacts]
    for contact in contacts:
        contact.reason = None
    store.delete_drafts(session, ids)
    changes.forget_reasons(session, ids)
    encounters = store.old_encounters(session, member_id, before)
    for encounter in encounters:
        encounter.note = None
    session.flush()
    return len(contacts) + len(encounters)


def tell_soon(session: Session, member_id: int, now: datetime) -> None:
    """Bring what waits about people who have left to the next working morning: its card says so, once."""
    owner = members.find_by_id(session, member_id)
    if owner is None:
        return
    morning = planning.next_morning(owner, now)
    rules = planning.rules(session, owner, now)
    for reminder in store.reminders_about_departed(session, owner):
        if rules.of(reminder.contact).stop is None and _is_later(session, reminder, morning):
            reminder.wanted_on = reminder.due_on = planning.today_of(owner, morning)
            reminder.due_at = morning


def erase_contact_of(session: Session, member_id: int, workspace_id: int, slack_user_id: str) -> int:
    """The member's contact for somebody who has left for good. Returns how many went."""
    owner = members.find_by_id(session, member_id)
    found = directory.contacts_of_person(session, workspace_id, slack_user_id) if owner else []
    theirs = [contact for contact in found if contact.member_id == member_id]
    return (data.erase_contacts(session, theirs)).contacts


def erase_departed(session: Session, workspace: Workspace, slack_user_id: str, now: datetime) -> list[str]:
    """Everything of a member who has left for good, if that is still so. Returns the colleagues they kept."""
    owner = members.member(session, workspace.id, slack_user_id)
    return list(data.erase(session, owner, now)) if owner and _is_gone(owner, now.date()) else []


def _is_gone(owner: Member, today: date) -> bool:
    return not owner.active and owner.left_on is not None and owner.left_on <= today - GONE_FOR


def _is_later(session: Session, reminder: Reminder, morning: datetime) -> bool:
    """It has a later day, or waits silently; what is on its way is told with it."""
    if reminder.due_at is not None:
        return reminder.due_at > morning
    return not deliveries.carried(session, reminder)
