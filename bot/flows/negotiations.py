"""Negotiations: whoever was met in one is left in peace until some time after its end."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from bot.domain import ladder
from bot.domain.cards import Card, Over
from bot.domain.models import Contact, Member, Negotiation, Reminder
from bot.domain.types import Outcome, Rung, Stage
from bot.errors import NotFound, UserError
from bot.flows import attempts, changes, limits, planning
from bot.flows.attempts import find_contact
from bot.store import attempts as attempts_store
from bot.store import encounters as encounters_store
from bot.store import limits as store

LONGEST_AHEAD = timedelta(days=366)
"""How far ahead the end of a negotiation may be told."""


@dataclass(frozen=True)
class Held:
    """A negotiation that goes on, and who is left in peace because of it."""

    name: str
    contacts: Sequence[Contact]
    asked_about: Contact
    """The one whom the question of the quarter hangs on."""

    @property
    def names(self) -> list[str]:
        """Theirs."""
        return [contact.name for contact in self.contacts]


def held_with(session: Session, owner: Member, contact_id: int) -> Held:
    """The negotiation that this contact is on hold for. Raises NotFound where there is none (any more)."""
    contact = find_contact(session, owner, contact_id)
    if not contact.negotiation:
        raise NotFound
    return (_held(session, owner))[_key(contact.negotiation)]


def end(session: Session, owner: Member, held: Held, ended_on: date, now: datetime) -> list[Reminder]:
    """It has ended: everybody it held is left in peace for the cooling-off time, then a first note is due to each.

    Returns the reminders of those notes that have a day. Raises UserError for a day too far ahead.
    """
    if ended_on > planning.today_of(owner, now) + LONGEST_AHEAD:
        raise UserError("That is more than a year away. Please tell me nearer to that day.")
    negotiation = _negotiation(session, owner, held.name, now)
    negotiation.ended_on, negotiation.announced_on = ended_on, None
    waiting = attempts_store.open_reminders(session, [contact.id for contact in held.contacts])
    diary = planning.open_diary(session, owner, now)
    planned = []
    for contact in held.contacts:
        reminder = waiting.get(contact.id)
        change = changes.open_change(session, owner, contact, reminder, "over", now)
        changes.settle(reminder, Outcome.OVER)
        contact.negotiation, last_ended_on = _others(session, owner, contact, ended_on)
        until = contact.cooling_off_until = peace_until(owner, contact, last_ended_on)
        if contact.negotiation is None and contact.stage is Stage.ON_HOLD:
            contact.stage, window = Stage.FOLLOWING_UP, ladder.after_hold(until)
            planned.append(planning.note(session, owner, diary, contact, Rung.FIRST_NOTE, window, change))
    session.flush()
    keep_asking(session, owner, now)
    limits.replan(session, owner, now)
    return [reminder for reminder in planned if reminder.due_on]


def peace_until(owner: Member, contact: Contact, ended_on: date) -> date:
    """The first day on which they may be written to, of all the negotiations that have ended so far."""
    return max(ended_on + timedelta(days=owner.cooling_off_days), contact.cooling_off_until or date.min)


def take_back(session: Session, owner: Member, contact_id: int, now: datetime) -> Held:
    """It has not ended after all: back on hold, all those for whom nothing newer has happened.

    Raises NotFound, and UserError where there is nobody like that.
    """
    contact = find_contact(session, owner, contact_id)
    over = (attempts_store.latest_changes(session, [contact])).get(contact.id)
    if over is None or over.verb != "over":
        raise NotFound
    name = over.before["contact"]["negotiation"]
    for change in attempts_store.changes_told_at(session, owner, "over", over.created_at):
        if _key(change.before["contact"]["negotiation"]) == _key(name):
            changes.undo(session, owner, change, now)
    held = (_held(session, owner)).get(_key(name))
    if held is None:
        raise UserError("Something newer has happened with them since, so that stays as it is.")
    (_negotiation(session, owner, name, now)).ended_on = None
    return held


def undo_latest(session: Session, owner: Member, contact: Contact, now: datetime) -> None:
    """Take back what was decided last about the contact; the end of a negotiation, for all its people."""
    latest = (attempts_store.latest_changes(session, [contact])).get(contact.id)
    if latest and latest.verb == "over":
        take_back(session, owner, contact.id, now)
    else:
        attempts.undo_latest(session, owner, contact, now)


def goes_on(session: Session, owner: Member, reminder: Reminder, now: datetime) -> None:
    """Asked whether it goes on, the member said yes: the next question is a quarter away."""
    if not reminder.open or reminder.rung is not Rung.STILL_ON:
        return
    change, _ = changes.begin(session, owner, reminder.contact, "goes_on", now)
    changes.settle(reminder, Outcome.GOES_ON)
    window = ladder.still_on(planning.today_of(owner, now))
    planning.plan(session, owner, reminder.contact, Rung.STILL_ON, window, change, now)


def keep_asking(session: Session, owner: Member, now: datetime) -> None:
    """See to it that for each negotiation that goes on, one question is planned: once a quarter, whether it does.

    The question hangs on one of its contacts; when that one is let go or deleted, it moves to another, and stays
    there when that one comes back.
    """
    for held in (_held(session, owner)).values():
        waiting = [contact for contact in held.contacts if contact.stage is Stage.ON_HOLD]
        ids = [contact.id for contact in waiting]
        asking = attempts_store.open_reminders(session, ids)
        for twice in sorted(asking.values(), key=lambda reminder: reminder.id)[:-1]:
            changes.settle(twice, Outcome.SUPERSEDED)
        if asking or not waiting:
            continue
        met = encounters_store.latest_encounters(session, ids)
        since = [encounter.met_on for encounter in met.values()] or [planning.today_of(owner, now)]
        everybody = [contact.id for contact in held.contacts]
        asked = attempts_store.last_shown_on(session, owner, Rung.STILL_ON, everybody)
        first = waiting[0]
        change = (attempts_store.latest_changes(session, [first])).get(first.id)
        window = ladder.still_on(max([*since, asked or date.min]))
        planning.plan(session, owner, first, Rung.STILL_ON, window, change, now)


def begun(session: Session, owner: Member, name: str | None, met_on: date, now: datetime) -> Negotiation | None:
    """Somebody was met in it. Returns it where it has ended since, as the member said.

    Else it goes on; and where it had ended before, everybody who waits for a first note after it is on hold again.
    """
    found = _find(session, owner, name) if name else None
    if found and found.ended_on and met_on <= found.ended_on:
        return found
    if found and found.ended_on:
        waiting = _ended_for(session, owner, store.cooled_off(session, owner))
        found.ended_on = None
        for contact in waiting.get(found, ()):
            _, reminder = changes.begin(session, owner, contact, "held", now)
            changes.settle(reminder, Outcome.SUPERSEDED)
            contact.stage, contact.negotiation = Stage.ON_HOLD, found.name
    return None


def all_held(session: Session, owner: Member) -> list[Held]:
    """Every negotiation that goes on, with its people."""
    return list((_held(session, owner)).values())


def announced(session: Session, owner: Member, cards: Sequence[Card], morning_on: date) -> list[Over]:
    """What the DM of that morning tells once: a negotiation's time of peace is over, for all its people."""
    due = _ended_for(session, owner, _brought_up_by_an_end([card.reminder for card in cards]))
    news = [each for each in due if each.announced_on in (None, morning_on)]
    people = _ended_for(session, owner, store.cooled_off(session, owner) if news else [])
    return [
        Over(each.name, each.ended_on, tuple(contact.name for contact in people[each]))
        for each in news
        if each.ended_on
    ]


def mark_announced(session: Session, owner: Member, reminders: Sequence[Reminder], morning_on: date) -> None:
    """It was told, in the DM that carried these reminders."""
    for each in _ended_for(session, owner, _brought_up_by_an_end(reminders)):
        each.announced_on = each.announced_on or morning_on


def _brought_up_by_an_end(reminders: Iterable[Reminder | None]) -> list[Contact]:
    """Those whom a first note is for now, because the peace after a negotiation is over."""
    first = [each for each in reminders if each and each.rung is Rung.FIRST_NOTE]
    return [each.contact for each in first if each.opens_on == each.contact.cooling_off_until]


def _ended_for(session: Session, owner: Member, contacts: Sequence[Contact]) -> dict[Negotiation, list[Contact]]:
    """The negotiations that these were met in: of several, the one that ended last."""
    ended = {_key(each.name): each for each in store.negotiations(session, owner)} if contacts else {}
    found: dict[Negotiation, list[Contact]] = defaultdict(list)
    for contact in contacts:
        met = encounters_store.encounters_of(session, owner, contact.id)
        over = [it for each in met if (it := ended.get(_key(each.negotiation))) and it.ended_on]
        if over:
            found[max(over, key=lambda each: each.ended_on or date.min)].append(contact)
    return found


def _others(session: Session, owner: Member, contact: Contact, ended_on: date) -> tuple[str | None, date]:
    """Of those the contact was met in, now that theirs has ended: one that goes on, and the last day one ended on."""
    ends = {_key(each.name): each.ended_on for each in store.negotiations(session, owner)}
    met = encounters_store.encounters_of(session, owner, contact.id)
    names = [each.negotiation for each in met if each.negotiation]
    goes_on = next((name for name in names if ends.get(_key(name)) is None), None)
    return goes_on, max([ended_on, *(end for name in names if (end := ends.get(_key(name))))])


def _held(session: Session, owner: Member) -> dict[str, Held]:
    found: dict[str, list[Contact]] = defaultdict(list)
    for contact in store.held_contacts(session, owner):
        found[_key(contact.negotiation)].append(contact)
    ids = [contact.id for contacts in found.values() for contact in contacts]
    asking = attempts_store.open_reminders(session, ids)
    return {
        key: Held(
            contacts[0].negotiation or "",
            contacts,
            next((contact for contact in contacts if contact.id in asking), contacts[0]),
        )
        for key, contacts in found.items()
    }


def _negotiation(session: Session, owner: Member, name: str, now: datetime) -> Negotiation:
    found = _find(session, owner, name)
    if found is None:
        found = Negotiation(workspace_id=owner.workspace_id, member_id=owner.id, name=name, created_at=now)
        session.add(found)
    return found


def _find(session: Session, owner: Member, name: str) -> Negotiation | None:
    return next((each for each in store.negotiations(session, owner) if _key(each.name) == _key(name)), None)


def _key(name: str | None) -> str:
    return " ".join((name or "").casefold().split())
