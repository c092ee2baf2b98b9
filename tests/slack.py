"""The sandbox as tests use it: its calls are written down, and it has bad days and limits where they are wanted."""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiohttp import WSMessage, web

from sandbox.delivery import Answer, Delivery
from sandbox.elements import action, find
from sandbox.errors import Json
from sandbox.people import Person
from sandbox.server import Sandbox
from sandbox.sockets import Ack, Connection, Sockets
from sandbox.web_api import WebApi
from tests.faults import DropConnection, Faults, too_many
from tests.request_url import RequestUrl
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

    async def connected(self, count: int = 1, timeout: float = 10.0) -> None:
        """Wait until this many sockets are open and not silent."""
        await _until(lambda: sum(one not in self._silent for one in self.open) >= count, timeout)

    async def gone(self, connection: Connection, timeout: float = 10.0) -> None:
        await _until(lambda: connection not in self.open, timeout)

    async def disconnected(self, timeout: float = 10.0) -> None:
        await _until(lambda: not self.open, timeout)


class Told(Delivery):
    """Keeps all that the app was told, and how it answered; tells it by signed HTTP where a request URL is set."""

    def __init__(self, sockets: Sockets, signing_secret: str) -> None:
        super().__init__(sockets)
        self.exchanged: list[tuple[Json, Answer]] = []
        self.http = RequestUrl(signing_secret)
        self.request_url: str | None = None

    async def once(self, kind: str, payload: Json, *retry: Any) -> Answer:
        answer = await super().once(kind, payload, *retry)
        self.exchanged.append((payload, answer))
        return answer

    async def send(self, kind: str, payload: Json, retry: int, reason: str) -> Ack:
        if self.request_url is None:
            return await super().send(kind, payload, retry, reason)
        return await self.http.deliver(self.request_url, kind, payload, self.timeout, retry, reason)

    async def stop(self) -> None:
        await super().stop()
        await self.http.stop()


class FakeSlack(Sandbox):
    """The sandbox of every test. `forged=True` is for somebody who writes the request by hand."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.api: Api = Api(self, self.api.methods)
        self.signing_secret = f"sandbox-signing-{self.team_id}"
        self.sockets: BadSockets = BadSockets(self.app_id)
        self.delivery: Told = Told(self.sockets, self.signing_secret)

    @property
    def calls(self) -> list[Call]:
        return self.api.calls

    def calls_of(self, method: str) -> list[Call]:
        return [call for call in self.api.calls if call.method == method]

    @property
    def faults(self) -> Faults:
        return self.api.faults

    def dm(self, who: str) -> list[Json]:
        return self.dm_channel(who).messages

    def home(self, who: str) -> Any:
        return self.views.homes.get(self.person(who).id)

    def modal(self, who: str) -> Any:
        stack = self.views.stacks.get(self.person(who).id)
        return stack[-1] if stack else None

    def ephemerals(self, who: str) -> list[Json]:
        return self.ephemeral_messages.get(self.person(who).id, [])

    def reload(self, who: str) -> None:
        """The person's Slack starts anew: ephemeral messages and open modals are gone."""
        self.ephemeral_messages.pop(self.person(who).id, None)
        self.views.stacks.pop(self.person(who).id, None)
        self.tell("state", self.person(who).id)

    async def click(
        self,
        user: str,
        where: Json,
        action_id: str,
        *,
        block_id: str | None = None,
        forged: bool = False,
        values: Json | None = None,
        **value: Any,
    ) -> Answer:
        """`values` is what the person has typed into the surface meanwhile, as for `submit`."""
        self.fill(user, where, values or {}, forged=forged)
        if not forged:
            return await super().click(user, where, action_id, block_id=block_id, **value)
        nowhere = {"block_id": block_id or "forged"}, {"type": "button", "action_id": action_id}
        block, element = find(where.get("blocks", []), action_id, block_id) or nowhere
        return await self.clicked(self.person(user), where, action(block, element, value, self.next_ts()))

    async def submit(self, user: str, view: Json, values: Json | None = None, *, forged: bool = False) -> Answer:
        """Fill in and submit."""
        self.fill(user, view, values or {}, forged=forged)
        return await (self.submitted(self.person(user), view) if forged else super().submit(user, view))

    def fill(self, user: str, where: Json, values: Json, *, forged: bool = False) -> None:
        """Type and choose without sending anything yet, each by the id of its block or of its action."""
        person = self.person(user)
        shown = where if forged else self.as_seen(person, where)
        state = self.state(person, shown)
        for name, value in values.items():
            places = [(block, it) for block, elements in state.items() for it in elements if name in (block, it)]
            if not places:
                raise LookupError(f"There is no input {name!r} here")
            block_id, action_id = places[0]
            found = find(shown["blocks"], action_id, block_id)
            assert found, "the state only knows elements of these blocks"
            state[block_id][action_id] = self.entered(found[1], value)

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


async def _until(is_so: Callable[[], bool], seconds: float) -> None:
    async with asyncio.timeout(seconds):
        while not is_so():
            await asyncio.sleep(0.005)
