"""What a member tells about an encounter, whichever way they tell it (command or form)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from bot.domain.limits import Stop
from bot.domain.models import Contact, Encounter, Reminder


@dataclass(frozen=True)
class Person:
    """Somebody who was there: a colleague (`slack_user_id`) or somebody outside Slack."""

    name: str
    slack_user_id: str | None = None
    email: str | None = None
    company: str | None = None
    title: str | None = None
    division: str | None = None
    known: bool = True
    """False where Slack has not yet told who that is."""


class Named(Protocol):
    """What tells one outsider from another."""

    @property
    def name(self) -> str: ...
    @property
    def email(self) -> str | None: ...
    @property
    def company(self) -> str | None: ...


def is_same_outsider(contact: Named, person: Named) -> bool:
    """By e-mail where both have one, else by name and company."""
    if contact.email and person.email:
        return contact.email.casefold() == person.email.casefold()
    same_name = contact.name.casefold() == person.name.casefold()
    return same_name and (contact.company or "").casefold() in (
        "",
        (person.company or contact.company or "").casefold(),
    )


NAMELESS = ("deal", "negotiation", "the deal", "the negotiation", "a deal", "a negotiation")
"""What a negotiation is called that was told without a name, in small letters."""


@dataclass(frozen=True)
class Meeting:
    """Who met, where, when; ready to be recorded."""

    people: Sequence[Person]
    met_on: date
    place: str | None = None
    note: str | None = None
    negotiation: str | None = None
    already_wrote: bool = False


@dataclass(frozen=True)
class Noted:
    """One contact of a recorded encounter, and what comes next for them."""

    contact: Contact
    reminder: Reminder | None
    stop: Stop | None = None
    """Why they are left in peace, if they are."""


@dataclass(frozen=True)
class Recorded:
    """A recorded encounter. `again`: it was noted before, and nothing changed."""

    encounter: Encounter
    noted: Sequence[Noted]
    again: bool = False
