"""Where a Slack payload becomes a work of one member: who it is, and what is theirs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from bot.clock import Clock
from bot.domain.models import Member, Workspace
from bot.errors import NotFound
from bot.flows import members
from bot.slack.background import Background
from bot.store.database import Database, Work

T = TypeVar("T")
MemberWork = Callable[[Session, Member], T]
"""What is done for the member who acts, in one transaction."""


@dataclass(frozen=True)
class Actor:
    """Who did it, and in which workspace the app is installed that got to know of it."""

    team_id: str
    user_id: str
    home_team_id: str
    """The person's own team: another one than `team_id` for outsiders (Slack Connect)."""
    enterprise_id: str | None


def actor_of(body: dict[str, Any]) -> Actor:
    """Read who acts from a command, an interaction or an event."""
    team = body.get("team") or {}
    user = body.get("user") or {}
    if not isinstance(user, dict):
        user = {"id": user}
    event = body.get("event") or {}
    # In a modal of a shared channel `team` is the outsider's: the app's own is in the view.
    installed = (body.get("view") or {}).get("app_installed_team_id")
    team_id = installed or team.get("id") or body.get("team_id") or user.get("team_id") or ""
    return Actor(
        team_id=team_id,
        user_id=user.get("id") or body.get("user_id") or event.get("user") or "",
        home_team_id=user.get("team_id") or body.get("team_id") or team_id,
        enterprise_id=(body.get("enterprise") or {}).get("id") or body.get("enterprise_id"),
    )


@dataclass(frozen=True)
class Edge:
    """What every listener works with. It alone hands works to the database."""

    database: Database
    clock: Clock
    background: Background
    workspaces: Mapping[str, Workspace]
    """Those this process speaks for, by Slack team, as they were when it started. A visitor's own team may use
    Tactful too, beside us on the same database: it is none of our business."""

    def now(self) -> datetime:
        """The bot's time."""
        return self.clock()

    def workspace(self, body: dict[str, Any]) -> Workspace:
        """The actor's workspace. Raises UserError for outsiders."""
        actor = actor_of(body)
        return members.admit(
            self.workspaces.get(actor.team_id), home_team_id=actor.home_team_id, enterprise_id=actor.enterprise_id
        )

    async def write(self, body: dict[str, Any], work: MemberWork[T]) -> T:
        """What the work of the member who acts returns, once it is committed. Their row is locked meanwhile.

        Raises NotFound where they keep nothing here, and UserError for outsiders.
        """
        return await self.database.write(self._of_member(body, work, lock=True))

    async def read(self, body: dict[str, Any], work: MemberWork[T]) -> T:
        """The same for a work that only reads."""
        return await self.database.read(self._of_member(body, work, lock=False))

    def _of_member(self, body: dict[str, Any], work: MemberWork[T], *, lock: bool) -> Work[T]:
        workspace, user = self.workspace(body), actor_of(body).user_id

        def theirs(session: Session) -> T:
            owner = members.find(session, workspace, user, lock=lock)
            if owner is None:
                raise NotFound
            return work(session, owner)

        return theirs
