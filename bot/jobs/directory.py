"""Completing contacts whom Slack had not described in time, and forgetting those who are nobody to meet."""

from bot.clock import Clock
from bot.jobs.deliver import Clients
from bot.slack import people
from bot.store import directory as store
from bot.store import members
from bot.store.database import Database

AT_ONCE = 20


class Completer:
    """Asks Slack again about contacts it had not described."""

    def __init__(self, database: Database, clock: Clock, clients: Clients) -> None:
        self._database = database
        self._clock = clock
        self._clients = clients

    async def run(self) -> None:
        """One round: up to twenty people."""
        unknown = await self._database.read(
            lambda session: store.unknown_contacts(session, self._clients.keys(), AT_ONCE)
        )
        for workspace_id in {each for each, _ in unknown}:
            await self._complete(workspace_id, [user for each, user in unknown if each == workspace_id])

    async def _complete(self, workspace_id: int, users: list[str]) -> None:
        workspace = await self._database.read(lambda session: members.workspace_by_id(session, workspace_id))
        client = self._clients[workspace_id]
        found = await people.look_up(client, workspace, users, seconds=10)
        withdrawn = await people.learn(self._database, workspace, found.values(), self._clock())
        await people.tell_withdrawn(client, withdrawn)
