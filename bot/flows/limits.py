"""Limits: said, lifted, and kept to by everything that brings a contact up."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from bot.domain import divisions
from bot.domain.ladder import Window
from bot.domain.limits import TOPIC_LIMIT, TOPICS_AT_MOST, TOPICS_LIMIT, Bounds, NewLimit, Rules, Stop
from bot.domain.models import Contact, Limit, Member, Reminder
from bot.domain.types import LimitKind, Rung
from bot.flows import planning
from bot.flows.attempts import find_contact
from bot.store import asks as asks_store
from bot.store import attempts as attempts_store
from bot.store import deliveries as deliveries_store
from bot.store import home as home_store
from bot.store import limits as store

SPREAD = timedelta(days=6)
"""Reminders that a hold put off may come up to so many days after it, to spread busy mornings."""
CARDS_REDRAWN = 20
SHOWN_AT_MOST = 2
"""A try is shown once and repeated once; then it waits silently."""


def rules(session: Session, owner: Member, now: datetime) -> Rules:
    """The member's limits, as they stand today."""
    limits = store.limits(session, owner)
    aliases = asks_store.aliases(session, owner) if any(limit.division for limit in limits) else {}
    return Rules(limits, aliases, owner.is_attorney, planning.today_of(owner, now))


def bounds(session: Session, owner: Member, contact: Contact, now: datetime) -> Bounds:
    """What they say about this contact."""
    return (rules(session, owner, now)).of(contact)


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
        return list(store.limits(session, owner))
    return (rules(session, owner, now)).about(contact)


def add(session: Session, owner: Member, told: NewLimit, now: datetime) -> None:
    """From now on this holds. The same told twice is one. Raises NotFound."""
    if told.contact_id is not None:
        find_contact(session, owner, told.contact_id)
    same = (told.kind, told.contact_id, told.division, told.words)
    before = [
        each
        for each in store.limits(session, owner)
        if (each.kind, each.contact_id, each.division, each.words) == same
    ]
    session.add(_limit(owner, told, now))
    _without(session, owner, before, now)


def lift(session: Session, owner: Member, limit_id: int, now: datetime) -> None:
    """It does not hold any more. One that is not there (any more) is lifted already."""
    if found := store.limit(session, owner, limit_id):
        _without(session, owner, [found], now)


def _without(session: Session, owner: Member, gone: Sequence[Limit], now: datetime) -> None:
    """These hold no more: what they had put off comes back as near to its own days as it can."""
    for limit in gone:
        session.delete(limit)
    session.flush()
    if gone:
        planning.bring_back(session, owner, now)
    replan(session, owner, now)


def shown_in(session: Session, owner: Member) -> Sequence[int]:
    """Ids of the DMs whose open cards a limit may change."""
    return deliveries_store.showing_open(session, owner, CARDS_REDRAWN)


def replan(session: Session, owner: Member, now: datetime) -> None:
    """Bring the days of all open reminders in line with the limits: put off, laid to rest, or awake again."""
    current = rules(session, owner, now)
    for reminder in attempts_store.all_open_reminders(session, owner):
        stop = current.of(reminder.contact).stop
        if stop and _is_planned(reminder):
            put_off(session, owner, reminder, stop, now)
        elif stop is None and _is_asleep(reminder):
            window = Window(reminder.opens_on, reminder.opens_on, reminder.closes_on)
            planning.move(session, owner, reminder, window, now)
        elif stop and stop.until_on and _is_asleep(reminder):
            put_off(session, owner, reminder, stop, now)


def put_off(session: Session, owner: Member, reminder: Reminder, stop: Stop, now: datetime) -> None:
    """Not while the stop holds: after its end, or (nobody knows when that is) asleep until it is lifted.

    Asleep it remembers the day that it had, to wake up no earlier: a snooze or the week before a repeat still count.
    The question whether a negotiation goes on is what ends one, so it is never put off.
    """
    if reminder.rung is Rung.STILL_ON:
        return
    if stop.until_on is None:
        reminder.opens_on = max(reminder.opens_on, reminder.due_on or date.min)
        reminder.due_on, reminder.due_at = None, None
    elif reminder.due_on is None or reminder.due_on < stop.until_on:
        window = after(stop.until_on, Window(reminder.opens_on, reminder.opens_on, reminder.closes_on))
        planning.move(session, owner, reminder, window, now)


def after(day: date, window: Window) -> Window:
    """The window, as far as it lies on or after that day; or, where none of it does, the days that follow it."""
    opens, closes = max(day, window.opens), max(day + SPREAD, window.closes)
    return Window(opens, max(day, window.best), closes)


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
    for limit in store.limits(session, owner):
        words = limit.words or ""
        is_for_all = limit.contact_id is None and limit.division is None and limit.until_on is None
        is_a_line = len(words) <= TOPIC_LIMIT and "," not in words
        if limit.kind is LimitKind.TOPIC and is_for_all and is_a_line and len(words) < room:
            found.append(limit)
            room -= len(words) + 1
    return found[:TOPICS_AT_MOST]


def _is_planned(reminder: Reminder) -> bool:
    """It has a day and is not on its way there: what is on its way is checked once more before it is sent."""
    return reminder.due_at is not None


def _is_asleep(reminder: Reminder) -> bool:
    """It was laid to rest by a limit; what was shown often enough has no day either, but rests for good."""
    if reminder.due_on is not None:
        return False
    if reminder.rung.attempt:
        return reminder.shown < SHOWN_AT_MOST
    if reminder.rung is Rung.KEEP_IN_TOUCH:
        return reminder.contact.keep_in_touch_months > 0
    return reminder.shown == 0
