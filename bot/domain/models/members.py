"""Workspaces, the members in them, and what the directory says about people."""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import JSON, Boolean, Date, ForeignKey, String, Time, UniqueConstraint, false, true
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.models.base import Base


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
    """By the holidays' rules and then by country and year ("DE 2026"): days as ordinals (`flows/holidays.py`)."""
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
    locale: Mapped[str | None]
    """The language of their Slack, such as "en-GB": it tells how they write dates."""
    is_bot: Mapped[bool] = mapped_column(default=False)
    is_admin: Mapped[bool] = mapped_column(default=False, server_default=false())
    deleted: Mapped[bool] = mapped_column(default=False)
    outsider: Mapped[bool] = mapped_column(default=False)
    """From another company, through Slack Connect."""
    left_on: Mapped[date | None] = mapped_column(Date)
    """The day on which the account was found deactivated."""
    fetched_at: Mapped[datetime]
