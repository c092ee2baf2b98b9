"""The quiet weekly suggestion of people who could help with a project, for members who switched it on."""

from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from bot.flows import asks, planning, projects
from bot.jobs.base import Job
from bot.slack import screens
from bot.slack.screens import Message
from bot.slack.views import projects as views
from bot.store import data, members
from bot.store import projects as store

AT_ONCE = 1000


class Suggester(Job):
    """Sends what members asked to be sent once a week."""

    async def round(self, now: datetime) -> int:
        """Marked before it is sent: a suggestion may be missed, but never comes twice."""
        before = now.date() - projects.SUGGESTION_EVERY
        due = await self.ours(store.members_with_suggestion_due, before, AT_ONCE)
        return len(await self.each(due, partial(self._suggest, now)))

    async def _suggest(self, now: datetime, member_id: int) -> None:
        found = await self._database.write(lambda session: projects.suggestion(session, member_id, now))
        if found is None:
            return
        owner, project, workspace = found
        helpers = await self._database.read(lambda session: asks.helpers_for(session, owner, project, now))
        if not helpers:
            return
        blocks = views.suggested(project, helpers[:3], planning.today_of(owner, now))
        client = self._clients[workspace.id]
        text = views.project_set_text(project)
        if await screens.tell(client, owner.slack_user_id, Message(blocks, text)) is None:
            return  # next week again

        def take_back(session: Session) -> None:
            if members.slack_id_of(session, member_id) is None:  # they deleted everything meanwhile
                data.leave_clearing(session, workspace.id, owner.slack_user_id, now)

        await self._database.write(take_back)
