"""A contact in full: where they stand, and everything that happened."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.cards import Card
from bot.domain.models import Contact, Encounter
from bot.domain.types import Rung

FIELDS = ("name", "title", "division", "company", "email")
"""What a member may correct by hand, and the directory then leaves alone."""
EMAIL = re.compile(r'[^\s@<>,;:"()\[\]]+@(?:[\w-]+\.)+[\w-]+')
"""An address as an edit and an attendee list take it: bare, without `mailto:` or a name around it."""
TOLD_BY_CHANGES = ("snoozed", "let_go", "kept", "again", "over", "departed")
"""The changes that the history tells of by themselves; the others are told by their touch or encounter."""


@dataclass(frozen=True)
class Entry:
    """One line of the history."""

    on: date
    at: datetime
    """When it was noted: of one day, the newest comes first."""
    deed: str
    """The word of a touch or of a change; or "drafted": the member took a draft, "let_pass": a try was brought up and
    nothing was written, "rested": three notes without a reply, and the closing card came."""
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
