"""Socket Mode: `apps.connections.open` hands out one-use links, envelopes go to one open socket each.

The bad days are methods: `refresh()` as Slack does every few hours, `drop()` for a cut cable,
`go_silent()` for a connection that looks open and is not, `refuse_tickets()` for links that fail.
"""

import asyncio
import contextlib
import json
import secrets
import uuid
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMessage, WSMsgType, web

from .errors import Json
from .transport import TIMEOUT, UNREACHABLE, Ack

MOST_CONNECTIONS = 10
_GONE = (WSMsgType.CLOSE, WSMsgType.CLOSING, WSMsgType.CLOSED, WSMsgType.ERROR)


@dataclass(eq=False)
class Connection:
    socket: web.WebSocketResponse
    request: web.Request
    silent: bool = False
    released: asyncio.Event = field(default_factory=asyncio.Event)

    def cut(self) -> None:
        """As if the cable were pulled: no close frame."""
        self.released.set()
        if self.request.transport:
            self.request.transport.abort()


class Sockets:
    def __init__(self, app_id: str) -> None:
        self._app_id = app_id
        self.base_url = ""
        self.open: list[Connection] = []
        self.opened_urls = 0
        self.handshakes = 0
        self.delivered: list[Json] = []
        self._tickets: set[str] = set()
        self._refusal: int | None = None
        self._awaited: dict[str, asyncio.Future[Any]] = {}
        self._changed = asyncio.Condition()

    def new_url(self) -> str:
        self.opened_urls += 1
        ticket = secrets.token_urlsafe(24)
        self._tickets.add(ticket)
        return f"{self.base_url.replace('http', 'ws', 1)}/link/?ticket={ticket}&app_id={self._app_id}"

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.handshakes += 1
        ticket = request.query.get("ticket", "")
        if self._refusal or ticket not in self._tickets:
            self._tickets.discard(ticket)  # a link that failed once stays dead
            return web.Response(status=self._refusal or 408)
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse(autoping=False, autoclose=False)
        await socket.prepare(request)
        if len(self.open) >= MOST_CONNECTIONS:
            await socket.send_json(self._disconnect("too_many_websockets"))
            await socket.close()
            return socket
        connection = Connection(socket, request)
        self.open.append(connection)
        try:
            await socket.send_json(self._hello())
            await self._announce()
            await self._listen(connection)
        finally:
            self.open.remove(connection)
            await self._announce()
        return socket

    async def _listen(self, connection: Connection) -> None:
        while True:
            message = await connection.socket.receive()
            if connection.silent:
                await connection.released.wait()
                return
            if message.type in _GONE:
                with contextlib.suppress(ConnectionError):
                    await connection.socket.close()
                return
            await self._heard(connection, message)

    async def _heard(self, connection: Connection, message: WSMessage) -> None:
        if message.type == WSMsgType.PING:
            await connection.socket.pong(message.data)
        elif message.type == WSMsgType.TEXT:
            ack = json.loads(message.data)
            waiting = self._awaited.get(ack.get("envelope_id"))
            if waiting and not waiting.done():
                waiting.set_result(ack.get("payload"))

    async def deliver(self, kind: str, payload: Json, timeout: float, retry: int = 0, reason: str = "") -> Ack:
        if not self.open:
            return Ack(error=UNREACHABLE)
        connection = next((one for one in self.open if not one.silent), self.open[0])
        self.open.remove(connection)  # the next one's turn; nobody should rely on a pattern
        self.open.append(connection)
        envelope = _envelope(kind, payload, retry, reason)
        waiting: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._awaited[envelope["envelope_id"]] = waiting
        try:
            async with asyncio.timeout(timeout):
                if not connection.silent:
                    self.delivered.append(envelope)
                    with contextlib.suppress(ConnectionError):
                        await connection.socket.send_json(envelope)
                return Ack(payload=await waiting)
        except TimeoutError:
            return Ack(error=TIMEOUT)
        finally:
            del self._awaited[envelope["envelope_id"]]

    # -- bad days ---------------------------------------------------------------------------------

    async def refresh(self, notice: float = 0.0) -> None:
        """Slack warns (about ten seconds ahead), asks for a new connection, and closes this one."""
        for connection in list(self.open):
            await connection.socket.send_json(self._disconnect("warning"))
        await asyncio.sleep(notice)
        for connection in list(self.open):
            with contextlib.suppress(ConnectionError):
                await connection.socket.send_json(self._disconnect("refresh_requested"))
                await connection.socket.close()

    def drop(self) -> None:
        for connection in list(self.open):
            connection.cut()

    def go_silent(self) -> None:
        """The connections open now stay open, and nothing comes through them any more."""
        for connection in self.open:
            connection.silent = True

    def refuse_tickets(self, refuse: bool = True, status: int = 408) -> None:
        self._refusal = status if refuse else None

    async def connected(self, count: int = 1, timeout: float = 10.0) -> None:
        """Wait until this many sockets are open and not silent."""
        async with asyncio.timeout(timeout), self._changed:
            await self._changed.wait_for(lambda: sum(not one.silent for one in self.open) >= count)

    async def gone(self, connection: Connection, timeout: float = 10.0) -> None:
        async with asyncio.timeout(timeout), self._changed:
            await self._changed.wait_for(lambda: connection not in self.open)

    async def disconnected(self, timeout: float = 10.0) -> None:
        async with asyncio.timeout(timeout), self._changed:
            await self._changed.wait_for(lambda: not self.open)

    async def _announce(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    def _hello(self) -> Json:
        debug = {"host": "sandbox", "build_number": 1, "approximate_connection_time": 18060}
        return {
            "type": "hello",
            "num_connections": len(self.open),
            "debug_info": debug,
            "connection_info": {"app_id": self._app_id},
        }

    def _disconnect(self, reason: str) -> Json:
        return {"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}}


def _envelope(kind: str, payload: Json, retry: int, reason: str) -> Json:
    envelope: Json = {
        "envelope_id": str(uuid.uuid4()),
        "type": kind,
        "payload": payload,
        "accepts_response_payload": kind != "events_api",
    }
    if kind == "events_api":
        envelope |= {"retry_attempt": retry, "retry_reason": reason.replace("http_timeout", "timeout")}
    return envelope
