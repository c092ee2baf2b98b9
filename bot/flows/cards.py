"""A DM as it stands now: its cards, open or settled."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.cards import Card, Morning
from bot.domain.models import Contact, Delivery, Member, Reminder
from bot.domain.types import Rung
from bot.flows import deliveries, limits, negotiations
from bot.store import attempts as store
from bot.store import deliveries as deliveries_store
from bot.store import encounters as encounters_store
from bot.store import members


async def morning(session: AsyncSession, delivery_id: int, now: datetime) -> Morning | None:
    """The DM of that delivery, drawn from what is true now."""
    delivery = await deliveries_store.delivery(session, delivery_id)
    owner = await members.find_by_id(session, delivery.member_id) if delivery else None
    if delivery is None or owner is None:
        return None
    workspace = await deliveries_store.workspace_of(session, delivery_id)
    cards = await _cards(session, owner, delivery, now)
    return Morning(
        delivery_id=delivery.id,
        shown_on=delivery.morning_on,
        cards=cards,
        team_id=workspace.slack_team_id if workspace else "",
        over=tuple(await negotiations.announced(session, owner, cards, delivery.morning_on)),
    )


async def mornings_showing(
    session: AsyncSession,
    owner: Member,
    reminder_id: int | None,
    message: tuple[str | None, str | None],
    now: datetime,
) -> list[tuple[Delivery, Morning]]:
    """Every DM of the member that shows this reminder, and the one that is this (channel, ts), as they stand."""
    deliveries_found = list(await store.shown_in(session, owner, reminder_id)) if reminder_id else []
    channel, ts = message
    clicked = await deliveries_store.by_message(session, owner, channel, ts) if channel and ts else None
    if clicked and clicked.id not in [each.id for each in deliveries_found]:
        deliveries_found.append(clicked)
    return await mornings(session, owner, [each.id for each in deliveries_found], now)


async def mornings(
    session: AsyncSession, owner: Member, delivery_ids: Sequence[int], now: datetime
) -> list[tuple[Delivery, Morning]]:
    """These DMs of the member, as they stand."""
    found = []
    for delivery_id in delivery_ids:
        delivery, drawn = (
            await deliveries_store.delivery(session, delivery_id),
            await morning(session, delivery_id, now),
        )
        if delivery and drawn and delivery.member_id == owner.id:
            found.append((delivery, drawn))
    return found


async def card_of(session: AsyncSession, owner: Member, reminder: Reminder, now: datetime) -> Card:
    """One reminder's card, outside any DM."""
    return (await _describe(session, owner, [(reminder.contact, reminder)], now))[0]


async def card_of_contact(session: AsyncSession, owner: Member, contact: Contact, now: datetime) -> Card:
    """A contact's card where none of their reminders is meant."""
    return (await _describe(session, owner, [(contact, None)], now))[0]


async def _cards(session: AsyncSession, owner: Member, delivery: Delivery, now: datetime) -> list[Card]:
    subjects = [(item.reminder.contact, item.reminder) for item in delivery.items]
    described = await _describe(session, owner, subjects, now)
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


async def _describe(
    session: AsyncSession, owner: Member, subjects: Sequence[tuple[Contact, Reminder | None]], now: datetime
) -> list[Card]:
    contacts = [contact for contact, _ in subjects]
    ids = [contact.id for contact in contacts]
    met = await encounters_store.latest_encounters(session, ids)
    wrote = await store.last_wrote_on(session, ids)
    changes = await store.latest_changes(session, contacts)
    rules = await limits.rules(session, owner, now)
    held = (
        await negotiations.all_held(session, owner)
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
            following=await store.open_reminder(session, contact.id),
            held_with=tuple(name for each in held if contact in each.contacts for name in each.names),
            bounds=rules.of(contact),
        )
        for contact, reminder in subjects
    ]
