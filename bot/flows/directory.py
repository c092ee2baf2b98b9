"""People as the directory knows them: kept right for everybody who has them as a contact."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.domain.calendar import is_known_zone
from bot.domain.directory import Facts, why_not
from bot.domain.models import Contact, Member, Profile, Workspace
from bot.domain.text import NAME_LIMIT, clean
from bot.flows import encounters, planning
from bot.store import directory as store
from bot.store import members

FRESH = timedelta(hours=24)
"""How long a profile is believed without asking Slack again; changes reach us as events before that."""


@dataclass(frozen=True)
class Withdrawn:
    """A contact who turned out to be nobody one can meet, and the sentence for the member who noted them."""

    member_slack_id: str
    sentence: str


def cached(session: Session, workspace: Workspace, ids: Iterable[str], now: datetime) -> dict[str, Facts]:
    """What is known of these people and still fresh."""
    found = store.profiles(session, workspace.id, ids)
    return {user: facts_of(profile) for user, profile in found.items() if profile.fetched_at > now - FRESH}


def remembered(session: Session, workspace: Workspace, ids: Iterable[str]) -> dict[str, Facts]:
    """What was known of these people, fresh or not."""
    return {user: facts_of(profile) for user, profile in (store.profiles(session, workspace.id, ids)).items()}


def facts_of(profile: Profile) -> Facts:
    """A cached profile as facts."""
    return Facts(
        slack_user_id=profile.slack_user_id,
        name=profile.name,
        title=profile.title,
        division=profile.division,
        zone=profile.zone,
        is_bot=profile.is_bot,
        is_admin=profile.is_admin,
        deleted=profile.deleted,
        outsider=profile.outsider,
    )


def learn(session: Session, workspace: Workspace, facts: Facts, now: datetime) -> list[Withdrawn]:
    """Take in what Slack says: the cache, everybody's contact, the member's zone. Returns contacts withdrawn."""
    facts = tidy(facts)
    # The member before their profile: who erases everything takes them in the same order.
    member = members.member(session, workspace.id, facts.slack_user_id)
    if facts.exists:
        _remember(session, workspace, facts, now)
    if member:
        _update_member(session, member, facts)
    withdrawn = []
    for contact in store.contacts_of_person(session, workspace.id, facts.slack_user_id):
        reason = None if contact.known else why_not(facts.named(contact.name), own_id="")
        if reason:
            if told := members.slack_id_of(session, contact.member_id):
                withdrawn.append(Withdrawn(told, reason))
            encounters.withdraw(session, contact)
        elif facts.exists:
            _update_contact(contact, facts, now)
    return withdrawn


def learn_if_kept(session: Session, workspace: Workspace, facts: Facts, now: datetime) -> list[Withdrawn]:
    """The same about somebody who is kept here: a look-up that nobody asked for brings back nobody who was erased."""
    return learn(session, workspace, facts, now) if _is_kept(session, workspace, facts) else []


def learn_change(session: Session, workspace: Workspace, facts: Facts, now: datetime) -> list[Withdrawn]:
    """Take in an event about somebody. Most people in a workspace are nobody's business here: those are passed over.

    The event does not tell the division, so the one that is known stays, and the profile counts as stale.
    """
    known = (store.profiles(session, workspace.id, [facts.slack_user_id])).get(facts.slack_user_id)
    division = known.division if known else None
    return learn_if_kept(session, workspace, replace(facts, division=division), now - FRESH)


def _is_kept(session: Session, workspace: Workspace, facts: Facts) -> bool:
    user = facts.slack_user_id
    return bool(
        members.member(session, workspace.id, user)
        or store.profiles(session, workspace.id, [user])
        or store.contacts_of_person(session, workspace.id, user)
    )


def tidy(facts: Facts) -> Facts:
    """Profile texts are other people's typing: fit for any database."""
    return replace(
        facts,
        name=clean(facts.name, NAME_LIMIT) or ("Somebody" if facts.exists else ""),
        title=clean(facts.title, NAME_LIMIT),
        division=clean(facts.division, NAME_LIMIT),
        zone=facts.zone if is_known_zone(facts.zone) else None,
    )


def _remember(session: Session, workspace: Workspace, facts: Facts, now: datetime) -> None:
    values = {k: v for k, v in facts.__dict__.items() if k != "exists"}
    members.insert_unless_there(session, Profile, workspace_id=workspace.id, fetched_at=now, **values)
    profile = (store.profiles(session, workspace.id, [facts.slack_user_id]))[facts.slack_user_id]
    for field, value in values.items():
        setattr(profile, field, value)
    profile.fetched_at = now
    if not facts.deleted:
        profile.left_on = None  # else `jobs/retention.py` notes the day


def _update_member(session: Session, member: Member, facts: Facts) -> None:
    member.active = facts.exists and not facts.deleted
    if member.active:
        member.left_on = None
    if facts.zone:
        planning.change_zone(session, member, facts.zone)


def _update_contact(contact: Contact, facts: Facts, now: datetime) -> None:
    """As the directory says, but for what the member corrected by hand."""
    told = {"name": facts.name, "title": facts.title, "division": facts.division}
    news = {field: value for field, value in told.items() if value and field not in contact.own_fields}
    if contact.division and news.get("division", contact.division) != contact.division:
        contact.moved_from, contact.moved_on = contact.division, now.date()
    contact.known = True
    for field, value in news.items():
        setattr(contact, field, value)
