"""`/met`: recording that they met, editing it, and taking it back."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from bot.domain import ladder
from bot.domain.encounters import Meeting, Noted, Person, Recorded, is_same_outsider
from bot.domain.limits import Rules
from bot.domain.models import Change, Contact, Encounter, EncounterContact, Member, Negotiation, Reminder
from bot.domain.types import Outcome, Rung, Stage, TouchKind
from bot.errors import NotFound
from bot.flows import changes, limits, negotiations, planning
from bot.flows.attempts import note_written
from bot.flows.planning import Diary
from bot.store import attempts as attempts_store
from bot.store import encounters as store
from bot.store.encounters import Standing


def record_encounter(session: Session, owner: Member, meeting: Meeting, now: datetime) -> Recorded:
    """Record the meeting once: the same one told twice changes nothing, except "already wrote" if it is new.

    Everything is read first and written in one go: people wait for the answer of `/met`.
    """
    standings = _standings(session, owner, meeting.people)
    known = _same(session, owner, meeting, [standing.contact for standing in standings if standing])
    diary = planning.open_diary(session, owner, now)
    rules = limits.rules(session, owner, now)
    met = list({id(it.contact): it for it in _told(session, owner, meeting.people, standings, now)}.values())
    if known is not None:
        if meeting.already_wrote:
            already_wrote(session, owner, known, now)
        return recorded(session, owner, known, known.contacts, now, again=True)
    encounter = Encounter(
        workspace_id=owner.workspace_id,
        member_id=owner.id,
        place=meeting.place,
        met_on=meeting.met_on,
        note=meeting.note,
        negotiation=meeting.negotiation,
        created_at=now,
    )
    session.add(encounter)
    ended = negotiations.begun(session, owner, meeting.negotiation, meeting.met_on, now)
    planned = [meet(session, owner, standing, encounter, diary, rules, now, ended) for standing in met]
    session.flush()
    if meeting.negotiation:
        negotiations.keep_asking(session, owner, now)
    if meeting.already_wrote:
        for standing, next_up in zip(met, planned, strict=True):
            if standing.contact.negotiation or (next_up and next_up.rung is Rung.FIRST_NOTE):
                note_written(session, owner, standing.contact, now)
        return recorded(session, owner, encounter, [standing.contact for standing in met], now)
    noted = [Noted(it.contact, next_up, rules.of(it.contact).stop) for it, next_up in zip(met, planned, strict=True)]
    return Recorded(encounter, noted)


def find(session: Session, owner: Member, encounter_id: int, now: datetime) -> Recorded:
    """That encounter of this member. Raises NotFound."""
    encounter = store.encounter(session, owner, encounter_id)
    if encounter is None:
        raise NotFound
    return recorded(session, owner, encounter, encounter.contacts, now)


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
    rules = limits.rules(session, owner, now)
    noted = [Noted(each, reminders.get(each.id), rules.of(each).stop) for each in contacts]
    return Recorded(encounter, noted, again)


def already_wrote(session: Session, owner: Member, encounter: Encounter, now: datetime) -> None:
    """The first notes to everybody met there are written: nothing happens where that is known already."""
    for contact in encounter.contacts:
        reminder = attempts_store.open_reminder(session, contact.id)
        if reminder and reminder.rung is Rung.FIRST_NOTE:
            note_written(session, owner, contact, now)


def edit(
    session: Session,
    owner: Member,
    encounter_id: int,
    *,
    place: str | None,
    note: str | None,
    met_on: date,
    divisions: dict[int, str | None],
    now: datetime,
) -> Recorded:
    """Correct what was told; first notes that are still to come move with the date."""
    found = find(session, owner, encounter_id, now)
    moved = found.encounter.met_on != met_on
    planned_by = {change.id for change in attempts_store.changes_of_encounter(session, owner, encounter_id)}
    found.encounter.place, found.encounter.note, found.encounter.met_on = place, note, met_on
    for each in found.noted:
        contact = each.contact
        if contact.id in divisions and contact.division != divisions[contact.id]:
            contact.division = divisions[contact.id]
            contact.own_fields = sorted({*contact.own_fields, "division"})
        if (
            moved
            and each.reminder
            and each.reminder.change_id in planned_by
            and _is_first_note_to_come(each.reminder)
        ):
            window = ladder.first_note(met_on)
            each.reminder.opens_on, each.reminder.closes_on = window.opens, window.closes
            planning.move(session, owner, each.reminder, window, now)
    session.flush()
    limits.replan(session, owner, now)
    return found


def _is_first_note_to_come(reminder: Reminder) -> bool:
    return reminder.rung is Rung.FIRST_NOTE and not reminder.shown


def undo(session: Session, owner: Member, encounter_id: int, now: datetime) -> list[str]:
    """Take the encounter back. Returns the names of contacts for whom something newer has happened: they stay.

    An encounter that is not there (any more) is taken back already.
    """
    encounter = store.encounter(session, owner, encounter_id)
    if encounter is None:
        return []
    names = {contact.id: contact.name for contact in encounter.contacts}
    kept = []
    for change in attempts_store.changes_of_encounter(session, owner, encounter_id):
        _undo_note_told_with_it(session, owner, change, now)
        contact_id = change.contact_id
        if changes.undo(session, owner, change, now):
            store.leave(session, encounter_id, contact_id)
        elif contact_id in names:
            kept.append(names[contact_id])
    if not kept:
        session.delete(encounter)
        session.flush()
    return kept


def withdraw(session: Session, contact: Contact) -> None:
    """Forget a contact who turned out to be nobody one can meet (a bot, an account that does not exist)."""
    session.delete(contact)
    session.flush()


def _undo_note_told_with_it(session: Session, owner: Member, met: Change, now: datetime) -> None:
    """ "Already wrote" is a change of its own on top of the meeting: it goes first."""
    contact = attempts_store.contact(session, owner, met.contact_id)
    latest = (attempts_store.latest_changes(session, [contact])).get(contact.id) if contact else None
    asked_for = latest and (latest.before.get("reminder") or {}).get("shown")  # then the note is news of its own
    if latest and latest.verb == "wrote" and latest.version == met.version + 1 and not asked_for:
        changes.undo(session, owner, latest, now)


def _standings(session: Session, owner: Member, people: Sequence[Person]) -> list[Standing | None]:
    """How the contact for each of these people stands; None for somebody new."""
    ids = [person.slack_user_id for person in people if person.slack_user_id]
    colleagues = store.colleagues(session, owner, ids) if ids else []
    outsiders = store.outsiders(session, owner) if len(ids) < len(people) else []
    by_id = {standing.contact.slack_user_id: standing for standing in colleagues}
    return [
        by_id.get(person.slack_user_id)
        if person.slack_user_id
        else next((it for it in outsiders if is_same_outsider(it.contact, person)), None)
        for person in people
    ]


def _same(session: Session, owner: Member, meeting: Meeting, contacts: Sequence[Contact]) -> Encounter | None:
    if len(contacts) < len(meeting.people):
        return None  # somebody is new
    told = {contact.id for contact in contacts}
    words = (meeting.note, meeting.negotiation)  # sealed, perhaps, so not for the database to compare
    for encounter in store.same_encounters(session, owner, met_on=meeting.met_on, place=meeting.place):
        if (encounter.note, encounter.negotiation) == words and told == {c.id for c in encounter.contacts}:
            return encounter
    return None


def _told(
    session: Session,
    owner: Member,
    people: Sequence[Person],
    standings: Sequence[Standing | None],
    now: datetime,
) -> list[Standing]:
    """A contact for each of these people, made if need be, with the freshest details."""
    made: list[Standing] = []
    for person, standing in zip(people, standings, strict=True):
        is_new = standing is None
        twice = next((it for it in made if is_new and _is_same_person(it.contact, person)), None)
        found = standing or twice or Standing(_new_contact(session, owner, person, now))
        contact = found.contact
        if person.known and contact.name.casefold() != person.name.casefold() and "name" not in contact.own_fields:
            contact.name = person.name
        contact.known = contact.known or person.known
        for field in ("email", "company", "title", "division"):
            if (told := getattr(person, field)) and field not in contact.own_fields:
                setattr(contact, field, told)
        made.append(found)
    return made


def _new_contact(session: Session, owner: Member, person: Person, now: datetime) -> Contact:
    contact = Contact(
        workspace_id=owner.workspace_id,
        member_id=owner.id,
        slack_user_id=person.slack_user_id,
        name=person.name,
        known=person.known,
        stage=Stage.FOLLOWING_UP,
        keep_in_touch_months=3,
        own_fields=[],
        version=0,
        created_at=now,
    )
    session.add(contact)
    return contact


def _is_same_person(contact: Contact, person: Person) -> bool:
    if contact.slack_user_id or person.slack_user_id:
        return contact.slack_user_id == person.slack_user_id
    return is_same_outsider(contact, person)


def note_met(session: Session, owner: Member, standing: Standing, encounter: Encounter, now: datetime) -> Change:
    """Only note that this contact was there: their ladder stays as it is."""
    session.add(EncounterContact(encounter=encounter, contact=standing.contact))
    is_new = standing.met_on is None
    change = changes.open_change(
        session, owner, standing.contact, standing.reminder, "met", now, encounter=encounter, created=is_new
    )
    changes.touch(session, change, TouchKind.MET, encounter.met_on)
    return change


def meet(
    session: Session,
    owner: Member,
    standing: Standing,
    encounter: Encounter,
    diary: Diary,
    rules: Rules,
    now: datetime,
    ended: Negotiation | None = None,
) -> Reminder | None:
    """What meeting this contact (again) changes for their ladder; the reminder that comes next, if one does.

    `ended`: the negotiation that they were met in, where it is over already.
    """
    contact, reminder, met_before = standing.contact, standing.reminder, standing.met_on
    change = note_met(session, owner, standing, encounter, now)
    if ended and ended.ended_on:
        contact.cooling_off_until = negotiations.peace_until(owner, contact, ended.ended_on)
    holds = bool(encounter.negotiation) and not ended
    if met_before and met_before > encounter.met_on and not holds:
        return reminder  # an older story, told later: history only
    if contact.negotiation and not holds:
        contact.stage = Stage.ON_HOLD
        return None
    if reminder:
        diary.free(reminder.due_on)
        changes.settle(reminder, Outcome.SUPERSEDED)
    if holds:
        contact.stage, contact.negotiation = Stage.ON_HOLD, encounter.negotiation
        return None
    if contact.stage is Stage.IN_TOUCH and not contact.keep_in_touch_months:
        return None
    if contact.stage is Stage.IN_TOUCH:
        rung, window = Rung.KEEP_IN_TOUCH, ladder.keep_in_touch(encounter.met_on, contact.keep_in_touch_months)
    else:
        contact.stage = Stage.FOLLOWING_UP
        rung, window = Rung.FIRST_NOTE, ladder.first_note(encounter.met_on)
    stop = rules.of(contact).stop
    if stop and stop.until_on:
        window = limits.after(stop.until_on, window)
    next_up = planning.note(session, owner, diary, contact, rung, window, change)
    if stop and stop.until_on is None:
        diary.free(next_up.due_on)
        next_up.due_on, next_up.due_at = None, None  # asleep until the limit is lifted
    return next_up
