"""Completing contacts whom Slack had not described in time, and forgetting those who are nobody to meet."""

from bot.clock import Clock
from bot.jobs.deliver import ClientOf
from bot.slack import people
from bot.store import directory as store
from bot.store import members
from bot.store.engine import Sessions

AT_ONCE = 20


class Completer:
    """Asks Slack again about contacts it had not described."""

    def __init__(self, sessions: Sessions, clock: Clock, client_of: ClientOf) -> None:
        self._sessions = sessions
        self._clock = clock
        self._client_of = client_of

    async def run(self) -> None:
        """One round: up to twenty people."""
        async with self._sessions() as session:
            unknown = await store.unknown_contacts(session, AT_ONCE)
        for team_id in {team for team, _ in unknown}:
            await self._complete(team_id, [user for team, user in unknown if team == team_id])

    async def _complete(self, team_id: str, users: list[str]) -> None:
        async with self._sessions() as session:
            workspace = await members.workspace(session, team_id)
        if workspace is None:
            return
        client = self._client_of(workspace)
        found = await people.look_up(client, workspace, users, seconds=10)
        withdrawn = await people.learn(self._sessions, workspace, found.values(), self._clock())
        await people.tell_withdrawn(client, withdrawn)
