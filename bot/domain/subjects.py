"""What a draft would be about, and a draft as it is shown."""

from dataclasses import dataclass

from bot.domain.drafts import Purpose
from bot.domain.limits import Bounds
from bot.domain.models import Contact, Draft


@dataclass(frozen=True)
class Subject:
    """A contact, and what the note is for."""

    contact: Contact
    purpose: Purpose
    bounds: Bounds
    noted: str | None = None
    """What a first note may come back to: the note about how they met."""
    said: str | None = None
    """The one thing that was said for this purpose before."""


@dataclass(frozen=True)
class Ready:
    """A draft, and what stands around it."""

    draft: Draft
    inputs: tuple[str, ...]
    """What it could use, taken out or not."""
    bounds: Bounds
    doubts: tuple[str, ...] = ()
    """What in it is not from the member."""
    empty: tuple[str, ...] = ()
    """What in it says nothing."""
