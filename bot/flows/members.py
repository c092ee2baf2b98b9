"""Who acts, and in which workspace: the first lines of every story."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.models import Member, Workspace
from bot.errors import UserError
from bot.store import members as store

OUTSIDER = "Tactful works inside one company only, and you seem to visit from another one. Sorry."
NOT_INSTALLED = "Tactful is not set up in this workspace yet. Please ask your admin to install it."


def admit(workspace: Workspace | None, *, home_team_id: str, enterprise_id: str | None) -> Workspace:
    """The workspace, for somebody of its company. Raises UserError for outsiders, and where it is none of ours."""
    if workspace is None:
        raise UserError(NOT_INSTALLED)
    same_org = bool(enterprise_id) and enterprise_id == workspace.enterprise_id
    if home_team_id != workspace.slack_team_id and not same_org:
        raise UserError(OUTSIDER)
    return workspace


def find(session: Session, workspace: Workspace, slack_user_id: str, *, lock: bool = True) -> Member | None:
    """That person, if they use the bot. Locked until the transaction ends, where something is to be written."""
    return store.member(session, workspace.id, slack_user_id, lock=lock)


def join(session: Session, workspace: Workspace, slack_user_id: str, zone: str | None, now: datetime) -> Member:
    """That person, who becomes a member by it."""
    return store.ensure_member(session, workspace.id, slack_user_id, zone, now)
