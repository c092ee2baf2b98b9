"""A morning's DM on its way into Slack."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.domain.models.attempts import Reminder
from bot.domain.models.base import Base, Owned
from bot.domain.types import DeliveryState


class Delivery(Owned, Base):
    """One DM's way into Slack, carrying the reminders of one morning."""

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("member_id", "morning_on"),
        Index("ix_deliveries_next_at", "state", "next_at"),
    )

    key: Mapped[str] = mapped_column(String(64), unique=True)
    """Random; the message's metadata carries it and nothing else."""
    morning_on: Mapped[date] = mapped_column(Date)
    """The member's local day on which it is shown: one DM a morning."""
    state: Mapped[DeliveryState]
    next_at: Mapped[datetime | None]
    """When it wants attention: the next try, or the moment at which a silent worker's lease ends."""
    worker: Mapped[str | None] = mapped_column(String(64))
    tries: Mapped[int] = mapped_column(default=0)
    """How often it was surely not sent: each makes the next wait longer."""
    looks: Mapped[int] = mapped_column(default=0)
    """How often the history was searched for it since the last doubtful try."""
    blind: Mapped[int] = mapped_column(default=0)
    """Doubtful tries whose history could not be read: it is sent again after the first one only."""
    sending_at: Mapped[datetime | None]
    channel: Mapped[str | None] = mapped_column(String(64))
    ts: Mapped[str | None] = mapped_column(String(64))
    sent_at: Mapped[datetime | None]
    problem: Mapped[str | None] = mapped_column(String(64))
    """Slack's error name, where it is parked or waits for another try."""

    items: Mapped[list["DeliveryItem"]] = relationship(
        lazy="raise", order_by="DeliveryItem.id", cascade="all, delete-orphan", passive_deletes=True
    )


class DeliveryItem(Base):
    """One reminder in one DM."""

    __tablename__ = "delivery_items"
    __table_args__ = (
        UniqueConstraint("delivery_id", "reminder_id"),
        ForeignKeyConstraint(["reminder_id"], ["reminders.id"], ondelete="CASCADE"),
    )

    delivery_id: Mapped[int] = mapped_column(ForeignKey("deliveries.id", ondelete="CASCADE"))
    reminder_id: Mapped[int] = mapped_column(index=True)
    planned_on: Mapped[date] = mapped_column(Date)
    """The day it was meant for: a card that comes later says so."""

    reminder: Mapped[Reminder] = relationship(lazy="raise")
