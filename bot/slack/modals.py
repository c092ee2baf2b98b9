"""Modals: opened while their trigger lives, and drawn anew where they are open."""

import asyncio
from collections.abc import Awaitable
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


async def open_view(client: AsyncWebClient, body: dict[str, Any], view: View) -> str:
    """Open a modal, on top of the one that was clicked in, if it was one. Returns its id.

    Raises UserError where Slack is too slow for that, or fails.
    """
    in_modal = (body.get("view") or {}).get("type") == "modal"
    open_it = client.views_push if in_modal else client.views_open
    try:
        async with asyncio.timeout(OPEN_SECONDS):
            opened = await open_it(trigger_id=body["trigger_id"], view=view)
    except TimeoutError:
        raise UserError(TOO_SLOW) from None
    except aiohttp.ClientError:
        raise UserError(SLACK_FAILED) from None
    view_id: str = opened["view"]["id"]
    return view_id


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
    """The same where nothing is lost if Slack fails."""
    await quietly(redraw(client, view_id, view))


async def quietly(drawing: Awaitable[object]) -> None:
    """Draw what is lost without harm where Slack fails: it goes to the log."""
    try:
        await drawing
    except SlackApiError as error:
        log.warning("screen.not_drawn", problem=str(error.response.get("error"))[:40])
    except (aiohttp.ClientError, TimeoutError) as error:
        log.warning("screen.not_drawn", problem=type(error).__name__)
