"""`/met` over HTTP, signed as Slack signs it."""

import time
import urllib.parse

import aiohttp
from slack_sdk.signature import SignatureVerifier

from bench.processes import Slack

Signed = tuple[str, dict[str, str]]
"""The body and the headers of a request."""


def signed(slack: Slack, member: str, text: str) -> Signed:
    """`/met text`, typed by that member."""
    body = urllib.parse.urlencode(
        {
            "team_id": slack.team_id,
            "channel_id": "C1",
            "user_id": member,
            "command": "/met",
            "text": text,
            "response_url": f"{slack.api_url}unused",
            "trigger_id": "1.2.3",
            "is_enterprise_install": "false",
        }
    )
    timestamp = str(int(time.time()))
    signature = SignatureVerifier(slack.signing_secret).generate_signature(timestamp=timestamp, body=body)
    return body, {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": signature or "",
    }


async def seconds(http: aiohttp.ClientSession, port: int, command: Signed) -> float:
    """How long its answer took. Another answer than the one expected ends the measurement."""
    body, headers = command
    begun = time.perf_counter()
    async with http.post(f"http://127.0.0.1:{port}/slack/events", data=body, headers=headers) as answer:
        said = await answer.text()
    taken = time.perf_counter() - begun
    if answer.status != 200 or "Noted" not in said:
        raise RuntimeError(f"/met was answered with {answer.status}: {said[:200]}")
    return taken
