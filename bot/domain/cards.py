"""What a reminder card knows: plain values for the views."""

from dataclasses import dataclass
from datetime import date

from bot.domain.limits import FREE, Bounds
from bot.domain.models import Change, Contact, Encounter, Reminder


@dataclass(frozen=True)
class Card:
    """One contact with their reminder, and what has happened since they met."""

    contact: Contact
    reminder: Reminder | None
    encounter: Encounter | None
    wrote_on: date | None
    """The day of the last note; None: none was written."""
    change: Change | None = None
    """The latest decision, which Undo would take back."""
    following: Reminder | None = None
    """The open reminder that comes next, once this card is settled."""
    planned_on: date | None = None
    """The day this showing was meant for; None outside a DM."""
    late: bool = False
    bounds: Bounds = FREE
    """What the limits say about the contact."""
    departed: bool = False
    """Their Slack account is deactivated, as far as the directory has told."""


@dataclass(frozen=True)
class Morning:
    """One DM: the cards of a morning, and the team they live in (for links)."""

    delivery_id: int
    shown_on: date
    cards: list[Card]
    team_id: str
