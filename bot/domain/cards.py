"""What a reminder card knows: plain values for the views."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.limits import FREE, Bounds, Negotiation
from bot.domain.models import Change, Contact, Encounter, Reminder
from bot.domain.types import Rung


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
    meant_for: date | None = None
    """The day it was meant for, where it comes late."""
    negotiation: str | None = None
    """What the reminder asks about: whether it goes on."""
    held_with: tuple[str, ...] = ()
    """Everybody who is on hold for the same negotiation, where the reminder asks whether it goes on."""
    bounds: Bounds = FREE
    """What the limits say about the contact."""
    departed: bool = False
    """Their Slack account is deactivated, as far as the directory has told."""

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
    over: Sequence[Negotiation] = ()
    """Those that have ended, and whose people may be written to from now on."""

    @property
    def people(self) -> int:
        """How many people it brings up."""
        return sum(not card.is_question for card in self.cards)
