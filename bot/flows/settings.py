"""What a member decides about drafts, for themselves or, as an admin, for the workspace."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.limits import TOPIC_LIMIT, TOPICS_AT_MOST
from bot.domain.models import Member, Workspace
from bot.domain.text import clean
from bot.flows import limits
from bot.store import members


def is_admin(session: Session, owner: Member) -> bool:
    """Whether Slack names them an admin or owner of the workspace."""
    found = members.profiles(session, owner.workspace_id, [owner.slack_user_id])
    profile = found.get(owner.slack_user_id)
    return bool(profile and profile.is_admin)


def save(
    session: Session,
    owner: Member,
    *,
    topics: str | None,
    ticked: Mapping[str, bool],
    cooling_off_days: int | None,
    notes_months: int | None,
    now: datetime,
) -> None:
    """Keep the choices; None, or a tick that is not among these, leaves one as it was.

    `ticked`: `model`, `attorney`, and `workspace_model`, which is an admin's, whatever a form says.
    """
    lines = [clean(line, TOPIC_LIMIT) for line in (topics or "").replace(",", "\n").splitlines()]
    limits.set_topics(session, owner, [line for line in lines if line][:TOPICS_AT_MOST], now)
    owner.model_drafts = ticked.get("model", owner.model_drafts)
    owner.is_attorney = ticked.get("attorney", owner.is_attorney)
    owner.cooling_off_days = cooling_off_days or owner.cooling_off_days
    owner.notes_months = owner.notes_months if notes_months is None else notes_months
    if "workspace_model" in ticked and is_admin(session, owner):
        session.get_one(Workspace, owner.workspace_id).model_allowed = ticked["workspace_model"]
