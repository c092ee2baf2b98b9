"""A file that a member put into a form, fetched with the bot's token, which no stranger must see."""

import asyncio
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import NotFound, UserError

log = structlog.get_logger()
SLACKS = ("slack.com", "slack-edge.com", "slack-files.com")
"""Where Slack keeps files: there, below there, and beside the Web API itself (a proxy, the sandbox)."""
FETCH_SECONDS, CHUNK = 60, 2**16
NOT_HANDED_OUT = (
    "Slack did not hand me that file. Nothing is lost; please try again, and if it happens again ask your admin to "
    "reinstall me from manifest.yml, so that I may read files (files:read)."
)
NO_ANSWER = "Slack did not hand me that file in time. Nothing is lost; please try again."


async def fetch(client: AsyncWebClient, file_id: object, user_id: str, largest: int) -> bytes:
    """What is in the file; of one that has more than `largest` bytes, only one byte more than that.

    Raises UserError where Slack does not hand it out, NotFound where it is not that person's.
    """
    try:
        async with asyncio.timeout(FETCH_SECONDS):
            file = (await client.files_info(file=str(file_id))).get("file") or {}
            if file.get("user") != user_id:
                raise NotFound
            return await _download(client, file, largest)
    except SlackApiError as error:
        problem = str(error.response.get("error"))
        log.warning("file.refused", problem=problem[:40])
        raise (NotFound() if "found" in problem else UserError(NOT_HANDED_OUT)) from None
    except (aiohttp.ClientError, TimeoutError) as error:
        log.warning("file.unreachable", kind=type(error).__name__)
        raise UserError(NO_ANSWER) from None


def is_slacks(url: str, api_url: str) -> bool:
    """Whether the token may go there."""
    there, api = urlsplit(url), urlsplit(api_url)
    if (there.scheme, there.netloc) == (api.scheme, api.netloc):
        return True
    host = there.hostname or ""
    return there.scheme == "https" and any(host == slack or host.endswith(f".{slack}") for slack in SLACKS)


async def _download(client: AsyncWebClient, file: dict[str, Any], largest: int) -> bytes:
    """No redirect is followed: Slack sends those who may not read a file to a page where one signs in."""
    url = str(file.get("url_private_download") or file.get("url_private") or "")
    if not is_slacks(url, client.base_url) or client.session is None:
        log.warning("file.elsewhere")
        raise UserError(NOT_HANDED_OUT)
    data = bytearray()
    async with client.session.get(
        url,
        headers={"Authorization": f"Bearer {client.token}"},
        allow_redirects=False,
        middlewares=(),  # the session's own takes nothing but JSON
        timeout=aiohttp.ClientTimeout(total=FETCH_SECONDS),
    ) as answer:
        is_page = answer.content_type == "text/html" and file.get("mimetype") != "text/html"
        if answer.status != 200 or is_page:
            log.warning("file.not_handed_out", status=answer.status)
            raise UserError(NOT_HANDED_OUT)
        async for chunk in answer.content.iter_chunked(CHUNK):
            data += chunk
            if len(data) > largest:
                break
    return bytes(data[: largest + 1])
