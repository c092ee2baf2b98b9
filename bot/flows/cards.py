"""Cards are made here, for DMs, for Home and for the contact view; and DMs and Home as they stand now."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.cards import SHOWN, Card, Home, Morning, Shelf
from bot.domain.limits import Rules
from bot.domain.models import Contact, DeletedContact, Delivery, Member, Reminder
from bot.domain.models.attempts import DRAWN_AT_MOST
from bot.domain.types import LimitKind, Rung, Stage
from bot.flows import negotiations, planning
from bot.store import (
    asks as asks_store,
    attempts as store,
    deliveries as deliveries_store,
    encounters as encounters_store,
    members,
)
from bot.store.rows import having

KEEP_IN_TOUCH_STAYS_DUE = timedelta(days=14)
"""How long a keep-in-touch reminder that was shown stays among the due ones."""
BRING_BACK_FOR = timedelta(days=1)
"""How long a contact that was deleted can be brought back."""
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


def home(session: Session, owner: Member, now: datetime) -> Home:
    """Everything the member's Home shows at this moment."""
    today, rules = planning.today_of(owner, now), planning.rules(session, owner, now)
    shelves: dict[Shelf, list[Any]] = defaultdict(list)
    undrawn = []
    for each in store.standings(session, owner):
        if (each.undrawn or 0) >= DRAWN_AT_MOST:
            undrawn.append(each.name)
        else:
            shelves[_shelf(each, rules, today)].append(each)
    for found in shelves.values():
        found.sort(key=lambda each: (each.due_on or date.max, each.name.casefold()))
    shown = {shelf: found[: SHOWN[shelf]] for shelf, found in shelves.items()}
    ids = [each.id for found in shown.values() for each in found]
    contacts = {each.id: each for each in having(session, Contact, id=ids)}
    reminders = store.open_reminders(session, ids)
    cards = cards_of(session, owner, [(contacts[each], reminders.get(each)) for each in ids], now)
    by_id = {card.contact.id: card for card in cards}
    deleted = reversed(having(session, DeletedContact, member_id=[owner.id]))
    return Home(
        today=today,
        shelves={shelf: [by_id[each.id] for each in found] for shelf, found in shown.items()},
        counts={shelf: len(found) for shelf, found in shelves.items()},
        paused_until=owner.paused_until if owner.paused_until and owner.paused_until > today else None,
        zone=owner.zone,
        project=asks_store.current_project(session, owner),
        parked=deliveries_store.parked(session, owner),
        undrawn=undrawn,
        deleted=[each for each in deleted if each.deleted_at > now - BRING_BACK_FOR],
    )


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


def _shelf(each: Any, rules: Rules, today: date) -> Shelf:
    stop = rules.of(each).stop
    if stop and stop.kind is LimitKind.DO_NOT_CONTACT:
        return Shelf.LET_GO
    if stop and each.stage is not Stage.LET_GO:
        return Shelf.ON_HOLD
    if each.stage is Stage.LET_GO:
        return Shelf.LET_GO
    if each.stage is Stage.IN_TOUCH:
        was_shown = each.shown_on is not None and today - each.shown_on <= KEEP_IN_TOUCH_STAYS_DUE
        return Shelf.DUE if each.rung and was_shown else Shelf.IN_TOUCH
    if each.rung and (each.shown or each.due_on is None or each.due_on <= today):
        return Shelf.DUE
    return Shelf.COMING_UP if each.rung is Rung.FIRST_NOTE or each.snoozed else Shelf.WAITING
