"""Data on its way in or out: lists that wait for a word, contacts that can be brought back, DMs to be emptied."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.models.base import Base, Owned, Private, private


class AttendeeImport(Owned, Private, Base):
    """An attendee list that was read and reported on, and waits for the member's yes. Gone once it was imported.

    It is imported part by part; who is killed meanwhile leaves a row that says how far it got.
    """

    __tablename__ = "attendee_imports"
    __table_args__ = (Index("ix_attendee_imports_member_id", "member_id"),)

    place: Mapped[str | None]
    met_on: Mapped[date] = mapped_column(Date)
    created_at: Mapped[datetime]
    worked_at: Mapped[datetime | None]  # when the last part of it was imported; None: the member has not said yes
    remind: Mapped[bool] = mapped_column(default=False, server_default=false())
    """They want a first note to each; else the people are only kept."""
    done: Mapped[int] = mapped_column(default=0, server_default="0")  # how many of the people are in
    added: Mapped[int] = mapped_column(default=0, server_default="0")  # how many of those were new
    encounter_id: Mapped[int | None] = mapped_column(ForeignKey("encounters.id", ondelete="SET NULL"))
    """Where everybody was met for whom the list has no note of their own; made with the first of them."""

    people = private[list[dict[str, Any]]](as_json=True, nullable=False)
    """The people of the list, each a JSON object."""


class DeletedContact(Owned, Private, Base):
    """A contact that was deleted, with everything that went with it: for a day it can be brought back."""

    __tablename__ = "deleted_contacts"
    __table_args__ = (Index("ix_deleted_contacts_member_id", "member_id"),)

    deleted_at: Mapped[datetime]

    name = private[str](nullable=False)
    rows = private[dict[str, Any]](as_json=True, nullable=False)
    """Its rows, by table, as JSON."""

    @property
    def people(self) -> list[dict[str, Any]]:
        """Who it is, as a list that waits tells it."""
        return list(self.rows["contacts"])


class Clearing(Base):
    """A DM out of which the bot's messages still have to go: whose it is has deleted everything."""

    __tablename__ = "clearings"
    __table_args__ = (UniqueConstraint("workspace_id", "slack_user_id"),)

    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspaces.id"))
    slack_user_id: Mapped[str] = mapped_column(String(64))
    next_at: Mapped[datetime]
    """When it wants attention: the next try, or the moment at which a silent worker's lease ends."""
    newest_ts: Mapped[str | None] = mapped_column(String(64))
    """The newest message at the first look: whoever begins anew keeps what came later."""
    tries: Mapped[int] = mapped_column(default=0)  # how often it was in vain
