"""The sandbox as tests use it: its calls are written down, and it has bad days and limits where they are wanted."""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiohttp import WSMessage, web

from sandbox.delivery import Answer, Delivery
from sandbox.errors import Json
from sandbox.people import Person
from sandbox.server import Sandbox
from sandbox.sockets import Connection, Sockets
from sandbox.web_api import WebApi
from tests.faults import DropConnection, Faults, too_many
from tests.tiers import Tiers

CUSTOM = {"division", "desk"}
"""Attributes of a `Person` that are custom profile fields: that one of these changed Slack tells nobody."""


@dataclass(frozen=True)
class Call:
    """One call the bot made, as it arrived."""

    method: str
    args: Json
    token: str
    at: datetime


class Api(WebApi):
    """The Web API with faults and rate limits."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.calls: list[Call] = []
        self.faults = Faults()
        self.tiers: Tiers | None = None

    async def handle(self, request: web.Request) -> web.StreamResponse:
        try:
            return await super().handle(request)
        except DropConnection:
            if request.transport:
                request.transport.abort()
            return web.Response()  # goes nowhere

    async def respond(self, method: str, args: Json, token: str) -> web.StreamResponse:
        self.calls.append(Call(method, dict(args), token, self.workspace.now()))
        if self.tiers and (seconds := self.tiers.wait(method, args)):
            return too_many(str(seconds))
        fault = self.faults.take(method)
        if fault and (instead := await fault.before(method, args)) is not None:
            return instead
        answer = self.answer(method, args, token)
        if fault and (instead := await fault.after(method, args, answer)) is not None:
            return instead
        return self.told(answer, token)


class BadSockets(Sockets):
    """Sockets that are refreshed as Slack does every few hours, fall silent, or are refused."""

    def __init__(self, app_id: str) -> None:
        super().__init__(app_id)
        self.opened_urls = self.handshakes = 0
        self.delivered: list[Json] = []
        self._silent: dict[Connection, asyncio.Event] = {}
        self._refusal: int | None = None

    def new_url(self) -> str:
        self.opened_urls += 1
        return super().new_url()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.handshakes += 1
        if self._refusal:
            self.spend(request)  # a link that failed once stays dead
            return web.Response(status=self._refusal)
        return await super().handle(request)

    async def heard(self, connection: Connection, message: WSMessage) -> bool:
        if connection in self._silent:
            await self._silent[connection].wait()
            return False
        return await super().heard(connection, message)

    async def deliver(self, *args: Any) -> Any:
        self.open.sort(key=lambda one: one in self._silent)
        return await super().deliver(*args)

    async def send(self, connection: Connection, envelope: Json) -> None:
        if connection not in self._silent:
            self.delivered.append(envelope)
            await super().send(connection, envelope)

    async def refresh(self, notice: float = 0.0) -> None:
        """Slack warns (about ten seconds ahead), asks for a new connection, and closes this one."""
        for connection in list(self.open):
            await connection.socket.send_json(self.disconnect("warning"))
        await asyncio.sleep(notice)
        for connection in list(self.open):
            with contextlib.suppress(ConnectionError):
                await connection.socket.send_json(self.disconnect("refresh_requested"))
                await connection.socket.close()

    def drop(self) -> None:
        super().drop()
        for released in self._silent.values():
            released.set()

    def go_silent(self) -> None:
        """The connections open now look open, and nothing comes through them any more."""
        self._silent |= {connection: asyncio.Event() for connection in self.open}

    def refuse_tickets(self, refuse: bool = True, status: int = 408) -> None:
        self._refusal = status if refuse else None

    async def connected(self, count: int = 1) -> None:
        """Wait until this many sockets are open and not silent."""
        await _until(lambda: sum(one not in self._silent for one in self.open) >= count)

    async def gone(self, connection: Connection) -> None:
        await _until(lambda: connection not in self.open)

    async def disconnected(self) -> None:
        await _until(lambda: not self.open)


class WrittenDown(Delivery):
    """Keeps all that the app was told, and how it answered."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.exchanged: list[tuple[Json, Answer]] = []

    async def once(self, kind: str, payload: Json, *retry: Any) -> Answer:
        answer = await super().once(kind, payload, *retry)
        self.exchanged.append((payload, answer))
        return answer


class FakeSlack(Sandbox):
    """The sandbox of every test."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.api: Api = Api(self, self.api.methods)
        self.sockets: BadSockets = BadSockets(self.app_id)
        self.delivery: WrittenDown = WrittenDown(self.sockets, self.signing_secret)

    @property
    def calls(self) -> list[Call]:
        return self.api.calls

    def calls_of(self, method: str) -> list[Call]:
        return [call for call in self.api.calls if call.method == method]

    @property
    def faults(self) -> Faults:
        return self.api.faults

    async def change_profile(self, user: str, **changes: Any) -> Answer:
        """Change what `Person` knows (tz, title, status_text, deleted, ...) or any key of the user object.

        Slack sends `user_change` for all of it but custom fields (docs.slack.dev/reference/events/user_change).
        """
        person = self.person(user)
        for key, value in changes.items():
            if key in Person.__dataclass_fields__:
                setattr(person, key, value)
            else:
                person.more[key] = value
        self.tell("state")
        if changes.keys() <= CUSTOM:
            return Answer()
        event_ts, cache_ts = self.next_ts(), int(self.now().timestamp())
        return await self.event(
            {"type": "user_change", "user": self.user(person), "cache_ts": cache_ts, "event_ts": event_ts}
        )

    async def deactivate(self, user: str, *, quietly: bool = False) -> Answer:
        """The person leaves. `quietly`: and the event is lost on its way."""
        if quietly:
            self.person(user).deleted = True
            return Answer()
        return await self.change_profile(user, deleted=True)


async def _until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not is_so():
            await asyncio.sleep(0.005)
