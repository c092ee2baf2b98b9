"""An attendee list on its way in: who is in Slack, and whom the member knows already."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.domain.attendees import Attendee, AttendeeList, WrongLine
from bot.domain.directory import Facts, why_not
from bot.domain.encounters import is_same_outsider
from bot.domain.identity import address_key, are_two_people, name_key
from bot.domain.types import Stage

FILLED = {
    "slack_user_id": "the Slack account",
    "email": "the e-mail address",
    "company": "the company",
    "title": "the title",
    "division": "the division",
}
"""What a list may add to a contact, where it is empty, and how it is called; nothing that is there changes."""


@dataclass(eq=False)
class Acquaintance:
    """A contact as far as it tells who somebody is; with no id, one that is still to be made."""

    name: str
    slack_user_id: str | None = None
    email: str | None = None
    company: str | None = None
    title: str | None = None
    division: str | None = None
    stage: Stage = Stage.LET_GO
    own_fields: Sequence[str] = ()
    id: int | None = None
    filled: set[str] = field(default_factory=set)
    """What a list added."""


class Acquaintances:
    """The member's contacts, to be found by Slack account, by e-mail, or outside Slack by name and company."""

    def __init__(self, contacts: Iterable[Acquaintance]) -> None:
        self._by_account: dict[str, Acquaintance] = {}
        self._by_email: dict[str, Acquaintance] = {}
        self._outside: dict[str, dict[Acquaintance, None]] = defaultdict(dict)
        for contact in contacts:
            self._remember(contact)

    def match(self, attendee: Attendee) -> Acquaintance:
        """Who that is, from now on with what the list adds; somebody new is known afterwards."""
        found = self._find(attendee) or Acquaintance(attendee.name)
        for each in FILLED:
            if getattr(attendee, each) and not getattr(found, each) and each not in found.own_fields:
                setattr(found, each, getattr(attendee, each))
                found.filled.add(each)
        self._remember(found)
        return found

    def _find(self, attendee: Attendee) -> Acquaintance | None:
        by_account = self._by_account.get(attendee.slack_user_id or "")
        known = by_account or self._by_email.get(address_key(attendee.email))
        if known or attendee.slack_user_id:
            # One address, but two accounts: then somebody inherited it.
            return None if known and are_two_people(known, attendee) else known
        namesakes = self._outside[name_key(attendee.name)]
        return next((each for each in namesakes if is_same_outsider(each, attendee)), None)

    def _remember(self, contact: Acquaintance) -> None:
        if contact.email:
            self._by_email.setdefault(address_key(contact.email), contact)
        namesakes = self._outside[name_key(contact.name)]
        if contact.slack_user_id:
            self._by_account[contact.slack_user_id] = contact
            namesakes.pop(contact, None)
        else:
            namesakes[contact] = None


@dataclass(frozen=True)
class Told:
    """What Slack's directory says about the addresses of a list."""

    by_email: Mapping[str, Facts] = field(default_factory=dict)
    """By address in small letters."""
    complete: bool = False
    """False: Slack showed no addresses, or not those of everybody."""


def sort_out(
    listed: AttendeeList, told: Told, divisions: Mapping[str, str | None], own_id: str
) -> tuple[list[Attendee], list[WrongLine]]:
    """The people of the list as they can be kept, and every line that gives nobody, with the reason.

    `divisions`: by Slack account, of those whose profile is known; the directory of everybody does not tell them.
    """
    people, wrong = [], list(listed.wrong)
    for each in listed.people:
        facts = told.by_email.get(address_key(each.email))
        if facts and (reason := why_not(facts, own_id, each.name)):
            wrong.append(WrongLine(each.line, reason))
        elif facts:
            colleague = replace(
                each,
                name=facts.name,
                slack_user_id=facts.slack_user_id,
                company=each.company if facts.outsider else None,
                title=facts.title or each.title,
                division=divisions.get(facts.slack_user_id) or each.division,
            )
            people.append(colleague)
        else:
            people.append(each)
    return people, sorted(wrong)
