"""`/met`: recording that they met, editing it, and taking it back."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from bot.domain import ladder
from bot.domain.encounters import Maybe, Meeting, Noted, Person, Recorded
from bot.domain.models import Change, Contact, Encounter, Member, Reminder
from bot.domain.types import Rung
from bot.errors import NotFound
from bot.flows import changes, decisions, meetings, negotiations, planning, whom
from bot.flows.changes import new_decision
from bot.store import attempts as attempts_store
from bot.store import encounters as store
from bot.store import limits as limits_store
from bot.store.rows import insert_all

PEACE = "peace"
"""The change by which somebody is left in peace after all, for it was about a negotiation."""


def record_encounter(session: Session, owner: Member, meeting: Meeting, now: datetime) -> Recorded:
    """Record the meeting once: the same one told twice changes nothing, except "already wrote" if it is new.

    Everything is read first and written in few statements: people wait for the answer of `/met`.
    """
    there = store.same_encounters(session, owner, met_on=meeting.met_on, place=meeting.place)
    standings, maybes = whom.standings(session, owner, meeting.people, there)
    known = _same(meeting, [standing.contact for standing in standings if standing], there)
    met = whom.tell_apart(session, owner, meeting.people, standings, now)
    if known is not None:
        if meeting.already_wrote:
            already_wrote(session, owner, known, now)
        _remind(session, owner, known.contacts, meeting.remind_on, now)
        return recorded(session, owner, known, known.contacts, now, again=True)
    negotiation = negotiations.name_of(meeting)
    encounter = Encounter(
        workspace_id=owner.workspace_id,
        member_id=owner.id,
        place=meeting.place,
        met_on=meeting.met_on,
        created_at=now,
    )
    encounter.note, encounter.negotiation = meeting.note, negotiation
    with session.no_autoflush:  # what is settled is written once, at the end of `meet`
        insert_all(session, [encounter])
        planner = planning.open_planner(session, owner, now)
        reminders = meetings.meet(session, planner, met, encounter, now)
    contacts = [standing.contact for standing in met]
    if negotiation:
        _hold(session, owner, encounter, contacts, now)
    if meeting.already_wrote:
        for contact, reminder in zip(contacts, reminders, strict=True):
            if reminder and reminder.rung is Rung.FIRST_NOTE:
                decisions.wrote(session, owner, contact, now)
    _remind(session, owner, contacts, meeting.remind_on, now)
    asked = whom.maybes(session, owner, contacts, maybes)
    if negotiation or meeting.already_wrote or meeting.remind_on:
        return replace(recorded(session, owner, encounter, contacts, now), maybes=asked)
    rules = planner.rules
    noted = [Noted(it, each, rules.of(it).stop) for it, each in zip(contacts, reminders, strict=True)]
    return Recorded(encounter, noted, maybes=asked)


def hold(session: Session, owner: Member, encounter_id: int, now: datetime) -> None:
    """It was about a negotiation, though it did not say so: its people are left in peace. Raises NotFound."""
    encounter = find(session, owner, encounter_id, now).encounter
    if not encounter.negotiation and encounter.contacts:
        encounter.negotiation, decision = negotiations.unnamed([it.name for it in encounter.contacts]), new_decision()
        told = [
            (it, changes.opened(owner, it, None, PEACE, now, climbs=False, decision=decision))
            for it in encounter.contacts
        ]
        insert_all(session, [change for _, change in told])
        negotiations.begin(session, owner, encounter.negotiation, encounter.met_on, told, now)


def _hold(session: Session, owner: Member, encounter: Encounter, contacts: Sequence[Contact], now: datetime) -> None:
    """These were met in its negotiation; the limits are part of what the meeting changed."""
    told = {each.contact_id: each for each in attempts_store.changes_of_encounter(session, owner, encounter.id)}
    pairs = [(each, told[each.id]) for each in contacts if each.id in told]
    if encounter.negotiation and pairs:
        negotiations.begin(session, owner, encounter.negotiation, encounter.met_on, pairs, now)


def _remind(session: Session, owner: Member, contacts: Sequence[Contact], on: date | None, now: datetime) -> None:
    """What comes next for these comes on that day, which the member asked for."""
    if on is None:
        return
    planner, waiting = (
        planning.open_planner(session, owner, now),
        attempts_store.open_reminders(session, [each.id for each in contacts]),
    )
    for reminder in waiting.values():
        reminder.snoozed, reminder.shown = True, 0
        planner.want(reminder, on)


def find(session: Session, owner: Member, encounter_id: int, now: datetime) -> Recorded:
    """That encounter of this member. Raises NotFound."""
    encounter = store.encounter(session, owner, encounter_id)
    if encounter is None:
        raise NotFound
    return recorded(session, owner, encounter, encounter.contacts, now)


def there(session: Session, owner: Member, encounter_id: int) -> tuple[int, bool]:
    """How many people were there, and whether it was about a negotiation."""
    encounter = store.encounter(session, owner, encounter_id)
    return (len(encounter.contacts), bool(encounter.negotiation)) if encounter else (0, False)


def still_asked(session: Session, owner: Member, encounter_id: int, pairs: Sequence[int], now: datetime) -> Recorded:
    """The same, with the questions that are left: the new contact and the known one of each, in turn.

    Raises NotFound.
    """
    found = find(session, owner, encounter_id, now)
    left = store.standings(session, owner, pairs) if pairs else {}
    maybes, made_one = [], []
    for new, known in zip(pairs[::2], pairs[1::2], strict=False):
        if new in left and known in left:
            maybes.append(Maybe(left[new].contact, left[known].contact))
        elif new in left or known in left:
            made_one += [new, known]
    return replace(found, maybes=maybes, made_one=made_one)


def part(session: Session, owner: Member, pairs: Sequence[int], now: datetime) -> bool:
    """Make two of them again that a yes to one of these questions made one, if that was told last."""
    latest = attempts_store.latest_changes(session, pairs) if pairs else {}
    merged = [each for each in latest.values() if each.verb == changes.MERGED]
    return bool(merged) and bool(changes.undo(session, owner, max(merged, key=lambda each: each.id), now))


def recorded(
    session: Session,
    owner: Member,
    encounter: Encounter,
    contacts: Sequence[Contact],
    now: datetime,
    again: bool = False,
) -> Recorded:
    """The encounter with what comes next for each contact."""
    reminders = attempts_store.open_reminders(session, [contact.id for contact in contacts])
    current = planning.rules(session, owner, now)
    noted = [Noted(each, reminders.get(each.id), current.of(each).stop) for each in contacts]
    return Recorded(encounter, noted, again)


def already_wrote(session: Session, owner: Member, encounter: Encounter, now: datetime) -> None:
    """The first notes to everybody met there are written: nothing happens where that is known already."""
    waiting = attempts_store.open_reminders(session, [contact.id for contact in encounter.contacts])
    for contact in encounter.contacts:
        if contact.id in waiting and waiting[contact.id].rung is Rung.FIRST_NOTE:
            decisions.wrote(session, owner, contact, now)


def edit(
    session: Session,
    owner: Member,
    encounter_id: int,
    *,
    place: str | None,
    note: str | None,
    met_on: date,
    divisions: Mapping[int, str | None],
    now: datetime,
    removed: Collection[int] = (),
    added: Sequence[Person] = (),
) -> Recorded:
    """Correct what was told. With the date move its touches, and first notes still to come; a snooze stays.

    `removed`: ids of contacts who were not there; `added`: who was there, too.
    """
    found = find(session, owner, encounter_id, now)
    moved = found.encounter.met_on != met_on
    told = {each.id for each in attempts_store.changes_of_encounter(session, owner, encounter_id)}
    found.encounter.place, found.encounter.note, found.encounter.met_on = place, note, met_on
    for each in found.noted:
        contact = each.contact
        if contact.id in divisions and contact.division != divisions[contact.id]:
            contact.division = divisions[contact.id]
            contact.own_fields = sorted({*contact.own_fields, "division"})
        if moved and each.reminder and each.reminder.change_id in told:
            _move_first_note(session, owner, each.reminder, met_on, now)
    if moved:
        for touch in attempts_store.touches_of(session, told):
            touch.happened_on = met_on
    if added:
        _add(session, owner, found.encounter, added, now)
    for change in attempts_store.changes_of_encounter(session, owner, encounter_id):
        if change.contact_id in removed:
            _take_out(session, owner, found.encounter, change, now)
    planning.replan(session, owner, now)
    return find(session, owner, encounter_id, now)


def _add(session: Session, owner: Member, encounter: Encounter, people: Sequence[Person], now: datetime) -> None:
    """These were there, too: as if they had been told with the others, whose Undo is theirs."""
    there = {each.id for each in encounter.contacts}
    standings, _ = whom.standings(session, owner, people, [encounter])
    new = [each for each in whom.tell_apart(session, owner, people, standings, now) if each.contact.id not in there]
    first = attempts_store.changes_of_encounter(session, owner, encounter.id)[:1]
    if new:
        planner = planning.open_planner(session, owner, now)
        meetings.meet(session, planner, new, encounter, now, decision=first[0].decision if first else None)
        _hold(session, owner, encounter, [each.contact for each in new], now)


def _take_out(session: Session, owner: Member, encounter: Encounter, change: Change, now: datetime) -> None:
    """That contact was not there: as if it had not been told of them, unless something newer has happened."""
    for note in _told_on_top(session, [change], encounter):
        changes.undo_one(session, owner, note, now)
    changes.undo_one(session, owner, change, now)
    if change.encounter_id:
        store.leave(session, change.encounter_id, change.contact_id)


def _move_first_note(session: Session, owner: Member, reminder: Reminder, met_on: date, now: datetime) -> None:
    if reminder.rung is not Rung.FIRST_NOTE or reminder.shown or reminder.on_its_way:
        return
    window = ladder.first_note(met_on)
    reminder.opens_on, reminder.closes_on = window.opens, window.closes
    if not reminder.snoozed:
        planning.open_planner(session, owner, now).want(reminder, window)


def undo(session: Session, owner: Member, encounter_id: int, now: datetime) -> list[str] | None:
    """Take back what was told last about the encounter: that they wrote since, that it was about a negotiation, or
    else that they met.

    Returns the names of contacts for whom something newer has happened: they stay. None: the meeting stays. An
    encounter that is not there (any more) is taken back already.
    """
    encounter = store.encounter(session, owner, encounter_id)
    if encounter is None:
        return []
    met = attempts_store.changes_of_encounter(session, owner, encounter_id)
    notes = _told_on_top(session, met, encounter)
    for note in notes:
        changes.undo(session, owner, note, now)
    if any(note.verb == PEACE for note in notes):
        encounter.negotiation = None
        negotiations.keep_asking(session, owner, now)
        return None
    if any(note.created_at != met[0].created_at for note in notes):
        return None
    names = {contact.id: contact.name for contact in encounter.contacts}
    gone = {each.contact_id for each in changes.undo(session, owner, met[0], now)} if met else set()
    kept = [name for contact_id, name in names.items() if contact_id not in gone]
    for contact_id in gone & names.keys():
        store.leave(session, encounter_id, contact_id)
    if not kept:
        session.delete(encounter)
    session.flush()
    negotiations.keep_asking(session, owner, now)
    return kept


def _told_on_top(session: Session, met: Sequence[Change], encounter: Encounter) -> list[Change]:
    """ "Already wrote" is a change of its own on top of the meeting, unless a card had asked for it; and so is that
    it was about a negotiation."""
    latest = attempts_store.latest_changes(session, [change.contact_id for change in met])
    found = []
    for change in met:
        note = latest.get(change.contact_id)
        if note and note.verb == PEACE:
            found += (
                [note]
                if any(it.words == encounter.negotiation for it in limits_store.made_by(session, note.id))
                else []
            )
        elif note and note.verb == "wrote" and note.version == change.version + 1:
            asked_for = (note.before.get("reminder") or {}).get("shown")
            found += [] if asked_for else [note]
    return found


def _same(meeting: Meeting, contacts: Sequence[Contact], there: Sequence[Encounter]) -> Encounter | None:
    if len(contacts) < len(meeting.people):
        return None  # somebody is new
    told = {contact.id for contact in contacts}
    words = (meeting.note, negotiations.name_of(meeting))  # sealed, perhaps, so not for the database to compare
    for encounter in there:
        if (encounter.note, encounter.negotiation) == words and told == {c.id for c in encounter.contacts}:
            return encounter
    return None
