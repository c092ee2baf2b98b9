"""What a draft would be about."""

from dataclasses import dataclass

from bot.domain.drafts import Purpose
from bot.domain.limits import Bounds
from bot.domain.models import Contact, Encounter


@dataclass(frozen=True)
class Subject:
    """A contact, where they were met, and what the note is for."""

    contact: Contact
    encounter: Encounter | None
    purpose: Purpose
    reminder_id: int | None
    bounds: Bounds
