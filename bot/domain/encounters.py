"""An encounter as a member tells it, by command or form; and what Slack tells of whoever was there."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.domain.identity import Somebody, address_key, is_namesake, same
from bot.domain.models import Contact, Encounter, Limit, Reminder

SLACKBOT = "USLACKBOT"
NAMELESS = ("deal", "negotiation", "the deal", "the negotiation", "a deal", "a negotiation")
"""What a negotiation is called that was told without a name, in small letters."""


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
    known: bool = True  # False where Slack has not yet told who that is


def is_same_outsider(contact: Somebody, person: Somebody) -> bool:
    """The same e-mail, or a namesake whom neither an e-mail nor a company tells apart."""
    found = same(contact, person)
    if found is None:
        return is_namesake(contact, person) and not (address_key(contact.email) and address_key(person.email))
    return found


@dataclass(frozen=True)
class Facts:
    """A person as Slack describes them at this moment."""

    slack_user_id: str
    name: str
    exists: bool = True
    title: str | None = None
    division: str | None = None
    zone: str | None = None
    locale: str | None = None
    is_bot: bool = False
    is_admin: bool = False
    deleted: bool = False
    outsider: bool = False  # from another company, through Slack Connect
    fetched_at: datetime | None = field(default=None, compare=False)
    """Since when their division is known, which only who is asked about has; None: Slack tells it now."""


def why_not(facts: Facts, own_id: str, name: str | None) -> str | None:
    """The sentence why this person cannot be a contact of `own_id`; None: they can. `name`: if Slack tells none."""
    if facts.slack_user_id == own_id:
        return "You have met yourself already; I left you out."
    if not facts.exists:
        who = facts.name or name or "one of them"
        return f"I could not find {who} in this workspace. Pick the name from the menu that opens after @."
    if facts.slack_user_id == SLACKBOT:
        return "Slackbot is good company, but it needs no follow-up; I left it out."
    if facts.is_bot:
        return f"{facts.name} is an app, so I left it out."
    if facts.deleted:
        return f"{facts.name} has no active Slack account any more, so I left them out."
    return None


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
