"""The quiet weekly suggestion of people who could help with a project, for members who switched it on."""

from bot.clock import Clock
from bot.flows import asks, planning, projects
from bot.jobs.deliver import Clients
from bot.slack import payloads
from bot.slack.people import OUTSIDE_FAILURES
from bot.slack.views import projects as views
from bot.store import members
from bot.store import projects as store
from bot.store.engine import Sessions

AT_ONCE = 1000


class Suggester:
    """Sends what members asked to be sent once a week."""

    def __init__(self, sessions: Sessions, clock: Clock, clients: Clients) -> None:
        self._sessions = sessions
        self._clock = clock
        self._clients = clients

    async def run(self) -> None:
        """One round. Marked before it is sent: a suggestion may be missed, but never comes twice."""
        now = self._clock()
        async with self._sessions() as session:
            waiting = await store.members_with_suggestion_due(
                session, self._clients.keys(), now.date() - projects.SUGGESTION_EVERY, AT_ONCE
            )
        for member_id in waiting:
            async with self._sessions.begin() as session:
                found = await projects.suggestion(session, member_id, now)
            if found is None:
                continue
            owner, project, workspace = found
            async with self._sessions() as session:
                helpers = await asks.helpers_for(session, owner, project, now)
            if helpers:
                blocks = views.suggested(project, helpers[:3], planning.today_of(owner, now))
                text = views.project_set_text(project)
                client = self._clients[workspace.id]
                try:
                    channel, ts = await payloads.tell(client, owner.slack_user_id, blocks, text)
                    if await self._is_erased(member_id):
                        await client.chat_delete(channel=channel, ts=ts)
                except OUTSIDE_FAILURES:
                    continue  # next week again

    async def _is_erased(self, member_id: int) -> bool:
        """Whether they deleted everything while the suggestion was on its way."""
        async with self._sessions() as session:
            return await members.slack_id_of(session, member_id) is None
