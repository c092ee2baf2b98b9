"""Modals: opened while their trigger lives, and drawn anew where they are open."""

import asyncio
from typing import Any

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.models.views import View
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import UserError
from bot.slack.errors import SLACK_FAILED, TOO_SLOW

log = structlog.get_logger()
OPEN_SECONDS = 2.0
"""How long opening a form may take: its trigger lives for three seconds."""
GONE = ("not_found", "view_not_found", "hash_conflict")
"""They have closed it."""


async def open_view(client: AsyncWebClient, body: dict[str, Any], view: View) -> None:
    """Open a modal, on top of the one that was clicked in, if it was one.

    Raises UserError where Slack is too slow for that, or fails.
    """
    in_modal = (body.get("view") or {}).get("type") == "modal"
    show = client.views_push if in_modal else client.views_open
    try:
        async with asyncio.timeout(OPEN_SECONDS):
            await show(trigger_id=body["trigger_id"], view=view)
    except TimeoutError:
        raise UserError(TOO_SLOW) from None
    except aiohttp.ClientError:
        raise UserError(SLACK_FAILED) from None


async def redraw(client: AsyncWebClient, view_id: str, view: View) -> bool:
    """Put something else into a modal. False: it was closed meanwhile. Raises where Slack fails."""
    try:
        await client.views_update(view_id=view_id, view=view)
    except SlackApiError as error:
        if error.response.get("error") not in GONE:
            raise
        return False
    return True


async def show(client: AsyncWebClient, view_id: str, view: View) -> None:
    """The same where nothing is lost if Slack refuses."""
    try:
        await redraw(client, view_id, view)
    except SlackApiError as error:
        log.info("modal.not_redrawn", problem=str(error.response.get("error"))[:40])
