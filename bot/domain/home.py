"""What the Home tab shows, as plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.domain.cards import Card
from bot.domain.models import DeletedContact, Project


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
    shelves: dict[Shelf, list[Card]]
    """The first of each list, as many as it shows."""
    counts: dict[Shelf, int]
    """How many each list has."""
    paused_until: date | None
    zone: str | None
    project: Project | None
    parked: Sequence[date]
    """Mornings whose DM Slack would not take."""
    undrawn: Sequence[str] = ()
    """Names of contacts whose card could not be drawn, and is tried no more."""
    deleted: Sequence[DeletedContact] = ()
    """Contacts that can still be brought back, the newest first."""
