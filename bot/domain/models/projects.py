"""What members work on."""

from datetime import date

from sqlalchemy import Date, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.models.base import Base, Owned
from bot.domain.models.private import Kept, Private, Sealed, private


class Project(Owned, Private, Base):
    """What a member works on. They have at most one that has not ended."""

    __tablename__ = "projects"
    __table_args__ = (
        Index(
            "uq_projects_open",
            "member_id",
            unique=True,
            sqlite_where=text("ended_on IS NULL"),
        ),
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
