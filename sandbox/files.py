"""Files: uploaded by people or, in three steps, by the app; then shown in messages and forms, and served.

The app asks where to put the bytes, posts them there, and says that it is done. What is never said to
be done is never a file. On a real workspace the bytes live on files.slack.com, here on the sandbox.
"""

from __future__ import annotations

import re
import secrets
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from aiohttp import BodyPartReader, web

from .errors import Json, SlackError

if TYPE_CHECKING:
    from .workspace import Workspace

# What Slack makes of a name's ending: `filetype`, `mimetype`, `pretty_type`.
KINDS = {
    "csv": ("csv", "text/csv", "CSV"),
    "json": ("json", "application/json", "JSON"),
    "txt": ("text", "text/plain", "Plain Text"),
    "pdf": ("pdf", "application/pdf", "PDF"),
    "png": ("png", "image/png", "PNG"),
    "zip": ("zip", "application/zip", "Zip"),
}
UNKNOWN = ("binary", "application/octet-stream", "Binary")
SIGN_IN = "<!DOCTYPE html><html><head><title>Sign in | Slack</title></head><body>Sign in to Sandbox</body></html>"


@dataclass
class Upload:
    """A place for bytes, made for one file."""

    file_id: str
    name: str
    length: int
    data: bytes | None = None  # nothing was posted yet


@dataclass
class File:
    shown: Json  # Slack's file object: one and the same wherever the file is shown
    data: bytes


class Files:
    def __init__(self, workspace: Workspace) -> None:
        self.base_url = ""
        self._workspace = workspace
        self._uploads: dict[str, Upload] = {}  # by the secret part of the upload URL
        self._files: dict[str, File] = {}

    def announce(self, name: str, length: int) -> tuple[str, str]:
        """Where the bytes go, and the id of the file they will be."""
        upload = Upload(_new_id(), name, length)
        key = secrets.token_urlsafe(24)
        self._uploads[key] = upload
        return f"{self.base_url}/upload/v1/{key}", upload.file_id

    def awaited(self, file_id: str) -> Upload:
        """An upload whose bytes are here and that is not done yet."""
        for upload in self._uploads.values():
            if upload.file_id == file_id and upload.data is not None:
                return upload
        raise SlackError("file_not_found")

    def complete(self, upload: Upload, title: str) -> Json:
        """From here on it is the bot's file, and its upload URL leads nowhere."""
        self._uploads = {key: one for key, one in self._uploads.items() if one is not upload}
        return self._keep(upload.file_id, self._workspace.bot_user_id, upload.name, title, upload.data or b"")

    def add(self, user_id: str, name: str, data: bytes) -> Json:
        """A person's file; nobody else sees it until it is shown somewhere."""
        return self._keep(_new_id(), user_id, name, name, data)

    def find(self, file_id: str) -> File:
        file = self._files.get(file_id)
        if file is None:
            raise SlackError("file_not_found")
        return file

    def _keep(self, file_id: str, user_id: str, name: str, title: str, data: bytes) -> Json:
        slack = self._workspace
        filetype, mimetype, pretty_type = KINDS.get(extension(name), UNKNOWN)
        slug = quote(re.sub(r"[^\w.\-]+", "_", name.lower()))
        private = f"{self.base_url}/files-pri/{slack.team_id}-{file_id}"
        created = int(slack.now().timestamp())
        shown: Json = {
            "id": file_id, "created": created, "timestamp": created, "name": name, "title": title,
            "mimetype": mimetype, "filetype": filetype, "pretty_type": pretty_type, "user": user_id,
            "user_team": slack.team_id, "editable": False, "size": len(data), "mode": "hosted",
            "is_external": False, "external_type": "", "is_public": False, "public_url_shared": False,
            "display_as_bot": False, "username": "", "url_private": f"{private}/{slug}",
            "url_private_download": f"{private}/download/{slug}", "media_display_type": "unknown",
            "permalink": f"https://{slack.team_domain}.slack.com/files/{user_id}/{file_id}/{slug}",
            "has_rich_preview": False, "file_access": "visible",
        }  # fmt: skip
        self._files[file_id] = File(shown, data)
        return shown

    # -- over HTTP --------------------------------------------------------------------------------

    def add_routes(self, app: web.Application) -> None:
        app.router.add_post("/upload/v1/{key}", self._receive)
        app.router.add_get("/files-pri/{file}/{name}", self._serve)
        app.router.add_get("/files-pri/{file}/{download:download}/{name}", self._serve)
        app.router.add_get("/signin", self._sign_in)

    async def _receive(self, request: web.Request) -> web.Response:
        """The URL is the secret: no token. A wrong length is refused, though Slack's reference does not say so."""
        upload = self._uploads.get(request.match_info["key"])
        if upload is None:
            raise web.HTTPNotFound
        data = await _body(request)
        if len(data) != upload.length:
            raise web.HTTPBadRequest(text=f"{len(data)} bytes came, {upload.length} were announced")
        upload.data = data
        return web.Response(text=f"OK - {len(data)}")

    async def _serve(self, request: web.Request) -> web.Response:
        """Whoever may not read it is sent to a page to sign in, and most clients take that page for the file."""
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        slack = self._workspace
        if token != slack.bot_token or slack.token_error or "files:read" not in slack.scopes:
            raise web.HTTPFound(f"/signin?redir={quote(request.path, safe='')}")
        try:
            file = self.find(request.match_info["file"].removeprefix(f"{slack.team_id}-"))
        except SlackError:
            raise web.HTTPNotFound from None
        headers = {"Content-Disposition": "attachment"} if "download" in request.match_info else {}
        return web.Response(body=file.data, content_type=file.shown["mimetype"], headers=headers)

    async def _sign_in(self, request: web.Request) -> web.Response:
        return web.Response(text=SIGN_IN, content_type="text/html")


async def _body(request: web.Request) -> bytes:
    """Raw bytes or one part of a form; read as a stream, which knows no largest size."""
    if not request.content_type.startswith("multipart/"):
        return await request.content.read()
    part = await (await request.multipart()).next()
    return bytes(await part.read(decode=True)) if isinstance(part, BodyPartReader) else b""


def extension(name: str) -> str:
    return name.rpartition(".")[2].lower() if "." in name else ""


def _new_id() -> str:
    return f"F0{uuid.uuid4().hex[:9].upper()}"
