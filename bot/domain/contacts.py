"""A contact in full: where they stand, and everything that happened."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.domain.cards import Card
from bot.domain.models import Contact, Encounter
from bot.domain.types import Rung

FIELDS = ("name", "title", "division", "company", "email")
"""What a member may correct by hand, and the directory then leaves alone."""
EMAIL = re.compile(r'[^\s@<>,;:"()\[\]]+@(?:[\w-]+\.)+[\w-]+')
"""An address as an edit and an attendee list take it: bare, without `mailto:` or a name around it."""


class Deed(StrEnum):
    """What a line of the history tells of."""

    MET = "met"
    WROTE = "wrote"
    REPLIED = "replied"
    TALKED = "talked"
    ASKED = "asked"
    HELPED = "helped"
    DRAFTED = "drafted"  # the member took a draft
    LET_PASS = "let_pass"  # noqa: S105  # a try was brought up, and nothing was written
    RESTED = "rested"  # three notes without a reply: the closing card came
    MOVED = "moved"  # put off to another day
    LET_GO = "let_go"
    KEPT = "kept"  # let go, with one more reason
    AGAIN = "again"
    OVER = "over"  # the negotiation was over
    DEPARTED = "departed"


@dataclass(frozen=True)
class Entry:
    """One line of the history."""

    on: date
    deed: Deed
    words: str | None = None
    """The question that was asked, or the draft that was taken."""
    rung: Rung | None = None
    encounter: Encounter | None = None


@dataclass(frozen=True)
class Details:
    """All that the contact view shows."""

    card: Card
    history: tuple[Entry, ...]
    """The newest first."""
    today: date


@dataclass(frozen=True)
class Merger:
    """Two contacts that are to become one, and what they bring."""

    kept: Contact
    gone: Contact
    encounters: int
    """How many encounters the two have together."""
    lead: Contact
    """The one of the two where both will stand afterwards."""
