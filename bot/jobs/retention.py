"""What the clock lets go of: once an hour, in small portions, each of which may be the last one before a crash."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from datetime import datetime, timedelta
from typing import TypeVar

import structlog
from sqlalchemy.orm import Session

from bot.clock import Clock
from bot.domain.models import Workspace
from bot.flows import contacts, data
from bot.flows import retention as flow
from bot.jobs.deliver import Clients
from bot.slack import people
from bot.store import members
from bot.store import retention as store
from bot.store.database import Database

log = structlog.get_logger()
T = TypeVar("T")
EVERY = timedelta(hours=1)
PORTIONS = 50
"""Of one kind in one round: the rest waits for the next hour."""
ASKED_AT_ONCE = 20
DRAFTS_FOR, PROFILES_FOR = timedelta(days=30), timedelta(days=90)


Portion = Callable[[Session, Collection[int], datetime], int]
"""Deletes a portion of what is older than that, and returns how many rows."""


class Retention:
    """Lets go of what was kept long enough."""

    def __init__(self, database: Database, clock: Clock, clients: Clients) -> None:
        self._database = database
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
            await self._database.leave_no_trace()
            log.info("retention", **gone)

    async def _expire_notes(self, now: datetime) -> int:
        spans = await self._database.read(lambda session: store.spans(session, self._clients.keys()))
        return sum([await self._expire_after(months, flow.expired_before(now, months)) for months in spans])

    async def _expire_after(self, months: int, before: datetime) -> int:
        """The notes of members who chose that span."""
        changed = 0
        for _ in range(PORTIONS):
            some = await self._database.read(
                lambda session: store.members_with_old_notes(session, self._clients.keys(), months, before)
            )
            changed += sum(await self._each(some, lambda session, each: flow.expire_notes(session, each, before)))
            if not some:
                break
        return changed

    async def _forget_deleted(self, now: datetime) -> int:
        """The day in which a deleted contact could be had back is over."""
        return await self._database.write(lambda session: contacts.purge_deleted(session, self._clients.keys(), now))

    async def _portions(self, delete: Portion, before: datetime) -> int:
        gone = 0
        for _ in range(PORTIONS):
            some = await self._database.write(lambda session: delete(session, self._clients.keys(), before))
            gone += some
            if some < store.AT_ONCE:
                break
        return gone

    async def _people_who_left(self, now: datetime) -> int:
        """Their members are told once, at the next working morning; after a time their contacts go."""
        ours, before = self._clients.keys(), now.date() - flow.GONE_FOR
        await self._database.write(lambda session: store.mark_departed(session, ours, now.date()))
        to_tell, long_gone = await self._database.read(
            lambda session: (
                store.members_to_tell(session, ours),
                store.long_gone_people(session, ours, before, ASKED_AT_ONCE),
            )
        )
        await self._each(to_tell, lambda session, each: flow.tell_soon(session, each, now))
        return sum([await self._forget_person(*person) for person in await self._still_gone(long_gone, now)])

    async def _forget_person(self, workspace: Workspace, slack_user_id: str) -> int:
        """Everybody's contact for them, and what the directory says. Returns how many contacts went."""
        keepers = await self._database.read(
            lambda session: store.members_who_keep(session, workspace.id, slack_user_id)
        )
        gone = await self._each(
            keepers, lambda session, each: flow.erase_contact_of(session, each, workspace.id, slack_user_id)
        )
        await self._database.write(lambda session: flow.forget_departed(session, workspace.id, slack_user_id))
        return sum(gone)

    async def _members_who_left(self, now: datetime) -> int:
        """Nothing is sent to them; after a time everything of theirs goes."""
        ours, before = self._clients.keys(), now.date() - flow.GONE_FOR
        to_mark, long_gone = await self._database.read(
            lambda session: (
                store.members_to_mark(session, ours),
                store.long_gone_members(session, ours, before, ASKED_AT_ONCE),
            )
        )
        await self._each(to_mark, lambda session, each: flow.mark_member(session, each, now.date()))
        gone = await self._still_gone(long_gone, now)
        for workspace, slack_user_id in gone:
            await self._erase_member(workspace, slack_user_id, now)
        return len(gone)

    async def _erase_member(self, workspace: Workspace, slack_user_id: str, now: datetime) -> None:
        known = await self._database.write(
            lambda session: flow.erase_departed(session, workspace, slack_user_id, now.date())
        )
        await self._database.write(lambda session: data.forget_profiles(session, workspace.id, known))

    async def _each(self, member_ids: Iterable[int], work: Callable[[Session, int], T]) -> list[T]:
        """What the work says of each member, for each in a transaction of their own."""

        async def said(member_id: int) -> T:
            return await self._database.write(lambda session: work(session, member_id))

        return [await said(member_id) for member_id in member_ids]

    async def _still_gone(self, found: Iterable[tuple[int, str]], now: datetime) -> list[tuple[Workspace, str]]:
        """Those of them whom Slack calls deactivated even now. Who is back is learnt; who is not told of, waits."""
        by_workspace: dict[int, list[str]] = defaultdict(list)
        for workspace_id, slack_user_id in found:
            by_workspace[workspace_id].append(slack_user_id)
        gone = []
        for workspace_id, ids in by_workspace.items():
            gone += await self._still_gone_of(workspace_id, ids, now)
        return gone

    async def _still_gone_of(
        self, workspace_id: int, ids: Collection[str], now: datetime
    ) -> list[tuple[Workspace, str]]:
        workspace = await self._database.read(lambda session: members.workspace_by_id(session, workspace_id))
        told = await people.look_up(self._clients[workspace_id], workspace, ids, seconds=10)
        await people.learn(self._database, workspace, told.values(), now)
        return [(workspace, user) for user, facts in told.items() if facts.deleted or not facts.exists]
