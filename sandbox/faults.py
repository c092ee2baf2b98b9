"""Slack on a bad day, one call at a time.

    slack.faults.add("users.info", Fault(before=hold))              # a coroutine function; the next call only
    slack.faults.add("users.info", Fault(after=hold), ALWAYS)       # until `clear()`

`before` comes in front of the call and may answer instead of it; `after` once it was carried out.
"""

from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

from .errors import Json

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
