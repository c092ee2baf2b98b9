"""The sandbox: one server on this machine that plays Slack for an app and newcomers, and `tests/slack.py` for tests.

slack = Sandbox(now=clock, manifest=Path("manifest.yml"))
await slack.start()
... AsyncWebClient(token=slack.bot_token, base_url=slack.api_url) ...
await slack.command("alice", "/met", "<@U0BOB00002> at KubeCon")
await slack.stop()
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path

from aiohttp import web

from .clock import MovableClock
from .errors import Json
from .gestures import Gestures
from .manifest import Manifest
from .methods import METHODS
from .page import Page
from .web_api import Entry, WebApi
from .workspace import Workspace

NextDue = Callable[[], Awaitable[datetime | None]]


class Sandbox(Gestures):
    """`clock` and `next_due` only serve the page's clock bar; `now` is the time messages are given.

    The app holds the scopes its manifest asks for, unless `scopes` says otherwise.
    """

    def __init__(
        self,
        now: Callable[[], datetime],
        *,
        manifest: Json | Path,
        scopes: tuple[str, ...] | None = None,
        team_id: str = "T0SANDBOX1",
        clock: MovableClock | None = None,
        next_due: NextDue | None = None,
    ) -> None:
        super().__init__(now, manifest=Manifest(manifest), scopes=scopes, team_id=team_id)
        self.clock = clock
        self.next_due = next_due
        self.api = WebApi(self, METHODS | {"apps.connections.open": Entry(self._new_socket, app_level=True)})
        self.page = Page(self)
        self.url = ""
        self.api_url = ""
        self._runner: web.AppRunner | None = None

    async def start(self, port: int = 0, host: str = "127.0.0.1") -> None:
        app = web.Application(client_max_size=10 * 1024 * 1024)
        app.router.add_route("*", "/api/{method}", self.api.handle)
        app.router.add_get("/link/", self.sockets.handle)
        app.router.add_post("/respond/{token}", self.response_urls.handle)
        self.files.add_routes(app)
        self.page.add_routes(app)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port)
        await site.start()
        self.url = f"http://{host}:{self._runner.addresses[0][1]}"
        self.api_url = f"{self.url}/api/"
        self.sockets.base_url = self.response_urls.base_url = self.files.base_url = self.url

    async def stop(self) -> None:
        self.page.close()
        self.sockets.drop()
        await self.delivery.stop()
        if self._runner:
            await self._runner.cleanup()

    def _new_socket(self, slack: Workspace, args: Json) -> Json:
        return {"url": self.sockets.new_url()}
