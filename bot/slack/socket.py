"""Socket Mode: the connection to Slack, and the watchdog that never lets it stay dead."""

import asyncio
from typing import Any

import aiohttp
import structlog
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot.logs import log_bug

log = structlog.get_logger()
GRACE_SECONDS = 10


class Socket(AsyncSocketModeHandler):
    """The Socket Mode connection of one app. Bolt's handler forgets its running work: this one can wait for it."""

    def __init__(
        self,
        app: AsyncApp,
        app_token: str,
        client: AsyncWebClient,
        *,
        ping_seconds: float = 3,  # the SDK takes a connection for dead after four pings without an answer
        watch_seconds: float = 2,
        handshake_seconds: float = 10,  # the SDK's own limit is five minutes, and nothing else is tried meanwhile
    ) -> None:
        super().__init__(app, app_token, web_client=client, ping_interval=ping_seconds)
        self._watch_seconds = watch_seconds
        self._handshake = aiohttp.ClientTimeout(total=handshake_seconds)
        self._watchdog: asyncio.Task[None] | None = None
        self._running: set[asyncio.Task[Any]] = set()
        self._closing = False
        self.connected = False

    async def start(self, url: str) -> None:
        """Connect with that ticket, and keep connected."""
        await self.client.aiohttp_client_session.close()
        self.client.aiohttp_client_session = aiohttp.ClientSession(timeout=self._handshake)
        self.client.wss_uri = url
        self._watchdog = asyncio.create_task(self._watch())
        await self.client.connect()  # type: ignore[no-untyped-call]
        self.connected = True
        log.info("socket.connected")

    async def stop(self) -> None:
        """Take nothing more in, answer what is being worked on, and close."""
        if self._watchdog:
            self._watchdog.cancel()
        self._closing = True
        if self._running:
            await asyncio.wait(set(self._running), timeout=GRACE_SECONDS)
        await self.client.close()  # type: ignore[no-untyped-call]

    async def handle(self, client: Any, req: SocketModeRequest) -> None:
        """Answer one envelope. While closing, new ones are left unanswered: Slack shows that, or sends them anew."""
        task = asyncio.current_task()
        if self._closing or task is None:
            return
        self._running.add(task)
        try:
            await super().handle(client, req)
        finally:
            self._running.discard(task)

    async def _watch(self) -> None:
        """Ask for a new ticket while the connection is down: the SDK would try a dead one for ever.

        https://github.com/slackapi/python-slack-sdk/issues/1379, seen in 3.47: `wss_uri` is only replaced when it
        is None.
        """
        while True:
            await asyncio.sleep(self._watch_seconds)
            try:
                connected = await self.client.is_connected()
            except Exception as error:  # the watchdog outlives everything it watches
                log_bug(error)
                continue
            if connected != self.connected:
                log.info("socket.connected" if connected else "socket.lost")
            self.connected = connected
            if not connected:
                self.client.wss_uri = None
