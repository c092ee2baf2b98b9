"""Attendee lists that nobody works on: those said yes to are carried on with, those never answered are forgotten."""

from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from bot.domain.imports import Progress
from bot.domain.models import Member, Workspace
from bot.flows import imports as flow
from bot.jobs.base import Job
from bot.slack import screens
from bot.slack.screens import Message
from bot.slack.views import imports as views
from bot.store import imports as store
from bot.store import members

log = structlog.get_logger()


class Importer(Job):
    """Finishes imports whose process was killed."""

    async def round(self, now: datetime) -> int:
        """One list."""
        ours = self._clients.keys()
        unanswered, lying = await self._database.read(
            lambda session: (
                store.unanswered(session, ours, now - flow.UNANSWERED),
                store.lying(session, ours, now - flow.IDLE),
            )
        )
        if unanswered:
            await self._database.write(lambda session: store.forget(session, unanswered))
        if lying:
            await self._finish(lying, now)
        return len(unanswered) + bool(lying)

    async def _finish(self, import_id: int, now: datetime) -> None:
        """Taken up first: another replica leaves it alone then, and what fails is not tried at each tick."""

        def taken_up(session: Session) -> int | None:
            is_ours = store.take_up(session, import_id, now - flow.IDLE, now)
            return store.owner_of(session, import_id) if is_ours else None

        member_id = await self._database.write(taken_up)
        while member_id and (progress := await self._carry_on(import_id)):
            if progress.finished:
                await self._tell(member_id, progress)
                return

    async def _carry_on(self, import_id: int) -> Progress | None:
        return await self._database.write(lambda session: flow.carry_on(session, import_id, self._clock()))

    async def _tell(self, member_id: int, progress: Progress) -> None:
        def told(session: Session) -> tuple[Member, Workspace]:
            owner = members.member_by_id(session, member_id, lock=False)
            return owner, members.workspace_by_id(session, owner.workspace_id)

        owner, workspace = await self._database.read(told)
        done = Message(views.told(progress), views.imported_text(progress))
        await screens.tell(self._clients[workspace.id], owner.slack_user_id, done)  # else Home shows who is kept
