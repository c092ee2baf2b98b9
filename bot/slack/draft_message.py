"""The DM in which a draft lies, to be copied on any device."""

import asyncio
from typing import Any

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.orm import Session

from bot.domain.models import Member
from bot.domain.subjects import Ready
from bot.flows import drafts as flow
from bot.slack import payloads
from bot.slack.edge import Edge, actor_of
from bot.slack.screens import MESSAGE_GONE
from bot.slack.views import drafts as views

log = structlog.get_logger()
AGAIN_SECONDS = 2.0
"""When a DM that Slack did not take is tried once more, unless Slack names a time."""


async def lay(edge: Edge, client: AsyncWebClient, body: dict[str, Any], shown: Ready, *, told: bool = False) -> None:
    """Lay the draft there, or redraw it where it lies; tried twice. `told`: that it was sent is told already.

    Raises NotFound where it was erased meanwhile.
    """
    for is_last in (False, True):
        try:
            await _lay_once(edge, client, body, shown, told)
            return
        except SlackApiError as error:
            wait, problem = payloads.retry_after(error.response.headers), str(error.response.get("error"))[:40]
        except (aiohttp.ClientError, TimeoutError) as error:
            wait, problem = None, type(error).__name__
        log.warning("draft.not_laid", problem=problem, is_last=is_last)
        if not is_last:
            await asyncio.sleep(wait.total_seconds() if wait else AGAIN_SECONDS)


async def _lay_once(edge: Edge, client: AsyncWebClient, body: dict[str, Any], shown: Ready, told: bool) -> None:
    draft, actor = shown.draft, actor_of(body)
    blocks, text = views.message(shown, actor.team_id, told=told), views.message_text(draft)
    if draft.channel and draft.ts:
        try:
            await client.chat_update(channel=draft.channel, ts=draft.ts, blocks=blocks, text=text)
            return
        except SlackApiError as error:
            if error.response.get("error") not in MESSAGE_GONE:
                raise
    channel, ts = await payloads.tell(client, actor.user_id, blocks, text)

    def lies_there(session: Session, owner: Member) -> None:
        found = flow.find(session, owner, draft.id)
        found.channel, found.ts = channel, ts

    await edge.write(body, lies_there)
