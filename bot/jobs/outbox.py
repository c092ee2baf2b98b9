"""One request to Slack, and what its answer means: sent, surely not sent, doubtful, or never."""

import asyncio
from datetime import timedelta
from functools import partial
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.models import Delivery
from bot.domain.models.deliveries import Answer, Fate
from bot.slack import screens
from bot.slack.screens import Refused

EVENT_TYPE = "tactful_delivery"
SEARCH_SECONDS = 10
"""How long the history may be read for. With the time a request may take it is less than the lease of a delivery."""
RATE_LIMITED = "ratelimited"
NO_ACCESS_WAIT = timedelta(minutes=15)
MEANINGS = {
    # The workspace's fault, not this message's: wait for the installation to be mended.
    Fate.NO_ACCESS: "invalid_auth not_authed account_inactive token_revoked token_expired missing_scope"
    " team_access_not_granted no_permission",
    Fate.CHANNEL_GONE: "channel_not_found is_archived not_in_channel",
    Fate.NEVER: "user_not_found users_not_found user_disabled user_not_visible cannot_dm_bot messages_tab_disabled"
    " restricted_action invalid_blocks invalid_blocks_format msg_too_long msg_blocks_too_long no_text"
    " invalid_metadata_format metadata_too_large invalid_arguments",
}
"""What Slack's errors mean for a message; one that is not here perhaps passes."""


async def post(client: AsyncWebClient, delivery: Delivery, message: dict[str, Any]) -> Answer:
    """Send one DM, once. The metadata carries the key alone: any app of the workspace can read it."""
    send = partial(
        client.chat_postMessage,
        channel=delivery.channel or "",
        metadata={"event_type": EVENT_TYPE, "event_payload": {"key": delivery.key}},
        unfurl_links=False,
        unfurl_media=False,
        **message,
    )
    try:
        answer = await screens.once(send)
    except Refused as refused:
        return _meaning(refused)
    if ts := answer.get("ts"):
        return Answer(Fate.SENT, ts=ts, channel=answer.get("channel") or delivery.channel or "")
    return Answer(Fate.DOUBTFUL, "no_message")


async def find(client: AsyncWebClient, delivery: Delivery) -> tuple[bool, Answer | None]:
    """Look for a DM among the newest messages of its channel: could they be read, and is it there?

    By number, not by time: Slack's clock need not be ours.
    """
    try:
        async with asyncio.timeout(SEARCH_SECONDS):
            channel = await screens.dm_of(client, delivery.member.slack_user_id, 0)
            async for message in screens.newest(client, channel, 0, pages=5):
                if (message.get("metadata") or {}).get("event_payload", {}).get("key") == delivery.key:
                    return True, Answer(Fate.SENT, ts=message["ts"], channel=channel)
    except (Refused, TimeoutError):
        return False, None
    return True, None


def _meaning(refused: Refused) -> Answer:
    if refused.status == 429 or refused.problem in screens.LIMITED:
        return Answer(Fate.NOT_SENT, RATE_LIMITED, wait=refused.retry_after)
    if isinstance(refused.__cause__, aiohttp.ClientConnectorError):  # refused, no such host, no TLS: nothing went out
        return Answer(Fate.NOT_SENT, "unreachable")
    if refused.passes or not refused.problem.replace("_", "").isalnum():  # Slack broke off, or not its JSON
        return Answer(Fate.DOUBTFUL, refused.problem)
    fate = next((fate for fate, errors in MEANINGS.items() if refused.problem in errors.split()), Fate.REFUSED)
    return Answer(fate, refused.problem, wait=NO_ACCESS_WAIT if fate is Fate.NO_ACCESS else None)
