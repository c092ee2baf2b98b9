"""People as the directory knows them: kept right for everybody who has them as a contact."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.domain.directory import Facts, why_not
from bot.domain.models import Contact, Member, Profile, Workspace
from bot.flows import planning
from bot.store import directory as store
from bot.store import encounters as encounters_store
from bot.store import members

FRESH = timedelta(hours=24)
"""How long a profile is believed without asking Slack again; changes reach us as events before that."""
COLUMNS = [each.name for each in fields(Facts) if each.name != "exists"]
"""What the cache keeps of facts."""


@dataclass
class Learnt:
    """What Slack's word about somebody brought about."""

    withdrawn: list[tuple[str, str]] = field(default_factory=list)
    """For each contact who turned out to be nobody one can meet: the member's Slack id, and a sentence for them."""
    moved: set[int] = field(default_factory=set)
    """Ids of members for whom that person is in another division now: limits may be about it (`replan`)."""
    left: set[int] = field(default_factory=set)
    """Ids of members who keep somebody whose account is deactivated (`retention.tell_soon`)."""


def remembered(session: Session, workspace: Workspace, ids: Iterable[str]) -> dict[str, Facts]:
    """What is known of these people, fresh or not."""
    found = store.profiles(session, workspace.id, ids)
    return {user: Facts(**{name: getattr(each, name) for name in COLUMNS}) for user, each in found.items()}


def learn(
    session: Session, workspace: Workspace, facts: Facts, now: datetime, *, asked_at: datetime, anybody: bool
) -> Learnt:
    """Take in what Slack says: the cache, everybody's contact, the member's zone.

    `asked_at`: since when their division is known; only who is asked about has one, and no event tells it.
    `anybody`: also somebody who is not kept here; a look-up that nobody asked for brings back nobody who was erased.
    """
    learnt = Learnt()
    if not anybody and not store.kept(session, workspace.id, [facts.slack_user_id]):
        return learnt
    # The member before their profile: who erases everything takes them in the same order.
    member = members.member(session, workspace.id, facts.slack_user_id)
    if facts.exists:
        _remember(session, workspace, facts, now, asked_at)
    if member:
        _update_member(session, member, facts, now)
    for contact in store.contacts_of_person(session, workspace.id, facts.slack_user_id):
        reason = None if contact.known else why_not(facts.named(contact.name), own_id="")
        if reason:
            if told := members.slack_id_of(session, contact.member_id):
                learnt.withdrawn.append((told, reason))
            encounters_store.forget_lonely(session, contact)
            session.delete(contact)
            session.flush()
        elif facts.exists and _update_contact(contact, facts, now):
            learnt.moved.add(contact.member_id)
        if facts.deleted and not reason:
            learnt.left.add(contact.member_id)
    return learnt


def replan(session: Session, member_id: int, now: datetime) -> None:
    """Somebody whom that member keeps is in another division: a limit may be about it."""
    owner = members.find_by_id(session, member_id)
    if owner and planning.rules(session, owner, now).limits:
        planning.replan(session, owner, now)


def news(session: Session, workspace: Workspace, told: Sequence[Facts]) -> list[Facts]:
    """Of what an event or the list of everybody tells, what is news about people who are kept here.

    Most of it is none: statuses, and people who are nobody's business here. It tells no division and no locale.
    """
    ids = [each.slack_user_id for each in told]
    known, kept = remembered(session, workspace, ids), store.kept(session, workspace.id, ids)
    found = []
    for each in told:
        if before := known.get(each.slack_user_id):
            each = replace(each, division=before.division, locale=before.locale)
        if each.slack_user_id in kept and each != before:
            found.append(each)
    return found


def _remember(session: Session, workspace: Workspace, facts: Facts, now: datetime, asked_at: datetime) -> None:
    values = {name: value for name, value in asdict(facts).items() if name in COLUMNS} | {"fetched_at": asked_at}
    members.insert_unless_there(session, Profile, workspace_id=workspace.id, **values)
    profile = store.profiles(session, workspace.id, [facts.slack_user_id])[facts.slack_user_id]
    for name, value in values.items():
        setattr(profile, name, value)
    profile.left_on = (profile.left_on or now.date()) if facts.deleted else None


def _update_member(session: Session, member: Member, facts: Facts, now: datetime) -> None:
    member.active = facts.exists and not facts.deleted
    member.left_on = None if member.active else member.left_on or now.date()
    if facts.zone:
        planning.change_zone(session, member, facts.zone, now)


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
