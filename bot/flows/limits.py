"""Limits: said, lifted, and kept to by everything that brings a contact up; and what else Settings holds."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain import divisions
from bot.domain.limits import TOPIC_LIMIT, TOPICS_AT_MOST, TOPICS_LIMIT
from bot.domain.models import Contact, Limit, Member, Workspace
from bot.domain.text import clean
from bot.domain.types import LimitKind
from bot.flows import planning
from bot.flows.attempts import find_contact
from bot.store import asks as asks_store, members
from bot.store.deliveries import showing_open
from bot.store.rows import having

CARDS_REDRAWN = 20


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
    """From now on this holds; the same told twice is one. Returns the ids of the DMs whose open cards it may change.
    Raises NotFound where its contact is not theirs."""
    if told.contact_id is not None:
        find_contact(session, owner, told.contact_id)
    what = (told.kind, told.contact_id, told.division, told.words)
    there = having(session, Limit, member_id=[owner.id], kind=[told.kind])
    before = [each.id for each in there if (each.kind, each.contact_id, each.division, each.words) == what]
    session.add(told)
    return lift(session, owner, before, now)


def lift(session: Session, owner: Member, limit_ids: Collection[int], now: datetime) -> Sequence[int]:
    """These hold no more, and what they had put off comes back to its own days. Returns the same."""
    for limit in having(session, Limit, member_id=[owner.id], id=limit_ids):
        session.delete(limit)
    planning.replan(session, owner, now)
    return showing_open(session, owner, CARDS_REDRAWN)


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


def save_settings(
    session: Session,
    owner: Member,
    *,
    topics_told: str | None,
    ticked: Mapping[str, bool],
    cooling_off_days: int | None,
    notes_months: int | None,
    now: datetime,
) -> None:
    """Keep the choices; None, or a tick that is not among these, leaves one as it was.

    `ticked`: `model`, `attorney`, and `workspace_model`, which is an admin's, whatever a form says.
    """
    lines = [clean(line, TOPIC_LIMIT) for line in (topics_told or "").replace(",", "\n").splitlines()]
    told = dict.fromkeys([line for line in lines if line][:TOPICS_AT_MOST])
    before = topics(session, owner)
    for limit in before:
        if limit.words not in told:
            session.delete(limit)
    new = told.keys() - {limit.words for limit in before}
    of_all = {"kind": LimitKind.TOPIC, "created_at": now}
    session.add_all(Limit.of(owner, words=each, **of_all) for each in told if each in new)
    session.flush()
    owner.model_drafts = ticked.get("model", owner.model_drafts)
    owner.is_attorney = ticked.get("attorney", owner.is_attorney)
    owner.cooling_off_days = cooling_off_days or owner.cooling_off_days
    owner.notes_months = owner.notes_months if notes_months is None else notes_months
    if "workspace_model" in ticked and members.is_admin(session, owner):
        session.get_one(Workspace, owner.workspace_id).model_allowed = ticked["workspace_model"]
