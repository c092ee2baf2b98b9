"""An attendee list on its way in: who is in Slack, whom the member knows already, and what would change."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from bot.domain.attendees import AttendeeList, WrongLine
from bot.domain.directory import Facts, why_not
from bot.domain.encounters import Person, is_same_outsider
from bot.domain.identity import address_key, are_two_people, name_key
from bot.domain.types import Stage

FILLED = ("slack_user_id", "email", "company", "title", "division")
"""What a list may add to a contact, where it is empty; nothing that is there changes."""


@dataclass(frozen=True)
class Listed:
    """Somebody on a list, and the note that the list has about them alone."""

    person: Person
    note: str | None = None

    def as_json(self) -> dict[str, Any]:
        """To be kept until the member says yes."""
        return {"person": asdict(self.person), "note": self.note}


def from_json(kept: Mapping[str, Any]) -> Listed:
    """The same read back."""
    return Listed(Person(**kept["person"]), kept["note"])


@dataclass(eq=False)
class Acquaintance:
    """A contact as far as it tells who somebody is; with no id, one that is still to be made."""

    name: str
    slack_user_id: str | None
    email: str | None
    company: str | None
    title: str | None
    division: str | None
    stage: Stage
    id: int | None = None
    own_fields: Sequence[str] = ()


@dataclass(frozen=True)
class Match:
    """Somebody on the list, the contact they are, and what the list adds to that contact."""

    listed: Listed
    contact: Acquaintance
    filled: tuple[str, ...]


class Acquaintances:
    """The member's contacts, to be found by Slack account, by e-mail, or outside Slack by name and company."""

    def __init__(self, contacts: Iterable[Acquaintance]) -> None:
        self._by_account: dict[str, Acquaintance] = {}
        self._by_email: dict[str, Acquaintance] = {}
        self._outside: dict[str, list[Acquaintance]] = {}
        for contact in contacts:
            self._remember(contact)

    def match(self, listed: Listed) -> Match:
        """Who that is, from now on with what the list adds; somebody new is known afterwards."""
        person = listed.person
        found = self._find(person)
        if found is None:
            new = Acquaintance(
                person.name,
                person.slack_user_id,
                person.email,
                person.company,
                person.title,
                person.division,
                Stage.LET_GO,
            )
            self._remember(new)
            return Match(listed, new, ())
        filled = [each for each in FILLED if getattr(person, each) and not getattr(found, each)]
        filled = [each for each in filled if each not in found.own_fields]
        for each in filled:
            setattr(found, each, getattr(person, each))
        self._remember(found)
        return Match(listed, found, tuple(filled))

    def _find(self, person: Person) -> Acquaintance | None:
        known = self._by_account.get(person.slack_user_id or "") or self._by_email.get(address_key(person.email))
        if known or person.slack_user_id:
            # One address, but two accounts: then somebody inherited it.
            return None if known and are_two_people(known, person) else known
        namesakes = self._outside.get(name_key(person.name), [])
        outside = (each for each in namesakes if not each.slack_user_id)
        return next((each for each in outside if is_same_outsider(each, person)), None)

    def _remember(self, contact: Acquaintance) -> None:
        if contact.slack_user_id:
            self._by_account[contact.slack_user_id] = contact
        if contact.email:
            self._by_email.setdefault(address_key(contact.email), contact)
        namesakes = self._outside.setdefault(name_key(contact.name), [])
        if not contact.slack_user_id and contact not in namesakes:
            namesakes.append(contact)


@dataclass(frozen=True)
class Told:
    """What Slack's directory says about the addresses of a list."""

    by_email: Mapping[str, Facts] = field(default_factory=dict)
    """By address in small letters."""
    complete: bool = False
    """False: Slack showed no addresses, or not those of everybody."""


def sort_out(listed: AttendeeList, told: Told, own_id: str) -> tuple[list[Listed], list[WrongLine]]:
    """The people of the list as they can be kept, and every line that gives nobody, with the reason."""
    people, wrong = [], list(listed.wrong)
    for each in listed.people:
        facts = told.by_email.get(address_key(each.email))
        if facts and (reason := why_not(facts.named(each.name), own_id)):
            wrong.append(WrongLine(each.line, reason))
            continue
        person = Person(
            name=facts.name if facts else each.name,
            slack_user_id=facts.slack_user_id if facts else None,
            email=each.email,
            company=None if facts and not facts.outsider else each.company,
            title=(facts.title if facts else None) or each.title,
            division=(facts.division if facts else None) or each.division,
        )
        people.append(Listed(person, each.note))
    return people, sorted(wrong, key=lambda line: line.line)


@dataclass(frozen=True)
class Outlook:
    """What an import would do to the member's contacts."""

    new: int
    known: int
    noted_before: int
    """How many of the known are noted at that place on that day already."""
    filled: Counter[str]
    """How many known contacts would get each of `FILLED`."""
    first_notes: int
    until_on: date | None
    """The last of the mornings that first notes to all of them would take."""

    @property
    def changes_something(self) -> bool:
        """Whether there is anything to import."""
        return bool(self.new or self.known > self.noted_before or self.filled)


@dataclass(frozen=True)
class Report:
    """What is told before anything is kept."""

    columns: Sequence[str]
    people: Sequence[Listed]
    wrong: Sequence[WrongLine]
    repeated: int
    complete: bool
    """Whether Slack told all e-mail addresses."""
    outlook: Outlook

    @property
    def in_slack(self) -> list[str]:
        """The names of those who were found in Slack."""
        return [each.person.name for each in self.people if each.person.slack_user_id]


@dataclass(frozen=True)
class Progress:
    """How far an import got."""

    place: str | None
    done: int
    total: int
    added: int
    remind: bool

    @property
    def finished(self) -> bool:
        """Whether everybody is in."""
        return self.done >= self.total
