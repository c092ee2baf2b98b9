"""What an erasure takes besides a member's own transaction: other members' rows, and messages in Slack."""

import asyncio
from collections.abc import Sequence
from functools import partial

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.orm import Session

from bot.domain.data import Erased, Person
from bot.domain.models import Workspace
from bot.flows import data as flow
from bot.flows.data import SubjectErased
from bot.slack import payloads
from bot.slack.people import OUTSIDE_FAILURES
from bot.store.database import Database

log = structlog.get_logger()
PAGES, PAGE = 10, 100
"""How many messages of a DM are looked at: more than two years of mornings."""
PATIENCE_SECONDS = 900
"""How long deleting them may take: Slack lets about fifty go a minute."""
ROUNDS = 2
"""A message that Slack does not let go is tried once more, after all others."""


async def erase_member(database: Database, workspace: Workspace, slack_user_id: str) -> bool:
    """Delete everything that member keeps, wherever it is in the database. False: they keep nothing."""

    def erased(session: Session) -> Sequence[str] | None:
        owner = flow.find_member(session, workspace, slack_user_id)
        return flow.erase(session, owner) if owner else None

    known = await database.write(erased)
    await after_member(database, workspace, known or [])
    return known is not None


async def after_member(database: Database, workspace: Workspace, known: Sequence[str]) -> None:
    """What follows once a member's rows are gone: the colleagues whom only they kept, and the files' free pages."""
    # In a transaction of its own: profiles are everybody's.
    await database.write(lambda session: flow.forget_profiles(session, workspace.id, known))
    await database.leave_no_trace()


async def erase_subject(
    database: Database, workspace: Workspace, person: Person
) -> tuple[Erased, list[SubjectErased]]:
    """Erase this person from what everybody keeps. Each member in a transaction of their own: none waits for two."""
    names, everybody = await database.read(
        lambda session: (flow.held(session, workspace, person).names, flow.everybody(session, workspace))
    )
    whole, touched = Erased(), []
    for member_id in everybody:
        at_one = await database.write(partial(flow.erase_subject, member_id=member_id, person=person, names=names))
        if at_one:
            whole += at_one.erased
        if at_one and at_one.erased.members:
            touched.append(at_one)
    if user := person.slack_user_id:
        await database.write(lambda session: flow.forget_profile(session, workspace.id, user))
    await database.leave_no_trace()
    return whole, touched


async def empty_dm(client: AsyncWebClient, slack_user_id: str, bot_user_id: str) -> None:
    """Delete the bot's own messages in that person's DM, but for files they were sent. As far as Slack lets us."""
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            channel = (await client.conversations_open(users=slack_user_id))["channel"]["id"]
            left = await _own_messages(client, channel, bot_user_id)
            for _ in range(ROUNDS):
                left = [ts for ts in left if not await _is_deleted(client, channel, ts)]
            if left:
                log.warning("dm.not_emptied", messages=len(left))
    except OUTSIDE_FAILURES as error:
        log.warning("dm.not_emptied", kind=type(error).__name__)


async def _own_messages(client: AsyncWebClient, channel: str, bot_user_id: str) -> list[str]:
    found, cursor = [], None
    for _ in range(PAGES):
        page = await client.conversations_history(channel=channel, limit=PAGE, cursor=cursor)
        messages = page.get("messages") or []
        found += [each["ts"] for each in messages if each.get("user") == bot_user_id and not each.get("files")]
        cursor = (page.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            break
    return found


async def _is_deleted(client: AsyncWebClient, channel: str, ts: str) -> bool:
    while True:
        try:
            await client.chat_delete(channel=channel, ts=ts)
        except SlackApiError as error:
            wait = payloads.retry_after(error.response.headers)
            if error.response.status_code == 429 and wait:
                await asyncio.sleep(wait.total_seconds())
                continue
            log.info("message.not_deleted", problem=str(error.response.get("error"))[:40])
            return bool(error.response.get("error") == "message_not_found")
        except OUTSIDE_FAILURES as error:
            log.info("message.not_deleted", problem=type(error).__name__)
            return False
        return True
