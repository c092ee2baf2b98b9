"""Whom they met: the contact for each person of a meeting, and who might be somebody known already."""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.encounters import Maybe, Person
from bot.domain.identity import Sameness, address_key, better_name, is_guess, name_words, same, told_alike
from bot.domain.models import Contact, Encounter, Member
from bot.domain.types import Stage
from bot.store import encounters as store
from bot.store.encounters import Acquaintance, Standing
from bot.store.rows import insert_all


def standings(
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


def maybes(
    session: Session, owner: Member, contacts: Sequence[Contact], maybes: Mapping[int, Sequence[Acquaintance]]
) -> list[Maybe]:
    """One question for each who is new and may be somebody; the one who was noted last is the likeliest."""
    wanted = {at: found[-1].id for at, found in maybes.items() if found and at < len(contacts)}
    others = store.standings(session, owner, list(wanted.values())) if wanted else {}
    return [Maybe(contacts[at], others[other].contact) for at, other in wanted.items()]


def tell_apart(
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
