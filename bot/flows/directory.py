"""People as the directory knows them: kept right for everybody who has them as a contact."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.domain.calendar import is_known_zone
from bot.domain.directory import Facts, why_not
from bot.domain.models import Contact, Member, Profile, Workspace
from bot.domain.text import NAME_LIMIT, clean
from bot.flows import meetings, planning
from bot.store import directory as store
from bot.store import members

FRESH = timedelta(hours=24)
"""How long a profile is believed without asking Slack again; changes reach us as events before that."""


@dataclass(frozen=True)
class Withdrawn:
    """A contact who turned out to be nobody one can meet, and the sentence for the member who noted them."""

    member_slack_id: str
    sentence: str


@dataclass
class Learnt:
    """What Slack's word about somebody brought about."""

    withdrawn: list[Withdrawn] = field(default_factory=list)
    moved: set[int] = field(default_factory=set)
    """Ids of members for whom that person is in another division now: limits may be about it (`replan`)."""
    left: set[int] = field(default_factory=set)
    """Ids of members who keep somebody whose account is deactivated (`retention.tell_soon`)."""


def cached(session: Session, workspace: Workspace, ids: Iterable[str], now: datetime) -> dict[str, Facts]:
    """What is known of these people and still fresh."""
    found = store.profiles(session, workspace.id, ids)
    return {user: facts_of(profile) for user, profile in found.items() if profile.fetched_at > now - FRESH}


def remembered(session: Session, workspace: Workspace, ids: Iterable[str]) -> dict[str, Facts]:
    """What was known of these people, fresh or not."""
    return {user: facts_of(profile) for user, profile in store.profiles(session, workspace.id, ids).items()}


def facts_of(profile: Profile) -> Facts:
    """A cached profile as facts."""
    return Facts(
        slack_user_id=profile.slack_user_id,
        name=profile.name,
        title=profile.title,
        division=profile.division,
        zone=profile.zone,
        locale=profile.locale,
        is_bot=profile.is_bot,
        is_admin=profile.is_admin,
        deleted=profile.deleted,
        outsider=profile.outsider,
    )


def learn(session: Session, workspace: Workspace, facts: Facts, now: datetime, asked_at: datetime) -> Learnt:
    """Take in what Slack says: the cache, everybody's contact, the member's zone.

    `asked_at`: since when their division is known; only who is asked about has one, and no event tells it.
    """
    facts, learnt = tidy(facts), Learnt()
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
                learnt.withdrawn.append(Withdrawn(told, reason))
            meetings.withdraw(session, contact)
        elif facts.exists and _update_contact(contact, facts, now):
            learnt.moved.add(contact.member_id)
        if facts.deleted and not reason:
            learnt.left.add(contact.member_id)
    return learnt


def learn_if_kept(session: Session, workspace: Workspace, facts: Facts, now: datetime, asked_at: datetime) -> Learnt:
    """The same about somebody who is kept here: a look-up that nobody asked for brings back nobody who was erased."""
    is_kept = bool(store.kept(session, workspace.id, [facts.slack_user_id]))
    return learn(session, workspace, facts, now, asked_at) if is_kept else Learnt()


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
    untold = {user: (facts.division, facts.locale) for user, facts in known.items()}
    complete = []
    for each in told:
        division, locale = untold.get(each.slack_user_id, (None, None))
        complete.append(replace(tidy(each), division=division, locale=locale))
    return [each for each in complete if each.slack_user_id in kept and each != known.get(each.slack_user_id)]


def tidy(facts: Facts) -> Facts:
    """Profile texts are other people's typing: fit for any database."""
    return replace(
        facts,
        name=clean(facts.name, NAME_LIMIT) or ("Somebody" if facts.exists else ""),
        title=clean(facts.title, NAME_LIMIT),
        division=clean(facts.division, NAME_LIMIT),
        locale=clean(facts.locale, NAME_LIMIT),
        zone=facts.zone if is_known_zone(facts.zone) else None,
    )


def _remember(session: Session, workspace: Workspace, facts: Facts, now: datetime, asked_at: datetime) -> None:
    values = {k: v for k, v in facts.__dict__.items() if k != "exists"} | {"fetched_at": asked_at}
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
    if contact.division and news.get("division", contact.division) != contact.division:
        contact.moved_from, contact.moved_on = contact.division, now.date()
    contact.known = True
    moved = "division" in news and news["division"] != contact.division
    for name, value in news.items():
        setattr(contact, name, value)
    return moved
