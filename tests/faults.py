"""Slack's bad days, to be handed to `slack.faults.add`."""

import asyncio
from collections.abc import Callable

from aiohttp import web

from sandbox.errors import Json
from sandbox.faults import ALWAYS, Answer, DropConnection, Fault, too_many

__all__ = ["ALWAYS", "DropConnection", "Fault"]


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
