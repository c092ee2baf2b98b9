"""Contacts on their ladder: what happened, what waits, and what was decided."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.domain.models.base import Base, Owned
from bot.domain.models.encounters import Contact, Encounter
from bot.domain.models.private import Kept, Private, Sealed, private
from bot.domain.types import Outcome, Rung, TouchKind


class Touch(Owned, Base):
    """A real contact that happened."""

    __tablename__ = "touches"

    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"), index=True)
    kind: Mapped[TouchKind]
    happened_on: Mapped[date] = mapped_column(Date)
    attempt: Mapped[int | None]
    """1, 2 or 3 where this was a try without a reply so far."""
    change_id: Mapped[int] = mapped_column(ForeignKey("changes.id", ondelete="CASCADE"), index=True)

    change: Mapped["Change"] = relationship(lazy="raise")
    contact: Mapped[Contact] = relationship(lazy="raise")


class Reminder(Owned, Base):
    """The nudge about one rung for one contact. A contact has at most one that is open.

    Truth is the local date `due_on` with the member's hour and zone; `due_at` is a cache of that moment,
    None when nothing is to be shown (already on its way, or waiting silently in Home).
    """

    __tablename__ = "reminders"
    __table_args__ = (
        Index(
            "uq_reminders_open",
            "contact_id",
            unique=True,
            sqlite_where=text("outcome IS NULL"),
            postgresql_where=text("outcome IS NULL"),
        ),
        Index(
            "ix_reminders_due_at",
            "due_at",
            sqlite_where=text("due_at IS NOT NULL"),
            postgresql_where=text("due_at IS NOT NULL"),
        ),
        Index("ix_reminders_member_id_due_on", "member_id", "due_on"),
    )

    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"), index=True)
    rung: Mapped[Rung]
    opens_on: Mapped[date] = mapped_column(Date)
    closes_on: Mapped[date] = mapped_column(Date)
    due_on: Mapped[date | None] = mapped_column(Date)
    due_at: Mapped[datetime | None]
    snoozed: Mapped[bool] = mapped_column(default=False)
    """The member chose the day; the window no longer counts."""
    shown: Mapped[int] = mapped_column(default=0)
    """How often it was shown since it was planned or snoozed."""
    shown_on: Mapped[date | None] = mapped_column(Date)
    outcome: Mapped[Outcome | None]
    """None while it is open."""
    change_id: Mapped[int | None] = mapped_column(ForeignKey("changes.id", ondelete="SET NULL"), index=True)
    """The change that planned it."""

    contact: Mapped[Contact] = relationship(lazy="raise")
    change: Mapped["Change | None"] = relationship(lazy="raise")

    @property
    def open(self) -> bool:
        """Whether it still waits for the member."""
        return self.outcome is None


class Change(Owned, Private, Base):
    """One decision about one contact, with what was before it: what Undo needs."""

    __tablename__ = "changes"

    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"), index=True)
    encounter_id: Mapped[int | None] = mapped_column(ForeignKey("encounters.id", ondelete="CASCADE"), index=True)
    reminder_id: Mapped[int | None]
    """The reminder that it settled or moved, if there was one."""
    verb: Mapped[str] = mapped_column(String(32))
    before_kept: Mapped[Kept] = mapped_column("before", Sealed("changes.before"))
    version: Mapped[int]
    """The contact's version that this change made."""
    created_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]

    before = private[dict[str, Any]](as_json=True)

    contact: Mapped[Contact] = relationship(lazy="raise")
    encounter: Mapped[Encounter | None] = relationship(lazy="raise")
