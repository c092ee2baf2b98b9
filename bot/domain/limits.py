"""Limits: what they say about a contact on a day, in two tiers. *Stop*: not now, or never. *Confirm*: think first.

Sources: the advice this product is built on (docs/design.md, section 1); for somebody who is represented, ABA Model
Rule 4.2: a lawyer does not speak about the matter with a person who has counsel in it, a separate matter is fine,
and it holds even where the other side writes first. None of this is legal advice, and the screens say so.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from bot.domain import divisions, words
from bot.domain.models import Contact, Limit
from bot.domain.types import LimitKind

STOPS = (LimitKind.HOLD, LimitKind.NEGOTIATION, LimitKind.DO_NOT_CONTACT)
"""Kinds that leave somebody in peace; of those that last equally long, the later one here is the one to tell."""


@dataclass(frozen=True)
class Bounds:
    """What the limits say about one contact."""

    stop: Limit | None = None  # why they are left in peace: of several the one that lasts longest
    confirm: tuple[Limit, ...] = ()
    """Conflicts of interest and matters: shown, and to be confirmed, before anything is written."""
    topics: tuple[str, ...] = ()  # what must not be in a text for them
    matters: tuple[str, ...] = ()  # what an attorney must not write to them about, for they are represented in it


FREE = Bounds()  # where no limit stands


@dataclass(frozen=True)
class Rules:
    """All limits of a member, as they stand on a day."""

    limits: Sequence[Limit]
    aliases: Mapping[str, str]
    is_attorney: bool
    today: date

    @property
    def negotiations(self) -> bool:
        """Whether there are any, that go on or have ended."""
        return any(limit.kind is LimitKind.NEGOTIATION for limit in self.limits)

    def holds(self, limit: Limit) -> bool:
        """Whether it still does, today."""
        return limit.until_on is None or limit.until_on > self.today

    @cached_property
    def _by_contact(self) -> dict[int | None, list[Limit]]:
        """Many contacts, each with a limit of their own: looked up, not looked through."""
        found: dict[int | None, list[Limit]] = defaultdict(list)
        for limit in self.limits:
            if self.holds(limit):
                found[limit.contact_id].append(limit)
        return found

    def about(self, contact: Contact) -> list[Limit]:
        """Those that are about this contact, today."""
        parts = (contact.division, contact.company)  # of somebody outside, the company is what a division is inside
        general = [
            limit
            for limit in self._by_contact.get(None, ())
            if limit.division is None or any(divisions.same(part, limit.division, self.aliases) for part in parts)
        ]
        return [*general, *self._by_contact.get(contact.id, ())]

    def of(self, contact: Contact) -> Bounds:
        """What they say about this contact."""
        mine = self.about(contact)
        stops = [limit for limit in reversed(mine) if limit.kind in STOPS]  # of equal ones the one told last is told
        represented = [limit for limit in mine if limit.kind is LimitKind.REPRESENTED]
        conflicts = [limit for limit in mine if limit.kind is LimitKind.CONFLICT]
        return Bounds(
            stop=max(stops, key=lambda it: (it.until_on or date.max, STOPS.index(it.kind)), default=None),
            confirm=(*conflicts, *represented),
            topics=tuple(limit.words for limit in mine if limit.kind is LimitKind.TOPIC and limit.words),
            matters=tuple(limit.words for limit in represented if self.is_attorney and limit.words),
        )


@dataclass(frozen=True)
class Negotiation:
    """A negotiation that goes on or has ended, and who is left in peace because of it."""

    limits: Sequence[Limit]  # one for each of its people, the oldest first, with their contacts

    @property
    def name(self) -> str:
        """As it was told first."""
        return self.limits[0].words or ""

    @property
    def people(self) -> list[str]:
        """Their names."""
        return list(dict.fromkeys(limit.contact.name for limit in self.limits))


UNNAMED = "the negotiation"  # how the name begins that is given to a negotiation without one
WORDS_LIMIT = 300  # characters of a topic, a matter or a reason
TOPIC_LIMIT, TOPICS_AT_MOST, TOPICS_LIMIT = 100, 50, 2000
"""How long each topic of Settings may be, how many there may be, and how long all of them together."""
LONGEST_AHEAD = timedelta(days=3660)  # how far ahead the end of a limit may be told; one that holds longer has no end
NEEDS_WORDS = {
    LimitKind.TOPIC: "Which topic? A word or two are enough.",
    LimitKind.CONFLICT: "What is the conflict? A few words are enough; you read them before each note.",
    LimitKind.REPRESENTED: "In which matter? Name it as one would in a note, so that I can recognise it.",
}


def problems(told: Limit, today: date) -> dict[str, str]:
    """What is the matter with a limit as the member tells it, a sentence for each field."""
    found = {}
    if told.kind in NEEDS_WORDS and not told.words:
        found["words"] = NEEDS_WORDS[told.kind]
    if told.until_on and told.until_on <= today:
        found["until_on"] = "Please pick a day from tomorrow on, or none."
    elif told.until_on and told.until_on > today + LONGEST_AHEAD:
        found["until_on"] = "That is far away. Please pick a nearer day, or none: then it holds until you lift it."
    return found


def why(stop: Limit, name: str, today: date, negotiation: str | None = None, *, are: str = "is") -> str:
    """A sentence for the member. `negotiation`: its name as it is to be shown there; `are`: for several names."""
    until = f" until {words.day(stop.until_on, today)}" if stop.until_on else ""
    if stop.kind is LimitKind.DO_NOT_CONTACT:
        return f"{name} {are} not to be contacted{until}, as you told me."
    if stop.goes_on:
        return f"{name} {are} on hold while {going_on(stop.words if negotiation is None else negotiation)}."
    return f"{name} {are} on hold{until or ' until you say otherwise'}."


def going_on(negotiation: str | None) -> str:
    """ "Orion is being negotiated"; "the negotiation with Gina goes on", where it has no name of its own."""
    name = negotiation or "a deal"
    return f"{name} goes on" if name.startswith(UNNAMED) else f"{name} is being negotiated"


def called(negotiation: str) -> str:
    """ "the negotiation Orion"; "the negotiation with Gina", where it has no name of its own."""
    return negotiation if negotiation.startswith(UNNAMED) else f"{UNNAMED} {negotiation}"
