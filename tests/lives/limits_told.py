"""What a member told about limits and negotiations, and what follows from it: the tests' own reading of it."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from bot.domain.models import Contact
from bot.domain.types import LimitKind
from tests.lives.days import FREE, NEVER

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


@dataclass(frozen=True)
class Deal:
    """That somebody was met in a negotiation, and the day on which it has ended."""

    limit_id: int
    name: str
    ended_on: date | None = None

    @property
    def until(self) -> date:
        return self.ended_on + PEACE if self.ended_on else NEVER


Deals = tuple[Deal, ...]


@dataclass
class Limits:
    """All of it: what was told, and in which negotiations everybody was met."""

    told: dict[int, Told] = field(default_factory=dict)
    met_in: dict[int, Deals] = field(default_factory=dict)
    lifted: set[int] = field(default_factory=set)

    def peace(self, contact: Contact, today: date) -> date:
        """Until when this contact is to be left in peace, as of today."""
        ends = [each.until or NEVER for each in self.told.values() if each.stops(contact, today)]
        ends += [each.until for each in self.met_in.get(contact.id, ()) if today < each.until]
        return max(ends, default=FREE)

    def stops(self, contact: Contact, today: date) -> bool:
        """Whether this contact is to be left in peace today."""
        return self.peace(contact, today) != FREE

    def met(self, contact_ids: Collection[int], name: str, met_on: date, waiting: Collection[int]) -> set[int]:
        """Met in a negotiation: it goes on, unless it had ended only after that day. Then it has ended for them too.

        `waiting`: who still waits for a first note; if it goes on again, it does for them. Returns who of those met
        is in it now and was not.
        """
        known = [each for deals in self.met_in.values() for each in deals if each.name == name]
        ended_on = max((each.ended_on for each in known if each.ended_on), default=None)
        goes_on = ended_on is None or met_on > ended_on or any(each.ended_on is None for each in known)
        if goes_on:
            for contact_id in waiting:
                self._set(contact_id, name, None)
        new = {each for each in contact_ids if not self.held(each, name)}
        for contact_id in new:
            deal = Deal(0, name, None if goes_on else ended_on)
            self.met_in[contact_id] = (*self.met_in.get(contact_id, ()), deal)
        return new

    def numbered(self, contact_id: int, limit_id: int) -> None:
        """The newest one of that contact has a row now."""
        *others, newest = self.met_in[contact_id]
        self.met_in[contact_id] = (*others, replace(newest, limit_id=limit_id))

    def ended(self, name: str, on: date) -> None:
        """It has ended, for all who were met in it and are still held by it."""
        for contact_id in self.holding(name):
            deals = self.met_in[contact_id]
            self.met_in[contact_id] = tuple(
                replace(each, ended_on=on) if each.name == name and each.ended_on is None else each for each in deals
            )

    def tell(self, limit_id: int, told: Told) -> None:
        """It holds from now on; the same told twice is one."""
        for twice in [each for each, before in self.told.items() if replace(before, until=told.until) == told]:
            self.lift(twice)
        self.told[limit_id] = told

    def lift(self, limit_id: int) -> None:
        """That one holds no more, and no Undo brings it back."""
        self.told.pop(limit_id, None)
        self.lifted.add(limit_id)
        for contact_id, deals in self.met_in.items():
            self.restore(contact_id, deals)

    def restore(self, contact_id: int, deals: Deals) -> None:
        """These, as they were, are all that contact was met in."""
        self.met_in[contact_id] = tuple(each for each in deals if each.limit_id not in self.lifted)

    def forget(self, contact_id: int) -> None:
        """The contact is not there any more, and so is nothing about them."""
        self.met_in.pop(contact_id, None)
        self.told = {each: told for each, told in self.told.items() if told.contact_id != contact_id}

    @property
    def ids(self) -> list[int]:
        """All that can be lifted."""
        return sorted([*self.told, *(each.limit_id for deals in self.met_in.values() for each in deals)])

    def held(self, contact_id: int, name: str | None = None) -> bool:
        """Whether that negotiation, or any, of theirs goes on."""
        deals = self.met_in.get(contact_id, ())
        return any(each.ended_on is None and name in (None, each.name) for each in deals)

    def holding(self, name: str) -> set[int]:
        """Who is held by that negotiation."""
        return {contact_id for contact_id in self.met_in if self.held(contact_id, name)}

    def last_peace(self, contact_id: int) -> str | None:
        """The negotiation whose end they were left in peace after for longest."""
        deals = self.met_in.get(contact_id, ())
        return max(deals, key=lambda each: each.until).name if deals else None

    def _set(self, contact_id: int, name: str, on: date | None) -> None:
        deals = self.met_in.get(contact_id, ())
        self.met_in[contact_id] = tuple(replace(each, ended_on=on) if each.name == name else each for each in deals)


def key(name: str | None) -> str:
    """A negotiation, however its name is written."""
    return " ".join((name or "").casefold().split())
