"""Cards are made here, for DMs, for Home and for the contact view; and DMs as they stand now."""

from collections.abc import Collection, Iterator, Mapping, Sequence
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
from bot.store import directory as directory_store
from bot.store import encounters as encounters_store
from bot.store import members

Subject = tuple[Contact, Reminder | None]
"""Whom a card is about, and which of their reminders; None: where none is meant."""


def cards_of(session: Session, owner: Member, subjects: Sequence[Subject], now: datetime) -> list[Card]:
    """A card for each: where they met, what has happened, what comes next, and what limits say."""
    return _cards(session, subjects, planning.rules_of(session, [owner], now), {owner.id: owner})


def card_of(session: Session, owner: Member, reminder: Reminder, now: datetime) -> Card:
    """One reminder's card, outside any DM."""
    return cards_of(session, owner, [(reminder.contact, reminder)], now)[0]


def card_of_contact(session: Session, owner: Member, contact: Contact, now: datetime) -> Card:
    """A contact's card where none of their reminders is meant."""
    return cards_of(session, owner, [(contact, None)], now)[0]


def card_by_id(session: Session, reminder_id: int, now: datetime) -> Card:
    """The same for a reminder of whichever member."""
    reminder = store.reminder_by_id(session, reminder_id)
    return card_of(session, members.member_by_id(session, reminder.member_id, lock=False), reminder, now)


def mornings(session: Session, delivery_ids: Collection[int], now: datetime) -> list[tuple[Delivery, Morning]]:
    """These DMs, of whichever members, drawn from what is true now."""
    found = deliveries_store.whole(session, delivery_ids)
    owners = members.members(session, {each.member_id for each in found})
    teams = members.workspaces(session, {each.workspace_id for each in found})
    rules = planning.rules_of(session, list(owners.values()), now)
    subjects: list[Subject] = [(item.reminder.contact, item.reminder) for each in found for item in each.items]
    cards = iter(_cards(session, subjects, rules, owners))
    return [
        (each, _morning(session, owners[each.member_id], each, cards, rules, teams[each.workspace_id].slack_team_id))
        for each in found
    ]


def mornings_of(
    session: Session, owner: Member, delivery_ids: Collection[int], now: datetime
) -> list[tuple[Delivery, Morning]]:
    """Those of these DMs that are the member's."""
    return [found for found in mornings(session, delivery_ids, now) if found[0].member_id == owner.id]


def mornings_showing(
    session: Session,
    owner: Member,
    reminder_id: int | None,
    message: tuple[str | None, str | None],
    now: datetime,
) -> list[tuple[Delivery, Morning]]:
    """Every DM of the member that shows this reminder, and the one that is this (channel, ts), as they stand."""
    found = {each.id for each in store.shown_in(session, owner, reminder_id)} if reminder_id else set()
    channel, ts = message
    clicked = deliveries_store.by_message(session, owner, channel, ts) if channel and ts else None
    return mornings(session, found | ({clicked.id} if clicked else set()), now)


def _cards(
    session: Session, subjects: Sequence[Subject], rules: Mapping[int, Rules], owners: Mapping[int, Member]
) -> list[Card]:
    ids = [contact.id for contact, _ in subjects]
    met = encounters_store.latest_encounters(session, ids)
    wrote = store.last_wrote_on(session, ids)
    changes = store.latest_changes(session, ids)
    following = store.open_reminders(session, ids)
    departed = directory_store.departed(session, ids)
    questions = _questions(session, subjects, owners)
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


def _questions(
    session: Session, subjects: Sequence[Subject], owners: Mapping[int, Member]
) -> dict[int, dict[str, Any]]:
    """What the cards that ask whether a negotiation goes on know beside, by the limit they ask about."""
    found: dict[int, dict[str, Any]] = {}
    for contact, reminder in subjects:
        if reminder and reminder.limit_id and reminder.limit_id not in found:
            found |= negotiations.about(session, owners[contact.member_id], reminder.limit_id)
    return found


def _morning(
    session: Session,
    owner: Member,
    delivery: Delivery,
    cards: Iterator[Card],
    rules: Mapping[int, Rules],
    team_id: str,
) -> Morning:
    reminders = [item.reminder for item in delivery.items]
    own = [next(cards) for _ in reminders]
    news = rules[owner.id].negotiations
    return Morning(
        delivery_id=delivery.id,
        shown_on=delivery.morning_on,
        cards=[
            replace(card, planned_on=item.planned_on, late=planning.is_late(item, owner, delivery.morning_on))
            for card, item in zip(own, delivery.items, strict=True)
        ],
        team_id=team_id,
        over=tuple(negotiations.announced(session, owner, reminders, delivery.morning_on)) if news else (),
    )
