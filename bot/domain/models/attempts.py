"""Contacts on their ladder: what happened, what waits, what was decided, and what must not be done or said."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.domain.models.base import Base, Owned, Private, private
from bot.domain.models.people import Contact
from bot.domain.types import LimitKind, Outcome, Rung, TouchKind

_IS_OPEN = text("outcome IS NULL AND limit_id IS NULL")
DRAWN_AT_MOST = 3  # how often a card that cannot be drawn is tried
MERGED = "merged"  # the verb of the change by which two contacts became one


class Touch(Owned, Base):
    """A real contact that happened."""

    __tablename__ = "touches"
    __table_args__ = (Index("ix_touches_member_id_contact_id", "member_id", "contact_id"),)

    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"), index=True)
    kind: Mapped[TouchKind]
    happened_on: Mapped[date] = mapped_column(Date)
    attempt: Mapped[int | None]  # 1, 2 or 3 where this was a try without a reply so far
    change_id: Mapped[int] = mapped_column(ForeignKey("changes.id", ondelete="CASCADE"), index=True)


class Reminder(Owned, Base):
    """The nudge about one rung for one contact. A contact has at most one that is open, and may have a question
    beside it (`limit_id`).

    `wanted_on` is what the ladder picked or the member snoozed to; no pause, hold or full morning changes it. Where
    it is shown, `due_on`, follows from it (`flows/planning.py`), and `due_at` is that moment in the member's zone:

    planned: all three · on its way: no `due_at` · asleep under a stop: only `wanted_on` · waiting silently: none
    """

    __tablename__ = "reminders"
    __table_args__ = (
        Index("uq_reminders_open", "contact_id", unique=True, sqlite_where=_IS_OPEN),
        Index("ix_reminders_due_at", "due_at", sqlite_where=text("due_at IS NOT NULL")),
        Index("ix_reminders_member_id_due_on", "member_id", "due_on"),
    )

    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"), index=True)
    rung: Mapped[Rung]
    wanted_on: Mapped[date | None] = mapped_column(Date)
    due_on: Mapped[date | None] = mapped_column(Date)
    due_at: Mapped[datetime | None]
    snoozed: Mapped[bool] = mapped_column(default=False)  # the member chose the day
    shown: Mapped[int] = mapped_column(default=0)  # how often it was shown since it was planned or snoozed
    shown_on: Mapped[date | None] = mapped_column(Date)
    undrawn: Mapped[int] = mapped_column(default=0)
    """How often its card could not be drawn; after `DRAWN_AT_MOST` times it waits in Home, by name only."""
    outcome: Mapped[Outcome | None]  # None while it is open
    change_id: Mapped[int | None] = mapped_column(ForeignKey("changes.id", ondelete="SET NULL"), index=True)
    """The change that planned it."""
    limit_id: Mapped[int | None] = mapped_column(ForeignKey("limits.id", ondelete="CASCADE"), index=True)
    """The negotiation whose end it asks for, where it is such a question."""

    contact: Mapped[Contact] = relationship(lazy="raise")

    @property
    def open(self) -> bool:
        """Whether it still waits for the member."""
        return self.outcome is None

    @property
    def on_its_way(self) -> bool:
        """Gathered into a DM that is not in Slack yet."""
        return self.open and self.due_on is not None and self.due_at is None

    def asks(self, today: date) -> bool:
        """Whether its card waits for a decision: it is neither settled nor put off to a day that the member chose."""
        put_off = self.snoozed and self.shown == 0 and self.due_at is not None
        return self.open and not (put_off and self.due_on is not None and self.due_on > today)

    def set_aside(self, morning: datetime) -> None:
        """Its card could not be drawn: once more on that morning, but not for ever."""
        self.undrawn += 1
        self.due_at = morning
        if self.undrawn >= DRAWN_AT_MOST:
            self.wanted_on, self.due_on, self.due_at = None, None, None

    def settle(self, outcome: Outcome) -> None:
        """It waits no more."""
        self.outcome, self.wanted_on, self.due_on, self.due_at = outcome, None, None, None


class Change(Owned, Private, Base):
    """What one decision changed about one contact, with what was before it: what Undo needs."""

    __tablename__ = "changes"
    __table_args__ = (Index("ix_changes_member_id_decision", "member_id", "decision"),)

    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"), index=True)
    encounter_id: Mapped[int | None] = mapped_column(ForeignKey("encounters.id", ondelete="CASCADE"), index=True)
    reminder_id: Mapped[int | None]  # the reminder that it settled or moved, if there was one
    verb: Mapped[str] = mapped_column(String(32))
    decision: Mapped[str] = mapped_column(String(32))
    """Random; the same for all that was decided by one click or one sentence, and is undone together."""
    version: Mapped[int]  # the contact's version that this change made
    created_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]

    before = private[dict[str, Any]](as_json=True, nullable=False)


class Limit(Owned, Private, Base):
    """A thing that must not be said or done: about one contact, about a division, or (neither) about everybody."""

    __tablename__ = "limits"
    __table_args__ = (Index("ix_limits_member_id", "member_id"),)

    kind: Mapped[LimitKind]
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"), index=True)
    division: Mapped[str | None]
    until_on: Mapped[date | None] = mapped_column(Date)
    """The first day on which it does not hold any more; None: until it is lifted."""
    ended_on: Mapped[date | None] = mapped_column(Date)
    """The day on which the negotiation ended: `until_on` is some time after it."""
    announced_on: Mapped[date | None] = mapped_column(Date)
    """The morning whose DM told that its people may be written to now."""
    change_id: Mapped[int | None] = mapped_column(ForeignKey("changes.id", ondelete="SET NULL"), index=True)
    """The change that made it, where it came with a meeting."""
    created_at: Mapped[datetime]

    words = private[str | None]()
    """The topic, the matter somebody is represented in, what the conflict is, why the hold, or the negotiation."""

    @property
    def goes_on(self) -> bool:
        """Whether it is a negotiation that has not ended."""
        return self.kind is LimitKind.NEGOTIATION and self.until_on is None

    contact: Mapped[Contact] = relationship(lazy="raise")
    """Whom it is about, where that is one: as it is with every negotiation."""
