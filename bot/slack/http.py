"""HTTP mode: Slack's signed requests, a health check, and metrics."""

import json
import urllib.parse
from collections.abc import Callable, Mapping, Sequence

import structlog
from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier

LARGEST_BODY = 1024 * 1024
"""Bytes. Slack's own payloads stay far below."""
NOT_SLACKS = "This is not a payload of Slack's."

log = structlog.get_logger()


def web_app(
    app: AsyncApp, signing_secret: str, healthy: Callable[[], bool], trouble: Callable[[], Mapping[str, int]]
) -> web.Application:
    """The routes of HTTP mode. `trouble`: what could not be shown, counted by kind."""
    verifier = SignatureVerifier(signing_secret)

    async def events(request: web.Request) -> web.Response:
        try:
            body = await request.read()  # 413 by itself beyond LARGEST_BODY
        except web.RequestPayloadError:  # not as long, or not as compressed, as its headers say
            return web.Response(status=400, text=NOT_SLACKS)
        if not is_signed(verifier, body, request):
            return web.Response(status=401, text="The signature is not Slack's.")
        text = readable(body, request.content_type)
        if text is None:
            return web.Response(status=400, text=NOT_SLACKS)
        headers: dict[str, str | Sequence[str]] = {name: request.headers.getall(name) for name in request.headers}
        try:
            answer = await app.async_dispatch(
                AsyncBoltRequest(body=text, query=request.query_string, headers=headers)
            )
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            # Listeners' errors never come as far as this: Bolt reads the shape of a payload without looking at it.
            log.warning("payload.unreadable", kind=type(error).__name__)
            return web.Response(status=400, text=NOT_SLACKS)
        return await to_aiohttp_response(answer)

    async def health(_: web.Request) -> web.Response:
        if not healthy():
            return web.Response(status=503, text="not healthy")
        parked = [f"{kind} that could not be shown: {count}" for kind, count in trouble().items() if count]
        return web.Response(text="\n".join(["ok", *parked]))

    async def metrics(_: web.Request) -> web.Response:
        return web.Response(body=generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    site = web.Application(client_max_size=LARGEST_BODY)
    site.add_routes([web.post("/slack/events", events), web.get("/healthz", health), web.get("/metrics", metrics)])
    return site


def is_signed(verifier: SignatureVerifier, body: bytes, request: web.Request) -> bool:
    """Whether Slack signed this body in the last five minutes.

    The SDK's verifier raises on a timestamp that is no number, on a body that is no UTF-8 and on a signature
    that is no ASCII; Bolt logs the whole body of a forged request. So both are kept from ever seeing those.
    """
    timestamp = request.headers.get("X-Slack-Request-Timestamp", "")
    signature = request.headers.get("X-Slack-Signature", "")
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12 and signature.isascii()):
        return False
    try:
        return verifier.is_valid(body=body, timestamp=timestamp, signature=signature)
    except ValueError:  # UnicodeDecodeError is one
        return False


def readable(body: bytes, content_type: str) -> str | None:
    """The body as text, where Bolt can read it: a JSON object, or a form with a command or a JSON payload."""
    try:
        text = body.decode("utf-8")
        if content_type == "application/json":
            payload = json.loads(text)
            return text if isinstance(payload, dict) and isinstance(payload.get("event", {}), dict) else None
        form = urllib.parse.parse_qs(text, keep_blank_values=True, max_num_fields=200)
        if "payload" in form:
            return text if isinstance(json.loads(form["payload"][0]), dict) else None
        return text if {"command", "ssl_check"} & form.keys() else None
    except (ValueError, RecursionError):
        return None
