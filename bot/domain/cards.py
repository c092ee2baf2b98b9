"""What the screens show of a contact, as plain values: a card, its history, the Home tab, a draft."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.domain.drafts import Purpose
from bot.domain.limits import FREE, Bounds, Negotiation
from bot.domain.models import Change, Contact, DeletedContact, Draft, Encounter, Project, Reminder
from bot.domain.types import Rung

FIELDS = ("name", "title", "division", "company", "email")
"""What a member may correct by hand, and the directory then leaves alone."""
TOLD_BY_CHANGES = ("snoozed", "let_go", "kept", "again", "over", "departed")
"""The changes that the history tells of by themselves; the others are told by their touch or encounter."""


@dataclass(frozen=True)
class Card:
    """One contact with their reminder, and what has happened since they met."""

    contact: Contact
    reminder: Reminder | None
    encounter: Encounter | None
    wrote_on: date | None
    change: Change | None = None  # the latest decision, which Undo would take back
    following: Reminder | None = None  # the open reminder that comes next, once this card is settled
    meant_for: date | None = None  # the day it was meant for, where it comes late
    negotiation: str | None = None
    held_with: tuple[str, ...] = ()  # everybody who is on hold for that negotiation
    bounds: Bounds = FREE
    departed: bool = False  # their Slack account is deactivated, as far as the directory has told

    @property
    def is_question(self) -> bool:
        """Whether it asks about a negotiation, and brings nobody up."""
        return self.reminder is not None and self.reminder.rung is Rung.STILL_ON


@dataclass(frozen=True)
class Morning:
    """One DM: the cards of a morning, and the team they live in (for links)."""

    shown_on: date
    cards: list[Card]
    team_id: str
    over: Sequence[Negotiation] = ()  # those that have ended, and whose people may be written to from now on

    @property
    def people(self) -> int:
        """How many people it brings up."""
        return sum(not card.is_question for card in self.cards)


@dataclass(frozen=True)
class Entry:
    """One line of the history."""

    on: date
    at: datetime  # when it was noted: of one day, the newest comes first
    deed: str
    """The word of a touch or of a change; or "drafted": the member took a draft, "let_pass": a try was brought up and
    nothing was written, "rested": three notes without a reply, and the closing card came."""
    words: str | None = None  # the question that was asked, or the draft that was taken
    rung: Rung | None = None
    encounter: Encounter | None = None


@dataclass(frozen=True)
class Details:
    """All that the contact view shows; the history's newest first."""

    card: Card
    history: tuple[Entry, ...]
    today: date


@dataclass(frozen=True)
class Merger:
    """Two contacts that are to become one, and what they bring."""

    kept: Contact
    gone: Contact
    encounters: int
    lead: Contact  # the one of the two where both will stand afterwards


class Shelf(StrEnum):
    """The lists of the Home tab, by their headings and in their order."""

    DUE = "Due now"
    COMING_UP = "Coming up"
    WAITING = "Waiting for a reply"
    IN_TOUCH = "In touch"
    ON_HOLD = "On hold"
    LET_GO = "Let go"


SHOWN = {shelf: 10 if shelf is Shelf.DUE else 8 for shelf in Shelf}
"""How many cards or lines a list shows: together they stay under Slack's 100 blocks."""


@dataclass(frozen=True)
class Home:
    """One member's Home at one moment."""

    today: date
    shelves: dict[Shelf, list[Card]]  # the first of each list, as many as it shows
    counts: dict[Shelf, int]
    paused_until: date | None
    zone: str | None
    project: Project | None
    parked: Sequence[date]  # mornings whose DM Slack would not take
    undrawn: Sequence[str] = ()  # names of contacts whose card could not be drawn, and is tried no more
    deleted: Sequence[DeletedContact] = ()  # contacts that can still be brought back, the newest first


@dataclass(frozen=True)
class Subject:
    """What a draft would be about: a contact, and what the note is for."""

    contact: Contact
    purpose: Purpose
    bounds: Bounds
    noted: str | None = None  # what a first note may come back to: the note about how they met
    said: str | None = None  # the one thing that was said for this purpose before


@dataclass(frozen=True)
class Ready:
    """A draft, and what stands around it."""

    draft: Draft
    inputs: tuple[str, ...]  # what it could use, taken out or not
    bounds: Bounds
    doubts: tuple[str, ...] = ()  # what in it is not from the member
    empty: tuple[str, ...] = ()  # what in it says nothing
