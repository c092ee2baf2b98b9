"""What members work on, their questions to other divisions, and their drafts."""

from datetime import date, datetime

from sqlalchemy import JSON, Date, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.domain.drafts import Purpose, Style, WhyTemplate
from bot.domain.models.base import Base, Owned, Private, private
from bot.domain.models.people import Contact


class Project(Owned, Private, Base):
    """What a member works on. They have at most one that has not ended."""

    __tablename__ = "projects"
    __table_args__ = (
        Index("uq_projects_open", "member_id", unique=True, sqlite_where=text("ended_on IS NULL")),
        Index("ix_projects_member_id_started_on", "member_id", "started_on"),
    )

    started_on: Mapped[date] = mapped_column(Date)
    ended_on: Mapped[date | None] = mapped_column(Date)  # None while the member works on it

    name = private[str](nullable=False)
    summary = private[str | None]()
    help_welcome = private[str | None]()


class Ask(Owned, Private, Base):
    """A question that the member put to a contact in another division."""

    __tablename__ = "asks"
    __table_args__ = (Index("ix_asks_member_id", "member_id"),)

    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"), index=True)
    project_id: Mapped[int | None] = mapped_column(ForeignKey("projects.id", ondelete="SET NULL"), index=True)
    asked_on: Mapped[date] = mapped_column(Date)
    change_id: Mapped[int] = mapped_column(ForeignKey("changes.id", ondelete="CASCADE"), index=True)

    question = private[str](nullable=False)


class DivisionAlias(Base):
    """That a spelling means a division: for a member, or (without one) for the whole workspace."""

    __tablename__ = "division_aliases"
    __table_args__ = (UniqueConstraint("workspace_id", "member_id", "alias"),)

    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspaces.id"))
    member_id: Mapped[int] = mapped_column(default=0)
    """0: the workspace's own, set by an admin (NULLs would not be unique)."""
    alias: Mapped[str]  # as `divisions.normalise` spells it
    division: Mapped[str]


class Draft(Owned, Private, Base):
    """A text on its way to becoming the member's own: what it is made of, and how it reads now."""

    __tablename__ = "drafts"
    __table_args__ = (Index("ix_drafts_member_id", "member_id"),)

    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"), index=True)
    purpose: Mapped[Purpose]
    left_out: Mapped[list[str]] = mapped_column(JSON)  # inputs that the member took out
    style: Mapped[Style]
    variant: Mapped[int]  # which of the templates' wordings it is; the next one for this contact takes another
    why_template: Mapped[WhyTemplate | None]  # why no model wrote it; None where one did, or while it is being made
    revision: Mapped[int] = mapped_column(default=0)
    used_on: Mapped[date | None] = mapped_column(Date)  # the day on which the member took this text
    channel: Mapped[str | None] = mapped_column(String(64))
    ts: Mapped[str | None] = mapped_column(String(64))
    """The DM in which it lies as well."""
    created_at: Mapped[datetime]

    specific = private[str](nullable=False)
    text = private[str | None]()
    """None while it is being made."""
    mine = private[str | None]()
    """The member's own wording, kept while they look at another one."""
    made_of = private[str | None]()
    """The inputs it was made of: where they have changed, asking for it again makes another one."""

    contact: Mapped[Contact] = relationship(lazy="raise")


class ModelCalls(Base):
    """How often a model was asked on a day: for a member, or (without one) for the whole workspace."""

    __tablename__ = "model_calls"
    __table_args__ = (UniqueConstraint("workspace_id", "member_id", "day"),)

    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspaces.id"))
    member_id: Mapped[int] = mapped_column(default=0)  # 0: the workspace's own count (NULLs would not be unique)
    day: Mapped[date] = mapped_column(Date)
    calls: Mapped[int] = mapped_column(default=0)
