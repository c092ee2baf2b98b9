"""What an erasure takes besides a member's own transaction: other members' rows, and messages in Slack."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import Clock
from bot.domain.data import Erased, Held
from bot.domain.models import Clearing, Member, Workspace
from bot.flows import data as flow
from bot.flows.data import SubjectErased
from bot.slack import screens
from bot.slack.screens import Refused
from bot.store import data as store
from bot.store.database import Database
from bot.store.rows import having

log = structlog.get_logger()
SHORT_WAIT = 3
"""Seconds: a wait that Slack asks for is waited here; a longer one is left to a later round."""


async def erase_member(
    database: Database, workspace: Workspace, slack_user_id: str, now: datetime, left_by: date | None = None
) -> bool:
    """Delete everything that member keeps. False: they keep nothing, or had not left by that day, or are back."""
    erase = partial(flow.erase, workspace=workspace, slack_user_id=slack_user_id, now=now, left_by=left_by)
    colleagues = await database.write(erase)
    if colleagues is None:
        return False
    # In a transaction of its own: profiles are everybody's.
    await database.write(lambda session: store.forget_profiles(session, workspace.id, colleagues))
    await database.leave_no_trace()
    return True


async def erase_subject(
    database: Database, workspace: Workspace, held: Held
) -> tuple[Erased, Sequence[SubjectErased]]:
    """Erase this person from what everybody keeps, member by member. Returns how much went, and at which members."""
    whole = Erased()
    touched: list[SubjectErased] = []
    for each in await database.read(partial(having, table=Member, workspace_id=[workspace.id])):
        erase = partial(flow.erase_subject, member_id=each.id, person=held.person, names=held.names)
        if at_one := await database.write(erase):
            whole.update(at_one.erased)
            touched += [at_one] if at_one.erased["members"] else []
    if user := held.person.slack_user_id:
        await database.write(lambda session: store.forget_profiles(session, workspace.id, [user], also_kept=True))
    await database.leave_no_trace()
    return whole, touched


async def empty_dms(database: Database, clients: Mapping[int, AsyncWebClient], clock: Clock) -> int:
    """Go on emptying DMs of our own messages, but for files, as far as Slack lets us now. Returns how many."""
    count = 0
    while found := await database.write(partial(flow.take_clearing, workspaces=clients.keys(), now=clock())):
        taken, bot_user_id = found
        is_empty, wait = False, None
        try:
            is_empty = await _empty(clients[taken.workspace_id], taken, bot_user_id)
        except Refused as refused:
            wait = timedelta(seconds=refused.wait) if refused.status == 429 else None
        if not is_empty:
            log.info("dm.not_emptied", workspace=taken.workspace_id, tries=taken.tries)
        await database.write(partial(flow.settle_clearing, taken=taken, now=clock(), is_empty=is_empty, wait=wait))
        count += 1
    return count


async def _empty(client: AsyncWebClient, taken: Clearing, bot_user_id: str) -> bool:
    """Whether nothing of ours is left. Raises Refused."""
    channel, ours = await screens.dm_of(client, taken.slack_user_id, SHORT_WAIT), []
    async for each in screens.newest(client, channel, SHORT_WAIT):
        taken.newest_ts = taken.newest_ts or each["ts"]
        is_ours = each.get("user") == bot_user_id and not each.get("files")
        if is_ours and float(each["ts"]) <= float(taken.newest_ts):
            ours.append(each["ts"])
    return all([await _is_deleted(client, channel, ts) for ts in ours])


async def _is_deleted(client: AsyncWebClient, channel: str, ts: str) -> bool:
    refused = await screens.delete(client, channel, ts, SHORT_WAIT)
    if refused and refused.status == 429 and refused.wait > SHORT_WAIT:
        raise refused
    return refused is None or refused.problem == "message_not_found"
