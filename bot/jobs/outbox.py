"""One request to Slack, and what its answer means: sent, surely not sent, doubtful, or never."""

import asyncio
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.deliveries import Answer, Fate
from bot.slack import screens

EVENT_TYPE = "tactful_delivery"
SEND_SECONDS = 10
"""After that the request is in doubt. The lease of a delivery is longer."""

DOUBTFUL_ERRORS = ("internal_error", "fatal_error", "request_timeout", "service_unavailable")
"""Slack: "some aspect of the operation may have succeeded before the error was raised"."""
AUTH_ERRORS = (
    "invalid_auth",
    "not_authed",
    "account_inactive",
    "token_revoked",
    "token_expired",
    "missing_scope",
    "team_access_not_granted",
    "no_permission",
)
"""The workspace's fault, not this message's: wait for the installation to be mended."""
GONE_CHANNEL = ("channel_not_found", "is_archived", "not_in_channel")
PERMANENT_ERRORS = (
    "user_not_found",
    "users_not_found",
    "user_disabled",
    "user_not_visible",
    "cannot_dm_bot",
    "messages_tab_disabled",
    "restricted_action",
    "invalid_blocks",
    "invalid_blocks_format",
    "msg_too_long",
    "msg_blocks_too_long",
    "no_text",
    "invalid_metadata_format",
    "metadata_too_large",
    "invalid_arguments",
)


async def post(client: AsyncWebClient, channel: str, blocks: list[Any], text: str, key: str) -> Answer:
    """Send one DM, once. The metadata carries the key alone: any app of the workspace can read it."""

    async def request() -> Answer:
        answer = await client.chat_postMessage(
            channel=channel,
            blocks=blocks,
            text=text,
            metadata={"event_type": EVENT_TYPE, "event_payload": {"key": key}},
            unfurl_links=False,
            unfurl_media=False,
        )
        ts = answer.get("ts")
        return Answer(Fate.SENT, ts=ts, channel=answer.get("channel") or channel) if ts else Answer(Fate.DOUBTFUL)

    return await _fate_of(request())


async def open_dm(client: AsyncWebClient, slack_user_id: str) -> Answer:
    """The DM channel of that person. In doubt nothing is lost: it can be asked for again."""

    async def request() -> Answer:
        answer = await client.conversations_open(users=slack_user_id)
        channel = (answer.get("channel") or {}).get("id")
        return Answer(Fate.SENT, channel=channel) if channel else Answer(Fate.DOUBTFUL, "no_channel")

    answer = await _fate_of(request())
    return Answer(Fate.NOT_SENT, answer.problem) if answer.fate is Fate.DOUBTFUL else answer


async def find(client: AsyncWebClient, channel: str, key: str) -> tuple[bool, str | None]:
    """Look for a delivery among the DM's newest messages: (could they be read, the message's ts or None).

    By number, not by time: Slack's clock need not be ours.
    """
    cursor = None
    try:
        async with asyncio.timeout(SEND_SECONDS):
            for _ in range(5):
                page = await client.conversations_history(
                    channel=channel, limit=100, include_all_metadata=True, cursor=cursor
                )
                for message in page.get("messages") or []:
                    if _key_of(message) == key:
                        return True, message["ts"]
                cursor = (page.get("response_metadata") or {}).get("next_cursor")
                if not cursor:
                    break
    except (SlackApiError, aiohttp.ClientError, TimeoutError):
        return False, None
    return True, None


def _key_of(message: dict[str, Any]) -> str | None:
    metadata = message.get("metadata") or {}
    return (metadata.get("event_payload") or {}).get("key") if metadata.get("event_type") == EVENT_TYPE else None


async def _fate_of(request: Any) -> Answer:
    try:
        async with asyncio.timeout(SEND_SECONDS):
            answer: Answer = await request
            return answer
    except SlackApiError as error:
        return _fate_of_error(error)
    except aiohttp.ClientConnectorError:  # refused, no such host, no TLS: nothing went out
        return Answer(Fate.NOT_SENT, "unreachable")
    except aiohttp.ClientResponseError as error:  # a page of some proxy, not an answer of Slack's
        return _fate_of_status(error.status, error.headers) or Answer(Fate.DOUBTFUL, "no_json")
    except TimeoutError:
        return Answer(Fate.DOUBTFUL, "timeout")
    except aiohttp.ClientError as error:
        return Answer(Fate.DOUBTFUL, type(error).__name__)


def _fate_of_error(error: SlackApiError) -> Answer:
    response = error.response
    problem = str(response.get("error") or "")
    status = 429 if problem in ("ratelimited", "rate_limited") else response.status_code
    if answer := _fate_of_status(status, response.headers):
        return answer
    if problem in DOUBTFUL_ERRORS:
        return Answer(Fate.DOUBTFUL, problem)
    if not problem.replace("_", "").isalnum():  # JSON, but not Slack's
        return Answer(Fate.DOUBTFUL, "no_json")
    fates = ((AUTH_ERRORS, Fate.NO_ACCESS), (GONE_CHANNEL, Fate.CHANNEL_GONE), (PERMANENT_ERRORS, Fate.NEVER))
    fate = next((fate for names, fate in fates if problem in names), Fate.REFUSED)
    return Answer(fate, problem[:60])


def _fate_of_status(status: int, headers: Any) -> Answer | None:
    if status == 429:
        return Answer(Fate.NOT_SENT, "ratelimited", wait=screens.retry_after(headers))
    return Answer(Fate.DOUBTFUL, f"http_{status}") if status >= 500 else None
