"""Signed HTTP: commands and interactions as forms, events as JSON, all signed with the app's secret.

The signature's time is the real one: apps refuse requests older than five minutes, whatever the
sandbox's clock says.
"""

import hashlib
import hmac
import json
import time
from typing import Any
from urllib.parse import urlencode

import aiohttp

from sandbox.errors import Json
from sandbox.sockets import TIMEOUT, UNREACHABLE, Ack

FORM, JSON = "application/x-www-form-urlencoded", "application/json"


def signature(secret: str, timestamp: str, body: str) -> str:
    digest = hmac.new(secret.encode(), f"v0:{timestamp}:{body}".encode(), hashlib.sha256)
    return f"v0={digest.hexdigest()}"


def encoded(kind: str, payload: Json) -> tuple[str, str]:
    if kind == "events_api":
        return json.dumps(payload), JSON
    if kind == "interactive":
        return urlencode({"payload": json.dumps(payload)}), FORM
    words = {key: str(value).lower() if isinstance(value, bool) else value for key, value in payload.items()}
    return urlencode(words), FORM


class RequestUrl:
    def __init__(self, signing_secret: str) -> None:
        self._secret = signing_secret
        self._session: aiohttp.ClientSession | None = None

    async def deliver(
        self, url: str, kind: str, payload: Json, timeout: float, retry: int = 0, reason: str = ""
    ) -> Ack:
        body, content_type = encoded(kind, payload)
        timestamp = str(int(time.time()))
        headers = {
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signature(self._secret, timestamp, body),
        }
        if retry:
            headers |= {"x-slack-retry-num": str(retry), "x-slack-retry-reason": reason}
        if self._session is None:
            self._session = aiohttp.ClientSession()
        limit = aiohttp.ClientTimeout(total=timeout)
        try:
            async with self._session.post(url, data=body, headers=headers, timeout=limit) as response:
                return _ack(response.status, await response.text())
        except TimeoutError:
            return Ack(error=TIMEOUT)
        except aiohttp.ClientError:
            return Ack(error=UNREACHABLE)

    async def stop(self) -> None:
        if self._session:
            await self._session.close()


def _ack(status: int, body: str) -> Ack:
    if status >= 500:
        return Ack(error="http_service_error")
    if status >= 300:
        return Ack(error="http_client_error")
    return Ack(payload=_readable(body))


def _readable(body: str) -> Any:
    """JSON, or plain text: both are good answers to a command. An empty body is just "received"."""
    try:
        return json.loads(body) if body else None
    except ValueError:
        return body
