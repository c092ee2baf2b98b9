"""Seeing to it that nothing on hold is forgotten, whatever changed meanwhile: a division, an alias, a contact."""

from datetime import datetime, timedelta

from bot.clock import Clock
from bot.flows import limits, negotiations
from bot.jobs.deliver import Clients
from bot.store import limits as store
from bot.store import members
from bot.store.engine import Sessions

EVERY = timedelta(hours=1)


class Holder:
    """Goes through the members for whom something is, or was, on hold."""

    def __init__(self, sessions: Sessions, clock: Clock, clients: Clients) -> None:
        self._sessions = sessions
        self._clock = clock
        self._clients = clients
        self._last: datetime | None = None

    async def run(self) -> None:
        """One round, at most once an hour."""
        now = self._clock()
        if self._last and timedelta(0) <= now - self._last < EVERY:
            return
        self._last = now
        async with self._sessions() as session:
            member_ids = await store.members_with_holds(session, self._clients.keys())
        for member_id in member_ids:
            async with self._sessions.begin() as session:
                owner = await members.find_by_id(session, member_id)
                if owner is None:
                    continue  # they erased everything meanwhile
                await negotiations.keep_asking(session, owner, now)
                await limits.replan(session, owner, now)
