"""What the clock lets go of: once an hour, in small portions, each of which may be the last one before a crash."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Iterable
from datetime import datetime, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.domain.models import Workspace
from bot.flows import contacts, data
from bot.flows import retention as flow
from bot.jobs.deliver import Clients
from bot.slack import people
from bot.store import members
from bot.store import retention as store
from bot.store.engine import Sessions

log = structlog.get_logger()
EVERY = timedelta(hours=1)
PORTIONS = 50
"""Of one kind in one round: the rest waits for the next hour."""
ASKED_AT_ONCE = 20
DRAFTS_FOR, PROFILES_FOR = timedelta(days=30), timedelta(days=90)


Portion = Callable[[AsyncSession, Collection[int], datetime], Awaitable[int]]
"""Deletes a portion of what is older than that, and returns how many rows."""


class Retention:
    """Lets go of what was kept long enough."""

    def __init__(self, sessions: Sessions, clock: Clock, clients: Clients) -> None:
        self._sessions = sessions
        self._clock = clock
        self._clients = clients
        self._last: datetime | None = None

    async def run(self) -> None:
        """One round, unless there was one within the hour."""
        now = self._clock()
        if self._last and timedelta(0) <= now - self._last < EVERY:
            return
        self._last = now
        gone = {
            "notes": await self._expire_notes(now),
            "drafts": await self._portions(store.delete_unused_drafts, now - DRAFTS_FOR),
            "deleted": await self._forget_deleted(now),
            "contacts": await self._people_who_left(now),
            "members": await self._members_who_left(now),
            "profiles": await self._portions(store.delete_profiles_of_nobody, now - PROFILES_FOR),
        }
        if any(gone.values()):
            await data.traces_gone(self._sessions)
            log.info("retention", **gone)

    async def _expire_notes(self, now: datetime) -> int:
        async with self._sessions() as session:
            spans = await store.spans(session, self._clients.keys())
        changed = 0
        for months in spans:
            before = flow.expired_before(now, months)
            for _ in range(PORTIONS):
                async with self._sessions() as session:
                    some = await store.members_with_old_notes(session, self._clients.keys(), months, before)
                for member_id in some:
                    async with self._sessions.begin() as session:
                        changed += await flow.expire_notes(session, member_id, before)
                if not some:
                    break
        return changed

    async def _forget_deleted(self, now: datetime) -> int:
        """The day in which a deleted contact could be had back is over."""
        async with self._sessions.begin() as session:
            return await contacts.purge_deleted(session, self._clients.keys(), now)

    async def _portions(self, delete: Portion, before: datetime) -> int:
        gone = 0
        for _ in range(PORTIONS):
            async with self._sessions.begin() as session:
                some = await delete(session, self._clients.keys(), before)
            gone += some
            if some < store.AT_ONCE:
                break
        return gone

    async def _people_who_left(self, now: datetime) -> int:
        """Their members are told once, at the next working morning; after a time their contacts go."""
        before = now.date() - flow.GONE_FOR
        async with self._sessions.begin() as session:
            await store.mark_departed(session, self._clients.keys(), now.date())
            to_tell = await store.members_to_tell(session, self._clients.keys())
            long_gone = await store.long_gone_people(session, self._clients.keys(), before, ASKED_AT_ONCE)
        for member_id in to_tell:
            async with self._sessions.begin() as session:
                await flow.tell_soon(session, member_id, now)
        gone = 0
        for workspace, slack_user_id in await self._still_gone(long_gone, now):
            async with self._sessions() as session:
                keepers = await store.members_who_keep(session, workspace.id, slack_user_id)
            for member_id in keepers:
                async with self._sessions.begin() as session:
                    gone += await flow.erase_contact_of(session, member_id, workspace.id, slack_user_id)
            async with self._sessions.begin() as session:
                await flow.forget_departed(session, workspace.id, slack_user_id)
        return gone

    async def _members_who_left(self, now: datetime) -> int:
        """Nothing is sent to them; after a time everything of theirs goes."""
        before = now.date() - flow.GONE_FOR
        async with self._sessions() as session:
            to_mark = await store.members_to_mark(session, self._clients.keys())
            long_gone = await store.long_gone_members(session, self._clients.keys(), before, ASKED_AT_ONCE)
        for member_id in to_mark:
            async with self._sessions.begin() as session:
                await flow.mark_member(session, member_id, now.date())
        gone = await self._still_gone(long_gone, now)
        for workspace, slack_user_id in gone:
            async with self._sessions.begin() as session:
                known = await flow.erase_departed(session, workspace, slack_user_id, now.date())
            async with self._sessions.begin() as session:
                await data.forget_profiles(session, workspace.id, known)
        return len(gone)

    async def _still_gone(self, found: Iterable[tuple[int, str]], now: datetime) -> list[tuple[Workspace, str]]:
        """Those of them whom Slack calls deactivated even now. Who is back is learnt; who is not told of, waits."""
        by_workspace: dict[int, list[str]] = defaultdict(list)
        for workspace_id, slack_user_id in found:
            by_workspace[workspace_id].append(slack_user_id)
        gone = []
        for workspace_id, ids in by_workspace.items():
            async with self._sessions() as session:
                workspace = await members.workspace_by_id(session, workspace_id)
            told = await people.look_up(self._clients[workspace_id], workspace, ids, seconds=10)
            await people.learn(self._sessions, workspace, told.values(), now)
            gone += [(workspace, user) for user, facts in told.items() if facts.deleted or not facts.exists]
        return gone
