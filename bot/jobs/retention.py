"""What the clock lets go of: what was kept long enough, and whatever *Delete everything* left to do in Slack."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial

import structlog

from bot.domain.models import Base, Change, DeletedContact, Draft, Member, Profile, Workspace
from bot.flows import data as flow, directory
from bot.flows.cards import BRING_BACK_FOR
from bot.jobs.base import Job
from bot.slack import erasing, people
from bot.store import data as data_store, members, retention as store

log = structlog.get_logger()
GONE_FOR = timedelta(days=90)
"""How long the data of somebody who left is kept: they may come back."""
ASKED_AT_ONCE = 20
Somebody = tuple[Workspace, str]
"""A person, by Slack id."""


class Clearer(Job):
    """Empties DMs of the bot's messages, until nothing of them is left."""

    async def round(self, now: datetime) -> int:
        """As far as Slack lets us."""
        return await erasing.empty_dms(self._database, self._clients, self._clock)


class Retention(Job):
    """Lets go of what was kept long enough."""

    every = timedelta(hours=1)

    async def round(self, now: datetime) -> int:
        """Each kind as far as it goes, and none in the way of another."""
        kinds: dict[str, Callable[[datetime], Awaitable[int]]] = {
            "notes": self._expire_notes,
            "drafts": partial(self._delete, Draft, timedelta(days=30)),
            "deleted": partial(self._delete, DeletedContact, BRING_BACK_FOR),
            "merged": partial(self._delete, Change, BRING_BACK_FOR),
            "contacts": self._people_who_left,
            "members": self._members_who_left,
            "profiles": partial(self._delete, Profile, timedelta(days=90)),
        }
        gone = {kind: sum(await self.each([now], let_go)) for kind, let_go in kinds.items()}
        if any(gone.values()):
            await self._database.leave_no_trace()
            log.info("retention", **gone)
        return sum(gone.values())

    async def _expire_notes(self, now: datetime) -> int:
        some = await self.ours(flow.members_with_old_notes, now)
        return sum(await self.write_each(some, partial(flow.expire_notes, now=now)))

    async def _delete(self, table: type[Base], kept_for: timedelta, now: datetime) -> int:
        ours = self._clients.keys()
        return await self._database.write(lambda session: store.delete_old(session, ours, now - kept_for, table))

    async def _people_who_left(self, now: datetime) -> int:
        """Their members are told once, at the next working morning; after a time their contacts go."""
        await self.write_each(await self.ours(store.members_to_tell), partial(directory.look_after, now=now))
        return sum(await self.each(await self._long_gone(Profile, now), self._forget_person))

    async def _forget_person(self, who: Somebody) -> int:
        """Everybody's contact for them, and what the directory says. Returns how many contacts went."""
        workspace, user = who
        them = partial(data_store.known, workspace_id=workspace.id, slack_user_id=user)
        keepers = [each.member_id for each in await self._database.read(them)]
        gone = sum(await self.write_each(keepers, partial(flow.erase_colleague, slack_user_id=user)))
        forget = partial(data_store.forget_profiles, workspace_id=workspace.id, slack_user_ids=[user], also_kept=True)
        await self._database.write(forget)
        return gone

    async def _members_who_left(self, now: datetime) -> int:
        """Nothing is sent to them; after a time everything of theirs goes."""
        erase = partial(erasing.erase_member, self._database, now=now, left_by=now.date() - GONE_FOR)
        return sum(await self.each(await self._long_gone(Member, now), lambda who: erase(*who)))

    async def _long_gone(self, table: type[Profile] | type[Member], now: datetime) -> list[Somebody]:
        """Some who left long ago, and whom Slack calls deactivated even now; who is not told of, waits."""
        gone: list[Somebody] = []
        for each, workspace in (await self.ours(members.workspaces)).items():
            left = partial(store.long_gone, before=now.date() - GONE_FOR, limit=ASKED_AT_ONCE)
            ids = await self._database.read(partial(left, workspace_id=each, table=table))
            told = await people.look_up(self._clients[each], workspace, ids, seconds=10)
            await people.learn(self._database, workspace, told.values(), now)
            gone += [(workspace, user) for user, facts in told.items() if facts.deleted or not facts.exists]
        return gone
