"""`/met`: recording that they met, editing it, and taking it back."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain import ladder
from bot.domain.encounters import Maybe, Meeting, Noted, Recorded
from bot.domain.ladder import Happened
from bot.domain.limits import Rules
from bot.domain.models import Change, Contact, Encounter, Limit, Member, Reminder, Touch
from bot.domain.models.attempts import MERGED
from bot.domain.types import Rung
from bot.flows import attempts, changes, meetings, negotiations, planning
from bot.store import attempts as attempts_store, encounters as store, rows
from bot.store.encounters import Standing
from bot.store.rows import having, insert_all, owned

Stands = tuple[Rules, Mapping[int, Reminder]]
"""The member's limits, and what waits for whom, by contact id."""
PEACE = "peace"
"""The change by which somebody is left in peace after all, for it was about a negotiation."""


def record_encounter(session: Session, owner: Member, meeting: Meeting, now: datetime) -> Recorded:
    """Record the meeting once: the same one told twice changes nothing, except "already wrote" if it is new.

    Everything is read first and written in few statements: people wait for the answer of `/met`.
    """
    there = store.same_encounters(session, owner, met_on=meeting.met_on, place=meeting.place)
    met, maybes = meetings.told(session, owner, meeting.people, there, now)
    contacts, negotiation = [standing.contact for standing in met], negotiations.name_of(meeting)
    # The words may be sealed, so they are not for the database to compare.
    alike = (it for it in there if (it.note, it.negotiation) == (meeting.note, negotiation))
    ids = {contact.id for contact in contacts}
    known = next((it for it in alike if ids == {contact.id for contact in it.contacts}), None)
    what = {"place": meeting.place, "note": meeting.note, "negotiation": negotiation}
    encounter = known or Encounter.of(owner, met_on=meeting.met_on, created_at=now, **what)
    stands = None
    if known is None:
        insert_all(session, [encounter])
        stands = _meet(session, owner, encounter, met, now, changes.new_decision())
    if meeting.already_wrote:
        already_wrote(session, owner, contacts, now)
    if meeting.remind_on:
        planner = planning.open_planner(session, owner, now)
        for reminder in attempts_store.open_reminders(session, [each.id for each in contacts]).values():
            reminder.snoozed, reminder.shown = True, 0
            planner.want(reminder, meeting.remind_on)
    is_plain = not (meeting.already_wrote or meeting.remind_on)
    found = _recorded(session, owner, encounter, contacts, now, stands if is_plain else None)
    return replace(found, again=known is not None, maybes=maybes)


def hold(session: Session, owner: Member, encounter_id: int, now: datetime) -> None:
    """It was about a negotiation, though it did not say so: its people are left in peace. Raises NotFound."""
    encounter, decision = find(session, owner, encounter_id, now).encounter, changes.new_decision()
    met = encounter.contacts
    if met and not encounter.negotiation:
        made = [changes.opened(owner, it, None, PEACE, now, climbs=False, decision=decision) for it in met]
        insert_all(session, made)
        encounter.negotiation = negotiations.unnamed([it.name for it in met])
        negotiations.begin(session, owner, encounter.negotiation, encounter.met_on, made, now)


def _meet(
    session: Session, owner: Member, encounter: Encounter, met: Sequence[Standing], now: datetime, decision: str
) -> Stands | None:
    """These were there. Returns how it stands then; None where it was a negotiation, whose limits change that."""
    with session.no_autoflush:  # what is settled is written once, at the end of `meet`
        planner = planning.open_planner(session, owner, now)
        made, waiting = meetings.meet(session, planner, met, encounter, now, decision)
    if not (encounter.negotiation and made):
        return planner.rules, waiting
    negotiations.begin(session, owner, encounter.negotiation, encounter.met_on, made, now)
    return None


def find(session: Session, owner: Member, encounter_id: int, now: datetime, pairs: Sequence[int] = ()) -> Recorded:
    """That encounter of this member, with the questions that are left of these: the new contact and the known one of
    each, in turn. Raises NotFound."""
    encounter = rows.find(session, owner, Encounter, encounter_id, Encounter.contacts)
    found = _recorded(session, owner, encounter, encounter.contacts, now)
    left = store.standings(session, owner, pairs) if pairs else {}
    maybes, made_one = [], []
    for new, known in zip(pairs[::2], pairs[1::2], strict=False):
        if new in left and known in left:
            maybes.append(Maybe(left[new].contact, left[known].contact))
        elif new in left or known in left:
            made_one += [new, known]
    return replace(found, maybes=maybes, made_one=made_one)


def _recorded(
    session: Session,
    owner: Member,
    encounter: Encounter,
    contacts: Sequence[Contact],
    now: datetime,
    stands: Stands | None = None,
) -> Recorded:
    """`stands`: where that is known, nothing is read."""
    current, waiting = stands or (
        planning.rules(session, owner, now),
        attempts_store.open_reminders(session, [contact.id for contact in contacts]),
    )
    return Recorded(encounter, [Noted(each, waiting.get(each.id), current.of(each).stop) for each in contacts])


def already_wrote(session: Session, owner: Member, contacts: Sequence[Contact], now: datetime) -> None:
    """The first notes to everybody met there are written: nothing happens where that is known already."""
    waiting = attempts_store.open_reminders(session, [contact.id for contact in contacts])
    for contact in contacts:
        if contact.id in waiting and waiting[contact.id].rung is Rung.FIRST_NOTE:
            attempts.decide(session, owner, contact, Happened.WROTE, now)


def edit(
    session: Session,
    owner: Member,
    encounter_id: int,
    now_told: Meeting,
    divisions: Mapping[int, str | None],
    removed: Collection[int],
    now: datetime,
) -> Recorded:
    """Correct what was told. With the date move its touches, and first notes still to come; a snooze stays.

    `now_told`: where, when, about what, and who was there, too; `removed`: ids of contacts who were not there.
    """
    found = find(session, owner, encounter_id, now)
    encounter, moved = found.encounter, found.encounter.met_on != now_told.met_on
    met = having(session, Change, encounter_id=[encounter_id], member_id=[owner.id], verb=["met"])
    told = {each.id for each in met}
    encounter.place, encounter.note, encounter.met_on = now_told.place, now_told.note, now_told.met_on
    for each in found.noted:
        contact = each.contact
        if contact.id in divisions and contact.division != divisions[contact.id]:
            contact.division = divisions[contact.id]
            contact.own_fields = sorted({*contact.own_fields, "division"})
        reminder = each.reminder if moved else None
        is_told = reminder and reminder.change_id in told and reminder.rung is Rung.FIRST_NOTE
        if reminder and is_told and not (reminder.shown or reminder.on_its_way or reminder.snoozed):
            planning.open_planner(session, owner, now).want(reminder, ladder.first_note(now_told.met_on))
    for touch in having(session, Touch, change_id=told) if moved else ():
        touch.happened_on = now_told.met_on
    if now_told.people:  # as if they had been told with the others, whose Undo is theirs
        there = {each.id for each in encounter.contacts}
        all_told, _ = meetings.told(session, owner, now_told.people, [encounter], now)
        new = [each for each in all_told if each.contact.id not in there]
        _meet(session, owner, encounter, new, now, met[0].decision if met else changes.new_decision())
    for change in met:
        if change.contact_id in removed:  # as if it had not been told of them, unless something newer has happened
            for each_told in (*_told_on_top(session, [change], encounter), change):
                changes.undo_one(session, owner, each_told, now)
            store.leave(session, encounter_id, change.contact_id)
    planning.replan(session, owner, now)
    return find(session, owner, encounter_id, now)


def undo(
    session: Session, owner: Member, encounter_id: int, pairs: Sequence[int], now: datetime
) -> tuple[str, list[str], int]:
    """Take back what was told last about the encounter: that two are one, that it was about a negotiation, that they
    wrote since, or else that they met. `pairs`: as in `find`.

    Returns the verb of that; where it is "met", the names of contacts for whom something newer has happened, who
    stay; and of how many. An encounter that is not there (any more) is taken back already.
    """
    encounter = owned(session, owner, Encounter, encounter_id, Encounter.contacts)
    latest = attempts_store.latest_changes(session, pairs) if pairs else {}
    merged = [each for each in latest.values() if each.verb == MERGED]
    if merged and changes.undo(session, owner, max(merged, key=lambda each: each.id), now):
        return MERGED, [], 0
    if encounter is None:
        return "met", [], 0
    met = having(session, Change, encounter_id=[encounter_id], member_id=[owner.id], verb=["met"])
    notes = _told_on_top(session, met, encounter)
    for note in notes:
        changes.undo(session, owner, note, now)
    if any(note.verb == PEACE for note in notes):
        encounter.negotiation = None
        negotiations.keep_asking(session, owner, now)
        return PEACE, [], 0
    if any(note.created_at != met[0].created_at for note in notes):
        return "wrote", [], 0
    names = {contact.id: contact.name for contact in encounter.contacts}
    gone = {each.contact_id for each in changes.undo(session, owner, met[0], now)} if met else set()
    kept = [name for contact_id, name in names.items() if contact_id not in gone]
    for contact_id in gone & names.keys():
        store.leave(session, encounter_id, contact_id)
    if not kept:
        session.delete(encounter)
    session.flush()
    negotiations.keep_asking(session, owner, now)
    return "met", kept, len(names)


def _told_on_top(session: Session, met: Sequence[Change], encounter: Encounter) -> list[Change]:
    """ "Already wrote" is a change of its own on top of the meeting, unless a card had asked for it; and so is that
    it was about a negotiation."""
    latest = attempts_store.latest_changes(session, [change.contact_id for change in met])
    found = []
    for change in met:
        if note := latest.get(change.contact_id):
            asked_for = (note.before.get("reminder") or {}).get("shown")
            wrote = note.verb == "wrote" and note.version == change.version + 1 and not asked_for
            made = having(session, Limit, change_id=[note.id]) if note.verb == PEACE else ()
            found += [note] if wrote or encounter.negotiation in [it.words for it in made] else []
    return found
