"""Questions to people in other divisions, and which divisions are one."""

from datetime import date

from sqlalchemy import Date, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.domain.models.attempts import Change
from bot.domain.models.base import Base, Owned
from bot.domain.models.private import Kept, Private, Sealed, private


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

    change: Mapped[Change] = relationship(lazy="raise")


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
