"""Limits: said, lifted, and kept to by everything that brings a contact up."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain import divisions
from bot.domain.limits import TOPIC_LIMIT, TOPICS_AT_MOST, TOPICS_LIMIT, Bounds, NewLimit
from bot.domain.models import Contact, Limit, Member
from bot.domain.types import LimitKind
from bot.flows import planning
from bot.flows.attempts import find_contact
from bot.store import asks as asks_store
from bot.store import deliveries as deliveries_store
from bot.store import home as home_store
from bot.store import limits as store

CARDS_REDRAWN = 20


def bounds(session: Session, owner: Member, contact: Contact, now: datetime) -> Bounds:
    """What they say about this contact."""
    return planning.rules(session, owner, now).of(contact)


def topics(session: Session, owner: Member) -> list[str]:
    """What the member wants in no draft, whomever it is for and for good, as far as Settings has room for it."""
    return [limit.words for limit in _of_settings(session, owner) if limit.words]


def set_topics(session: Session, owner: Member, texts: Sequence[str], now: datetime) -> None:
    """These topics for everybody, and no others that Settings shows; those of divisions and contacts stay."""
    before = _of_settings(session, owner)
    for limit in before:
        if limit.words not in texts:
            session.delete(limit)
    known = {limit.words for limit in before}
    for text in dict.fromkeys(texts):
        if text not in known:
            session.add(_limit(owner, NewLimit(LimitKind.TOPIC, words=text), now))
    session.flush()


def known_parts(session: Session, owner: Member, contact: Contact | None = None) -> list[str]:
    """The divisions, and the companies of people outside, that a limit can be about: all, or that contact's."""
    contacts = [contact] if contact else home_store.contacts(session, owner)
    told = [part for each in contacts for part in (each.division, each.company)]
    aliases = asks_store.aliases(session, owner)
    return [name for name, _ in divisions.counts(told, aliases)]


def listed(session: Session, owner: Member, contact: Contact | None, now: datetime) -> list[Limit]:
    """The limits about that contact, or (None) all of the member's."""
    if contact is None:
        today = planning.today_of(owner, now)
        return [each for each in store.limits(session, [owner.id]) if not each.until_on or each.until_on > today]
    return planning.rules(session, owner, now).about(contact)


def names(session: Session, owner: Member) -> dict[int, str]:
    """The names of the member's contacts, by id."""
    return home_store.names(session, owner)


def add(session: Session, owner: Member, told: NewLimit, now: datetime) -> None:
    """From now on this holds. The same told twice is one. Raises NotFound."""
    if told.contact_id is not None:
        find_contact(session, owner, told.contact_id)
    same = (told.kind, told.contact_id, told.division, told.words)
    before = [
        each
        for each in store.limits(session, [owner.id])
        if (each.kind, each.contact_id, each.division, each.words) == same
    ]
    session.add(_limit(owner, told, now))
    _without(session, owner, before, now)


def lift(session: Session, owner: Member, limit_id: int, now: datetime) -> None:
    """It does not hold any more. One that is not there (any more) is lifted already."""
    if found := store.limit(session, owner, limit_id):
        _without(session, owner, [found], now)


def _without(session: Session, owner: Member, gone: Sequence[Limit], now: datetime) -> None:
    """These hold no more: what they had put off comes back to its own days."""
    for limit in gone:
        session.delete(limit)
    planning.replan(session, owner, now)


def shown_in(session: Session, owner: Member) -> Sequence[int]:
    """Ids of the DMs whose open cards a limit may change."""
    return deliveries_store.showing_open(session, owner, CARDS_REDRAWN)


def _limit(owner: Member, told: NewLimit, now: datetime) -> Limit:
    return Limit(
        workspace_id=owner.workspace_id,
        member_id=owner.id,
        kind=told.kind,
        contact_id=told.contact_id,
        division=told.division,
        until_on=told.until_on,
        words=told.words,
        created_at=now,
    )


def _of_settings(session: Session, owner: Member) -> list[Limit]:
    """The topics that a line of Settings can say; others are in the list of limits alone."""
    found, room = [], TOPICS_LIMIT
    for limit in store.limits(session, [owner.id]):
        words = limit.words or ""
        is_for_all = limit.contact_id is None and limit.division is None and limit.until_on is None
        is_a_line = len(words) <= TOPIC_LIMIT and "," not in words
        if limit.kind is LimitKind.TOPIC and is_for_all and is_a_line and len(words) < room:
            found.append(limit)
            room -= len(words) + 1
    return found[:TOPICS_AT_MOST]
