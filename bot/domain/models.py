"""What Tactful keeps: one class a table, in the words of the design."""

from datetime import date, datetime, time
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    Boolean,
    Date,
    Enum,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Text,
    Time,
    UniqueConstraint,
    false,
    text,
    true,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from bot.domain.drafts import Purpose, Style, WhyTemplate
from bot.domain.types import DeliveryState, Outcome, Rung, Stage, TouchKind, UtcDateTime

# Unnamed constraints cannot be dropped on SQLite, so every one has a name from the first migration on.
NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def _words(enum: type) -> Enum:
    """A StrEnum kept as its value in a plain text column: a new word needs no migration."""
    return Enum(enum, native_enum=False, length=32, create_constraint=False, values_callable=_values)


def _values(enum: Any) -> list[str]:
    return [member.value for member in enum]


class Base(DeclarativeBase):
    """Relationships never load by themselves: hidden queries have no place in async code."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar = {
        datetime: UtcDateTime,
        str: Text,
        dict[str, Any]: JSON,
        Stage: _words(Stage),
        Rung: _words(Rung),
        Outcome: _words(Outcome),
        TouchKind: _words(TouchKind),
        DeliveryState: _words(DeliveryState),
        Purpose: _words(Purpose),
        Style: _words(Style),
        WhyTemplate: _words(WhyTemplate),
    }

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)


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
    model_allowed: Mapped[bool] = mapped_column(default=True, server_default=true())
    """The admin's switch: False, and nothing of this workspace is told to a language model."""


class Owned:
    """Whose row it is. Everything is loaded by (workspace, member, id)."""

    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspaces.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))


class Member(Base):
    """A person who uses the bot; owns encounters, contacts and everything below them."""

    __tablename__ = "members"
    __table_args__ = (UniqueConstraint("workspace_id", "slack_user_id"),)

    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspaces.id"))
    slack_user_id: Mapped[str] = mapped_column(String(64))
    zone: Mapped[str | None]
    """IANA name as Slack last told it; None or nonsense means UTC."""
    hour: Mapped[time] = mapped_column(Time, default=time(9, 30))
    daily_cap: Mapped[int] = mapped_column(default=3)
    paused_until: Mapped[date | None] = mapped_column(Date)
    """The first day on which reminders come again."""
    dm_channel: Mapped[str | None] = mapped_column(String(64))
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    """False while their Slack account is deactivated: Slack would accept the DM and show it to nobody."""
    model_drafts: Mapped[bool] = mapped_column(default=False, server_default=false())
    """They agreed that a language model writes their drafts."""
    weekly_suggestion: Mapped[bool] = mapped_column(default=False, server_default=false())
    suggested_on: Mapped[date | None] = mapped_column(Date)
    """The last weekly suggestion."""
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
    is_bot: Mapped[bool] = mapped_column(default=False)
    is_admin: Mapped[bool] = mapped_column(default=False, server_default=false())
    deleted: Mapped[bool] = mapped_column(default=False)
    outsider: Mapped[bool] = mapped_column(default=False)
    """From another company, through Slack Connect."""
    fetched_at: Mapped[datetime]


class EncounterContact(Base):
    """That a contact was there."""

    __tablename__ = "encounter_contacts"
    __table_args__ = (UniqueConstraint("encounter_id", "contact_id"),)

    encounter_id: Mapped[int] = mapped_column(ForeignKey("encounters.id", ondelete="CASCADE"))
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"), index=True)

    encounter: Mapped["Encounter"] = relationship(lazy="raise")
    contact: Mapped["Contact"] = relationship(lazy="raise")


class Encounter(Owned, Base):
    """That they met: where, when, with a note."""

    __tablename__ = "encounters"
    __table_args__ = (Index("ix_encounters_member_id_met_on", "member_id", "met_on"),)

    place: Mapped[str | None]
    met_on: Mapped[date] = mapped_column(Date)
    note: Mapped[str | None]
    negotiation: Mapped[str | None]
    created_at: Mapped[datetime]

    contacts: Mapped[list["Contact"]] = relationship(
        secondary="encounter_contacts", lazy="raise", order_by="EncounterContact.id", viewonly=True
    )


class Contact(Owned, Base):
    """A person as one member knows them."""

    __tablename__ = "contacts"
    __table_args__ = (
        UniqueConstraint("member_id", "slack_user_id"),
        Index("ix_contacts_member_id_stage", "member_id", "stage"),
    )

    slack_user_id: Mapped[str | None] = mapped_column(String(64))
    """None: somebody outside Slack."""
    name: Mapped[str]
    email: Mapped[str | None]
    company: Mapped[str | None]
    title: Mapped[str | None]
    division: Mapped[str | None]
    moved_from: Mapped[str | None]
    """The division they were in before, where the directory says that they moved."""
    moved_on: Mapped[date | None] = mapped_column(Date)
    known: Mapped[bool] = mapped_column(default=True)
    """False while Slack has not yet told who `slack_user_id` is; `jobs/directory.py` completes it."""
    stage: Mapped[Stage]
    keep_in_touch_months: Mapped[int] = mapped_column(default=3)
    """How often to bring them up once in touch; 0 means never."""
    negotiation: Mapped[str | None]
    """What the hold waits for, while `on_hold`."""
    reason: Mapped[str | None]
    """One more reason to write, kept at the end of the ladder for the day it comes up."""
    version: Mapped[int] = mapped_column(default=0)
    """Counts the changes; an Undo is only for the latest."""
    created_at: Mapped[datetime]


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


class Change(Owned, Base):
    """One decision about one contact, with what was before it: what Undo needs."""

    __tablename__ = "changes"

    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"), index=True)
    encounter_id: Mapped[int | None] = mapped_column(ForeignKey("encounters.id", ondelete="CASCADE"), index=True)
    reminder_id: Mapped[int | None]
    """The reminder that it settled or moved, if there was one."""
    verb: Mapped[str] = mapped_column(String(32))
    before: Mapped[dict[str, Any]]
    version: Mapped[int]
    """The contact's version that this change made."""
    created_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]

    contact: Mapped[Contact] = relationship(lazy="raise")
    encounter: Mapped[Encounter | None] = relationship(lazy="raise")


class Draft(Owned, Base):
    """A text on its way to becoming the member's own: what it is made of, and how it reads now."""

    __tablename__ = "drafts"

    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"), index=True)
    reminder_id: Mapped[int | None] = mapped_column(ForeignKey("reminders.id", ondelete="SET NULL"))
    purpose: Mapped[Purpose]
    specific: Mapped[str]
    left_out: Mapped[list[str]] = mapped_column(JSON)
    """Inputs that the member took out."""
    style: Mapped[Style]
    variant: Mapped[int]
    """Which of the templates' wordings it is; the next one for this contact takes another."""
    text: Mapped[str | None]
    """None while it is being made."""
    mine: Mapped[str | None]
    """The member's own wording, kept while they look at another one."""
    why_template: Mapped[WhyTemplate | None]
    """Why no model wrote it; None where one did, or while it is being made."""
    revision: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]

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


class Topic(Owned, Base):
    """Something that must not be in a draft."""

    __tablename__ = "topics"
    __table_args__ = (UniqueConstraint("member_id", "topic"),)

    topic: Mapped[str] = mapped_column(String(200))


class Project(Owned, Base):
    """What a member works on. They have at most one that has not ended."""

    __tablename__ = "projects"
    __table_args__ = (
        Index(
            "uq_projects_open",
            "member_id",
            unique=True,
            sqlite_where=text("ended_on IS NULL"),
            postgresql_where=text("ended_on IS NULL"),
        ),
        Index("ix_projects_member_id_started_on", "member_id", "started_on"),
    )

    name: Mapped[str]
    summary: Mapped[str | None]
    help_welcome: Mapped[str | None]
    started_on: Mapped[date] = mapped_column(Date)
    ended_on: Mapped[date | None] = mapped_column(Date)
    """None while the member works on it."""


class Ask(Owned, Base):
    """A question that the member put to a contact in another division."""

    __tablename__ = "asks"

    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"), index=True)
    project_id: Mapped[int | None] = mapped_column(ForeignKey("projects.id", ondelete="SET NULL"), index=True)
    question: Mapped[str]
    asked_on: Mapped[date] = mapped_column(Date)
    change_id: Mapped[int] = mapped_column(ForeignKey("changes.id", ondelete="CASCADE"), index=True)

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
