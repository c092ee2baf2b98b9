"""What the Home tab shows: every contact once, in the list where it stands."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from bot.domain.cards import Card
from bot.domain.home import Home, Shelf
from bot.domain.models import Contact, Member, Reminder
from bot.domain.types import LimitKind, Rung, Stage
from bot.flows import limits, planning
from bot.store import attempts as attempts_store
from bot.store import contacts as contacts_store
from bot.store import deliveries as deliveries_store
from bot.store import directory as directory_store
from bot.store import encounters as encounters_store
from bot.store import home as store
from bot.store import projects as projects_store

KEEP_IN_TOUCH_STAYS_DUE = timedelta(days=14)
"""How long a keep-in-touch reminder that was shown stays among the due ones."""
BRING_BACK_FOR = timedelta(days=1)
"""How long a contact that was deleted can be brought back."""
SHELF_OF_STAGE = {
    Stage.IN_TOUCH: Shelf.IN_TOUCH,
    Stage.LET_GO: Shelf.LET_GO,
}


def home(session: Session, owner: Member, now: datetime) -> Home:
    """Everything the member's Home shows at this moment."""
    today = planning.today_of(owner, now)
    contacts = store.contacts(session, owner)
    cards = cards_of(session, owner, contacts, store.open_reminders(session, owner), now)
    shelves: dict[Shelf, list[Card]] = defaultdict(list)
    for card in cards:
        shelves[_shelf(card, today)].append(card)
    for shelf in shelves.values():
        shelf.sort(key=lambda card: (_day(card), card.contact.name.casefold()))
    return Home(
        today=today,
        shelves=dict(shelves),
        paused_until=owner.paused_until if owner.paused_until and owner.paused_until > today else None,
        zone=owner.zone,
        project=projects_store.current(session, owner),
        parked=[
            each.morning_on
            for each in deliveries_store.parked(session, owner)
            if any(item.reminder.open for item in each.items)
        ],
        deleted=contacts_store.deleted(session, owner, now - BRING_BACK_FOR),
    )


def names(session: Session, owner: Member) -> dict[int, str]:
    """The names of the member's contacts, by id."""
    return {contact.id: contact.name for contact in store.contacts(session, owner)}


def cards_of(
    session: Session,
    owner: Member,
    contacts: Sequence[Contact],
    reminders: dict[int, Reminder],
    now: datetime,
) -> list[Card]:
    """A card for each contact, with its open reminder and what has happened."""
    ids = [contact.id for contact in contacts]
    met = encounters_store.latest_encounters(session, ids)
    wrote = attempts_store.last_wrote_on(session, ids)
    changes = attempts_store.latest_changes(session, contacts)
    rules = limits.rules(session, owner, now)
    departed = directory_store.departed(session, owner)
    return [
        Card(
            contact=contact,
            reminder=reminders.get(contact.id),
            encounter=met.get(contact.id),
            wrote_on=wrote.get(contact.id),
            change=changes.get(contact.id),
            bounds=rules.of(contact),
            departed=contact.slack_user_id in departed,
        )
        for contact in contacts
    ]


def _shelf(card: Card, today: date) -> Shelf:
    reminder, stop = card.reminder, card.bounds.stop
    if stop and stop.kind is LimitKind.DO_NOT_CONTACT:
        return Shelf.LET_GO
    if stop and card.contact.stage is not Stage.LET_GO:
        return Shelf.ON_HOLD
    if reminder and _is_due(reminder, card.contact, today):
        return Shelf.DUE
    if card.contact.stage is not Stage.FOLLOWING_UP:
        return SHELF_OF_STAGE[card.contact.stage]
    waits = reminder is None or reminder.rung is not Rung.FIRST_NOTE
    return Shelf.WAITING if waits and not (reminder and reminder.snoozed) else Shelf.COMING_UP


def _is_due(reminder: Reminder, contact: Contact, today: date) -> bool:
    if contact.stage is Stage.IN_TOUCH:
        shown_on = reminder.shown_on
        return shown_on is not None and today - shown_on <= KEEP_IN_TOUCH_STAYS_DUE
    if contact.stage is not Stage.FOLLOWING_UP:
        return False
    return reminder.shown > 0 or reminder.due_on is None or reminder.due_on <= today


def _day(card: Card) -> date:
    return (card.reminder.due_on if card.reminder else None) or date.max
