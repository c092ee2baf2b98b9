"""The page a newcomer looks at: a Slack window drawn by plain HTML, CSS and JavaScript.

The browser asks for the whole state as one person sees it (`/page/state`), hears over one stream of
server-sent events when to ask again (`/page/events`), and posts what the person does (`/page/do/...`).
Files go up by `/page/upload` and come down by `/page/file/...`.
"""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import TYPE_CHECKING

from aiohttp import web

from ..delivery import Answer
from ..errors import Json, SlackError
from .acts import ACTS
from .state import state_for

if TYPE_CHECKING:
    from ..server import Sandbox

FILES = Path(__file__).parent / "files"
# Nothing from elsewhere, no inline script: whatever a bot posts, it stays text.
POLICY = "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
KINDS = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
HEARTBEAT = 15.0


class Page:
    def __init__(self, slack: Sandbox) -> None:
        self._slack = slack
        self._streams: set[asyncio.Queue[Json | None]] = set()
        slack.listeners.append(self._tell)

    def add_routes(self, app: web.Application) -> None:
        app.router.add_get("/", self._file)
        app.router.add_get("/page/state", self._state)
        app.router.add_get("/page/events", self._events)
        app.router.add_post("/page/do/{act}", self._do)
        app.router.add_post("/page/upload", self._upload)
        app.router.add_get("/page/file/{file}", self._download)
        app.router.add_get("/page/{name}", self._file)

    def close(self) -> None:
        for stream in self._streams:
            stream.put_nowait(None)

    def _tell(self, what: str, who: str, details: Json) -> None:
        for stream in self._streams:
            stream.put_nowait({"what": what, "who": who, "details": details})

    async def _file(self, request: web.Request) -> web.Response:
        path = FILES / request.match_info.get("name", "index.html")
        if path.suffix not in KINDS or not path.is_file():
            raise web.HTTPNotFound
        headers = {"Content-Security-Policy": POLICY, "Cache-Control": "no-store"}
        text = path.read_text(encoding="utf-8")
        return web.Response(text=text, content_type=KINDS[path.suffix], headers=headers)

    async def _state(self, request: web.Request) -> web.Response:
        return web.json_response(state_for(self._slack, request.query.get("user") or "alice"))

    async def _events(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        stream: asyncio.Queue[Json | None] = asyncio.Queue()
        self._streams.add(stream)
        try:
            await response.write(b": hello\n\n")
            while True:
                line = await _next_line(stream)
                if line is None:
                    return response
                await response.write(line)
        except ConnectionError:
            return response  # the tab was closed
        finally:
            self._streams.discard(stream)

    async def _do(self, request: web.Request) -> web.Response:
        act = ACTS.get(request.match_info["act"])
        if act is None or request.content_type != "application/json":  # no other site can post JSON here
            raise web.HTTPNotFound
        try:
            answer = await act(self._slack, await request.json())
        except LookupError as error:  # it was there when the page was drawn, and is gone now
            answer = Answer(error="gone", payload=str(error))
        shown = {"error": answer.error, "errors": answer.errors, "seconds": answer.seconds}
        return web.json_response(shown | {"payload": answer.payload if answer.error == "told" else None})

    async def _upload(self, request: web.Request) -> web.Response:
        if request.content_type != "application/octet-stream":  # nor can another site post this
            raise web.HTTPNotFound
        data = await request.content.read()
        return web.json_response(self._slack.upload(request.query["user"], request.query["name"], data))

    async def _download(self, request: web.Request) -> web.Response:
        """Never drawn by the browser, whatever is in it."""
        try:
            file = self._slack.files.find(request.match_info["file"])
        except SlackError:
            raise web.HTTPNotFound from None
        return web.Response(body=file.data, headers={"Content-Disposition": "attachment"})


async def _next_line(stream: asyncio.Queue[Json | None]) -> bytes | None:
    try:
        async with asyncio.timeout(HEARTBEAT):
            told = await stream.get()
    except TimeoutError:
        return b": still here\n\n"
    return None if told is None else f"data: {json.dumps(told)}\n\n".encode()
