"""One contact in full: seen, corrected, deleted, and brought back for a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from bot.domain.contacts import FIELDS, Deed, Details, Entry
from bot.domain.identity import Known, same, told_alike
from bot.domain.models import Change, Contact, DeletedContact, Member, Reminder, Touch
from bot.domain.types import Outcome, Rung, Stage, TouchKind
from bot.errors import FieldErrors, NotFound, UserError
from bot.flows import attempts, changes, decisions, negotiations, planning
from bot.flows.cards import cards_of
from bot.flows.home import BRING_BACK_FOR
from bot.store import attempts as attempts_store
from bot.store import contacts as store
from bot.store import home as home_store
from bot.store import snapshots

DECISIONS = {
    "snoozed": Deed.MOVED,
    "let_go": Deed.LET_GO,
    "kept": Deed.KEPT,
    "again": Deed.AGAIN,
    "over": Deed.OVER,
    "departed": Deed.DEPARTED,
}
"""Changes that the history tells of by themselves; the others are told by their touch or encounter."""
TOUCHES = {
    TouchKind.WROTE: Deed.WROTE,
    TouchKind.REPLIED: Deed.REPLIED,
    TouchKind.TALKED: Deed.TALKED,
    TouchKind.ASKED: Deed.ASKED,
    TouchKind.HELPED: Deed.HELPED,
}
UNANSWERED = (Outcome.SUPERSEDED, Outcome.LET_GO, Outcome.KEPT)

Dated = tuple[date, datetime, Entry]


@dataclass(frozen=True)
class Correction:
    """What the form of a contact says now."""

    name: str
    title: str | None
    division: str | None
    company: str | None
    email: str | None
    reason: str | None
    months: int | None
    """How often to bring them up; None: as before."""
    keep_notes: bool


def details(session: Session, owner: Member, contact_id: int, now: datetime) -> Details:
    """All about that contact of this member. Raises NotFound."""
    contact = attempts.find_contact(session, owner, contact_id)
    reminder = attempts_store.open_reminder(session, contact.id)
    [card] = cards_of(session, owner, [(contact, reminder)], now)
    dated = [
        *[
            (each.met_on, each.created_at, Entry(each.met_on, Deed.MET, encounter=each))
            for each in store.encounters(session, contact)
        ],
        *_touched(store.touches(session, contact), store.questions(session, contact)),
        *[entry for each in store.shown_reminders(session, contact) if (entry := _brought_up(each, now))],
        *[entry for each in store.changes(session, contact) if (entry := _decided(owner, each))],
        *[
            (each.used_on, each.created_at, Entry(each.used_on, Deed.DRAFTED, each.text))
            for each in store.used_drafts(session, contact)
            if each.used_on
        ],
    ]
    newest_first = sorted(dated, key=lambda each: each[:2], reverse=True)
    return Details(card, tuple(entry for _, _, entry in newest_first), planning.today_of(owner, now))


def correct(session: Session, owner: Member, contact_id: int, told: Correction, now: datetime) -> Contact:
    """What the member corrects by hand wins over the directory from now on.

    Raises NotFound, and FieldErrors where the name or the e-mail is somebody else's.
    """
    contact = attempts.find_contact(session, owner, contact_id)
    corrected = [field for field in FIELDS if getattr(told, field) != getattr(contact, field)]
    others = [each for each in home_store.contacts(session, owner) if each is not contact]
    _refuse_what_is_taken(told, corrected, others)
    for field in corrected:
        setattr(contact, field, getattr(told, field))
    contact.own_fields = sorted({*contact.own_fields, *corrected})
    if told.reason != contact.reason:
        changes.forget_reasons(session, [contact.id])
    contact.reason, contact.keep_notes = told.reason, told.keep_notes
    if told.months is not None and contact.stage is Stage.IN_TOUCH:
        decisions.set_rhythm(session, owner, contact, told.months, now)
    elif told.months is not None:
        contact.keep_in_touch_months = told.months
    session.flush()
    if {"division", "company"} & set(corrected):
        planning.replan(session, owner, now)
    return contact


def delete(session: Session, owner: Member, contact_id: int, now: datetime) -> tuple[DeletedContact, Sequence[int]]:
    """Forget the contact and everything about them; for a day it can be brought back. Raises NotFound.

    Returns what is kept for that, and the ids of the DMs that showed them.
    """
    contact = attempts.find_contact(session, owner, contact_id)
    shown_in = store.deliveries_showing(session, contact)
    name = contact.name
    kept = DeletedContact(workspace_id=owner.workspace_id, member_id=owner.id, deleted_at=now)
    kept.name, kept.rows = name, snapshots.take_out(session, contact)
    session.add(kept)
    session.flush()
    negotiations.keep_asking(session, owner, now)
    return kept, shown_in


def bring_back(session: Session, owner: Member, deleted_id: int, now: datetime) -> tuple[Contact, Sequence[int]]:
    """The contact again, with everything, under the same ids. Returns the ids of the DMs that show them, too.

    What fell due meanwhile comes on the next morning. Raises NotFound where it is too late, and UserError where
    the person was noted anew.
    """
    kept = store.deleted_contact(session, owner, deleted_id, now - BRING_BACK_FOR)
    if kept is None:
        raise NotFound
    [row] = kept.rows["contacts"]
    known = Known.from_row(row)
    if any(same(each, known) or told_alike(each, known) for each in home_store.contacts(session, owner)):
        raise UserError(
            f"You have noted {kept.name} anew meanwhile, so I leave them as they are now: better one than two."
        )
    snapshots.put_back(session, kept.rows)
    session.delete(kept)
    contact = attempts.find_contact(session, owner, row["id"])
    reminder = attempts_store.open_reminder(session, contact.id)
    planning.release_what_fell_due([reminder] if reminder else [], now)
    negotiations.keep_asking(session, owner, now)
    planning.replan(session, owner, now)
    return contact, store.deliveries_showing(session, contact)


def _touched(touches: Sequence[Touch], questions: dict[int, str]) -> list[Dated]:
    return [
        (
            each.happened_on,
            each.change.created_at,
            Entry(each.happened_on, TOUCHES[each.kind], questions.get(each.change_id)),
        )
        for each in touches
        if each.kind in TOUCHES  # that they met is told by the encounter
    ]


def _brought_up(reminder: Reminder, now: datetime) -> Dated | None:
    """A try that came to nothing, or the closing card."""
    on = reminder.shown_on
    if on is None:
        return None
    at = datetime.min.replace(tzinfo=now.tzinfo)  # before what was decided about it on that day
    if reminder.rung is Rung.CLOSING:
        return on, at, Entry(on, Deed.RESTED)
    if reminder.rung.attempt and reminder.outcome in UNANSWERED:
        return on, at, Entry(on, Deed.LET_PASS, rung=reminder.rung)
    return None


def _decided(owner: Member, change: Change) -> Dated | None:
    deed = DECISIONS.get(change.verb)
    on = planning.today_of(owner, change.created_at)
    return (on, change.created_at, Entry(on, deed)) if deed else None


def _refuse_what_is_taken(told: Correction, corrected: Sequence[str], others: Sequence[Contact]) -> None:
    """Two contacts with one name or e-mail are, most often, one person."""
    for field, what in (("email", "has that e-mail already"), ("name", "is among your contacts already")):
        value = getattr(told, field)
        if field not in corrected or value is None:
            continue
        for other in others:
            if (getattr(other, field) or "").casefold() == value.casefold():
                sentence = f"{other.name} {what}. If they are one person, go back and choose “Same person as …”."
                raise FieldErrors({field: sentence})
