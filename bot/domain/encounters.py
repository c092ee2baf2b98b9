"""What a member tells about an encounter, whichever way they tell it (command or form)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.identity import Somebody, address_key, is_namesake, same
from bot.domain.models import Contact, Encounter, Limit, Reminder


@dataclass(frozen=True)
class Person:
    """Somebody who was there: a colleague (`slack_user_id`) or somebody outside Slack."""

    name: str
    slack_user_id: str | None = None
    email: str | None = None
    company: str | None = None
    title: str | None = None
    division: str | None = None
    link: str | None = None
    known: bool = True
    """False where Slack has not yet told who that is."""


def is_same_outsider(contact: Somebody, person: Somebody) -> bool:
    """The same e-mail, or a namesake whom neither an e-mail nor a company tells apart."""
    found = same(contact, person)
    if found is None:
        return is_namesake(contact, person) and not (address_key(contact.email) and address_key(person.email))
    return found


NAMELESS = ("deal", "negotiation", "the deal", "the negotiation", "a deal", "a negotiation")
"""What a negotiation is called that was told without a name, in small letters."""


@dataclass
class Meeting:
    """Who met, where, when; ready to be recorded. `remind_on`: the day on which the member asked to be reminded."""

    people: list[Person]
    met_on: date
    place: str | None = None
    note: str | None = None
    negotiation: str | None = None
    already_wrote: bool = False
    remind_on: date | None = None


@dataclass(frozen=True)
class Noted:
    """One contact of a recorded encounter, and what comes next for them."""

    contact: Contact
    reminder: Reminder | None
    stop: Limit | None = None
    """Why they are left in peace, if they are."""


@dataclass(frozen=True)
class Maybe:
    """Somebody who was recorded as new, and may be a contact that is there already: the member is asked."""

    contact: Contact
    other: Contact


@dataclass(frozen=True)
class Recorded:
    """A recorded encounter. `again`: it was noted before, and nothing changed."""

    encounter: Encounter
    noted: Sequence[Noted]
    again: bool = False
    maybes: Sequence[Maybe] = ()
    made_one: Sequence[int] = ()
    """Of the questions answered with yes, the ids of both contacts, in turn: what an Undo of the answer is about."""
