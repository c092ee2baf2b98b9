"""People change their profile, move to another zone, or leave."""

from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.models import Workspace
from bot.flows import directory, retention
from bot.slack.edge import Edge
from bot.slack.people import People, facts_from, learn, tell_withdrawn


class Directory:
    """The story of the directory."""

    def __init__(self, edge: Edge, people: People) -> None:
        self._edge = edge
        self._people = people

    def register(self, app: AsyncApp) -> None:
        """Tell Bolt which payload is whose."""
        app.event("user_change")(self.changed)

    async def changed(self, event: dict[str, Any], body: dict[str, Any], client: AsyncWebClient) -> None:
        """Somebody's profile is different now. Mostly it is their status, which is no news: then nobody is asked."""
        user = event.get("user") or {}
        if not user.get("id"):
            return
        workspace, now = self._edge.workspace({"team_id": body.get("team_id")}), self._edge.now()
        told, database = [facts_from(user, workspace)], self._edge.database
        news = await database.read(partial(directory.news, workspace=workspace, told=told))
        learnt = await learn(database, workspace, news, now, asked_at=now - directory.FRESH)
        if news:
            self._people.forget(workspace.slack_team_id, user["id"])
        if news and news[0].deleted:
            self._edge.background.spawn(self._note_departure(workspace, user["id"]))
        self._edge.background.spawn(tell_withdrawn(client, learnt.withdrawn))

    async def _note_departure(self, workspace: Workspace, user_id: str) -> None:
        """Who follows up with them is told on the next working morning. `jobs/retention.py` makes up for a crash."""
        database, now = self._edge.database, self._edge.now()
        keepers = await database.write(
            lambda session: retention.note_departure(session, workspace, user_id, now.date())
        )
        for member_id in keepers:
            await database.write(partial(retention.tell_soon, member_id=member_id, now=now))
