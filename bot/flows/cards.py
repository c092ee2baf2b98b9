"""Cards are made here, for DMs, for Home and for the contact view; and DMs as they stand now."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.cards import Card, Morning
from bot.domain.limits import Rules
from bot.domain.models import Contact, Delivery, Member, Reminder
from bot.flows import negotiations, planning
from bot.store import attempts as store
from bot.store import deliveries as deliveries_store
from bot.store import encounters as encounters_store
from bot.store import members

Subject = tuple[Contact, Reminder | None]
"""Whom a card is about, and which of their reminders; None: where none is meant."""


def cards_of(session: Session, owner: Member, subjects: Sequence[Subject], now: datetime) -> list[Card]:
    """A card for each: where they met, what has happened, what comes next, and what limits say."""
    return _cards(session, subjects, planning.rules_of(session, [owner], now), {owner.id: owner})


def card_of(
    session: Session, owner: Member, contact: Contact, now: datetime, reminder: Reminder | None = None
) -> Card:
    """One contact's card, outside any DM."""
    return cards_of(session, owner, [(contact, reminder)], now)[0]


def mornings(
    session: Session, delivery_ids: Collection[int], now: datetime, only: int | None = None
) -> list[tuple[Delivery, Morning]]:
    """These DMs, of whichever members, drawn from what is true now. `only`: with the card of that reminder alone."""
    found = deliveries_store.deliveries(session, delivery_ids)
    items = {each: [item for item in each.items if only in (None, item.reminder_id)] for each in found}
    owners = {each.member_id: each.member for each in found}
    teams = members.workspaces(session, {each.workspace_id for each in found})
    rules = planning.rules_of(session, owners.values(), now)
    subjects: list[Subject] = [(each.reminder.contact, each.reminder) for some in items.values() for each in some]
    cards = iter(_cards(session, subjects, rules, owners))
    made = []
    for each, some in items.items():
        day, owner, reminders = each.morning_on, each.member, [item.reminder for item in some]
        is_news = bool(rules[owner.id].negotiations)
        over = negotiations.news(session, owner, reminders, day) if is_news else []
        shown = [replace(next(cards), meant_for=planning.late_since(item, owner, day)) for item in some]
        made.append((each, Morning(day, shown, teams[each.workspace_id].slack_team_id, over)))
    return made


def mornings_showing(
    session: Session, owner: Member, reminder_id: int | None, message: tuple[str | None, str | None], now: datetime
) -> list[tuple[Delivery, Morning]]:
    """Every DM of the member that shows this reminder, and the one that is this (channel, ts), as they stand."""
    return mornings(session, deliveries_store.shown_in(session, owner, reminder_id, *message), now)


def _cards(
    session: Session, subjects: Sequence[Subject], rules: Mapping[int, Rules], owners: Mapping[int, Member]
) -> list[Card]:
    ids = [contact.id for contact, _ in subjects]
    met = encounters_store.latest_encounters(session, ids)
    wrote = store.last_wrote_on(session, ids)
    changes = store.latest_changes(session, ids)
    following = store.open_reminders(session, ids)
    departed = members.departed(session, ids)
    questions: dict[int, dict[str, Any]] = {}
    for contact, reminder in subjects:
        if reminder and reminder.limit_id:
            questions |= negotiations.about(session, owners[contact.member_id], reminder.limit_id)
    return [
        Card(
            contact=contact,
            reminder=reminder,
            encounter=met.get(contact.id),
            wrote_on=wrote.get(contact.id),
            change=changes.get(contact.id),
            bounds=rules[contact.member_id].of(contact),
            departed=contact.slack_user_id in departed,
            **questions.get(reminder.limit_id or 0 if reminder else 0, {"following": following.get(contact.id)}),
        )
        for contact, reminder in subjects
    ]
