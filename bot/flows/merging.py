"""Two contacts that are one person, such as somebody outside who got a Slack account: made one."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from bot.domain.cards import Merger
from bot.domain.identity import are_two_people, is_short, likeness
from bot.domain.models import Contact, EncounterContact, Member
from bot.domain.types import Outcome, Rung, Stage
from bot.errors import NotFound, UserError
from bot.flows import attempts, changes, negotiations, planning
from bot.store import attempts as attempts_store
from bot.store import snapshots
from bot.store.rows import having

MOST_ALIVE = (Stage.IN_TOUCH, Stage.FOLLOWING_UP, Stage.LET_GO)
"""The first of these at which either of them stands is where both will stand."""
LADDER = (Rung.FIRST_NOTE, Rung.SECOND_TRY, Rung.THIRD_TRY, Rung.CLOSING)
RUNGS = {Stage.IN_TOUCH: (Rung.KEEP_IN_TOUCH,), Stage.FOLLOWING_UP: LADDER, Stage.LET_GO: (Rung.CLOSING,)}
"""The reminders that a stage can have; the further one is the one to keep."""
TAKEN_OVER = ("title", "division", "company", "email", "link", "moved_from", "moved_on")


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


def plan(session: Session, owner: Member, contact_id: int, other_id: int) -> Merger:
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
    """Make them one: nothing of either is lost, and until something newer happens it can be taken back, for a day.

    Raises like `plan`.
    """
    merger = plan(session, owner, contact_id, other_id)
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
