"""People change their profile, move to another zone, or leave."""

from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.models import Workspace
from bot.flows import directory, retention
from bot.slack.edge import Edge
from bot.slack.people import People, facts_from, tell_withdrawn


class Directory:
    """The story of the directory."""

    def __init__(self, edge: Edge, people: People) -> None:
        self._edge = edge
        self._people = people

    def register(self, app: AsyncApp) -> None:
        """Tell Bolt which payload is whose."""
        app.event("user_change")(self.changed)

    async def changed(self, event: dict[str, Any], body: dict[str, Any], client: AsyncWebClient) -> None:
        """Somebody's profile is different now; the event does not tell the division, so that is asked for."""
        user = event.get("user") or {}
        if not user.get("id"):
            return
        async with self._edge.workspace({"team_id": body.get("team_id")}) as (session, workspace):
            facts = facts_from(user, workspace)
            withdrawn = await directory.learn_change(session, workspace, facts, self._edge.now())
            is_ours = bool(await directory.remembered(session, workspace, [user["id"]]))
        self._people.forget(workspace.slack_team_id, user["id"])
        if is_ours and not facts.deleted:
            self._edge.background.spawn(self._ask_division(client, body, user["id"]))
        if facts.deleted:
            self._edge.background.spawn(self._note_departure(workspace, user["id"]))
        self._edge.background.spawn(tell_withdrawn(client, withdrawn))

    async def _note_departure(self, workspace: Workspace, user_id: str) -> None:
        """Who follows up with them is told on the next working morning. `jobs/retention.py` makes up for a crash."""
        now = self._edge.now()
        async with self._edge.sessions.begin() as session:
            keepers = await retention.note_departure(session, workspace, user_id, now.date())
        for member_id in keepers:
            async with self._edge.sessions.begin() as session:
                await retention.tell_soon(session, member_id, now)

    async def _ask_division(self, client: AsyncWebClient, body: dict[str, Any], user_id: str) -> None:
        await self._people.known(client, {"team_id": body.get("team_id")}, [user_id])
