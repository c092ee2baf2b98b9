"""Everybody's right to their data: a member's own, taken away or deleted; and what many keep about one subject."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot.domain import data as words
from bot.domain.data import Erased, Held, Person, Tables
from bot.domain.models import Clearing, Contact, DeletedContact, Member, Workspace
from bot.errors import NotFound
from bot.flows import settings
from bot.store import data as store
from bot.store import directory as directory_store
from bot.store import drafts, members

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
    """What went at one member, and the DMs that showed it: (delivery id, or 0 for a draft, channel, ts)."""

    owner: Member
    erased: Erased
    shown: list[tuple[int, str, str]] = field(default_factory=list)


def everything(session: Session, owner: Member) -> Tables:
    """All that is the member's or about them."""
    return store.everything(session, owner)


def find_member(session: Session, workspace: Workspace, slack_user_id: str) -> Member | None:
    """That person, if they use the bot."""
    return members.member(session, workspace.id, slack_user_id)


def erase(session: Session, owner: Member, now: datetime) -> Sequence[str]:
    """Delete all of it; their DM is to be emptied. Returns the colleagues they kept, for `forget_profiles`."""
    known = store.slack_ids_of_contacts(session, owner)
    store.erase_member(session, owner)
    store.leave_clearing(session, owner.workspace_id, owner.slack_user_id, now)
    return known


def take_clearing(session: Session, workspaces: Collection[int], now: datetime) -> tuple[Clearing, str] | None:
    """A DM that is to be emptied, for a while nobody else's, and the bot's user id there."""
    found = store.take_clearing(session, workspaces, now, now + CLEARING_LEASE)
    return (found, members.workspace_by_id(session, found.workspace_id).bot_user_id) if found else None


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


def forget_profiles(session: Session, workspace_id: int, slack_user_ids: Iterable[str]) -> None:
    """Forget the directory's words about those of these people whom nobody keeps any more."""
    store.forget_profiles(session, workspace_id, slack_user_ids)


def require_admin(session: Session, owner: Member) -> None:
    """Raises NotFound for everybody else: for them there is nothing here."""
    if not settings.is_admin(session, owner):
        raise NotFound


def held(session: Session, workspace: Workspace, person: Person) -> Held:
    """What members keep about this person: facts and counts, nobody's words, nobody's name but theirs."""
    contacts = store.contacts_of(session, workspace.id, person)
    user = person.slack_user_id
    profile = (directory_store.profiles(session, workspace.id, [user])).get(user) if user else None
    rows = _waiting(session, workspace.id)
    names = {person.name, person.email, user, profile.name if profile else None}
    names |= {value for each in contacts for value in (each.name, each.email)}
    names |= {row.get(field) for _, row in rows if person.is_meant(row) for field in ("name", "email")}
    called = tuple(sorted(filter(None, names)))
    others = store.others_called(session, workspace.id, person, called)
    patterns = {member: pattern_of(called, others.get(member, ()), person.name) for member, _ in rows}
    waiting = [member for member, row in rows if _is_meant(row, person, patterns[member])]
    return Held(
        person=person,
        members=len({contact.member_id for contact in contacts} | set(waiting)),
        since=min((contact.created_at.date() for contact in contacts), default=None),
        tables={
            "profile": [store.exact(profile)] if profile else [],
            "contacts": [{name: getattr(each, name) for name in FACTS} for each in contacts],
            "encounters": store.met_on(session, contacts),
            "touches": store.touched_on(session, contacts),
        },
        is_member=user is not None and members.member(session, workspace.id, user, lock=False) is not None,
        waiting=len(waiting),
        names=called,
        namesakes=bool(others),
    )


def pattern_of(names: Iterable[str], staying: Collection[str], whole: str | None) -> re.Pattern[str] | None:
    """What finds the subject in one member's words, but for names that somebody bears whom they keep."""
    return words.called((each for each in names if words.folded(each) not in staying), whole)


def everybody(session: Session, workspace: Workspace) -> Sequence[int]:
    """The ids of all members of the workspace."""
    return store.member_ids(session, workspace.id)


def erase_subject(session: Session, member_id: int, person: Person, names: Sequence[str]) -> SubjectErased | None:
    """Erase this person from what one member keeps. None: that member keeps nothing any more."""
    owner = members.find_by_id(session, member_id)
    if owner is None:
        return None
    contacts = store.contacts_of(session, owner.workspace_id, person, member_id)
    shown = [*store.shown_in(session, contacts), *((0, *each) for each in drafts.lying(session, contacts))]
    others = store.others_called(session, owner.workspace_id, person, names, member_id)
    pattern = pattern_of(names, others.get(member_id, ()), person.name)
    erased = erase_contacts(session, contacts)
    erased.waiting = _from_lists(session, owner, person, pattern)
    erased.members = int(bool(erased.contacts or erased.waiting))
    if pattern:
        erased.texts = _from_words(session, member_id, pattern)
    session.flush()
    return SubjectErased(owner, erased, shown)


def erase_contacts(session: Session, contacts: Sequence[Contact]) -> Erased:
    """Delete these contacts of one member with all that is about them alone."""
    encounters = store.delete_contacts(session, contacts)
    return Erased(members=bool(contacts), contacts=len(contacts), encounters=encounters)


def forget_profile(session: Session, workspace_id: int, slack_user_id: str) -> None:
    """Forget what the directory says about this person."""
    store.forget_profile(session, workspace_id, slack_user_id)


def _waiting(session: Session, workspace_id: int) -> list[tuple[int, dict[str, Any]]]:
    """Everybody on a list that waits for a yes, and everybody who could be brought back, with the member's id."""
    lists = store.imports_of(session, workspace_id)
    deleted = store.deleted_of(session, workspace_id)
    listed = [(each.member_id, person) for each in lists for person in each.people]
    return listed + [(each.member_id, _deleted(each)) for each in deleted]


def _deleted(contact: DeletedContact) -> dict[str, Any]:
    """Who they were."""
    rows = contact.rows.get("contacts") or []
    return next((row for row in rows if isinstance(row, dict)), {"name": contact.name})


def _is_meant(row: dict[str, Any], person: Person, pattern: re.Pattern[str] | None) -> bool:
    """Whether somebody who waits is this person, as told or as others call them."""
    if person.is_meant(row):
        return True
    called = [str(row[field]) for field in ("name", "email") if row.get(field)]
    return pattern is not None and not person.is_another(row) and any(map(pattern.fullmatch, called))


def _from_lists(session: Session, owner: Member, person: Person, pattern: re.Pattern[str] | None) -> int:
    """Out of the lists that wait for a yes, and of what could be brought back. Returns how often they were there."""
    gone = 0
    for waiting in store.imports_of(session, owner.workspace_id, owner.id):
        others = [each for each in waiting.people if not _is_meant(each, person, pattern)]
        if len(others) < len(waiting.people):
            gone += len(waiting.people) - len(others)
            waiting.people = others
    for deleted in store.deleted_of(session, owner.workspace_id, owner.id):
        if _is_meant(_deleted(deleted), person, pattern):
            gone += 1
            session.delete(deleted)
    session.flush()
    return gone


def _from_words(session: Session, member_id: int, pattern: re.Pattern[str]) -> int:
    """Their name out of the notes that remain. Returns how many texts were changed."""
    changed = 0
    for row, names in store.private_rows(session, member_id):
        for name in (*names, "place"):
            before = getattr(row, name, None)
            after = words.without(before, pattern)
            if after != before:
                setattr(row, name, after)
                changed += 1
    return changed
