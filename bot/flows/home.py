"""What the Home tab shows: every contact counted in the list where it stands, and the first of each list as cards."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.cards import SHOWN, Home, Shelf
from bot.domain.limits import Rules
from bot.domain.models import Contact, DeletedContact, Member
from bot.domain.models.attempts import DRAWN_AT_MOST
from bot.domain.types import LimitKind, Rung, Stage
from bot.flows import planning
from bot.flows.cards import cards_of
from bot.store import asks as asks_store
from bot.store import attempts as attempts_store
from bot.store import deliveries as deliveries_store
from bot.store.rows import having

KEEP_IN_TOUCH_STAYS_DUE = timedelta(days=14)
"""How long a keep-in-touch reminder that was shown stays among the due ones."""
BRING_BACK_FOR = timedelta(days=1)
"""How long a contact that was deleted can be brought back."""


def home(session: Session, owner: Member, now: datetime) -> Home:
    """Everything the member's Home shows at this moment."""
    today, rules = planning.today_of(owner, now), planning.rules(session, owner, now)
    shelves: dict[Shelf, list[Any]] = defaultdict(list)
    undrawn = []
    for each in attempts_store.standings(session, owner):
        if (each.undrawn or 0) >= DRAWN_AT_MOST:
            undrawn.append(each.name)
        else:
            shelves[_shelf(each, rules, today)].append(each)
    for found in shelves.values():
        found.sort(key=lambda each: (each.due_on or date.max, each.name.casefold()))
    shown = {shelf: found[: SHOWN[shelf]] for shelf, found in shelves.items()}
    ids = [each.id for found in shown.values() for each in found]
    contacts = {each.id: each for each in having(session, Contact, id=ids)}
    reminders = attempts_store.open_reminders(session, ids)
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
