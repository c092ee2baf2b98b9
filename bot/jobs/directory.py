"""Keeping the directory fresh: who is new and unknown, who has left or is called otherwise, who changed divisions.

Sending asks nobody: Slack lets about a hundred look-ups a minute through. Events tell most of it; what they miss, one
pass a day over the list of everybody finds. No event and no list tells divisions: a slow pass asks for those.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from bot.domain.models import Workspace
from bot.jobs.base import Job
from bot.slack import people
from bot.slack.screens import Refused
from bot.store import members as store

AT_ONCE = 20
"""Unknown people asked about in one round."""
STALE_AT_ONCE = 5
"""People of the slow pass in one round: with a round each 15 seconds, some twenty a minute."""
A_DAY = timedelta(hours=20)
"""How long the list of everybody and a division are good: a bit less than a day, new each morning."""
PATIENCE_SECONDS = 5
"""How long a look-up may take."""


@dataclass(eq=False)
class Refresher(Job):
    """Asks Slack about people, at its pace."""

    _next_page: dict[int, str] = field(default_factory=dict, init=False)

    async def round(self, now: datetime) -> int:
        """A page of the list of everybody, once a day; who is unknown; who was asked about longest ago."""
        unknown = await self.ours(store.unknown_contacts, AT_ONCE)
        for workspace_id, workspace in (await self.ours(store.workspaces)).items():
            await self._read_on(workspace, now)
            stalest = partial(store.stalest, workspace_id=workspace_id, before=now - A_DAY, limit=STALE_AT_ONCE)
            ids = [user for at, user in unknown if at == workspace_id] + list(await self._database.read(stalest))
            client = self._clients[workspace_id]
            found = await people.look_up(client, workspace, ids, PATIENCE_SECONDS)
            await people.tell_withdrawn(client, await people.learn(self._database, workspace, found.values(), now))
        return len(unknown)

    async def _read_on(self, workspace: Workspace, now: datetime) -> None:
        """One page in a round is slow enough for Slack, and keeps nobody waiting. Refused, it is asked for again."""
        turn = partial(store.take_turn, workspace_id=workspace.id, before=now - A_DAY, now=now)
        if workspace.id not in self._next_page and not await self._database.write(turn):
            return
        cursor = self._next_page.pop(workspace.id, "")
        try:
            page, next_page = await people.page(self._clients[workspace.id], cursor)
        except Refused as refused:
            page, next_page = [], cursor if refused.status == 429 else None
        if next_page is not None:
            self._next_page[workspace.id] = next_page
        told = [people.facts_from(user, workspace) for user in page]
        withdrawn = await people.learn_news(self._database, workspace, told, now)
        await people.tell_withdrawn(self._clients[workspace.id], withdrawn)
