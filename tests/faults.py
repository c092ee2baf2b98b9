"""Slack on a bad day, one call at a time.

    slack.faults.add("users.info", faults.html())                   # the next call only
    slack.faults.add("users.info", Fault(after=hold), ALWAYS)       # a coroutine function; until `clear()`

`before` comes in front of the call and may answer instead of it; `after` once it was carried out.
"""

import asyncio
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

from sandbox.errors import Json

Answer = web.StreamResponse | None
ALWAYS = None


class DropConnection(Exception):
    """Raise it in `before` or `after`: the TCP connection is cut, no answer is sent."""


async def _nothing_before(method: str, args: Json) -> Answer:
    return None


async def _nothing_after(method: str, args: Json, answer: Json) -> Answer:
    return None


@dataclass(frozen=True)
class Fault:
    before: Callable[[str, Json], Awaitable[Answer]] = _nothing_before
    after: Callable[[str, Json, Json], Awaitable[Answer]] = _nothing_after


class Faults:
    """A queue for each method; "*" is for any."""

    def __init__(self) -> None:
        self._waiting: dict[str, deque[Fault]] = defaultdict(deque)
        self._always: dict[str, Fault] = {}

    def add(self, method: str, fault: Fault, times: int | None = 1) -> None:
        if times is ALWAYS:
            self._always[method] = fault
        else:
            self._waiting[method].extend([fault] * times)

    def clear(self) -> None:
        self._waiting.clear()
        self._always.clear()

    def take(self, method: str) -> Fault | None:
        for name in (method, "*"):
            if self._waiting[name]:
                return self._waiting[name].popleft()
            if name in self._always:
                return self._always[name]
        return None


def too_many(retry_after: str | None) -> web.Response:
    headers = {} if retry_after is None else {"Retry-After": retry_after}
    return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=headers)


def instead(make: Callable[[], web.StreamResponse]) -> Fault:
    async def before(method: str, args: Json) -> Answer:
        return make()

    return Fault(before=before)


def error(name: str) -> Fault:
    """`ok: false` with this error, whatever was asked."""
    return instead(lambda: web.json_response({"ok": False, "error": name}))


def rate_limited(retry_after: str | None = "1") -> Fault:
    return instead(lambda: too_many(retry_after))


def server_error(status: int = 500) -> Fault:
    return instead(lambda: web.Response(status=status, text="upstream connect error"))


def html(status: int = 502) -> Fault:
    page = "<html><body><h1>Something went wrong</h1></body></html>"
    return instead(lambda: web.Response(status=status, text=page, content_type="text/html"))


def hang(seconds: float) -> Fault:
    """Carried out after a silence; most clients will have left by then."""

    async def before(method: str, args: Json) -> Answer:
        await asyncio.sleep(seconds)
        return None

    return Fault(before=before)


def hang_after(seconds: float) -> Fault:
    """Carried out at once, answered after a silence."""

    async def after(method: str, args: Json, answer: Json) -> Answer:
        await asyncio.sleep(seconds)
        return None

    return Fault(after=after)


def drop_before() -> Fault:
    async def before(method: str, args: Json) -> Answer:
        raise DropConnection

    return Fault(before=before)


def drop_after() -> Fault:
    """The cruel one: Slack has stored the message, and nobody hears of it."""

    async def after(method: str, args: Json, answer: Json) -> Answer:
        raise DropConnection

    return Fault(after=after)


def internal_error(*, carried_out: bool = True) -> Fault:
    """Slack: "it's possible some aspect of the operation succeeded before the error was raised"."""
    if not carried_out:
        return error("internal_error")

    async def after(method: str, args: Json, answer: Json) -> Answer:
        return web.json_response({"ok": False, "error": "internal_error"})

    return Fault(after=after)
