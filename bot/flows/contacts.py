"""One contact in full: seen, corrected, deleted, and brought back for a day."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.cards import FIELDS, TOLD_BY_CHANGES, Details, Entry
from bot.domain.identity import Known, same, told_alike
from bot.domain.ladder import Happened
from bot.domain.models import (
    Ask,
    Change,
    Contact,
    DeletedContact,
    Draft,
    Encounter,
    EncounterContact,
    Member,
    Reminder,
    Touch,
)
from bot.domain.types import Outcome, Rung, Stage, TouchKind
from bot.errors import FieldErrors, NotFound, UserError
from bot.flows import attempts, changes, negotiations, planning
from bot.flows.cards import cards_of
from bot.flows.home import BRING_BACK_FOR
from bot.store import attempts as attempts_store
from bot.store import deliveries, snapshots
from bot.store.rows import having, owned

UNANSWERED = (Outcome.SUPERSEDED, Outcome.LET_GO, Outcome.KEPT)


def details(session: Session, owner: Member, contact_id: int, now: datetime) -> Details:
    """All about that contact of this member. Raises NotFound."""
    contact = attempts.find_contact(session, owner, contact_id)
    reminder = attempts_store.open_reminder(session, contact.id)
    [card] = cards_of(session, owner, [(contact, reminder)], now)
    history = sorted(_history(session, owner, contact, now), key=lambda each: (each.on, each.at), reverse=True)
    return Details(card, tuple(history), planning.today_of(owner, now))


def correct(session: Session, owner: Member, contact_id: int, told: Mapping[str, Any], now: datetime) -> Contact:
    """What the member corrects by hand wins over the directory from now on.

    `told`: each of `FIELDS`, `reason`, `keep_notes` and, in `months`, how often to bring them up (None: as before).
    Raises NotFound, and FieldErrors where the name or the e-mail is somebody else's.
    """
    contact = attempts.find_contact(session, owner, contact_id)
    corrected = {field: told[field] for field in FIELDS if told[field] != getattr(contact, field)}
    others = [each for each in having(session, Contact, member_id=[owner.id]) if each is not contact]
    _refuse_what_is_taken(corrected, others)
    for field, value in corrected.items():
        setattr(contact, field, value)
    contact.own_fields = sorted({*contact.own_fields, *corrected})
    if told["reason"] != contact.reason:
        changes.forget_reasons(session, [contact.id])
    contact.reason, contact.keep_notes, months = told["reason"], told["keep_notes"], told["months"]
    if months is not None and contact.stage is Stage.IN_TOUCH:
        attempts.decide(session, owner, contact, Happened.RHYTHM, now, months=months)
    elif months is not None:
        contact.keep_in_touch_months = months
    session.flush()
    if {"division", "company"} & corrected.keys():
        planning.replan(session, owner, now)
    return contact


def delete(session: Session, owner: Member, contact_id: int, now: datetime) -> tuple[DeletedContact, Sequence[int]]:
    """Forget the contact and everything about them; for a day it can be brought back. Raises NotFound.

    Returns what is kept for that, and the ids of the DMs that showed them.
    """
    contact = attempts.find_contact(session, owner, contact_id)
    shown_in = deliveries.showing(session, [contact])
    kept = DeletedContact(workspace_id=owner.workspace_id, member_id=owner.id, deleted_at=now)
    kept.name = contact.name
    kept.rows = snapshots.take_out(session, contact)
    session.add(kept)
    session.flush()
    negotiations.keep_asking(session, owner, now)
    return kept, shown_in


def bring_back(session: Session, owner: Member, deleted_id: int, now: datetime) -> tuple[Contact, Sequence[int]]:
    """The contact again, with everything, under the same ids. Returns the ids of the DMs that show them, too.

    What fell due meanwhile comes on the next morning. Raises NotFound where it is too late, and UserError where
    the person was noted anew.
    """
    kept = owned(session, owner, DeletedContact, deleted_id)
    if kept is None or kept.deleted_at <= now - BRING_BACK_FOR:
        raise NotFound
    [row] = kept.rows["contacts"]
    known, there = Known.from_row(row), having(session, Contact, member_id=[owner.id])
    if any(same(each, known) or told_alike(each, known) for each in there):
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
    return contact, deliveries.showing(session, [contact])


def _history(session: Session, owner: Member, contact: Contact, now: datetime) -> Iterator[Entry]:
    about = [contact.id]
    changed = having(session, Change, contact_id=about)
    noted_at = {each.id: each.created_at for each in changed}
    asked = {each.change_id: each.question for each in having(session, Ask, contact_id=about)}
    there = [each.encounter_id for each in having(session, EncounterContact, contact_id=about)]
    for met in having(session, Encounter, id=there):
        yield Entry(met.met_on, met.created_at, "met", encounter=met)
    for touch in having(session, Touch, contact_id=about):
        if touch.kind is not TouchKind.MET:  # that they met is told by the encounter
            yield Entry(touch.happened_on, noted_at[touch.change_id], touch.kind, asked.get(touch.change_id))
    for change in changed:
        if change.verb in TOLD_BY_CHANGES and change.undone_at is None:
            yield Entry(planning.today_of(owner, change.created_at), change.created_at, change.verb)
    for draft in having(session, Draft, contact_id=about):
        if draft.used_on:
            yield Entry(draft.used_on, draft.created_at, "drafted", draft.text)
    at_first = datetime.min.replace(tzinfo=now.tzinfo)  # before what was decided about it on that day
    for reminder in having(session, Reminder, contact_id=about):
        if reminder.shown_on and reminder.rung is Rung.CLOSING:
            yield Entry(reminder.shown_on, at_first, "rested")
        elif reminder.shown_on and reminder.rung.attempt and reminder.outcome in UNANSWERED:
            yield Entry(reminder.shown_on, at_first, "let_pass", rung=reminder.rung)


def _refuse_what_is_taken(corrected: Mapping[str, str | None], others: Sequence[Contact]) -> None:
    """Two contacts with one name or e-mail are, most often, one person."""
    for field, what in (("email", "has that e-mail already"), ("name", "is among your contacts already")):
        value = corrected.get(field)
        taken = [each for each in others if value and (getattr(each, field) or "").casefold() == value.casefold()]
        if taken:
            sentence = f"{taken[0].name} {what}. If they are one person, go back and choose “Same person as …”."
            raise FieldErrors({field: sentence})
