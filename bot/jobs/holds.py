"""Seeing to it that nothing on hold is forgotten, whatever changed meanwhile: a division, an alias, a contact."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.flows import negotiations, planning
from bot.jobs.base import Job
from bot.store import limits as store
from bot.store import members


class Holder(Job):
    """Goes through the members for whom something is, or was, on hold."""

    every = timedelta(hours=1)

    async def round(self, now: datetime) -> int:
        """Everybody with a limit."""

        def keep_in_mind(session: Session, member_id: int) -> None:
            if owner := members.find_by_id(session, member_id):  # else they erased everything meanwhile
                negotiations.keep_asking(session, owner, now)
                planning.replan(session, owner, now)

        return len(await self.write_each(await self.ours(store.members_with_limits), keep_in_mind))
