"""Limits: said, lifted, and kept to by everything that brings a contact up."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain import divisions
from bot.domain.limits import TOPIC_LIMIT, TOPICS_AT_MOST, TOPICS_LIMIT
from bot.domain.models import Contact, Limit, Member
from bot.domain.types import LimitKind
from bot.flows import planning
from bot.flows.attempts import find_contact
from bot.store import asks as asks_store
from bot.store.deliveries import showing_open
from bot.store.rows import having, owned

CARDS_REDRAWN = 20


def topics(session: Session, owner: Member) -> list[Limit]:
    """What is to be in no draft, whomever it is for and for good, as far as a line of Settings can say it and it has
    room; other topics are in the list of limits alone."""
    found, room = [], TOPICS_LIMIT
    for limit in having(session, Limit, member_id=[owner.id]):
        words = limit.words or ""
        is_for_all = limit.contact_id is None and limit.division is None and limit.until_on is None
        is_a_line = len(words) <= TOPIC_LIMIT and "," not in words
        if limit.kind is LimitKind.TOPIC and is_for_all and is_a_line and len(words) < room:
            found.append(limit)
            room -= len(words) + 1
    return found[:TOPICS_AT_MOST]


def set_topics(session: Session, owner: Member, texts: Sequence[str], now: datetime) -> None:
    """These topics for everybody, and no others that Settings shows; those of divisions and contacts stay."""
    before = topics(session, owner)
    for limit in before:
        if limit.words not in texts:
            session.delete(limit)
    known = {limit.words for limit in before}
    for text in dict.fromkeys(texts):
        if text not in known:
            session.add(_owned(Limit(kind=LimitKind.TOPIC, words=text), owner, now))
    session.flush()


def known_parts(session: Session, owner: Member, contact: Contact | None = None) -> list[str]:
    """The divisions, and the companies of people outside, that a limit can be about: all, or that contact's."""
    contacts = [contact] if contact else having(session, Contact, member_id=[owner.id])
    told = [part for each in contacts for part in (each.division, each.company)]
    aliases = asks_store.aliases(session, owner)
    return [name for name, _ in divisions.counts(told, aliases)]


def listed(
    session: Session, owner: Member, contact: Contact | None, now: datetime
) -> tuple[list[Limit], dict[int, str]]:
    """The limits about that contact, or (None) all of the member's; and the names of their contacts, by id."""
    rules = planning.rules(session, owner, now)
    found = rules.about(contact) if contact else [each for each in rules.limits if rules.holds(each)]
    people = having(session, Contact, id=[each.contact_id for each in found if each.contact_id])
    return found, {each.id: each.name for each in people}


def add(session: Session, owner: Member, told: Limit, now: datetime) -> Sequence[int]:
    """From now on this holds. The same told twice is one. Raises NotFound where its contact is not theirs.

    Returns the ids of the DMs whose open cards it may change.
    """
    if told.contact_id is not None:
        find_contact(session, owner, told.contact_id)
    before = [each for each in having(session, Limit, member_id=[owner.id]) if _what(each) == _what(told)]
    session.add(_owned(told, owner, now))
    return _without(session, owner, before, now)


def lift(session: Session, owner: Member, limit_id: int, now: datetime) -> Sequence[int]:
    """It does not hold any more. One that is not there (any more) is lifted already. Returns the same."""
    limit = owned(session, owner, Limit, limit_id)
    return _without(session, owner, [limit] if limit else [], now)


def _without(session: Session, owner: Member, gone: Sequence[Limit], now: datetime) -> Sequence[int]:
    """These hold no more: what they had put off comes back to its own days."""
    for limit in gone:
        session.delete(limit)
    planning.replan(session, owner, now)
    return showing_open(session, owner, CARDS_REDRAWN)


def _what(limit: Limit) -> tuple[object, ...]:
    return limit.kind, limit.contact_id, limit.division, limit.words


def _owned(told: Limit, owner: Member, now: datetime) -> Limit:
    told.workspace_id, told.member_id, told.created_at = owner.workspace_id, owner.id, now
    return told
