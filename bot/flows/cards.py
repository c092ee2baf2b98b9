"""A DM as it stands now: its cards, open or settled."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.cards import Card, Morning
from bot.domain.models import Contact, Delivery, Member, Reminder
from bot.domain.types import Rung
from bot.flows import deliveries, limits, negotiations
from bot.store import attempts as store
from bot.store import deliveries as deliveries_store
from bot.store import encounters as encounters_store
from bot.store import members


def morning(session: Session, delivery_id: int, now: datetime) -> Morning | None:
    """The DM of that delivery, drawn from what is true now."""
    delivery = deliveries_store.delivery(session, delivery_id)
    owner = members.find_by_id(session, delivery.member_id) if delivery else None
    if delivery is None or owner is None:
        return None
    workspace = deliveries_store.workspace_of(session, delivery_id)
    cards = _cards(session, owner, delivery, now)
    return Morning(
        delivery_id=delivery.id,
        shown_on=delivery.morning_on,
        cards=cards,
        team_id=workspace.slack_team_id if workspace else "",
        over=tuple(negotiations.announced(session, owner, cards, delivery.morning_on)),
    )


def mornings_showing(
    session: Session,
    owner: Member,
    reminder_id: int | None,
    message: tuple[str | None, str | None],
    now: datetime,
) -> list[tuple[Delivery, Morning]]:
    """Every DM of the member that shows this reminder, and the one that is this (channel, ts), as they stand."""
    deliveries_found = list(store.shown_in(session, owner, reminder_id)) if reminder_id else []
    channel, ts = message
    clicked = deliveries_store.by_message(session, owner, channel, ts) if channel and ts else None
    if clicked and clicked.id not in [each.id for each in deliveries_found]:
        deliveries_found.append(clicked)
    return mornings(session, owner, [each.id for each in deliveries_found], now)


def mornings(
    session: Session, owner: Member, delivery_ids: Sequence[int], now: datetime
) -> list[tuple[Delivery, Morning]]:
    """These DMs of the member, as they stand."""
    found = []
    for delivery_id in delivery_ids:
        delivery, drawn = (
            deliveries_store.delivery(session, delivery_id),
            morning(session, delivery_id, now),
        )
        if delivery and drawn and delivery.member_id == owner.id:
            found.append((delivery, drawn))
    return found


def card_of(session: Session, owner: Member, reminder: Reminder, now: datetime) -> Card:
    """One reminder's card, outside any DM."""
    return (_describe(session, owner, [(reminder.contact, reminder)], now))[0]


def card_of_contact(session: Session, owner: Member, contact: Contact, now: datetime) -> Card:
    """A contact's card where none of their reminders is meant."""
    return (_describe(session, owner, [(contact, None)], now))[0]


def _cards(session: Session, owner: Member, delivery: Delivery, now: datetime) -> list[Card]:
    subjects = [(item.reminder.contact, item.reminder) for item in delivery.items]
    described = _describe(session, owner, subjects, now)
    return [
        Card(
            **{
                **card.__dict__,
                "planned_on": item.planned_on,
                "late": deliveries.is_late(item, owner, delivery.morning_on),
            }
        )
        for card, item in zip(described, delivery.items, strict=True)
    ]


def _describe(
    session: Session, owner: Member, subjects: Sequence[tuple[Contact, Reminder | None]], now: datetime
) -> list[Card]:
    contacts = [contact for contact, _ in subjects]
    ids = [contact.id for contact in contacts]
    met = encounters_store.latest_encounters(session, ids)
    wrote = store.last_wrote_on(session, ids)
    changes = store.latest_changes(session, contacts)
    rules = limits.rules(session, owner, now)
    held = (
        negotiations.all_held(session, owner)
        if any(reminder and reminder.rung is Rung.STILL_ON for _, reminder in subjects)
        else []
    )
    return [
        Card(
            contact=contact,
            reminder=reminder,
            encounter=met.get(contact.id),
            wrote_on=wrote.get(contact.id),
            change=changes.get(contact.id),
            following=store.open_reminder(session, contact.id),
            held_with=tuple(name for each in held if contact in each.contacts for name in each.names),
            bounds=rules.of(contact),
        )
        for contact, reminder in subjects
    ]
