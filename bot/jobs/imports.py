"""Attendee lists that nobody works on: those said yes to are carried on with, those never answered are forgotten."""

import asyncio
from datetime import datetime

import structlog

from bot.clock import Clock
from bot.domain.imports import Progress
from bot.flows import imports as flow
from bot.jobs.deliver import Clients
from bot.slack import payloads
from bot.slack.people import OUTSIDE_FAILURES
from bot.slack.views import imports as views
from bot.store import imports as store
from bot.store import members
from bot.store.engine import Sessions

log = structlog.get_logger()


class Importer:
    """Finishes imports whose process was killed."""

    def __init__(self, sessions: Sessions, clock: Clock, clients: Clients) -> None:
        self._sessions = sessions
        self._clock = clock
        self._clients = clients

    async def run(self) -> None:
        """One round: one list."""
        now = self._clock()
        async with self._sessions() as session:
            unanswered = await store.unanswered(session, self._clients.keys(), now - flow.UNANSWERED)
            lying = await store.lying(session, self._clients.keys(), now - flow.IDLE)
        if unanswered:
            async with self._sessions.begin() as session:
                await store.forget(session, unanswered)
        if lying:
            await self._finish(lying, now)

    async def _finish(self, import_id: int, now: datetime) -> None:
        """Taken up first: another replica leaves it alone then, and what fails is not tried at each tick."""
        async with self._sessions.begin() as session:
            if not await store.take_up(session, import_id, now - flow.IDLE, now):
                return
            member_id = await store.owner_of(session, import_id)
        while progress := await self._carry_on(import_id):
            if progress.finished and member_id:
                await self._tell(member_id, progress)
                return
            await asyncio.sleep(0)

    async def _carry_on(self, import_id: int) -> Progress | None:
        async with self._sessions.begin() as session:
            return await flow.carry_on(session, import_id, self._clock())

    async def _tell(self, member_id: int, progress: Progress) -> None:
        async with self._sessions() as session:
            owner = await members.member_by_id(session, member_id)
            workspace = await members.workspace_by_id(session, owner.workspace_id)
        text = views.imported_text(progress)
        try:
            await payloads.tell(self._clients[workspace.id], owner.slack_user_id, views.told(progress), text)
        except OUTSIDE_FAILURES:
            log.warning("import.not_told")  # Home shows who is kept
