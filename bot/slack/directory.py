"""People change their profile, move to another zone, or leave."""

from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.flows import directory
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
        self._edge.background.spawn(tell_withdrawn(client, learnt.withdrawn))
