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
from typing import Protocol

from bot.domain import divisions, words
from bot.domain.models import Limit
from bot.domain.types import LimitKind

STOPS = (LimitKind.HOLD, LimitKind.NEGOTIATION, LimitKind.DO_NOT_CONTACT)
"""Kinds that leave somebody in peace; of those that last equally long, the later one here is the one to tell."""


@dataclass(frozen=True)
class Stop:
    """Why a contact is left in peace."""

    kind: LimitKind
    """One of STOPS."""
    until_on: date | None = None
    """The first day on which it is over; None: nobody knows."""
    words: str | None = None
    """The negotiation, or the reason that the member gave."""

    @property
    def goes_on(self) -> bool:
        """Whether it is a negotiation that has not ended."""
        return self.kind is LimitKind.NEGOTIATION and self.until_on is None


@dataclass(frozen=True)
class Bounds:
    """What the limits say about one contact."""

    stop: Stop | None = None
    confirm: tuple[Limit, ...] = ()
    """Conflicts of interest and matters: shown, and to be confirmed, before anything is written."""
    topics: tuple[str, ...] = ()
    """What must not be in a text for them."""
    matters: tuple[str, ...] = ()
    """What an attorney must not write to them about, for they are represented in it."""


FREE = Bounds()
"""Where no limit stands."""


class Subject(Protocol):
    """As much of a contact as limits look at."""

    @property
    def id(self) -> int: ...
    @property
    def division(self) -> str | None: ...
    @property
    def company(self) -> str | None: ...


@dataclass(frozen=True)
class Rules:
    """All limits of a member, as they stand on a day."""

    limits: Sequence[Limit]
    aliases: Mapping[str, str]
    is_attorney: bool
    today: date

    def about(self, contact: Subject) -> list[Limit]:
        """Those that are about this contact, today."""
        mine = [*self._general, *self._by_contact.get(contact.id, ())] if self.limits else []
        return [limit for limit in mine if self._is_about(limit, contact)]

    @property
    def negotiations(self) -> bool:
        """Whether there are any, that go on or have ended."""
        return any(limit.kind is LimitKind.NEGOTIATION for limit in self.limits)

    @cached_property
    def _general(self) -> list[Limit]:
        return [limit for limit in self.limits if limit.contact_id is None]

    @cached_property
    def _by_contact(self) -> dict[int, list[Limit]]:
        """Many contacts, each with a limit of their own: looked up, not looked through."""
        found: dict[int, list[Limit]] = defaultdict(list)
        for limit in self.limits:
            if limit.contact_id is not None:
                found[limit.contact_id].append(limit)
        return found

    def of(self, contact: Subject) -> Bounds:
        """What they say about this contact."""
        mine = self.about(contact)
        if not mine:
            return FREE
        represented = [limit for limit in mine if limit.kind is LimitKind.REPRESENTED]
        conflicts = [limit for limit in mine if limit.kind is LimitKind.CONFLICT]
        return Bounds(
            stop=_longest(mine),
            confirm=(*conflicts, *represented),
            topics=tuple(limit.words for limit in mine if limit.kind is LimitKind.TOPIC and limit.words),
            matters=tuple(limit.words for limit in represented if self.is_attorney and limit.words),
        )

    def _is_about(self, limit: Limit, contact: Subject) -> bool:
        if limit.until_on and limit.until_on <= self.today:
            return False
        if limit.contact_id is not None:
            return limit.contact_id == contact.id
        parts = (contact.division, contact.company)  # of somebody outside, the company is what a division is inside
        return limit.division is None or any(divisions.same(part, limit.division, self.aliases) for part in parts)


UNNAMED = "the negotiation"
"""How the name begins that is given to a negotiation without one."""
WORDS_LIMIT = 300
"""Characters of a topic, a matter or a reason."""
TOPIC_LIMIT, TOPICS_AT_MOST, TOPICS_LIMIT = 100, 50, 2000
"""How long each topic of Settings may be, how many there may be, and how long all of them together."""
LONGEST_AHEAD = timedelta(days=3660)
"""How far ahead the end of a limit may be told; one that holds longer has no end."""
NEEDS_WORDS = {
    LimitKind.TOPIC: "Which topic? A word or two are enough.",
    LimitKind.CONFLICT: "What is the conflict? A few words are enough; you read them before each note.",
    LimitKind.REPRESENTED: "In which matter? Name it as one would in a note, so that I can recognise it.",
}


@dataclass(frozen=True)
class NewLimit:
    """A limit as the member tells it. Without a contact and a division it is about everybody."""

    kind: LimitKind
    contact_id: int | None = None
    division: str | None = None
    until_on: date | None = None
    words: str | None = None

    def problems(self, today: date) -> dict[str, str]:
        """What is the matter with it, a sentence for each field."""
        found = {}
        if self.kind in NEEDS_WORDS and not self.words:
            found["words"] = NEEDS_WORDS[self.kind]
        if self.until_on and self.until_on <= today:
            found["until_on"] = "Please pick a day from tomorrow on, or none."
        elif self.until_on and self.until_on > today + LONGEST_AHEAD:
            found["until_on"] = (
                "That is far away. Please pick a nearer day, or none: then it holds until you lift it."
            )
        return found


def why(stop: Stop, name: str, today: date) -> str:
    """A sentence for the member."""
    until = f" until {words.day(stop.until_on, today)}" if stop.until_on else ""
    if stop.kind is LimitKind.DO_NOT_CONTACT:
        return f"{name} is not to be contacted{until}, as you told me."
    if stop.goes_on:
        return f"{name} is on hold while {going_on(stop.words)}."
    return f"{name} is on hold{until or ' until you say otherwise'}."


def going_on(negotiation: str | None) -> str:
    """ "Orion is being negotiated"; "the negotiation with Gina goes on", where it has no name of its own."""
    name = negotiation or "a deal"
    return f"{name} goes on" if name.startswith(UNNAMED) else f"{name} is being negotiated"


def called(negotiation: str) -> str:
    """ "the negotiation Orion"; "the negotiation with Gina", where it has no name of its own."""
    return negotiation if negotiation.startswith(UNNAMED) else f"{UNNAMED} {negotiation}"


def ask_their_counsel(name: str) -> str:
    """What an attorney reads who is about to write about a matter in which that person is represented."""
    return (
        f"You noted that {name} is represented in that matter, so please ask their counsel. "
        "Something else, apart from it, is fine."
    )


def _longest(limits: Sequence[Limit]) -> Stop | None:
    """Of several stops the one that lasts longest, for that is the one to tell; of equal ones the one told last."""
    stops = [Stop(limit.kind, limit.until_on, limit.words) for limit in reversed(limits) if limit.kind in STOPS]
    return max(stops, key=lambda stop: (stop.until_on or date.max, STOPS.index(stop.kind)), default=None)
