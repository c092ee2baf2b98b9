"""Attendee lists that nobody works on: those said yes to are carried on with, those never answered are forgotten."""

from datetime import datetime, timedelta
from functools import partial

from bot.domain.models import AttendeeImport
from bot.flows import imports as flow
from bot.jobs.base import Job
from bot.slack import screens
from bot.slack.screens import Message
from bot.slack.views import imports as views
from bot.store import imports as store
from bot.store import members


class Importer(Job):
    """Finishes imports whose process was killed."""

    every = timedelta(minutes=1)

    async def round(self, now: datetime) -> int:
        """One list is taken up first: another replica leaves it alone then, and what fails is not tried each time."""
        ours = self._clients.keys()
        forgotten, lying = await self._database.write(
            lambda session: (
                store.forget(session, ours, now - flow.UNANSWERED),
                store.take_up(session, ours, now - flow.IDLE, now),
            )
        )
        if lying:
            await self._finish(lying)
        return forgotten + bool(lying)

    async def _finish(self, lying: AttendeeImport) -> None:
        """The member is told; where that fails, Home shows who is kept."""
        while progress := await self._database.write(partial(flow.carry_on, import_id=lying.id, now=self._clock())):
            if progress.finished:
                who = await self._database.read(partial(members.slack_id_of, member_id=lying.member_id))
                client = self._clients[lying.workspace_id]
                await screens.tell(client, who or "", Message(*views.done(progress)))
                return
