"""The way to Slack; whether it accepts our tokens, and whose they are: asked once, at the start."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.errors import SettingsError

log = structlog.get_logger()
NEEDED = ("commands", "chat:write", "im:write", "im:history", "users:read", "users.profile:read")
"""Without one of these reminders could not be kept, so the bot does not start."""
SCOPES = (*NEEDED, "users:read.email", "files:read", "files:write")
"""What manifest.yml asks for; tests/test_manifest.py keeps the two equal. The others serve import and export."""
PATIENCE_SECONDS = (0, 1, 2, 4)
"""Before each try."""


@asynccontextmanager
async def slack_client(token: str, api_url: str, seconds: float = 10) -> AsyncIterator[AsyncWebClient]:
    """A client whose calls take so long at most. No retries of its own: on a dropped connection it would post twice.

    The time limit is the session's: with a shared session the client's own `timeout` is ignored.
    """
    timeout, silent = aiohttp.ClientTimeout(total=seconds), logging.getLogger("slack_sdk")
    async with aiohttp.ClientSession(timeout=timeout, middlewares=(only_slack,)) as http:
        yield AsyncWebClient(token=token, base_url=api_url, session=http, retry_handlers=[], logger=silent)


async def only_slack(request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
    """A JSON object. Raises ClientResponseError for the page of some proxy between us and Slack: by itself slack_sdk
    stumbles over plain text and broken JSON."""
    response = await handler(request)
    # Where files go the answer is a plain "OK".
    is_upload = request.method == "POST" and request.url.path.startswith("/upload/") and response.status == 200
    if response.status == 101 or is_upload or _is_object(await response.read()):  # 101: Socket Mode's handshake
        return response
    raise aiohttp.ClientResponseError(
        response.request_info, (), status=response.status, message="no answer of Slack's", headers=response.headers
    )


async def check_bot_token(client: AsyncWebClient) -> AsyncSlackResponse:
    """Who we are. Raises SettingsError where the token or the address is wrong, or a scope is missing."""
    answer = await _ask("SLACK_BOT_TOKEN", client.auth_test)
    granted = next((v for k, v in answer.headers.items() if k.lower() == "x-oauth-scopes"), None)
    if isinstance(granted, str) and granted:
        missing = [scope for scope in SCOPES if scope not in granted.replace(" ", "").split(",")]
        if needed := [scope for scope in missing if scope in NEEDED]:
            raise SettingsError(
                f"SLACK_BOT_TOKEN lacks the permission {needed[0]}; reinstall the app from manifest.yml."
            )
        if missing:
            log.warning("scopes.missing", scopes=missing)  # installed before import and export came: those say so
    return answer


async def check_app_token(client: AsyncWebClient, app_token: str) -> str:
    """The first ticket for Socket Mode. Raises SettingsError where the token or its scope is wrong."""
    answer = await _ask("SLACK_APP_TOKEN", partial(client.apps_connections_open, app_token=app_token))
    return str(answer["url"])


async def _ask(setting: str, ask: Callable[[], Awaitable[AsyncSlackResponse]]) -> AsyncSlackResponse:
    """One call, with patience for a network that is just coming up."""
    for seconds in PATIENCE_SECONDS:
        await asyncio.sleep(seconds)
        try:
            return await ask()
        except SlackApiError as error:
            problem, status = str(error.response.get("error") or ""), error.response.status_code
            if status >= 500 or status == 429 or not problem.replace("_", "").isalnum():
                continue
            if problem != "missing_scope":
                raise SettingsError(f"Slack does not accept {setting} ({problem[:40]}).") from None
            scope = "connections:write" if setting == "SLACK_APP_TOKEN" else "a permission of manifest.yml"
            raise SettingsError(f"{setting} lacks {scope}.") from None
        except (aiohttp.ClientError, TimeoutError):
            continue
    raise SettingsError("Slack cannot be reached at the address in SLACK_API_URL.")


def _is_object(body: bytes) -> bool:
    try:
        return isinstance(json.loads(body), dict)
    except ValueError:
        return False
