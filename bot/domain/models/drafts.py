"""Drafts, and how often a model was asked."""

from datetime import date, datetime

from sqlalchemy import JSON, Date, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.domain.drafts import Purpose, Style, WhyTemplate
from bot.domain.models.base import Base, Owned
from bot.domain.models.encounters import Contact
from bot.domain.models.private import Kept, Private, Sealed, private


class Draft(Owned, Private, Base):
    """A text on its way to becoming the member's own: what it is made of, and how it reads now."""

    __tablename__ = "drafts"
    __table_args__ = (Index("ix_drafts_member_id", "member_id"),)

    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"), index=True)
    purpose: Mapped[Purpose]
    specific_kept: Mapped[Kept] = mapped_column("specific", Sealed("drafts.specific"))
    left_out: Mapped[list[str]] = mapped_column(JSON)
    """Inputs that the member took out."""
    style: Mapped[Style]
    variant: Mapped[int]
    """Which of the templates' wordings it is; the next one for this contact takes another."""
    text_kept: Mapped[Kept | None] = mapped_column("text", Sealed("drafts.text"))
    """None while it is being made."""
    mine_kept: Mapped[Kept | None] = mapped_column("mine", Sealed("drafts.mine"))
    """The member's own wording, kept while they look at another one."""
    made_of_kept: Mapped[Kept | None] = mapped_column("made_of", Sealed("drafts.made_of"))
    """The inputs it was made of: where they have changed, asking for it again makes another one."""
    why_template: Mapped[WhyTemplate | None]
    """Why no model wrote it; None where one did, or while it is being made."""
    revision: Mapped[int] = mapped_column(default=0)
    used_on: Mapped[date | None] = mapped_column(Date)
    """The day on which the member took this text."""
    channel: Mapped[str | None] = mapped_column(String(64))
    ts: Mapped[str | None] = mapped_column(String(64))
    """The DM in which it lies as well."""
    created_at: Mapped[datetime]

    specific = private[str]()
    text = private[str | None]()
    mine = private[str | None]()
    made_of = private[str | None]()

    contact: Mapped[Contact] = relationship(lazy="raise")


class ModelCalls(Base):
    """How often a model was asked on a day: for a member, or (without one) for the whole workspace."""

    __tablename__ = "model_calls"
    __table_args__ = (UniqueConstraint("workspace_id", "member_id", "day"),)

    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspaces.id"))
    member_id: Mapped[int] = mapped_column(default=0)
    """0: the workspace's own count (NULLs would not be unique)."""
    day: Mapped[date] = mapped_column(Date)
    calls: Mapped[int] = mapped_column(default=0)
