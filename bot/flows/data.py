"""Everybody's right to their data: a member's own, deleted; what many keep about one subject; and what was kept long
enough."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.calendar import add_months
from bot.domain.data import Erased, Held, Person, called, without
from bot.domain.identity import Known, Somebody, name_key
from bot.domain.models import AttendeeImport, Clearing, Contact, Member, Workspace
from bot.errors import NotFound
from bot.flows import changes
from bot.store import asks, data as store, deliveries as deliveries_store, members, retention
from bot.store.rows import having

NOTES_ARE_THEIRS = (
    "What is kept about this person as facts. Notes, places, questions and drafts belong to the members who wrote "
    "them and are not in here."
)
CLEARING_LEASE = timedelta(minutes=15)
CLEARING_TRIES = 12
"""Each waits twice as long as the one before: some three days, all in all."""
FACTS = ("name", "email", "company", "title", "division", "link", "moved_from", "moved_on", "stage", "created_at")
"""What of a contact is about the subject, and not their member's words."""


@dataclass
class SubjectErased:
    """What went at one member, and where Slack showed it to them."""

    slack_user_id: str
    erased: Erased
    deliveries: Sequence[int]
    drafts: Sequence[tuple[str, str]]
    """Channel and ts."""


def erase(
    session: Session, workspace: Workspace, slack_user_id: str, now: datetime, left_by: date | None = None
) -> Sequence[str] | None:
    """Delete all that this member keeps; their DM is to be emptied. Returns the colleagues they kept.

    None: they keep nothing, or (`left_by`) had not left by that day.
    """
    owner = members.member(session, workspace.id, slack_user_id)
    if owner is None or (left_by and (owner.active or owner.left_on is None or owner.left_on > left_by)):
        return None
    colleagues = store.erase_member(session, owner)
    store.leave_clearing(session, workspace.id, slack_user_id, now)
    return colleagues


def take_clearing(session: Session, workspaces: Collection[int], now: datetime) -> tuple[Clearing, str] | None:
    """A DM that is to be emptied, for a while nobody else's, and the bot's user id there."""
    found = store.take_clearing(session, workspaces, now, now + CLEARING_LEASE)
    return (found, session.get_one(Workspace, found.workspace_id).bot_user_id) if found else None


def settle_clearing(
    session: Session, taken: Clearing, now: datetime, *, is_empty: bool, wait: timedelta | None = None
) -> None:
    """It is empty, or (`wait`: when Slack says) to be gone on with later; after some days in vain it is left."""
    found = store.clearing(session, taken)
    if found is None:
        return
    if is_empty or (wait is None and found.tries == CLEARING_TRIES):
        session.delete(found)
        return
    found.newest_ts, found.next_at = taken.newest_ts, now + (wait or timedelta(minutes=2**found.tries))
    found.tries += wait is None


def require_admin(session: Session, owner: Member) -> None:
    """Raises NotFound for everybody else: for them there is nothing here."""
    if not members.is_admin(session, owner):
        raise NotFound


def held(session: Session, workspace: Workspace, person: Person) -> Held:
    """What members keep about this person: facts and counts, nobody's words, nobody's name but theirs."""
    user = person.slack_user_id
    contacts, others = _told_apart(session, person, workspace_id=workspace.id)
    profile = members.profiles(session, workspace.id, [user]).get(user) if user else None
    lists = store.waiting(session, workspace_id=workspace.id)
    listed = [(each.member_id, Known.from_row(row)) for each in lists for row in each.people]
    theirs: list[Somebody] = [*contacts, *(each for _, each in listed if person.is_meant(each))]
    told: set[str | None] = {person.name, person.email, user, profile.name if profile else None}
    told |= {name for each in theirs for name in (each.name, each.email)}
    names = sorted(filter(None, told))
    keys = {name_key(each) for each in names}
    namesakes = [each for each in others if name_key(each.name) in keys]
    patterns = {
        member: _pattern(person, names, [each for each in namesakes if each.member_id == member])
        for member in {member for member, _ in listed}
    }
    waiting = [member for member, each in listed if _is_meant(each, person, patterns[member])]
    return Held(
        person=person,
        members=len({contact.member_id for contact in contacts} | set(waiting)),
        since=min((contact.created_at.date() for contact in contacts), default=None),
        tables={
            "profile": [store.exact(profile)] if profile else [],
            "contacts": [{name: getattr(each, name) for name in FACTS} for each in contacts],
            **store.dates(session, [each.id for each in contacts]),
        },
        is_member=user is not None and members.member(session, workspace.id, user, lock=False) is not None,
        waiting=len(waiting),
        names=names,
        namesakes=bool(namesakes),
    )


def erase_subject(session: Session, member_id: int, person: Person, names: Sequence[str]) -> SubjectErased | None:
    """Erase this person, who is called so, from what one member keeps. None: they keep nothing any more."""
    owner = members.find_by_id(session, member_id)
    if owner is None:
        return None
    contacts, others = _told_apart(session, person, member_id=member_id)
    pattern = _pattern(person, names, others)
    deliveries = deliveries_store.showing(session, contacts)
    lying = asks.lying_drafts(session, contacts)
    erased = Erased(contacts=len(contacts))
    erased["encounters"] = store.delete_contacts(session, [each.id for each in contacts])
    erased["waiting"] = _from_lists(session, member_id, person, pattern)
    erased["members"] = int(bool(contacts or erased["waiting"]))
    erased["texts"] = _from_words(session, member_id, pattern)
    return SubjectErased(owner.slack_user_id, erased, deliveries, lying)


def members_with_old_notes(session: Session, workspaces: Collection[int], now: datetime) -> list[int]:
    """Ids of members with notes about people let go longer ago than they chose."""
    return [
        member_id
        for months in retention.spans(session, workspaces)
        for member_id in retention.members_with_old_notes(session, workspaces, months, _before(now, months))
    ]


def expire_notes(session: Session, member_id: int, now: datetime) -> int:
    """Forget the words about people let go long ago; that they met stays. Returns how many rows were changed."""
    owner = members.find_by_id(session, member_id)
    if owner is None or not owner.notes_months:
        return 0
    before = _before(now, owner.notes_months)
    contacts = retention.forget_words(session, member_id, before)
    changes.forget_reasons(session, contacts)
    return len(contacts) + retention.forget_notes(session, member_id, before)


def erase_colleague(session: Session, member_id: int, slack_user_id: str) -> int:
    """The member's contact for somebody who has left for good. Returns how many went."""
    if members.find_by_id(session, member_id) is None:
        return 0
    found = store.known(session, member_id=member_id, slack_user_id=slack_user_id)
    store.delete_contacts(session, [each.id for each in found])
    return len(found)


def _told_apart(session: Session, person: Person, **whose: int) -> tuple[Sequence[Contact], Sequence[Any]]:
    """The contacts that are this person, and who else is kept: by everybody in a workspace, or by one member."""
    known = store.known(session, **whose)
    theirs = {each.id for each in known if person.is_meant(each)}
    return having(session, Contact, id=theirs), [each for each in known if each.id not in theirs]


def _pattern(person: Person, names: Iterable[str], others: Iterable[Any]) -> re.Pattern[str]:
    """What finds the subject in one member's words, but for names that somebody bears whom they keep."""
    staying = {name_key(each.name) for each in others}
    return called((each for each in names if name_key(each) not in staying), person.name)


def _is_meant(somebody: Known, person: Person, pattern: re.Pattern[str]) -> bool:
    """Whether somebody who waits is this person, as told or as others call them."""
    names = filter(None, (somebody.name, somebody.email))
    return person.is_meant(somebody) or (any(map(pattern.fullmatch, names)) and not person.is_another(somebody))


def _from_lists(session: Session, member_id: int, person: Person, pattern: re.Pattern[str]) -> int:
    """Out of the lists that wait for a yes, and of what could be brought back. Returns how often they were there."""
    gone = 0
    for each in store.waiting(session, member_id=member_id):
        people = each.people
        others = [row for row in people if not _is_meant(Known.from_row(row), person, pattern)]
        gone += len(people) - len(others)
        if len(others) == len(people):
            continue
        if isinstance(each, AttendeeImport):
            each.people = others
        else:
            session.delete(each)
    return gone


def _from_words(session: Session, member_id: int, pattern: re.Pattern[str]) -> int:
    """Their name out of the notes that remain. Returns how many texts were changed."""
    changed = 0
    for row, names in store.private_rows(session, member_id):
        for name in (*names, "place"):
            before = getattr(row, name, None)
            after = without(before, pattern)
            if after != before:
                setattr(row, name, after)
                changed += 1
    return changed


def _before(now: datetime, months: int) -> datetime:
    """Notes about people let go before this moment expire."""
    return datetime.combine(add_months(now.date(), -months), now.timetz())
