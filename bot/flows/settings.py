"""What a member decides about drafts, for themselves or, as an admin, for the workspace."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.limits import TOPIC_LIMIT, TOPICS_AT_MOST
from bot.domain.models import Member, Workspace
from bot.domain.text import clean
from bot.flows import limits
from bot.store import directory as directory_store
from bot.store import members

LONGEST_COOLING_OFF = 365


def is_admin(session: Session, owner: Member) -> bool:
    """Whether Slack names them an admin or owner of the workspace."""
    found = directory_store.profiles(session, owner.workspace_id, [owner.slack_user_id])
    profile = found.get(owner.slack_user_id)
    return bool(profile and profile.is_admin)


def workspace_of(session: Session, owner: Member) -> Workspace:
    """The member's workspace."""
    return members.workspace_by_id(session, owner.workspace_id)


def save(
    session: Session,
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
    limits.set_topics(session, owner, [line for line in lines if line][:TOPICS_AT_MOST], now)
    if model is not None:
        owner.model_drafts = model
    if notes_months is not None:
        owner.notes_months = notes_months
    if attorney is not None:
        owner.is_attorney = attorney
    if cooling_off_days is not None and 0 < cooling_off_days <= LONGEST_COOLING_OFF:
        owner.cooling_off_days = cooling_off_days
    if workspace_model is not None and is_admin(session, owner):
        (workspace_of(session, owner)).model_allowed = workspace_model
