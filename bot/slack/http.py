"""What listens: Slack's signed requests in HTTP mode; health and metrics, on an address of their own."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager

import structlog
from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier

from bot.errors import SettingsError

NOT_SLACKS = "This is not a payload of Slack's."
SECONDS = 5
"""How long a request may take to come in, and an unanswered one may hold up the end: Slack gives up after three."""

log = structlog.get_logger()


@asynccontextmanager
async def listening(site: web.Application, host: str, port: int, setting: str) -> AsyncIterator[int]:
    """Serves it there; yields the port. Raises SettingsError where the address is taken or not on this machine."""
    # A head that was half sent ends with the idle time, a body in `events`.
    runner = web.AppRunner(
        site, access_log=None, shutdown_timeout=SECONDS, keepalive_timeout=SECONDS, lingering_time=0
    )
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError:
            raise SettingsError(f"HOST and {setting} name an address that is taken or not on this machine.") from None
        port = runner.addresses[0][1]
        log.info("http.listening", host=host, port=port)
        yield port
    finally:
        await runner.cleanup()


def slack_site(app: AsyncApp, signing_secret: str) -> web.Application:
    """Where Slack sends its requests to in HTTP mode."""
    verifier = SignatureVerifier(signing_secret)

    async def events(request: web.Request) -> web.Response:
        try:
            async with asyncio.timeout(SECONDS):
                body = await request.read()
        except TimeoutError:
            return web.Response(status=408)
        except (web.RequestPayloadError, OSError):  # not as long, or not as compressed, as its head says; or gone
            return web.Response(status=400, text=NOT_SLACKS)
        if not is_signed(verifier, body, request):
            return web.Response(status=401, text="The signature is not Slack's.")
        try:
            told = AsyncBoltRequest(body=body.decode("utf-8"), headers={"content-type": request.content_type})
            answer = await app.async_dispatch(told)
        except (LookupError, TypeError, ValueError, AttributeError, RecursionError) as error:
            # Listeners' errors never come as far as this: Bolt reads the shape of a payload without looking at it.
            log.warning("payload.unreadable", kind=type(error).__name__)
            return web.Response(status=400, text=NOT_SLACKS)
        return await to_aiohttp_response(answer)

    site = web.Application(client_max_size=1024 * 1024)  # bytes: Slack's own payloads stay far below
    site.add_routes([web.post("/slack/events", events)])
    return site


def health_site(healthy: Callable[[], bool], waiting: Callable[[], Mapping[str, int]]) -> web.Application:
    """How the bot is. `waiting`: what could not be shown, counted by kind."""

    async def health(_: web.Request) -> web.Response:
        if not healthy():
            return web.Response(status=503, text="not healthy")
        parked = [f"{kind} that could not be shown: {count}" for kind, count in waiting().items() if count]
        return web.Response(text="\n".join(["ok", *parked]))

    async def metrics(_: web.Request) -> web.Response:
        return web.Response(body=generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    site = web.Application()
    site.add_routes([web.get("/healthz", health), web.get("/metrics", metrics)])
    return site


def is_signed(verifier: SignatureVerifier, body: bytes, request: web.Request) -> bool:
    """Whether Slack signed this body in the last five minutes."""
    timestamp, signature = (request.headers.get(f"X-Slack-{name}") for name in ("Request-Timestamp", "Signature"))
    try:
        return verifier.is_valid(body=body, timestamp=timestamp, signature=signature)
    except (ValueError, TypeError):  # no number, no UTF-8, or no ASCII
        return False
