"""What a member told about limits and negotiations, and what follows from it: the tests' own reading of it."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from bot.domain.models import Contact
from bot.domain.types import LimitKind

PEACE = timedelta(days=90)
"""After a negotiation, as Settings has it from the start."""
DIVISIONS = {"Finance": "finance", "the Finance Dept.": "finance", "Legal": "legal", "Acme": "acme"}
"""Divisions and a company as they are written, and which are one."""


@dataclass(frozen=True)
class Told:
    """A limit, until it is lifted."""

    kind: LimitKind
    contact_id: int | None
    division: str | None
    until: date | None

    def stops(self, contact: Contact, today: date) -> bool:
        parts = {DIVISIONS.get(contact.division or ""), DIVISIONS.get(contact.company or "")}
        if self.contact_id is not None and self.contact_id != contact.id:
            return False
        if self.division is not None and DIVISIONS[self.division] not in parts:
            return False
        is_stop = self.kind in (LimitKind.HOLD, LimitKind.DO_NOT_CONTACT)
        return is_stop and (self.until is None or today < self.until)


@dataclass
class Limits:
    """All of it: what was told, and in which negotiations everybody was met, with the day on which each ended."""

    told: dict[int, Told] = field(default_factory=dict)
    ends: dict[str, date | None] = field(default_factory=dict)
    met_in: dict[int, dict[str, date | None]] = field(default_factory=dict)

    def stops(self, contact: Contact, today: date) -> bool:
        """Whether this contact is to be left in peace today."""
        if any(each.stops(contact, today) for each in self.told.values()):
            return True
        return any(end is None or today < end + PEACE for end in self.met_in.get(contact.id, {}).values())

    def met(self, contact_id: int, name: str, met_on: date) -> None:
        """Met in a negotiation: it goes on, unless it had ended only after that day."""
        end = self.ends.get(name)
        self.ends[name] = end if end and met_on <= end else None
        self.met_in[contact_id] = {**self.met_in.get(contact_id, {}), name: self.ends[name]}

    def ended(self, name: str, on: date) -> None:
        """It has ended, for all who were met in it and are still held by it."""
        self.ends[name] = on
        for names in self.met_in.values():
            if name in names and names[name] is None:
                names[name] = on

    def held(self, contact_id: int) -> bool:
        """Whether a negotiation of theirs goes on."""
        return None in self.met_in.get(contact_id, {}).values()


def key(name: str) -> str:
    """A negotiation, however its name is written."""
    return " ".join(name.casefold().split())
