"""What members work on, their questions about it to people in other divisions, and which divisions are one."""

from datetime import date

from sqlalchemy import Date, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.models.base import Base, Owned
from bot.domain.models.private import Kept, Private, Sealed, private


class Project(Owned, Private, Base):
    """What a member works on. They have at most one that has not ended."""

    __tablename__ = "projects"
    __table_args__ = (
        Index("uq_projects_open", "member_id", unique=True, sqlite_where=text("ended_on IS NULL")),
        Index("ix_projects_member_id_started_on", "member_id", "started_on"),
    )

    name_kept: Mapped[Kept] = mapped_column("name", Sealed("projects.name"))
    summary_kept: Mapped[Kept | None] = mapped_column("summary", Sealed("projects.summary"))
    help_welcome_kept: Mapped[Kept | None] = mapped_column("help_welcome", Sealed("projects.help_welcome"))
    started_on: Mapped[date] = mapped_column(Date)
    ended_on: Mapped[date | None] = mapped_column(Date)
    """None while the member works on it."""

    name = private[str]()
    summary = private[str | None]()
    help_welcome = private[str | None]()


class Ask(Owned, Private, Base):
    """A question that the member put to a contact in another division."""

    __tablename__ = "asks"
    __table_args__ = (Index("ix_asks_member_id", "member_id"),)

    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"), index=True)
    project_id: Mapped[int | None] = mapped_column(ForeignKey("projects.id", ondelete="SET NULL"), index=True)
    question_kept: Mapped[Kept] = mapped_column("question", Sealed("asks.question"))
    asked_on: Mapped[date] = mapped_column(Date)
    change_id: Mapped[int] = mapped_column(ForeignKey("changes.id", ondelete="CASCADE"), index=True)

    question = private[str]()


class DivisionAlias(Base):
    """That a spelling means a division: for a member, or (without one) for the whole workspace."""

    __tablename__ = "division_aliases"
    __table_args__ = (UniqueConstraint("workspace_id", "member_id", "alias"),)

    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspaces.id"))
    member_id: Mapped[int] = mapped_column(default=0)
    """0: the workspace's own, set by an admin (NULLs would not be unique)."""
    alias: Mapped[str]
    """As `divisions.normalise` spells it."""
    division: Mapped[str]
