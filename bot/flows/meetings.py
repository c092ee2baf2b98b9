"""Whom they met: the contact for each person, who might be somebody known already, and what it changes for them."""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.domain import ladder
from bot.domain.encounters import Maybe, Person
from bot.domain.identity import address_key, better_name, is_guess, name_words, same, told_alike
from bot.domain.ladder import Happened
from bot.domain.models import Change, Contact, Encounter, EncounterContact, Member, Reminder, Touch
from bot.domain.types import Stage, TouchKind
from bot.flows import changes
from bot.flows.planning import Planner
from bot.store import encounters as store
from bot.store.encounters import Standing
from bot.store.rows import insert_all


def told(
    session: Session, owner: Member, people: Sequence[Person], there: Sequence[Encounter], now: datetime
) -> tuple[list[Standing], list[Maybe]]:
    """A contact for each of these people, made if need be, with the freshest details; each once.

    And who of the new ones may be somebody known already: that is asked, never decided silently. `there`: the
    encounters that this may be one of.
    """
    known, likely = _known(session, owner, people, there)
    met: dict[int, Standing] = {}
    maybes: list[Maybe] = []
    alike: dict[Hashable, list[Standing]] = defaultdict(list)
    for at, person in enumerate(people):
        keys = (person.slack_user_id, name_words(person.name), address_key(person.email))
        before = (it for key in keys if key for it in alike[key])
        again = (it for it in before if same(it.contact, person) or told_alike(it.contact, person))
        found = known.get(at) or next(again, None)
        if found is None:
            theirs = {field: getattr(person, field) for field in ("slack_user_id", "name", "known")}
            new = Contact.of(owner, stage=Stage.FOLLOWING_UP, created_at=now, own_fields=[], **theirs)
            found = Standing(new)
            maybes += [Maybe(new, likely[at])] if at in likely else []
        _freshen(found.contact, person)
        for key in keys:
            alike[key].append(found)
        met[id(found)] = found
    insert_all(session, [it.contact for it in met.values() if it.contact.id is None])
    return [*met.values()], maybes


def note_met(
    session: Session, owner: Member, met: Sequence[Standing], encounter: Encounter, now: datetime, decision: str
) -> list[Change]:
    """Only note that these contacts were there: their ladder stays as it is. `decision`: of which this is a part."""
    about: dict[str, Any] = {"decision": decision, "encounter_id": encounter.id}
    made = [
        changes.opened(owner, it.contact, it.reminder, "met", now, created=it.met_on is None, **about) for it in met
    ]
    insert_all(session, made)
    what = {"kind": TouchKind.MET, "happened_on": encounter.met_on}
    insert_all(session, [Touch.of(owner, contact_id=it.contact_id, change_id=it.id, **what) for it in made])
    insert_all(session, [EncounterContact(encounter_id=encounter.id, contact_id=it.contact_id) for it in made])
    return made


def meet(
    session: Session, planner: Planner, met: Sequence[Standing], encounter: Encounter, now: datetime, decision: str
) -> tuple[list[Change], dict[int, Reminder]]:
    """What meeting these (again) changes, for their ladders too; and what waits for each of them, by contact id."""
    noted = note_met(session, planner.owner, met, encounter, now, decision)
    pairs = zip(met, noted, strict=True)
    planned = [new for it, change in pairs if (new := _planned(planner, it, change, encounter))]
    session.flush()  # what is settled is settled before anything new is open
    insert_all(session, planned)
    left = {it.contact.id: it.reminder for it in met if it.reminder and it.reminder.open}
    return noted, left | {new.contact_id: new for new in planned}


def _planned(planner: Planner, standing: Standing, change: Change, encounter: Encounter) -> Reminder | None:
    contact, reminder = standing.contact, standing.reminder
    if standing.met_on and standing.met_on > encounter.met_on:
        return None  # an older story, told later: history only
    step = ladder.step(contact.stage, reminder.rung if reminder else None, Happened.MET)
    if step is None or step.rung is None or step.when is None:
        return None
    if reminder:
        planner.diary.free(reminder.due_on)
        reminder.settle(step.outcome)
    contact.stage = step.stage
    if step.stage is Stage.IN_TOUCH and not contact.keep_in_touch_months:
        return None
    window = step.when(encounter.met_on, contact.keep_in_touch_months)
    return planner.planned(contact, step.rung, window, change)


def _known(
    session: Session, owner: Member, people: Sequence[Person], there: Sequence[Encounter]
) -> tuple[dict[int, Standing], dict[int, Contact]]:
    """By their place in the list, those who are contacts already, and whom a new one may be: the one noted last."""
    users = [person.slack_user_id for person in people if person.slack_user_id]
    colleagues = {it.contact.slack_user_id: it for it in store.colleagues(session, owner, users)} if users else {}
    new = {at: each for at, each in enumerate(people) if each.slack_user_id not in colleagues}
    known = store.acquaintances(session, owner, outside=len(users) == len(people)) if new else []
    present = {contact.id for encounter in there for contact in encounter.contacts}
    sure: dict[int, int] = {}
    likely: dict[int, int] = {}
    for at, person in new.items():
        maybe = [(each, how) for each in known if (how := same(each, person)) is not False]
        found = [each for each, how in maybe if how and not person.slack_user_id]
        found += [each for each, how in maybe if how is None and each.id in present and told_alike(each, person)]
        if found:
            sure[at] = found[0].id
        elif maybe:
            likely[at] = maybe[-1][0].id
    ids = [*sure.values(), *likely.values()]
    others = store.standings(session, owner, ids) if ids else {}
    standings = {at: colleagues[each.slack_user_id] for at, each in enumerate(people) if at not in new}
    standings |= {at: others[each] for at, each in sure.items()}
    return standings, {at: others[each].contact for at, each in likely.items()}


def _freshen(contact: Contact, person: Person) -> None:
    if person.known and "name" not in contact.own_fields:
        guess = person.slack_user_id is None and is_guess(person.name, person.email)
        contact.name = person.name if person.slack_user_id else better_name(contact.name, person.name, guess)
    contact.known = contact.known or person.known
    for field in ("email", "company", "title", "division", "link"):
        if (told := getattr(person, field)) and field not in contact.own_fields:
            setattr(contact, field, told)
