"""Workspaces and their members."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain.models import Base, Member, Workspace


def insert_unless_there(session: Session, table: type[Base], **values: Any) -> None:
    """Insert a row, or leave the one that a unique constraint says is there: safe between replicas."""
    if session.get_bind().dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert  # 3 MB that SQLite does not need
    else:
        from sqlalchemy.dialects.sqlite import insert  # type: ignore[assignment]
    session.execute(insert(table).values(**values).on_conflict_do_nothing())


def all_workspaces(session: Session) -> Sequence[Workspace]:
    """Every workspace, the oldest first."""
    return session.scalars(select(Workspace).order_by(Workspace.id)).all()


def workspace_by_id(session: Session, workspace_id: int) -> Workspace:
    """The workspace of a row."""
    return session.get_one(Workspace, workspace_id)


def ensure_workspace(
    session: Session, slack_team_id: str, bot_user_id: str, now: datetime | None = None
) -> Workspace:
    """The workspace of that Slack team, made if need be: nobody is kept there then, so `now` all that is is known."""
    values = {"slack_team_id": slack_team_id, "bot_user_id": bot_user_id, "listed_at": now}
    insert_unless_there(session, Workspace, **values)
    found = session.scalars(select(Workspace).where(Workspace.slack_team_id == slack_team_id))
    return found.one()


def member(session: Session, workspace_id: int, slack_user_id: str, *, lock: bool = True) -> Member | None:
    """That person, if they use the bot. Locked until the transaction ends, where something is to be written."""
    wanted = select(Member).where(Member.workspace_id == workspace_id, Member.slack_user_id == slack_user_id)
    return session.scalar(wanted.with_for_update() if lock else wanted)


def all_members(session: Session, workspace_id: int) -> Sequence[Member]:
    """Every member of the workspace."""
    return session.scalars(select(Member).where(Member.workspace_id == workspace_id)).all()


def zones(session: Session, workspace_id: int, at_most: int = 10) -> Sequence[str]:
    """Time zones in which members of the workspace live."""
    found = select(Member.zone).where(Member.workspace_id == workspace_id, Member.zone.is_not(None))
    return [zone for zone in session.scalars(found.distinct().limit(at_most)) if zone]


def ids(session: Session) -> Sequence[int]:
    """The ids of all members, of every workspace."""
    return session.scalars(select(Member.id).order_by(Member.id)).all()


def member_by_id(session: Session, member_id: int, *, lock: bool = True) -> Member:
    """The member of a row of theirs. Locked until the transaction ends, where something is to be written."""
    return session.get_one(Member, member_id, with_for_update=lock)


def find_by_id(session: Session, member_id: int, *, lock: bool = True) -> Member | None:
    """The same for a member who may have erased everything meanwhile."""
    return session.get(Member, member_id, with_for_update=lock)


def lock(session: Session, member_ids: Sequence[int]) -> Sequence[Member]:
    """These members, locked until the transaction ends, in the order of their ids: two who lock several do not wait
    for each other. Who is locked by somebody else is left out: there is a next time."""
    wanted = select(Member).where(Member.id.in_(member_ids)).order_by(Member.id)
    return session.scalars(wanted.with_for_update(skip_locked=True)).all()


def members(session: Session, member_ids: Collection[int]) -> dict[int, Member]:
    """These members, by id."""
    return {each.id: each for each in session.scalars(select(Member).where(Member.id.in_(member_ids)))}


def workspaces(session: Session, workspace_ids: Collection[int]) -> dict[int, Workspace]:
    """These workspaces, by id."""
    return {each.id: each for each in session.scalars(select(Workspace).where(Workspace.id.in_(workspace_ids)))}


def slack_id_of(session: Session, member_id: int) -> str | None:
    """Who a member is in Slack. Locks nothing: whoever waits here may hold somebody else's lock."""
    return session.scalar(select(Member.slack_user_id).where(Member.id == member_id))


def ensure_member(session: Session, workspace_id: int, slack_user_id: str, zone: str | None, now: datetime) -> Member:
    """That person as a member, made if need be.

    Locked until the transaction ends: everything a member does happens one after the other, so that counting
    (the cap, the fewest reminders) and clicking twice are safe, on PostgreSQL too.
    """
    while (found := member(session, workspace_id, slack_user_id)) is None:
        mine = {"workspace_id": workspace_id, "slack_user_id": slack_user_id, "zone": zone, "created_at": now}
        insert_unless_there(session, Member, **mine)
    return found
