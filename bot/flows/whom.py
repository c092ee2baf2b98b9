"""Whom they met: the contact for each person of a meeting, and who might be somebody known already."""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.encounters import Maybe, Person
from bot.domain.identity import address_key, better_name, is_guess, name_words, same, told_alike
from bot.domain.models import Contact, Encounter, Member
from bot.domain.types import Stage
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
    new = {"workspace_id": owner.workspace_id, "member_id": owner.id, "stage": Stage.FOLLOWING_UP, "created_at": now}
    alike: dict[Hashable, list[Standing]] = defaultdict(list)
    for at, person in enumerate(people):
        keys = (person.slack_user_id, name_words(person.name), address_key(person.email))
        before = (it for key in keys if key for it in alike[key])
        found = known.get(at) or next((it for it in before if _is_same_person(it.contact, person)), None)
        if found is None:
            theirs = {field: getattr(person, field) for field in ("slack_user_id", "name", "known")}
            found = Standing(Contact(**new, **theirs, own_fields=[]))
            maybes += [Maybe(found.contact, likely[at])] if at in likely else []
        _freshen(found.contact, person)
        for key in keys:
            alike[key].append(found)
        met[id(found)] = found
    insert_all(session, [it.contact for it in met.values() if it.contact.id is None])
    return [*met.values()], maybes


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
    return standings | {at: others[each] for at, each in sure.items()}, {
        at: others[each].contact for at, each in likely.items()
    }


def _freshen(contact: Contact, person: Person) -> None:
    if person.known and "name" not in contact.own_fields:
        guess = person.slack_user_id is None and is_guess(person.name, person.email)
        contact.name = person.name if person.slack_user_id else better_name(contact.name, person.name, guess)
    contact.known = contact.known or person.known
    for field in ("email", "company", "title", "division", "link"):
        if (told := getattr(person, field)) and field not in contact.own_fields:
            setattr(contact, field, told)


def _is_same_person(contact: Contact, person: Person) -> bool:
    return bool(same(contact, person)) or told_alike(contact, person)
