"""The Web API's front door: arguments in any of Slack's forms, the token, the scopes, the answer.

`slack_sdk` sends some reads as GET with a query, most calls as a form (with `blocks`, `view`,
`metadata` and `files` as JSON in it), a few as a JSON body. Errors come with HTTP 200; only rate limits and
outages have a status of their own, see `faults.py`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from aiohttp import web

from .errors import Json, SlackError, refused
from .faults import Fault, Faults, too_many
from .tiers import Tiers

if TYPE_CHECKING:
    from .workspace import Workspace

Method = Callable[["Workspace", Json], Json]


@dataclass(frozen=True)
class Entry:
    run: Method
    scope: str | Callable[[Workspace, Json], str] | None = None
    app_level: bool = False  # wants the xapp token


@dataclass(frozen=True)
class Call:
    """One call the bot made, as it arrived."""

    method: str
    args: Json
    token: str
    at: datetime


class WebApi:
    def __init__(self, workspace: Workspace, methods: dict[str, Entry]) -> None:
        self._workspace = workspace
        self._methods = methods
        self.calls: list[Call] = []
        self.faults = Faults()
        self.tiers: Tiers | None = None

    async def handle(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        args = await read_args(request)
        header = request.headers.get("Authorization", "").removeprefix("Bearer").strip()
        token = header or args.pop("token", "") or ""
        self.calls.append(Call(method, dict(args), token, self._workspace.now()))
        if self.tiers and (seconds := self.tiers.wait(method, args)):
            return too_many(str(seconds))
        fault = self.faults.take(method)
        return await self._answered(request, method, args, token, fault)

    async def _answered(
        self, request: web.Request, method: str, args: Json, token: str, fault: Fault | None
    ) -> web.StreamResponse:
        if fault and (instead := await fault.before(method, args)) is not None:
            return instead
        try:
            answer = self._run(method, decoded(args), token)
        except SlackError as error:
            answer = error.answer()
        if fault and (instead := await fault.after(method, args, answer)) is not None:
            return instead
        scopes = "connections:write" if token == self._workspace.app_token else self._granted()
        return web.json_response(answer, headers={"x-oauth-scopes": scopes})

    def _run(self, method: str, args: Json, token: str) -> Json:
        entry = self._methods.get(method)
        if entry is None:
            raise SlackError("unknown_method", req_method=method)
        self._check_token(token, entry)
        scope = entry.scope(self._workspace, args) if callable(entry.scope) else entry.scope
        if scope and not {*scope.split(",")} & self._workspace.scopes:
            raise SlackError("missing_scope", needed=scope, provided=self._granted())
        return {"ok": True, **entry.run(self._workspace, args)}

    def _check_token(self, token: str, entry: Entry) -> None:
        workspace = self._workspace
        if not token:
            raise SlackError("not_authed")
        if token not in (workspace.bot_token, workspace.app_token):
            raise SlackError("invalid_auth")
        if workspace.token_error:
            raise SlackError(workspace.token_error)
        if (token == workspace.app_token) != entry.app_level:
            raise SlackError("not_allowed_token_type")

    def _granted(self) -> str:
        return ",".join(sorted(self._workspace.scopes))


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
