"""What a member decides about drafts, for themselves or, as an admin, for the workspace."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.limits import TOPIC_LIMIT, TOPICS_AT_MOST
from bot.domain.models import Member, Workspace
from bot.domain.text import clean
from bot.flows import limits
from bot.store import directory as directory_store
from bot.store import members

LONGEST_COOLING_OFF = 365


async def is_admin(session: AsyncSession, owner: Member) -> bool:
    """Whether Slack names them an admin or owner of the workspace."""
    found = await directory_store.profiles(session, owner.workspace_id, [owner.slack_user_id])
    profile = found.get(owner.slack_user_id)
    return bool(profile and profile.is_admin)


async def workspace_of(session: AsyncSession, owner: Member) -> Workspace:
    """The member's workspace."""
    return await members.workspace_by_id(session, owner.workspace_id)


async def save(
    session: AsyncSession,
    owner: Member,
    *,
    topics: str | None,
    model: bool | None,
    workspace_model: bool | None,
    cooling_off_days: int | None,
    attorney: bool | None,
    notes_months: int | None = None,
    now: datetime,
) -> None:
    """Keep the choices; None leaves one as it was. The workspace's is an admin's, whatever a form says."""
    lines = [clean(line, TOPIC_LIMIT) for line in (topics or "").replace(",", "\n").splitlines()]
    await limits.set_topics(session, owner, [line for line in lines if line][:TOPICS_AT_MOST], now)
    if model is not None:
        owner.model_drafts = model
    if notes_months is not None:
        owner.notes_months = notes_months
    if attorney is not None:
        owner.is_attorney = attorney
    if cooling_off_days is not None and 0 < cooling_off_days <= LONGEST_COOLING_OFF:
        owner.cooling_off_days = cooling_off_days
    if workspace_model is not None and await is_admin(session, owner):
        (await workspace_of(session, owner)).model_allowed = workspace_model
