"""Workspaces, the members in them, people as a member knows them and as the directory does, and the encounters."""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import JSON, Boolean, Date, ForeignKey, Index, String, Time, UniqueConstraint, false, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.domain.models.base import Base, Owned, Private, private
from bot.domain.types import Stage


class Workspace(Base):
    """One Slack installation."""

    __tablename__ = "workspaces"

    slack_team_id: Mapped[str] = mapped_column(String(64), unique=True)
    enterprise_id: Mapped[str | None] = mapped_column(String(64))
    bot_user_id: Mapped[str] = mapped_column(String(64))
    division_field: Mapped[str | None]
    """Id of the profile field that holds the division ("Xf…"); None: none was found."""
    tzdata_version: Mapped[str | None]
    """The time-zone rules by which the cached `due_at` of this workspace's reminders were computed."""
    free_days: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}", deferred=True)
    """By the holidays' rules and then by country and year ("DE 2026"): days as ordinals (`flows/planning.py`)."""
    key_ids: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    """The public names of the keys that the bot started with: `rekey` must not seal with one that it lacks."""
    listed_at: Mapped[datetime | None]
    """When the list of everybody was last read, for who has left or is called otherwise now."""
    model_allowed: Mapped[bool] = mapped_column(default=True, server_default=true())
    """The admin's switch: False, and nothing of this workspace is told to a language model."""


class Member(Base):
    """A person who uses the bot; owns encounters, contacts and everything below them."""

    __tablename__ = "members"
    __table_args__ = (UniqueConstraint("workspace_id", "slack_user_id"),)

    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspaces.id"))
    slack_user_id: Mapped[str] = mapped_column(String(64))
    zone: Mapped[str | None]  # IANA name as Slack last told it; None or nonsense means UTC
    hour: Mapped[time] = mapped_column(Time, default=time(9, 30))
    daily_cap: Mapped[int] = mapped_column(default=3)
    paused_until: Mapped[date | None] = mapped_column(Date)  # the first day on which reminders come again
    dm_channel: Mapped[str | None] = mapped_column(String(64))
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    """False while their Slack account is deactivated: Slack would accept the DM and show it to nobody."""
    model_drafts: Mapped[bool] = mapped_column(default=False, server_default=false())
    """They agreed that a language model writes their drafts."""
    weekly_suggestion: Mapped[bool] = mapped_column(default=False, server_default=false())
    suggested_on: Mapped[date | None] = mapped_column(Date)  # the last weekly suggestion
    is_attorney: Mapped[bool] = mapped_column(default=False, server_default=false())
    """They said so themselves: then a note about a matter in which somebody is represented is stopped."""
    cooling_off_days: Mapped[int] = mapped_column(default=90, server_default="90")
    """How long after a negotiation has ended its people are left in peace."""
    notes_months: Mapped[int] = mapped_column(default=12, server_default="12")
    """After how many months the notes about people who were let go expire; 0: never."""
    left_on: Mapped[date | None] = mapped_column(Date)
    """The day on which their account was found deactivated; what they kept is erased some time after it."""
    created_at: Mapped[datetime]


class Profile(Base):
    """What the workspace's directory says about a person: a cache of Slack's, nobody's notes."""

    __tablename__ = "profiles"
    __table_args__ = (UniqueConstraint("workspace_id", "slack_user_id"),)

    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspaces.id"))
    slack_user_id: Mapped[str] = mapped_column(String(64))
    name: Mapped[str]
    title: Mapped[str | None]
    division: Mapped[str | None]
    zone: Mapped[str | None]
    locale: Mapped[str | None]  # the language of their Slack, such as "en-GB": it tells how they write dates
    is_bot: Mapped[bool] = mapped_column(default=False)
    is_admin: Mapped[bool] = mapped_column(default=False, server_default=false())
    deleted: Mapped[bool] = mapped_column(default=False)
    outsider: Mapped[bool] = mapped_column(default=False)  # from another company, through Slack Connect
    left_on: Mapped[date | None] = mapped_column(Date)  # the day on which the account was found deactivated
    fetched_at: Mapped[datetime]


class EncounterContact(Base):
    """That a contact was there."""

    __tablename__ = "encounter_contacts"
    __table_args__ = (UniqueConstraint("encounter_id", "contact_id"),)

    encounter_id: Mapped[int] = mapped_column(ForeignKey("encounters.id", ondelete="CASCADE"))
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"), index=True)


class Encounter(Owned, Private, Base):
    """That they met: where, when, with a note."""

    __tablename__ = "encounters"
    __table_args__ = (Index("ix_encounters_member_id_met_on", "member_id", "met_on"),)

    place: Mapped[str | None]
    met_on: Mapped[date] = mapped_column(Date)
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

    slack_user_id: Mapped[str | None] = mapped_column(String(64))  # None: somebody outside Slack
    name: Mapped[str]
    email: Mapped[str | None]
    company: Mapped[str | None]
    title: Mapped[str | None]
    division: Mapped[str | None]
    link: Mapped[str | None]  # to their profile elsewhere, as the member gave it
    moved_from: Mapped[str | None]  # the division they were in before, where the directory says that they moved
    moved_on: Mapped[date | None] = mapped_column(Date)
    known: Mapped[bool] = mapped_column(default=True)
    """False while Slack has not yet told who `slack_user_id` is; `jobs/directory.py` completes it."""
    stage: Mapped[Stage]
    keep_in_touch_months: Mapped[int] = mapped_column(default=3)
    """How often to bring them up once in touch; 0 means never."""
    own_fields: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    """What the member corrected by hand: the directory does not write over it."""
    keep_notes: Mapped[bool] = mapped_column(default=False, server_default=false())
    """The notes about them stay, however long ago they were let go."""
    version: Mapped[int] = mapped_column(default=0)  # counts the changes; an Undo is only for the latest
    created_at: Mapped[datetime]

    reason = private[str | None]()
    """One more reason to write, kept at the end of the ladder for the day it comes up."""
