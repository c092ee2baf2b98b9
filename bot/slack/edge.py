"""Where a Slack payload becomes a transaction of one member: who it is, and what is theirs."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.domain.models import Member, Workspace
from bot.errors import NotFound
from bot.flows import members
from bot.slack.background import Background
from bot.store.engine import Sessions


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
    """What every listener works with. Only its transactions commit."""

    sessions: Sessions
    clock: Clock
    background: Background
    workspaces: Mapping[str, Workspace]
    """Those this process speaks for, by Slack team, as they were when it started. A visitor's own team may use
    Tactful too, beside us on the same database: it is none of our business."""

    def now(self) -> datetime:
        """The bot's time."""
        return self.clock()

    @asynccontextmanager
    async def workspace(self, body: dict[str, Any]) -> AsyncIterator[tuple[AsyncSession, Workspace]]:
        """A transaction in the actor's workspace. Raises UserError for outsiders."""
        actor = actor_of(body)
        workspace = members.admit(
            self.workspaces.get(actor.team_id), home_team_id=actor.home_team_id, enterprise_id=actor.enterprise_id
        )
        async with self.sessions.begin() as session:
            yield session, workspace

    @asynccontextmanager
    async def member(self, body: dict[str, Any]) -> AsyncIterator[tuple[AsyncSession, Member]]:
        """A transaction of the member who acts. Raises NotFound where they keep nothing here."""
        async with self.workspace(body) as (session, workspace):
            owner = await members.find(session, workspace, actor_of(body).user_id)
            if owner is None:
                raise NotFound
            yield session, owner
