"""An attendee list on its way in: who is in Slack, whom the member knows already, and what is said about it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from bot.domain import words
from bot.domain.attendees import Attendee, AttendeeList, WrongLine
from bot.domain.encounters import Facts, is_same_outsider, why_not
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
NAMES_SHOWN, LINES_SHOWN = 3, 20


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

    by_email: Mapping[str, Facts] = field(default_factory=dict)  # by address in small letters
    complete: bool = False  # False: Slack showed no addresses, or not those of everybody


def sort_out(
    listed: AttendeeList, told: Told, divisions: Mapping[str, str | None], own_id: str
) -> tuple[list[Attendee], list[WrongLine]]:
    """The people of the list as they can be kept, and every line that gives nobody. `divisions`: by Slack account."""
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


@dataclass(frozen=True)
class Report:
    """What was found, and what an import would do to the member's contacts: told before anything is kept."""

    columns: Sequence[str]
    people: Sequence[Attendee]
    wrong: Sequence[WrongLine]
    repeated: int
    complete: bool
    new: int
    known: int
    noted_before: int  # how many of the known are noted at that place on that day already
    filled: Counter[str]
    first_notes: int
    until_on: date | None  # the last of the mornings that first notes to all of them would take
    today: date

    @property
    def changes_something(self) -> bool:
        """Whether there is anything to import."""
        return bool(self.new or self.known > self.noted_before or self.filled)


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


def report(found: Report) -> list[str]:
    """What was found, and what importing it would do: a paragraph a thought."""
    if not found.people:
        return ["There is nobody on this list whom I could keep."]
    how_many = f"There are {len(found.people):,} people on this list."
    if len(found.people) == 1:
        how_many = f"There is one person on this list: {found.people[0].name}."
    if found.repeated:
        lines = "line repeats" if found.repeated == 1 else "lines repeat"
        how_many += f" {_capital(found.repeated)} {lines} somebody; each person counts once."
    told = [how_many, _in_slack(found), _new_and_known(found)]
    if found.wrong:
        told.append(f"I leave out {words.number(len(found.wrong))} line{'s' * (len(found.wrong) > 1)}:")
    return told


def columns(found: Report) -> str:
    """Which columns were understood."""
    return f"I used the columns {words.listed(found.columns)}."


def wrong_lines(found: Report) -> list[str]:
    """The first lines that give nobody, each with its reason."""
    shown = [f"Line {each.line:,}: {each.reason}" for each in found.wrong[:LINES_SHOWN]]
    more = len(found.wrong) - LINES_SHOWN
    return [*shown, f"… and {more:,} more."] if more > 0 else shown


def done(progress: Progress) -> str:
    """The end of it."""
    where = f" from {progress.place}" if progress.place else ""
    how_many = {0: "none", progress.total: "all"}.get(progress.added, f"{progress.added:,}")
    new = f"{how_many} of them new" if progress.total > 1 else "new" if progress.added else "not new"
    told = f"The list{where} is in: {people(progress.total)}, {new}."
    if progress.remind:
        return f"{told} I remind you of a first note to each, a few a morning."
    return f"{told} I will not remind you by myself; in Home you pick whom to write to."


def people(count: int) -> str:
    """ "1 person", "312 people"."""
    return "1 person" if count == 1 else f"{count:,} people"


def _in_slack(found: Report) -> str:
    names = [each.name for each in found.people if each.slack_user_id]
    shown, more = names[:NAMES_SHOWN], len(names) - NAMES_SHOWN
    told = words.listed([*shown, f"{words.number(more)} more"] if more > 1 else names) if names else ""
    if not found.complete:
        lead = f"Slack told me only about {told}" if names else "Slack did not tell me who is a colleague"
        return f"{lead}, so everybody else counts as somebody outside. You can import the list again another day."
    if len(found.people) == 1:
        return f"They are {'' if names else 'not '}in Slack with that e-mail address."
    if not names:
        return "None of them is in Slack with that e-mail address."
    return f"{_capital(len(names))} of them {_are(len(names))} in Slack, by e-mail: {told}."


def _new_and_known(found: Report) -> str:
    if not found.changes_something:
        return "You had noted all of them already, so there is nothing to import."
    if not found.known:
        return "You know none of them yet." if found.new > 1 else "You do not know them yet."
    told = f"{_capital(found.new)} {_are(found.new)} new, and you know {words.number(found.known)} already."
    if not found.new:
        told = "You know them already." if found.known == 1 else "You know all of them already."
    if found.noted_before:
        told += f" {_capital(found.noted_before)} of them you had noted there that day."
    if not found.filled:
        return f"{told} What you keep about them stays as it is."
    filled = words.listed([f"{FILLED[field]} of {words.number(count)}" for field, count in found.filled.items()])
    return f"{told} To those I only add what is missing: {filled}. Nothing that is there changes."


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


def _capital(count: int) -> str:
    return words.number(count).capitalize()
