"""`response_url`: five answers within half an hour of a command or a click, no token needed."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from .errors import Json, SlackError
from .methods.chat import LONGEST_POST, checked_blocks, checked_text
from .workspace import Channel, Workspace

USES, MINUTES = 5, 30


@dataclass
class Link:
    user_id: str
    channel: Channel
    original: Json | None  # the message somebody clicked in
    expires: datetime
    uses: int = 0


class ResponseUrls:
    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._links: dict[str, Link] = {}
        self.base_url = ""

    def issue(self, user_id: str, channel: Channel, original: Json | None = None) -> str:
        token = secrets.token_urlsafe(18)
        self._links[token] = Link(user_id, channel, original, self._workspace.expires(MINUTES))
        return f"{self.base_url}/respond/{token}"

    async def handle(self, request: web.Request) -> web.StreamResponse:
        link = self._links.get(request.match_info["token"])
        if link is None or self._workspace.now() > link.expires:
            return web.json_response({"ok": False, "error": "expired_url"}, status=404)
        if link.uses >= USES:
            return web.json_response({"ok": False, "error": "used_url"}, status=404)
        link.uses += 1
        try:
            self._carry_out(link, await request.json())
        except SlackError as error:
            return web.json_response(error.answer(), status=400)
        except ValueError:
            return web.json_response({"ok": False, "error": "invalid_payload"}, status=400)
        return web.Response(text="ok")

    def _carry_out(self, link: Link, body: Json) -> None:
        if body.get("replace_original") and link.original is not None:
            self._replace(link.original, body)
        else:
            show(self._workspace, link.channel, link.user_id, body)

    def _replace(self, original: Json, body: Json) -> None:
        text, blocks = checked_text(body, longest=LONGEST_POST), checked_blocks(body.get("blocks"))
        original |= {"text": text, "blocks": blocks}
        if not original.get("is_ephemeral"):
            original["edited"] = {"user": self._workspace.bot_user_id, "ts": self._workspace.next_ts()}
        else:
            self._workspace.tell("ephemeral", "*", original)
        self._workspace.tell("state")


def show(slack: Workspace, channel: Channel, user_id: str, body: Json) -> None:
    """An ephemeral message, for acknowledgements of commands and response URLs alike."""
    text, blocks = checked_text(body, longest=LONGEST_POST), checked_blocks(body.get("blocks"))
    if not text and not blocks:
        raise SlackError("no_text")
    slack.whisper(channel, user_id, text, blocks)
