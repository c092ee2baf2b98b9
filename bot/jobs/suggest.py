"""The quiet weekly suggestion of people who could help with a project, for members who switched it on."""

from datetime import datetime

from bot.clock import Clock
from bot.flows import asks, planning, projects
from bot.jobs.deliver import Clients
from bot.slack import payloads
from bot.slack.people import OUTSIDE_FAILURES
from bot.slack.views import projects as views
from bot.store import members
from bot.store import projects as store
from bot.store.database import Database

AT_ONCE = 1000


class Suggester:
    """Sends what members asked to be sent once a week."""

    def __init__(self, database: Database, clock: Clock, clients: Clients) -> None:
        self._database = database
        self._clock = clock
        self._clients = clients

    async def run(self) -> None:
        """One round. Marked before it is sent: a suggestion may be missed, but never comes twice."""
        now = self._clock()
        before = now.date() - projects.SUGGESTION_EVERY
        for member_id in await self._database.read(
            lambda session: store.members_with_suggestion_due(session, self._clients.keys(), before, AT_ONCE)
        ):
            await self._suggest(member_id, now)

    async def _suggest(self, member_id: int, now: datetime) -> None:
        found = await self._database.write(lambda session: projects.suggestion(session, member_id, now))
        if found is None:
            return
        owner, project, workspace = found
        helpers = await self._database.read(lambda session: asks.helpers_for(session, owner, project, now))
        if not helpers:
            return
        blocks = views.suggested(project, helpers[:3], planning.today_of(owner, now))
        client = self._clients[workspace.id]
        try:
            channel, ts = await payloads.tell(client, owner.slack_user_id, blocks, views.project_set_text(project))
            if await self._is_erased(member_id):
                await client.chat_delete(channel=channel, ts=ts)
        except OUTSIDE_FAILURES:
            return  # next week again

    async def _is_erased(self, member_id: int) -> bool:
        """Whether they deleted everything while the suggestion was on its way."""
        return await self._database.read(lambda session: members.slack_id_of(session, member_id)) is None
