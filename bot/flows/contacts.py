"""One contact in full: seen, corrected, deleted and brought back; and two that are one person made one, such as
somebody outside who got a Slack account."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.domain import models
from bot.domain.cards import FIELDS, TOLD_BY_CHANGES, Details, Entry, Merger
from bot.domain.identity import Known, are_two_people, is_short, likeness, same, told_alike
from bot.domain.ladder import Happened
from bot.domain.models import Contact, DeletedContact, EncounterContact, Member
from bot.domain.types import Outcome, Rung, Stage, TouchKind
from bot.errors import FieldErrors, NotFound, UserError
from bot.flows import attempts, changes, negotiations, planning
from bot.flows.cards import BRING_BACK_FOR, cards_of
from bot.store import attempts as attempts_store, deliveries, snapshots
from bot.store.rows import having, owned

UNANSWERED = (Outcome.SUPERSEDED, Outcome.LET_GO, Outcome.KEPT)
MOST_ALIVE = (Stage.IN_TOUCH, Stage.FOLLOWING_UP, Stage.LET_GO)
"""The first of these at which either of them stands is where both will stand."""
LADDER = (Rung.FIRST_NOTE, Rung.SECOND_TRY, Rung.THIRD_TRY, Rung.CLOSING)
RUNGS = {Stage.IN_TOUCH: (Rung.KEEP_IN_TOUCH,), Stage.FOLLOWING_UP: LADDER, Stage.LET_GO: (Rung.CLOSING,)}
"""The reminders that a stage can have; the further one is the one to keep."""
TAKEN_OVER = ("title", "division", "company", "email", "link", "moved_from", "moved_on")


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
    for field, what in (("email", "has that e-mail already"), ("name", "is among your contacts already")):
        value = (corrected.get(field) or "").casefold()  # two contacts with one name or e-mail are, most often, one
        taken = [each for each in others if value and (getattr(each, field) or "").casefold() == value]
        if taken:
            sentence = f"{taken[0].name} {what}. If they are one person, go back and choose “Same person as …”."
            raise FieldErrors({field: sentence})
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
    """Forget the contact and everything about them. Returns what is kept for a day, to bring it back, and the ids of
    the DMs that showed them. Raises NotFound."""
    contact = attempts.find_contact(session, owner, contact_id)
    shown_in = deliveries.showing(session, [contact])
    kept = DeletedContact.of(owner, deleted_at=now, name=contact.name)
    kept.rows = snapshots.take_out(session, contact)
    session.add(kept)
    session.flush()
    negotiations.keep_asking(session, owner, now)
    return kept, shown_in


def bring_back(session: Session, owner: Member, deleted_id: int, now: datetime) -> tuple[Contact, Sequence[int]]:
    """The contact again, with everything, under the same ids; and the ids of the DMs that show them. Raises NotFound
    where it is too late, and UserError where the person was noted anew."""
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
    planning.release(attempts_store.open_reminders(session, [contact.id]).values(), now)
    negotiations.keep_asking(session, owner, now)
    planning.replan(session, owner, now)
    return contact, deliveries.showing(session, [contact])


def likely(session: Session, owner: Member, contact: Contact, part: str = "") -> list[Contact]:
    """The contacts that might be this person, the likeliest first; with `part`, those whose name holds it."""
    others = [
        each
        for each in having(session, Contact, member_id=[owner.id])
        if each.id != contact.id
        and not are_two_people(contact, each)
        and part.casefold() in f"{each.name} {each.email or ''}".casefold()
    ]
    return sorted(others, key=lambda each: (-likeness(contact, each), each.name.casefold(), each.id))


def merger_of(session: Session, owner: Member, contact_id: int, other_id: int) -> Merger:
    """What making them one would do. Raises NotFound, and UserError where they are surely two people."""
    one = attempts.find_contact(session, owner, contact_id)
    other = attempts.find_contact(session, owner, other_id)
    if one.id == other.id:
        raise NotFound
    if are_two_people(one, other):
        raise UserError(
            f"{one.name} and {other.name} each have a Slack account of their own, so they are two people."
        )
    kept, gone = (other, one) if other.slack_user_id and not one.slack_user_id else (one, other)
    lead = min((kept, gone), key=lambda each: MOST_ALIVE.index(each.stage))
    met = {each.encounter_id for each in having(session, EncounterContact, contact_id=[kept.id, gone.id])}
    return Merger(kept, gone, len(met), lead)


def merge(session: Session, owner: Member, contact_id: int, other_id: int, now: datetime) -> Contact:
    """Make them one. Until something newer happens it can be taken back, for a day. Raises like `merger_of`."""
    merger = merger_of(session, owner, contact_id, other_id)
    kept, gone = merger.kept, merger.gone
    as_they_were = snapshots.read(session, [kept, gone])
    _leave_one_open(session, merger)
    kept.stage = merger.lead.stage
    kept.keep_in_touch_months = merger.lead.keep_in_touch_months
    _take_over(kept, gone)
    kept.version = max(kept.version, gone.version)
    session.flush()
    snapshots.hand_over(session, gone, kept)
    session.delete(gone)
    session.flush()
    negotiations.keep_asking(session, owner, now)
    planning.replan(session, owner, now)
    changes.note_merged(session, owner, kept, as_they_were, now)
    return kept


def _history(session: Session, owner: Member, contact: Contact, now: datetime) -> Iterator[Entry]:
    about = [contact.id]
    changed = having(session, models.Change, contact_id=about)
    noted_at = {each.id: each.created_at for each in changed}
    asked = {each.change_id: each.question for each in having(session, models.Ask, contact_id=about)}
    there = [each.encounter_id for each in having(session, EncounterContact, contact_id=about)]
    for met in having(session, models.Encounter, id=there):
        yield Entry(met.met_on, met.created_at, "met", encounter=met)
    for touch in having(session, models.Touch, contact_id=about):
        if touch.kind is not TouchKind.MET:  # that they met is told by the encounter
            yield Entry(touch.happened_on, noted_at[touch.change_id], touch.kind, asked.get(touch.change_id))
    for change in changed:
        if change.verb in TOLD_BY_CHANGES and change.undone_at is None:
            yield Entry(planning.today_of(owner, change.created_at), change.created_at, change.verb)
    for draft in having(session, models.Draft, contact_id=about):
        if draft.used_on:
            yield Entry(draft.used_on, draft.created_at, "drafted", draft.text)
    at_first = datetime.min.replace(tzinfo=now.tzinfo)  # before what was decided about it on that day
    for reminder in having(session, models.Reminder, contact_id=about):
        if reminder.shown_on and reminder.rung is Rung.CLOSING:
            yield Entry(reminder.shown_on, at_first, "rested")
        elif reminder.shown_on and reminder.rung.attempt and reminder.outcome in UNANSWERED:
            yield Entry(reminder.shown_on, at_first, "let_pass", rung=reminder.rung)


def _leave_one_open(session: Session, merger: Merger) -> None:
    """Of the reminders of both, the one that fits where they stand now, and is furthest; the others are settled."""
    fitting = RUNGS[merger.lead.stage]
    found = attempts_store.open_reminders(session, [merger.kept.id, merger.gone.id])
    usable = [each for each in found.values() if each.rung in fitting]
    left = max(usable, key=lambda each: (fitting.index(each.rung), each.wanted_on or date.min), default=None)
    for reminder in found.values():
        if reminder is not left:
            reminder.settle(Outcome.SUPERSEDED)
    session.flush()  # before both sets are one: a contact has one open reminder at most
    for reminder in found.values():
        reminder.contact = merger.kept


def _take_over(kept: Contact, gone: Contact) -> None:
    """What the one lacks and the other has."""
    for field in TAKEN_OVER:
        if getattr(kept, field) is None and getattr(gone, field) is not None:
            setattr(kept, field, getattr(gone, field))
            if field in gone.own_fields:
                kept.own_fields = sorted({*kept.own_fields, field})
    if not kept.slack_user_id and "name" not in kept.own_fields and is_short(kept.name, gone.name):
        kept.name = gone.name
    kept.reason = "; ".join(dict.fromkeys(filter(None, (kept.reason, gone.reason)))) or None
    kept.keep_notes = kept.keep_notes or gone.keep_notes
    kept.created_at = min(kept.created_at, gone.created_at)
