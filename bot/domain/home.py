"""What the Home tab shows, as plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.domain.cards import Card
from bot.domain.models import DeletedContact, Project


class Shelf(StrEnum):
    """The lists of the Home tab, in their order."""

    DUE = "due"
    COMING_UP = "coming_up"
    WAITING = "waiting"
    IN_TOUCH = "in_touch"
    ON_HOLD = "on_hold"
    LET_GO = "let_go"


@dataclass(frozen=True)
class Home:
    """One member's Home at one moment."""

    today: date
    shelves: dict[Shelf, list[Card]]
    paused_until: date | None
    zone: str | None
    project: Project | None
    parked: list[date]
    """Mornings whose DM Slack would not take."""
    deleted: Sequence[DeletedContact] = ()
    """Contacts that can still be brought back, the newest first."""
