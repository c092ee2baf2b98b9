"""People as the directory knows them: kept right for everybody who has them as a contact."""

from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.domain.encounters import Facts, why_not
from bot.domain.models import Contact, Profile, Workspace
from bot.flows import planning
from bot.store import data, deliveries, members, retention

FRESH = timedelta(hours=24)
"""How long a profile is believed without asking Slack again; changes reach us as events before that."""
COLUMNS = [each.name for each in fields(Facts) if each.name != "exists"]
"""What the cache keeps of facts."""


Withdrawn = list[tuple[str, str]]
"""The members whose note is taken back, for they noted nobody one can meet: their Slack id, and a sentence."""


def remembered(session: Session, workspace: Workspace, ids: Iterable[str]) -> dict[str, Facts]:
    """What is known of these people, fresh or not."""
    found = members.profiles(session, workspace.id, ids)
    return {user: Facts(**{name: getattr(each, name) for name in COLUMNS}) for user, each in found.items()}


def learn(
    session: Session, workspace: Workspace, facts: Facts, now: datetime, *, anybody: bool
) -> tuple[Withdrawn, set[int]]:
    """Take in what Slack says: the cache, everybody's contact, the member's zone. Whom it concerns (`look_after`).

    `anybody`: also somebody who is not kept here; a look-up that nobody asked for brings back nobody who was erased.
    """
    withdrawn: Withdrawn = []
    keepers: set[int] = set()
    if not anybody and not members.kept(session, workspace.id, [facts.slack_user_id]):
        return withdrawn, keepers
    # The member before their profile: who erases everything takes them in the same order.
    member = members.member(session, workspace.id, facts.slack_user_id)
    if facts.exists:
        _remember(session, workspace, facts, now)
    if member:
        member.active = facts.exists and not facts.deleted
        member.left_on = None if member.active else member.left_on or now.date()
        if facts.zone and member.zone != facts.zone:  # other holidays, and the same hour at another instant
            member.zone = facts.zone
            planning.replan(session, member, now)
    for contact in members.contacts_of_person(session, workspace.id, facts.slack_user_id):
        if not contact.known and (reason := why_not(facts, "", contact.name)):
            if told := members.slack_id_of(session, contact.member_id):
                withdrawn.append((told, reason))
            data.delete_contacts(session, [contact.id])  # nobody one can meet, and the note about them alone
        elif (facts.exists and _update_contact(contact, facts, now)) or facts.deleted:
            keepers.add(contact.member_id)
    return withdrawn, keepers


def look_after(session: Session, member_id: int, now: datetime) -> None:
    """Somebody whom that member keeps is in another division, which limits may be about; or has left, and a card says
    so on the next working morning, once."""
    owner = members.find_by_id(session, member_id)
    if owner is None:
        return
    rules, morning = planning.rules(session, owner, now), planning.next_morning(owner, now)
    if rules.limits:
        planning.replan(session, owner, now)
    for reminder in retention.reminders_about_departed(session, owner):
        # It has a later day, or waits silently; what is on its way is told with it.
        is_later = reminder.due_at > morning if reminder.due_at else not deliveries.carried(session, reminder)
        if is_later and rules.of(reminder.contact).stop is None:
            reminder.wanted_on = reminder.due_on = planning.today_of(owner, morning)
            reminder.due_at = morning


def news(session: Session, workspace: Workspace, told: Sequence[Facts], now: datetime) -> list[Facts]:
    """Of what an event or the list of everybody tells, what is news about people who are kept here.

    Most of it is none: statuses, and people who are nobody's business here. It tells no division and no locale, so
    whoever it is about is to be asked about next.
    """
    ids = [each.slack_user_id for each in told]
    known, kept = remembered(session, workspace, ids), members.kept(session, workspace.id, ids)
    found = []
    for each in told:
        if before := known.get(each.slack_user_id):
            each = replace(each, division=before.division, locale=before.locale)
        if each.slack_user_id in kept and each != before:
            found.append(replace(each, fetched_at=now - FRESH))
    return found


def _remember(session: Session, workspace: Workspace, facts: Facts, now: datetime) -> None:
    values = {name: getattr(facts, name) for name in COLUMNS} | {"fetched_at": facts.fetched_at or now}
    members.insert_unless_there(session, Profile, workspace_id=workspace.id, **values)
    profile = members.profiles(session, workspace.id, [facts.slack_user_id])[facts.slack_user_id]
    for name, value in values.items():
        setattr(profile, name, value)
    profile.left_on = (profile.left_on or now.date()) if facts.deleted else None


def _update_contact(contact: Contact, facts: Facts, now: datetime) -> bool:
    """As the directory says, but for what the member corrected by hand. Returns whether the division is another."""
    told = {"name": facts.name, "title": facts.title, "division": facts.division}
    news = {name: value for name, value in told.items() if value and name not in contact.own_fields}
    moved = news.get("division", contact.division) != contact.division
    if moved and contact.division:
        contact.moved_from, contact.moved_on = contact.division, now.date()
    contact.known = True
    for name, value in news.items():
        setattr(contact, name, value)
    return moved
