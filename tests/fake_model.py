"""A small OpenAI-compatible server that can be good, broken, or obedient to whatever stands in its prompt."""

import asyncio
import contextlib
import json
import re
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

Answer = Callable[["FakeModel", web.Request], Awaitable[web.StreamResponse]]
GOOD = "Hi Ana, it was good to meet you at the Lisbon offsite. I thought of your billing move. Tell me if I can help."
LONG = "The ledger and the billing of it. " * 3_000
KEY = "sk-canary-4471"

LINKISH = re.compile(r"\S*(?:https?:|www\.|\.\w{2,}/|@|<[!@#]|\]\()\S*")


def completion(text: str | None, *, finish: str | None = "stop", refusal: str | None = None) -> dict[str, Any]:
    """A whole answer, as OpenAI shapes it."""
    message = {"role": "assistant", "content": text, "refusal": refusal}
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": finish}
    usage = {"prompt_tokens": 9, "completion_tokens": 9, "total_tokens": 18}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1_790_000_000,
        "model": "fake",
        "choices": [choice],
        "usage": usage,
    }


class FakeModel:
    """Plays the server; `bodies` are the requests it got, `answer` is how it behaves."""

    def __init__(self) -> None:
        self.bodies: list[dict[str, Any]] = []
        self.authorizations: list[str] = []
        self.texts: list[str] = []
        """What to say next, one text a request; the last one is said from then on."""
        self.answer: Answer = says
        self.url = ""
        self._over = asyncio.Event()

    async def start(self) -> None:
        app = web.Application()
        app.router.add_route("*", "/{tail:.*}", self._handle)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/v1"

    async def stop(self) -> None:
        self._over.set()
        await self._runner.cleanup()

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        self.authorizations.append(request.headers.get("Authorization", ""))
        self.bodies.append(await request.json() if request.can_read_body else {})
        return await self.answer(self, request)

    async def patience(self, seconds: float) -> None:
        """Wait so long, or until the test is over."""
        try:
            await asyncio.wait_for(self._over.wait(), seconds)
        except TimeoutError:
            return

    @property
    def is_over(self) -> bool:
        return self._over.is_set()

    def prompt(self, number: int = -1) -> str:
        """All that one request told, as one text."""
        return "\n".join(message["content"] for message in self.bodies[number]["messages"])

    def data(self, number: int = -1) -> dict[str, str]:
        """The request as data in the user message."""
        found: dict[str, str] = json.loads(self.bodies[number]["messages"][-1]["content"])
        return found


async def says(server: FakeModel, _: web.Request) -> web.StreamResponse:
    """A whole answer: what the test put into `texts`, or a good note."""
    text = server.texts.pop(0) if len(server.texts) > 1 else (server.texts or [GOOD])[0]
    return web.json_response(completion(text))


async def obeys(server: FakeModel, _: web.Request) -> web.StreamResponse:
    """Does what strangers ask: every link and mention of its prompt, and all its data, go into the note."""
    data = server.data()
    found = " ".join(LINKISH.findall(server.prompt()))
    return web.json_response(completion(f"Hi {data.get('name', 'there')}, {found} {' '.join(data.values())}"))


def status(code: int, kind: str = "server_error") -> Answer:
    """An error as OpenAI shapes it."""

    async def answer(server: FakeModel, _: web.Request) -> web.StreamResponse:
        error = {"message": f"{server.prompt()} {KEY}", "type": kind, "param": None, "code": kind}
        return web.json_response({"error": error}, status=code, headers={"Retry-After": "30"})

    return answer


def body(text: str, kind: str = "application/json", code: int = 200, **headers: str) -> Answer:
    """Exactly these bytes."""

    async def answer(_: FakeModel, __: web.Request) -> web.StreamResponse:
        return web.Response(text=text, content_type=kind, status=code, headers=headers)

    return answer


async def silence(server: FakeModel, _: web.Request) -> web.StreamResponse:
    """Takes the request and says nothing."""
    await server.patience(60)
    return web.Response()


async def drip(server: FakeModel, request: web.Request) -> web.StreamResponse:
    """One byte every half second."""
    response = web.StreamResponse(headers={"Content-Type": "application/json"})
    await response.prepare(request)
    for byte in json.dumps(completion(GOOD)).encode():
        if server.is_over:
            break
        await response.write(bytes([byte]))
        await server.patience(0.5)
    return response


async def hangs_up(_: FakeModel, request: web.Request) -> web.StreamResponse:
    """The connection is lost in the middle of the answer."""
    response = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": "5000"})
    with contextlib.suppress(ConnectionError):  # on a busy machine the other side may have given up before
        await response.prepare(request)
        await response.write(b'{"choices": [')
    if request.transport is not None:
        request.transport.close()
    return response


async def sends_elsewhere(server: FakeModel, request: web.Request) -> web.StreamResponse:
    """A redirect that would carry the prompt along."""
    if "elsewhere" in request.path:
        return web.json_response(completion(GOOD))
    raise web.HTTPTemporaryRedirect(server.url.replace("/v1", "/elsewhere"))


def wants_cap(name: str) -> Answer:
    """A server that knows the cap of an answer under one name alone."""

    async def answer(server: FakeModel, request: web.Request) -> web.StreamResponse:
        if name in server.bodies[-1]:
            return await says(server, request)
        other = next(key for key in server.bodies[-1] if key.startswith("max_"))
        said = f"Unsupported parameter: '{other}' is not supported with this model. Use '{name}' instead."
        return web.json_response({"error": {"message": said, "type": "invalid_request_error"}}, status=400)

    return answer


FAULTS: dict[str, Answer] = {
    "401": status(401, "invalid_api_key"),
    "403": status(403),
    "404": status(404),
    "429": status(429, "rate_limit_exceeded"),
    "500": status(500),
    "503 in HTML": body("<html>Service Unavailable</html>", "text/html", 503),
    "HTML with 200": body("<html><body>Please log in</body></html>", "text/html"),
    "broken JSON": body('{"choices": [{"message": '),
    "deep JSON": body("[" * 30_000),
    "no JSON object": body("null"),
    "a bare string": body('"Hi Ana"'),
    "wrong JSON": body('{"choices": {"message": "Hi Ana"}}'),
    "no choices": body('{"choices": []}'),
    "an error with 200": body('{"error": {"message": "overloaded"}}'),
    "nothing": body(""),
    "not gzip": body("plain", **{"Content-Encoding": "gzip"}),
    "not UTF-8": body("\xff\xfe", "application/json", 200),
    "empty text": body(json.dumps(completion("  \n "))),
    "no text": body(json.dumps(completion(None))),
    "cut by length": body(json.dumps(completion("Hi Ana, it was good to", finish="length"))),
    "content filter": body(json.dumps(completion("Hi Ana, it", finish="content_filter"))),
    "unfinished": body(json.dumps(completion(GOOD, finish=None))),
    "a tool call": body(json.dumps(completion(None, finish="tool_calls"))),
    "refusal": body(json.dumps(completion(None, refusal="I cannot help with that."))),
    "refusal beside a text": body(json.dumps(completion(GOOD, refusal="I cannot."))),
    "100 kB": body(json.dumps(completion(LONG))),
    "too long a note": body(json.dumps(completion(LONG[:1_500]))),
    "silence": silence,
    "drip": drip,
    "hangs up": hangs_up,
    "redirect": sends_elsewhere,
}
"""Everything that must end in a template draft."""
