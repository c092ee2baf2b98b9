"""Limits: what they say about a contact on a day, in two tiers. *Stop*: not now, or never. *Confirm*: think first.

Sources: the advice this product is built on (docs/design.md, section 1); for somebody who is represented, ABA Model
Rule 4.2: a lawyer does not speak about the matter with a person who has counsel in it, a separate matter is fine,
and it holds even where the other side writes first. None of this is legal advice, and the screens say so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain import divisions, words
from bot.domain.models import Contact, Limit
from bot.domain.types import LimitKind


@dataclass(frozen=True)
class Stop:
    """Why a contact is left in peace."""

    kind: LimitKind
    """HOLD or DO_NOT_CONTACT."""
    until_on: date | None = None
    """The first day on which it is over; None: nobody knows."""
    words: str | None = None
    """The negotiation, or the reason that the member gave."""
    negotiation: bool = False
    """It is about a negotiation that goes on, or has just ended."""


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


@dataclass(frozen=True)
class Rules:
    """All limits of a member, as they stand on a day."""

    limits: Sequence[Limit]
    aliases: Mapping[str, str]
    is_attorney: bool
    today: date

    def about(self, contact: Contact) -> list[Limit]:
        """Those that are about this contact, today."""
        return [limit for limit in self.limits if self._is_about(limit, contact)]

    def of(self, contact: Contact) -> Bounds:
        """What they say about this contact."""
        mine = self.about(contact)
        represented = [limit for limit in mine if limit.kind is LimitKind.REPRESENTED]
        conflicts = [limit for limit in mine if limit.kind is LimitKind.CONFLICT]
        return Bounds(
            stop=self._stop(contact, mine),
            confirm=(*conflicts, *represented),
            topics=tuple(limit.words for limit in mine if limit.kind is LimitKind.TOPIC and limit.words),
            matters=tuple(limit.words for limit in represented if self.is_attorney and limit.words),
        )

    def _is_about(self, limit: Limit, contact: Contact) -> bool:
        if limit.until_on and limit.until_on <= self.today:
            return False
        if limit.contact_id is not None:
            return limit.contact_id == contact.id
        parts = (contact.division, contact.company)  # of somebody outside, the company is what a division is inside
        return limit.division is None or any(divisions.same(part, limit.division, self.aliases) for part in parts)

    def _stop(self, contact: Contact, mine: Sequence[Limit]) -> Stop | None:
        """The one that holds longest, for that is the one to tell."""
        stops = [
            Stop(limit.kind, limit.until_on, limit.words)
            for limit in mine
            if limit.kind in (LimitKind.HOLD, LimitKind.DO_NOT_CONTACT)
        ]
        if contact.negotiation:
            stops.append(Stop(LimitKind.HOLD, None, contact.negotiation, negotiation=True))
        elif contact.cooling_off_until and contact.cooling_off_until > self.today:
            stops.append(Stop(LimitKind.HOLD, contact.cooling_off_until, None, negotiation=True))
        return max(stops, key=_weight, default=None)


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
    if stop.negotiation and stop.words:
        return f"{name} is on hold while {stop.words} is being negotiated."
    return f"{name} is on hold{until or ' until you say otherwise'}."


def ask_their_counsel(name: str) -> str:
    """What an attorney reads who is about to write about a matter in which that person is represented."""
    return (
        f"You noted that {name} is represented in that matter, so please ask their counsel. "
        "Something else, apart from it, is fine."
    )


def _weight(stop: Stop) -> tuple[bool, date]:
    return stop.kind is LimitKind.DO_NOT_CONTACT, stop.until_on or date.max
