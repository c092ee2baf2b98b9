"""Keeping the directory fresh: who is new and unknown, who has left or is called otherwise, who changed divisions.

Sending asks nobody: Slack lets about a hundred look-ups a minute through. Events tell most of it; what they miss, one
pass a day over the list of everybody finds, and a slow one over the people who are kept.
"""

import asyncio
from datetime import timedelta
from functools import partial

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import Clock
from bot.domain.models import Workspace
from bot.flows import directory as flow
from bot.jobs.deliver import Clients
from bot.slack import people
from bot.store import directory as store
from bot.store import members
from bot.store.database import Database

log = structlog.get_logger()
AT_ONCE = 20
"""Unknown people asked about in one round."""
STALE_AT_ONCE = 5
"""People of the slow pass in one round: with a round each 15 seconds, some twenty a minute."""
A_DAY = timedelta(hours=20)
"""How long a list of everybody is good: a little less than a day, so that it is read at every morning."""
PATIENCE_SECONDS = 5
"""How long reminders wait for the list; in a big workspace it is read on beside them."""


class Refresher:
    """Asks Slack about people, at its pace."""

    def __init__(self, database: Database, clock: Clock, clients: Clients) -> None:
        self._database = database
        self._clock = clock
        self._clients = clients
        self._listing: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """One round."""
        unknown = await self._database.read(
            lambda session: store.unknown_contacts(session, self._clients.keys(), AT_ONCE)
        )
        known = await self._database.read(lambda session: members.workspaces(session, self._clients.keys()))
        for workspace_id, workspace in known.items():
            client = self._clients[workspace_id]
            await self._list(client, workspace)
            await self._complete(client, workspace, [user for at, user in unknown if at == workspace_id])

    async def _complete(self, client: AsyncWebClient, workspace: Workspace, unknown: list[str]) -> None:
        now = self._clock()
        stale = await self._database.read(
            lambda session: store.stalest(session, workspace.id, now - flow.FRESH, STALE_AT_ONCE)
        )
        if ids := [*unknown, *stale]:
            found = await people.look_up(client, workspace, ids, seconds=PATIENCE_SECONDS)
            await people.take_in(self._database, client, workspace, found.values(), now)

    async def _list(self, client: AsyncWebClient, workspace: Workspace) -> None:
        """The list of everybody, once a day."""
        now = self._clock()
        ours = await self._database.write(lambda session: store.take_turn(session, workspace.id, now - A_DAY, now))
        if ours:
            self._listing = asyncio.create_task(self._read_list(client, workspace))
            await asyncio.wait([self._listing], timeout=PATIENCE_SECONDS)

    async def _read_list(self, client: AsyncWebClient, workspace: Workspace) -> None:
        now = self._clock()
        async for page in people.pages(client):
            told = [people.facts_from(user, workspace) for user in page or ()]
            news = await self._database.read(partial(flow.news, workspace=workspace, told=told))
            # No divisions are told there, so the slow pass asks for theirs next.
            await people.take_in(self._database, client, workspace, news, now - flow.FRESH)
        log.info("directory.listed", workspace=workspace.id)
