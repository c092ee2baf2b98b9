"""Seeing to it that nothing on hold is forgotten, whatever changed meanwhile: a division, an alias, a contact."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.clock import Clock
from bot.flows import negotiations, planning
from bot.jobs.deliver import Clients
from bot.store import limits as store
from bot.store import members
from bot.store.database import Database

EVERY = timedelta(hours=1)


class Holder:
    """Goes through the members for whom something is, or was, on hold."""

    def __init__(self, database: Database, clock: Clock, clients: Clients) -> None:
        self._database = database
        self._clock = clock
        self._clients = clients
        self._last: datetime | None = None

    async def run(self) -> None:
        """One round, at most once an hour."""
        now = self._clock()
        if self._last and timedelta(0) <= now - self._last < EVERY:
            return
        self._last = now
        for member_id in await self._database.read(
            lambda session: store.members_with_limits(session, self._clients.keys())
        ):
            await self._keep_in_mind(member_id, now)

    async def _keep_in_mind(self, member_id: int, now: datetime) -> None:
        def kept(session: Session) -> None:
            owner = members.find_by_id(session, member_id)
            if owner is None:
                return  # they erased everything meanwhile
            negotiations.keep_asking(session, owner, now)
            planning.replan(session, owner, now)

        await self._database.write(kept)
