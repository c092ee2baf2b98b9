"""The Web API's front door: arguments in any of Slack's forms, the token, the scopes, the answer.

`slack_sdk` sends some reads as GET with a query, most calls as a form (with `blocks`, `view`,
`metadata` and `files` as JSON in it), a few as a JSON body. Errors come with HTTP 200.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiohttp import web

from .errors import Json, SlackError, refused

if TYPE_CHECKING:
    from .workspace import Workspace

Method = Callable[["Workspace", Json], Json]


@dataclass(frozen=True)
class Entry:
    run: Method
    scope: str | Callable[[Workspace, Json], str] | None = None
    app_level: bool = False  # wants the xapp token


class WebApi:
    def __init__(self, workspace: Workspace, methods: dict[str, Entry]) -> None:
        self.workspace = workspace
        self.methods = methods

    async def handle(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        args = await read_args(request)
        header = request.headers.get("Authorization", "").removeprefix("Bearer").strip()
        token = header or args.pop("token", "") or ""
        return await self.respond(method, args, token)

    async def respond(self, method: str, args: Json, token: str) -> web.StreamResponse:
        """Do it, and tell what came of it."""
        return self.told(self.answer(method, args, token), token)

    def answer(self, method: str, args: Json, token: str) -> Json:
        try:
            return self._run(method, decoded(args), token)
        except SlackError as error:
            return error.answer()

    def told(self, answer: Json, token: str) -> web.Response:
        scopes = "connections:write" if token == self.workspace.app_token else self._granted()
        return web.json_response(answer, headers={"x-oauth-scopes": scopes})

    def _run(self, method: str, args: Json, token: str) -> Json:
        entry = self.methods.get(method)
        if entry is None:
            raise SlackError("unknown_method", req_method=method)
        self._check_token(token, entry)
        scope = entry.scope(self.workspace, args) if callable(entry.scope) else entry.scope
        if scope and not {*scope.split(",")} & self.workspace.scopes:
            raise SlackError("missing_scope", needed=scope, provided=self._granted())
        return {"ok": True, **entry.run(self.workspace, args)}

    def _check_token(self, token: str, entry: Entry) -> None:
        workspace = self.workspace
        if not token:
            raise SlackError("not_authed")
        if token not in (workspace.bot_token, workspace.app_token):
            raise SlackError("invalid_auth")
        if workspace.token_error:
            raise SlackError(workspace.token_error)
        if (token == workspace.app_token) != entry.app_level:
            raise SlackError("not_allowed_token_type")

    def _granted(self) -> str:
        return ",".join(sorted(self.workspace.scopes))


async def read_args(request: web.Request) -> Json:
    args: Json = dict(request.query)
    if request.method == "POST" and request.content_type == "application/json":
        body = await request.json() if request.can_read_body else {}
        return args | (body if isinstance(body, dict) else {})
    return args | dict(await request.post())


def decoded(args: Json) -> Json:
    """Blocks, views, metadata and lists of files arrive as JSON text in forms, and as they are in JSON bodies."""
    return {key: _from_json(key, value) if key in _UNREADABLE else value for key, value in args.items()}


_UNREADABLE = {
    "blocks": SlackError("invalid_blocks_format"),
    "view": refused("invalid_arguments", ["must provide an object [json-pointer:/view]"]),
    "metadata": SlackError("invalid_metadata_format"),
    "files": refused("invalid_arguments", ["must be an array [json-pointer:/files]"]),
}


def _from_json(key: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise _UNREADABLE[key] from None


def flag(args: Json, name: str) -> bool:
    """Slack reads `true`, `True` and `1` alike."""
    return str(args.get(name, "")).lower() in ("true", "1")
