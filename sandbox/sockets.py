"""Socket Mode: `apps.connections.open` hands out one-use links, envelopes go to one open socket each."""

import asyncio
import contextlib
import json
import secrets
import uuid
from dataclasses import dataclass
from typing import Any

from aiohttp import WSMessage, WSMsgType, web

from .errors import Json

TIMEOUT = "operation_timeout"  # no acknowledgement in three seconds
UNREACHABLE = "dispatch_failed"  # nobody is connected
MOST_CONNECTIONS = 10
_GONE = (WSMsgType.CLOSE, WSMsgType.CLOSING, WSMsgType.CLOSED, WSMsgType.ERROR)


@dataclass
class Ack:
    """The acknowledgement, or why there is none."""

    payload: Any = None
    error: str | None = None


@dataclass(eq=False)
class Connection:
    socket: web.WebSocketResponse
    request: web.Request


class Sockets:
    def __init__(self, app_id: str) -> None:
        self._app_id = app_id
        self.base_url = ""
        self.open: list[Connection] = []
        self._tickets: set[str] = set()  # a link works once
        self._awaited: dict[str, asyncio.Future[Any]] = {}

    def new_url(self) -> str:
        ticket = secrets.token_urlsafe(24)
        self._tickets.add(ticket)
        return f"{self.base_url.replace('http', 'ws', 1)}/link/?ticket={ticket}&app_id={self._app_id}"

    async def handle(self, request: web.Request) -> web.StreamResponse:
        if not self.spend(request):
            return web.Response(status=408)
        socket = web.WebSocketResponse(autoping=False, autoclose=False)
        await socket.prepare(request)
        if len(self.open) >= MOST_CONNECTIONS:
            await socket.send_json(self.disconnect("too_many_websockets"))
            await socket.close()
            return socket
        connection = Connection(socket, request)
        self.open.append(connection)
        try:
            await socket.send_json(self._hello())
            while await self.heard(connection, await socket.receive()):
                pass
        finally:
            self.open.remove(connection)
        return socket

    def spend(self, request: web.Request) -> bool:
        """Whether its link was good until now."""
        ticket = request.query.get("ticket", "")
        is_good = ticket in self._tickets
        self._tickets.discard(ticket)
        return is_good

    async def heard(self, connection: Connection, message: WSMessage) -> bool:
        """Whether there may be more to hear."""
        if message.type in _GONE:
            with contextlib.suppress(ConnectionError):
                await connection.socket.close()
            return False
        if message.type == WSMsgType.PING:
            await connection.socket.pong(message.data)
        elif message.type == WSMsgType.TEXT:
            ack = json.loads(message.data)
            waiting = self._awaited.get(ack.get("envelope_id"))
            if waiting and not waiting.done():
                waiting.set_result(ack.get("payload"))
        return True

    async def deliver(self, kind: str, payload: Json, timeout: float, retry: int = 0, reason: str = "") -> Ack:
        if not self.open:
            return Ack(error=UNREACHABLE)
        connection = self.open.pop(0)
        self.open.append(connection)  # the next one's turn; nobody should rely on a pattern
        envelope = _envelope(kind, payload, retry, reason)
        waiting: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._awaited[envelope["envelope_id"]] = waiting
        try:
            async with asyncio.timeout(timeout):
                await self.send(connection, envelope)
                return Ack(payload=await waiting)
        except TimeoutError:
            return Ack(error=TIMEOUT)
        finally:
            del self._awaited[envelope["envelope_id"]]

    async def send(self, connection: Connection, envelope: Json) -> None:
        with contextlib.suppress(ConnectionError):
            await connection.socket.send_json(envelope)

    def drop(self) -> None:
        """As if the cables were pulled: no close frame."""
        for connection in self.open:
            if connection.request.transport:
                connection.request.transport.abort()

    def _hello(self) -> Json:
        debug = {"host": "sandbox", "build_number": 1, "approximate_connection_time": 18060}
        return {
            "type": "hello",
            "num_connections": len(self.open),
            "debug_info": debug,
            "connection_info": {"app_id": self._app_id},
        }

    def disconnect(self, reason: str) -> Json:
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
