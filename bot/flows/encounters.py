"""`/met`: recording that they met, editing it, and taking it back."""

from collections import defaultdict
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from bot.domain import ladder
from bot.domain.encounters import Maybe, Meeting, Noted, Person, Recorded
from bot.domain.identity import Sameness, address_key, better_name, is_guess, name_words, same, told_alike
from bot.domain.ladder import Happened
from bot.domain.models import Change, Contact, Encounter, EncounterContact, Member, Reminder
from bot.domain.types import Rung, Stage, TouchKind
from bot.errors import NotFound
from bot.flows import changes, decisions, negotiations, planning
from bot.flows.planning import Planner
from bot.store import attempts as attempts_store
from bot.store import encounters as store
from bot.store.encounters import Acquaintance, Standing
from bot.store.rows import attach, insert_all


def record_encounter(session: Session, owner: Member, meeting: Meeting, now: datetime) -> Recorded:
    """Record the meeting once: the same one told twice changes nothing, except "already wrote" if it is new.

    Everything is read first and written in few statements: people wait for the answer of `/met`.
    """
    there = store.same_encounters(session, owner, met_on=meeting.met_on, place=meeting.place)
    standings, maybes = _standings(session, owner, meeting.people, there)
    known = _same(meeting, [standing.contact for standing in standings if standing], there)
    met = _tell_apart(session, owner, meeting.people, standings, now)
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
        reminders = meet(session, planner, met, encounter, now)
    contacts = [standing.contact for standing in met]
    if negotiation:
        _hold(session, owner, encounter, contacts, now)
    if meeting.already_wrote:
        for contact, reminder in zip(contacts, reminders, strict=True):
            if reminder and reminder.rung is Rung.FIRST_NOTE:
                decisions.wrote(session, owner, contact, now)
    _remind(session, owner, contacts, meeting.remind_on, now)
    asked = _asked(session, owner, contacts, maybes)
    if negotiation or meeting.already_wrote or meeting.remind_on:
        return replace(recorded(session, owner, encounter, contacts, now), maybes=asked)
    rules = planner.rules
    noted = [Noted(it, each, rules.of(it).stop) for it, each in zip(contacts, reminders, strict=True)]
    return Recorded(encounter, noted, maybes=asked)


def hold(session: Session, owner: Member, encounter_id: int, now: datetime) -> None:
    """It was about a negotiation, though it did not say so: its people are left in peace. Raises NotFound."""
    encounter = find(session, owner, encounter_id, now).encounter
    if not encounter.negotiation:
        encounter.negotiation = negotiations.unnamed([each.name for each in encounter.contacts])
        _hold(session, owner, encounter, encounter.contacts, now)


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
            _take_out(session, owner, change, now)
    planning.replan(session, owner, now)
    return find(session, owner, encounter_id, now)


def _add(session: Session, owner: Member, encounter: Encounter, people: Sequence[Person], now: datetime) -> None:
    """These were there, too: as if they had been told with the others, whose Undo is theirs."""
    there = {each.id for each in encounter.contacts}
    standings, _ = _standings(session, owner, people, [encounter])
    new = [each for each in _tell_apart(session, owner, people, standings, now) if each.contact.id not in there]
    first = attempts_store.changes_of_encounter(session, owner, encounter.id)[:1]
    if new:
        planner = planning.open_planner(session, owner, now)
        meet(session, planner, new, encounter, now, decision=first[0].decision if first else None)
        _hold(session, owner, encounter, [each.contact for each in new], now)


def _take_out(session: Session, owner: Member, change: Change, now: datetime) -> None:
    """That contact was not there: as if it had not been told of them, unless something newer has happened."""
    for note in _notes_told_on_top(session, [change]):
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
    """Take back what was told last about the encounter: that they wrote since, or else that they met.

    Returns the names of contacts for whom something newer has happened: they stay. None: only the writing was taken
    back, and the meeting stays. An encounter that is not there (any more) is taken back already.
    """
    encounter = store.encounter(session, owner, encounter_id)
    if encounter is None:
        return []
    met = attempts_store.changes_of_encounter(session, owner, encounter_id)
    notes = _notes_told_on_top(session, met)
    for note in notes:
        changes.undo(session, owner, note, now)
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


def _notes_told_on_top(session: Session, met: Sequence[Change]) -> list[Change]:
    """ "Already wrote" is a change of its own on top of the meeting, unless a card had asked for it."""
    latest = attempts_store.latest_changes(session, [change.contact_id for change in met])
    found = []
    for change in met:
        note = latest.get(change.contact_id)
        if note and note.verb == "wrote" and note.version == change.version + 1:
            asked_for = (note.before.get("reminder") or {}).get("shown")
            found += [] if asked_for else [note]
    return found


def _standings(
    session: Session, owner: Member, people: Sequence[Person], there: Sequence[Encounter]
) -> tuple[list[Standing | None], dict[int, list[Acquaintance]]]:
    """How the contact for each of these people stands; None for somebody new.

    And for the new ones, by their place in the list, who they may be: a maybe is asked, never decided silently.
    """
    ids = [person.slack_user_id for person in people if person.slack_user_id]
    colleagues = {it.contact.slack_user_id: it for it in store.colleagues(session, owner, ids)} if ids else {}
    new = {
        at: each for at, each in enumerate(people) if each.slack_user_id not in colleagues or not each.slack_user_id
    }
    known = store.acquaintances(session, owner, outside=len(ids) == len(people)) if new else []
    found: dict[int, int] = {}
    maybes: dict[int, list[Acquaintance]] = {}
    present = {contact.id for encounter in there for contact in encounter.contacts}
    for at, person in new.items():
        told = [(each, same(each, person)) for each in known]
        surely = [each for each, how in told if how is Sameness.YES and not person.slack_user_id]
        surely += [
            each for each, how in told if how is Sameness.MAYBE and each.id in present and told_alike(each, person)
        ]
        if surely:
            found[at] = surely[0].id
        else:
            maybes[at] = [each for each, how in told if how is not Sameness.NO]
    outsiders = store.standings(session, owner, list(found.values())) if found else {}
    return [
        colleagues.get(person.slack_user_id) if at not in found else outsiders[found[at]]
        for at, person in enumerate(people)
    ], maybes


def _asked(
    session: Session, owner: Member, contacts: Sequence[Contact], maybes: Mapping[int, Sequence[Acquaintance]]
) -> list[Maybe]:
    """One question for each who is new and may be somebody; the one who was noted last is the likeliest."""
    wanted = {at: found[-1].id for at, found in maybes.items() if found and at < len(contacts)}
    others = store.standings(session, owner, list(wanted.values())) if wanted else {}
    return [Maybe(contacts[at], others[other].contact) for at, other in wanted.items()]


def _same(meeting: Meeting, contacts: Sequence[Contact], there: Sequence[Encounter]) -> Encounter | None:
    if len(contacts) < len(meeting.people):
        return None  # somebody is new
    told = {contact.id for contact in contacts}
    words = (meeting.note, negotiations.name_of(meeting))  # sealed, perhaps, so not for the database to compare
    for encounter in there:
        if (encounter.note, encounter.negotiation) == words and told == {c.id for c in encounter.contacts}:
            return encounter
    return None


def _tell_apart(
    session: Session,
    owner: Member,
    people: Sequence[Person],
    standings: Sequence[Standing | None],
    now: datetime,
) -> list[Standing]:
    """A contact for each of these people, made if need be, with the freshest details; each once."""
    met: dict[int, Standing] = {}
    alike: dict[Hashable, list[Standing]] = defaultdict(list)
    for person, standing in zip(people, standings, strict=True):
        keys = (person.slack_user_id, name_words(person.name), address_key(person.email))
        told = (it for key in keys if key for it in alike[key])
        twice = next((it for it in told if standing is None and _is_same_person(it.contact, person)), None)
        found = standing or twice or Standing(_new_contact(owner, person, now))
        _freshen(found.contact, person)
        for key in keys:
            alike[key].append(found)
        met[id(found)] = found
    insert_all(session, [it.contact for it in met.values() if it.contact.id is None])
    return [*met.values()]


def _freshen(contact: Contact, person: Person) -> None:
    if person.known and "name" not in contact.own_fields:
        guess = person.slack_user_id is None and is_guess(person.name, person.email)
        contact.name = person.name if person.slack_user_id else better_name(contact.name, person.name, guess)
    contact.known = contact.known or person.known
    for field in ("email", "company", "title", "division", "link"):
        if (told := getattr(person, field)) and field not in contact.own_fields:
            setattr(contact, field, told)


def _new_contact(owner: Member, person: Person, now: datetime) -> Contact:
    return Contact(
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


def _is_same_person(contact: Contact, person: Person) -> bool:
    return same(contact, person) is Sameness.YES or told_alike(contact, person)


def note_met(
    session: Session,
    owner: Member,
    standings: Sequence[Standing],
    encounter: Encounter,
    now: datetime,
    decision: str | None = None,
) -> list[Change]:
    """Only note that these contacts were there: their ladder stays as it is. `decision`: of which this is a part."""
    decision = decision or changes.new_decision()
    made = [
        changes.opened(
            owner,
            standing.contact,
            standing.reminder,
            "met",
            now,
            decision=decision,
            encounter_id=encounter.id,
            created=standing.met_on is None,
        )
        for standing in standings
    ]
    insert_all(session, made)
    insert_all(session, [changes.touched(change, TouchKind.MET, encounter.met_on) for change in made])
    links = [EncounterContact(encounter_id=encounter.id, contact_id=change.contact_id) for change in made]
    insert_all(session, links)
    return made


def meet(
    session: Session,
    planner: Planner,
    standings: Sequence[Standing],
    encounter: Encounter,
    now: datetime,
    decision: str | None = None,
) -> list[Reminder | None]:
    """What meeting these (again) changes for their ladders; for each the reminder that comes next, if any."""
    noted = note_met(session, planner.owner, standings, encounter, now, decision)
    following = [_next(planner, *pair, encounter) for pair in zip(standings, noted, strict=True)]
    session.flush()  # what is settled is settled before anything new is open
    insert_all(session, [each for each in following if each and each.id is None])  # type: ignore[misc]
    for standing, reminder in zip(standings, following, strict=True):
        if reminder:
            attach(reminder, standing.contact)
    return following


def _next(planner: Planner, standing: Standing, change: Change, encounter: Encounter) -> Reminder | None:
    contact, reminder = standing.contact, standing.reminder
    if standing.met_on and standing.met_on > encounter.met_on:
        return reminder  # an older story, told later: history only
    step = ladder.step(contact.stage, reminder.rung if reminder else None, Happened.MET)
    if step is None or step.rung is None or step.when is None:
        return reminder
    if reminder:
        planner.diary.free(reminder.due_on)
        reminder.settle(step.outcome)
    contact.stage = step.stage
    if step.stage is Stage.IN_TOUCH and not contact.keep_in_touch_months:
        return None
    window = step.when(encounter.met_on, contact.keep_in_touch_months)
    return planner.planned(contact, step.rung, window, change)


def withdraw(session: Session, contact: Contact) -> None:
    """Forget a contact who turned out to be nobody one can meet, and the note about them alone."""
    store.forget_lonely(session, contact)
    session.delete(contact)
    session.flush()
