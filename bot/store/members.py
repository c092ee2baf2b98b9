"""Workspaces and their members."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.models import Base, Member, Workspace


async def insert_unless_there(session: AsyncSession, table: type[Base], **values: Any) -> None:
    """Insert a row, or leave the one that a unique constraint says is there: safe between replicas."""
    dialect = session.get_bind().dialect.name
    make = postgresql.insert if dialect == "postgresql" else sqlite.insert
    await session.execute(make(table).values(**values).on_conflict_do_nothing())


async def all_workspaces(session: AsyncSession) -> Sequence[Workspace]:
    """Every workspace, the oldest first."""
    return (await session.scalars(select(Workspace).order_by(Workspace.id))).all()


async def workspace_by_id(session: AsyncSession, workspace_id: int) -> Workspace:
    """The workspace of a row."""
    return (await session.scalars(select(Workspace).where(Workspace.id == workspace_id))).one()


async def ensure_workspace(session: AsyncSession, slack_team_id: str, bot_user_id: str) -> Workspace:
    """The workspace of that Slack team, made if need be."""
    await insert_unless_there(session, Workspace, slack_team_id=slack_team_id, bot_user_id=bot_user_id)
    found = await session.scalars(select(Workspace).where(Workspace.slack_team_id == slack_team_id))
    return found.one()


_MEMBER = (
    select(Member)
    .where(
        Member.workspace_id == bindparam("workspace_id"),
        Member.slack_user_id == bindparam("slack_user_id"),
    )
    .with_for_update()
)


async def member(session: AsyncSession, workspace_id: int, slack_user_id: str) -> Member | None:
    """That person, if they use the bot. Locked until the transaction ends."""
    return await session.scalar(_MEMBER, {"workspace_id": workspace_id, "slack_user_id": slack_user_id})


async def all_members(session: AsyncSession, workspace_id: int) -> Sequence[Member]:
    """Every member of the workspace."""
    return (await session.scalars(select(Member).where(Member.workspace_id == workspace_id))).all()


async def ids(session: AsyncSession) -> Sequence[int]:
    """The ids of all members, of every workspace."""
    return (await session.scalars(select(Member.id).order_by(Member.id))).all()


async def member_by_id(session: AsyncSession, member_id: int) -> Member:
    """The member of a row of theirs. Locked until the transaction ends."""
    return (await session.scalars(select(Member).where(Member.id == member_id).with_for_update())).one()


async def find_by_id(session: AsyncSession, member_id: int) -> Member | None:
    """The same for a member who may have erased everything meanwhile."""
    return await session.scalar(select(Member).where(Member.id == member_id).with_for_update())


async def slack_id_of(session: AsyncSession, member_id: int) -> str | None:
    """Who a member is in Slack. Locks nothing: whoever waits here may hold somebody else's lock."""
    return await session.scalar(select(Member.slack_user_id).where(Member.id == member_id))


async def ensure_member(
    session: AsyncSession, workspace_id: int, slack_user_id: str, zone: str | None, now: datetime
) -> Member:
    """That person as a member, made if need be.

    Locked until the transaction ends: everything a member does happens one after the other, so that counting
    (the cap, the fewest reminders) and clicking twice are safe, on PostgreSQL too.
    """
    found = await member(session, workspace_id, slack_user_id)
    if found is None:
        defaults = {c.name: c.default.arg for c in Member.__table__.columns if c.default is not None}
        mine = {"workspace_id": workspace_id, "slack_user_id": slack_user_id, "zone": zone, "created_at": now}
        await insert_unless_there(session, Member, **{**defaults, **mine})
        found = await member(session, workspace_id, slack_user_id)
        assert found is not None  # noqa: S101  # the row was inserted, or was there
    return found
