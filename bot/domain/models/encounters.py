"""People as a member knows them, and the encounters with them."""

from datetime import date, datetime

from sqlalchemy import JSON, Date, ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.domain.models.base import Base, Owned
from bot.domain.models.private import Kept, Private, Sealed, private
from bot.domain.types import Stage


class EncounterContact(Base):
    """That a contact was there."""

    __tablename__ = "encounter_contacts"
    __table_args__ = (UniqueConstraint("encounter_id", "contact_id"),)

    encounter_id: Mapped[int] = mapped_column(ForeignKey("encounters.id", ondelete="CASCADE"))
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"), index=True)

    encounter: Mapped["Encounter"] = relationship(lazy="raise")
    contact: Mapped["Contact"] = relationship(lazy="raise")


class Encounter(Owned, Private, Base):
    """That they met: where, when, with a note."""

    __tablename__ = "encounters"
    __table_args__ = (Index("ix_encounters_member_id_met_on", "member_id", "met_on"),)

    place: Mapped[str | None]
    met_on: Mapped[date] = mapped_column(Date)
    note_kept: Mapped[Kept | None] = mapped_column("note", Sealed("encounters.note"))
    negotiation_kept: Mapped[Kept | None] = mapped_column("negotiation", Sealed("encounters.negotiation"))
    created_at: Mapped[datetime]

    note = private[str | None]()
    negotiation = private[str | None]()

    contacts: Mapped[list["Contact"]] = relationship(
        secondary="encounter_contacts", lazy="raise", order_by="EncounterContact.id", viewonly=True
    )


class Contact(Owned, Private, Base):
    """A person as one member knows them."""

    __tablename__ = "contacts"
    __table_args__ = (
        UniqueConstraint("member_id", "slack_user_id"),
        Index("ix_contacts_member_id_stage", "member_id", "stage"),
        Index("ix_contacts_workspace_id_slack_user_id", "workspace_id", "slack_user_id"),
    )

    slack_user_id: Mapped[str | None] = mapped_column(String(64))
    """None: somebody outside Slack."""
    name: Mapped[str]
    email: Mapped[str | None]
    company: Mapped[str | None]
    title: Mapped[str | None]
    division: Mapped[str | None]
    link: Mapped[str | None]
    """To their profile elsewhere, as the member gave it."""
    moved_from: Mapped[str | None]
    """The division they were in before, where the directory says that they moved."""
    moved_on: Mapped[date | None] = mapped_column(Date)
    known: Mapped[bool] = mapped_column(default=True)
    """False while Slack has not yet told who `slack_user_id` is; `jobs/directory.py` completes it."""
    stage: Mapped[Stage]
    keep_in_touch_months: Mapped[int] = mapped_column(default=3)
    """How often to bring them up once in touch; 0 means never."""
    own_fields: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    """What the member corrected by hand: the directory does not write over it."""
    reason_kept: Mapped[Kept | None] = mapped_column("reason", Sealed("contacts.reason"))
    """One more reason to write, kept at the end of the ladder for the day it comes up."""
    keep_notes: Mapped[bool] = mapped_column(default=False, server_default=false())
    """The notes about them stay, however long ago they were let go."""
    version: Mapped[int] = mapped_column(default=0)
    """Counts the changes; an Undo is only for the latest."""
    created_at: Mapped[datetime]

    reason = private[str | None]()
