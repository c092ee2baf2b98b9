"""What the clock lets go of: once an hour, in small portions, each of which may be the last one before a crash."""

from collections.abc import Awaitable, Callable, Collection
from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlalchemy.orm import Session

from bot.domain.models import Member, Profile, Workspace
from bot.flows import contacts
from bot.flows import retention as flow
from bot.jobs.base import Job
from bot.slack import people
from bot.store import data as data_store
from bot.store import members
from bot.store import retention as store

log = structlog.get_logger()
PORTIONS = 50
"""Of one kind in one round: the rest waits for the next hour."""
ASKED_AT_ONCE = 20
DRAFTS_FOR, PROFILES_FOR = timedelta(days=30), timedelta(days=90)
Portion = Callable[[Session, Collection[int], datetime], int]
"""Deletes a portion of what is older than that, and returns how many rows."""
Somebody = tuple[Workspace, str]
"""A person, by Slack id."""


class Retention(Job):
    """Lets go of what was kept long enough."""

    every = timedelta(hours=1)

    async def round(self, now: datetime) -> int:
        """Each kind as far as it goes, and none in the way of another."""
        kinds: dict[str, Callable[[datetime], Awaitable[int]]] = {
            "notes": self._expire_notes,
            "drafts": partial(self._portions, store.delete_unused_drafts, DRAFTS_FOR),
            "deleted": self._forget_deleted,
            "contacts": self._people_who_left,
            "members": self._members_who_left,
            "profiles": partial(self._portions, store.delete_profiles_of_nobody, PROFILES_FOR),
        }
        gone = {kind: sum(await self.each([now], let_go)) for kind, let_go in kinds.items()}
        if any(gone.values()):
            await self._database.leave_no_trace()
            log.info("retention", **gone)
        return sum(gone.values())

    async def _expire_notes(self, now: datetime) -> int:
        return sum([await self._expire_after(months, now) for months in await self.ours(store.spans)])

    async def _expire_after(self, months: int, now: datetime) -> int:
        """The notes of members who chose that span."""
        changed, before = 0, flow.expired_before(now, months)
        for _ in range(PORTIONS):
            some = await self.ours(store.members_with_old_notes, months, before)
            more = sum(await self.write_each(some, partial(flow.expire_notes, before=before)))
            changed += more
            if not more:
                break
        return changed

    async def _forget_deleted(self, now: datetime) -> int:
        """The day in which a deleted contact could be had back is over."""
        return await self._database.write(lambda session: contacts.purge_deleted(session, self._clients.keys(), now))

    async def _portions(self, delete: Portion, kept_for: timedelta, now: datetime) -> int:
        gone = 0
        for _ in range(PORTIONS):
            some = await self._database.write(lambda session: delete(session, self._clients.keys(), now - kept_for))
            gone += some
            if some < store.AT_ONCE:
                break
        return gone

    async def _people_who_left(self, now: datetime) -> int:
        """Their members are told once, at the next working morning; after a time their contacts go."""
        await self.write_each(await self.ours(store.members_to_tell), partial(flow.tell_soon, now=now))
        long_gone = await self.ours(store.long_gone, Profile, now.date() - flow.GONE_FOR, ASKED_AT_ONCE)
        return sum(await self.each(await self._still_gone(long_gone, now), self._forget_person))

    async def _forget_person(self, who: Somebody) -> int:
        """Everybody's contact for them, and what the directory says. Returns how many contacts went."""
        workspace, user = who
        keepers = await self._database.read(lambda session: store.members_who_keep(session, workspace.id, user))
        erase = partial(flow.erase_contact_of, workspace_id=workspace.id, slack_user_id=user)
        gone = sum(await self.write_each(keepers, erase))
        await self._database.write(lambda session: data_store.forget_profile(session, workspace.id, user))
        return gone

    async def _members_who_left(self, now: datetime) -> int:
        """Nothing is sent to them; after a time everything of theirs goes."""
        long_gone = await self.ours(store.long_gone, Member, now.date() - flow.GONE_FOR, ASKED_AT_ONCE)
        gone = await self._still_gone(long_gone, now)
        return len(await self.each(gone, partial(self._erase_member, now)))

    async def _erase_member(self, now: datetime, who: Somebody) -> None:
        known = await self._database.write(lambda session: flow.erase_departed(session, *who, now))
        await self._database.write(lambda session: data_store.forget_profiles(session, who[0].id, known))

    async def _still_gone(self, found: Collection[tuple[int, str]], now: datetime) -> list[Somebody]:
        """Those of them whom Slack calls deactivated even now. Who is back is learnt; who is not told of, waits."""
        gone: list[Somebody] = []
        for each in {workspace_id for workspace_id, _ in found}:
            ids = [user for workspace_id, user in found if workspace_id == each]
            workspace = await self._database.read(partial(members.workspace_by_id, workspace_id=each))
            told = await people.look_up(self._clients[each], workspace, ids, seconds=10)
            await people.learn(self._database, workspace, told.values(), now)
            gone += [(workspace, user) for user, facts in told.items() if facts.deleted or not facts.exists]
        return gone
