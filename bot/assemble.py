"""The only file that knows all rooms: it puts the bot together, starts it, and ends it in order."""

import logging
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from urllib.parse import urlencode

import aiohttp
import structlog
import tzdata
from aiohttp import web
from prometheus_client import Gauge
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.orm import Session

from bot.clock import Clock
from bot.domain.models import Workspace
from bot.domain.models.attempts import DRAWN_AT_MOST
from bot.errors import SettingsError
from bot.flows import planning, rehearsal
from bot.jobs.deliver import Clients, Deliverer
from bot.jobs.directory import Refresher
from bot.jobs.holds import Holder
from bot.jobs.imports import Importer
from bot.jobs.retention import Retention
from bot.jobs.suggest import Suggester
from bot.jobs.tick import Ticker
from bot.llm.drafter import Drafter
from bot.llm.model import Model
from bot.settings import Settings
from bot.slack import install
from bot.slack.answers import only_slack
from bot.slack.asks import Asks
from bot.slack.attempts import Attempts
from bot.slack.background import Background
from bot.slack.contacts import Contacts
from bot.slack.data import Data
from bot.slack.directory import Directory
from bot.slack.drafts import Drafts
from bot.slack.edge import Edge
from bot.slack.encounters import Encounters
from bot.slack.errors import on_error
from bot.slack.home import HomeTab
from bot.slack.http import web_app
from bot.slack.imports import Imports
from bot.slack.limits import Limits
from bot.slack.merging import Merging
from bot.slack.negotiations import Negotiations
from bot.slack.people import People, find_division_field
from bot.slack.projects import Projects
from bot.slack.screens import Screens
from bot.slack.settings import MemberSettings
from bot.slack.socket import Socket
from bot.slack.views.encounters import recorded
from bot.store import deliveries, members
from bot.store.engine import sqlite_file
from bot.store.opening import open_alone

log = structlog.get_logger()
PARKED = Gauge("tactful_parked", "What waits in Home because it could not be shown in Slack.", ["kind"])
LAST_TICK = Gauge("tactful_last_tick_timestamp_seconds", "When due reminders were last looked for.")
GRACE_SECONDS = 20
"""How long running work may take to finish at the end."""
SLACK_SECONDS = 10
HTTP_SECONDS = 5
"""How long an unanswered request may hold up the end: Slack itself gives up after three."""


class Tactful:
    """The assembled bot: `start`, then `stop`."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._closing = AsyncExitStack()
        self._last_tick: datetime | None = None
        self._socket: Socket | None = None
        self.background = Background()
        self.trouble: dict[str, int] = {}
        """What waits in Home because it could not be shown: cards not drawn, messages that Slack refused."""
        self.port: int | None = None
        """Where HTTP mode listens, once started."""

    async def start(self) -> None:
        """Everything up, in order. Raises SettingsError where a setting is in the way; nothing stays open then."""
        try:
            await self._start()
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        """Take nothing new, finish what runs, let go of everything: the reverse of the start."""
        await self._closing.aclose()

    async def migrate(self) -> None:
        """Only bring the database up to date."""
        try:
            await self._open_database()
        finally:
            await self.stop()

    async def check(self) -> None:
        """Open the database and ask Slack about the tokens, without taking part. Raises SettingsError."""
        try:
            await self._open_database()
            client = self._open_client()
            await install.check_bot_token(client)
            if self._settings.app_token:
                await install.check_app_token(client, self._settings.app_token)
        finally:
            await self.stop()

    async def tick(self) -> None:
        """Look once for what is due, and bring it into Slack."""
        for job in self._jobs:
            await job.run()
        await self._look_for_trouble()
        self._last_tick = self._clock()
        LAST_TICK.set(self._last_tick.timestamp())

    async def _look_for_trouble(self) -> None:
        cards, messages = await self.database.read(
            lambda session: deliveries.trouble(session, self._clients.keys(), DRAWN_AT_MOST)
        )
        self.trouble = {"cards": cards, "messages": messages}
        for kind, count in self.trouble.items():
            PARKED.labels(kind).set(count)

    async def next_due_at(self) -> datetime | None:
        """When the next reminder falls due, for anybody."""
        return await self.database.read(lambda session: deliveries.next_due_at(session, self._clients.keys()))

    async def next_moment(self) -> datetime | None:
        """The same for somebody who moves the clock: now, while a reminder is on its way."""
        if await self.database.read(lambda session: deliveries.in_progress(session, self._clients.keys())):
            return self._clock()
        return await self.next_due_at()

    @property
    def healthy(self) -> bool:
        """Whether reminders are being looked for and Slack can reach us."""
        patience = timedelta(seconds=3 * self._settings.tick_seconds + 30)
        ticking = self._last_tick is not None and self._clock() - self._last_tick < patience
        return ticking and (self._socket is None or self._socket.connected)

    async def _start(self) -> None:
        settings = self._settings
        await self._open_database()
        client = self._open_client()
        identity = await install.check_bot_token(client)
        workspace = await self._remember_workspace(client, identity)
        app = make_app(client, identity)
        self._closing.push_async_callback(self.background.finish, GRACE_SECONDS)
        model = make_model(settings)
        if model:
            self._closing.push_async_callback(model.close)
        ours = {workspace.slack_team_id: workspace}
        register_stories(app, Edge(self.database, self._clock, self.background, ours), model)
        self._clients = {workspace.id: client}
        await self._prepare_jobs(self._clients)
        await self._rehearse(app, workspace)
        if settings.app_token:
            await self._listen_on_socket(app, client)
        else:
            await self._listen_on_http(app)
        self._start_ticking()
        log.info("started", mode="socket" if settings.app_token else "http", workspace=workspace.id)

    async def _open_database(self) -> None:
        opened = open_alone(self._settings.database, self._settings.keyring)
        self.database = await self._closing.enter_async_context(opened)

    def _open_client(self) -> AsyncWebClient:
        timeout = aiohttp.ClientTimeout(total=SLACK_SECONDS)
        http = aiohttp.ClientSession(timeout=timeout, middlewares=(only_slack,))
        self._closing.push_async_callback(http.close)
        return make_client(self._settings, http)

    async def _remember_workspace(self, client: AsyncWebClient, identity: install.Identity) -> Workspace:
        field = await find_division_field(client)

        def remembered(session: Session) -> Workspace:
            now = self._clock()
            workspace = members.ensure_workspace(session, identity.team_id, identity.bot_user_id, now)
            workspace.enterprise_id, workspace.bot_user_id = identity.enterprise_id, identity.bot_user_id
            workspace.division_field = field or workspace.division_field
            workspace.key_ids = self._settings.keyring.key_ids if self._settings.keyring else []
            if workspace.tzdata_version != tzdata.IANA_VERSION:
                for member in members.all_members(session, workspace.id):
                    planning.replan(session, member, now)
                workspace.tzdata_version = tzdata.IANA_VERSION
            return workspace

        return await self.database.write(remembered)

    async def _rehearse(self, app: AsyncApp, workspace: Workspace) -> None:
        """Everything on the way of `/met`, once, before anybody waits for it."""
        now = self._clock()
        try:
            await self.database.write(lambda session: rehearsal.rehearse(session, workspace.id, now))
        except rehearsal.CurtainDown as end:
            [block.to_dict() for block in recorded(end.recorded, end.owner, now.date())]
        form = {"command": "/met", "text": "help", "team_id": workspace.slack_team_id, "user_id": rehearsal.NOBODY}
        await app.async_dispatch(AsyncBoltRequest(body=urlencode(form)))

    async def _prepare_jobs(self, clients: Clients) -> None:
        self._deliverer = Deliverer(self.database, self._clock, clients)
        if sqlite_file(self._settings.database):
            await self._deliverer.free_leases()
        first = [job(self.database, self._clock, clients) for job in (Refresher, Holder)]  # what is true, then sent
        others = [job(self.database, self._clock, clients) for job in (Suggester, Importer, Retention)]
        self._jobs = (*first, self._deliverer, *others)

    def _start_ticking(self) -> None:
        """Last at the start, so first at the end: nothing new is claimed while the listeners finish."""
        ticker = Ticker(self.tick, self._settings.tick_seconds)
        self._closing.push_async_callback(ticker.stop, GRACE_SECONDS)
        self._closing.callback(self._deliverer.stop)
        ticker.start()

    async def _listen_on_socket(self, app: AsyncApp, client: AsyncWebClient) -> None:
        token = self._settings.app_token or ""
        url = await install.check_app_token(client, token)
        self._socket = Socket(app, token, client)
        self._closing.push_async_callback(self._socket.stop)
        await self._socket.start(url)

    async def _listen_on_http(self, app: AsyncApp) -> None:
        runner = web.AppRunner(
            web_app(app, self._settings.signing_secret or "", lambda: self.healthy, lambda: self.trouble),
            access_log=None,
            shutdown_timeout=HTTP_SECONDS,
        )
        self._closing.push_async_callback(runner.cleanup)
        await runner.setup()
        try:
            site = web.TCPSite(runner, self._settings.host, self._settings.port)
            await site.start()
        except OSError:
            raise SettingsError("HOST and PORT name an address that is taken or not on this machine.") from None
        self.port = runner.addresses[0][1]
        log.info("http.listening", host=self._settings.host, port=self.port)


def make_client(settings: Settings, http: aiohttp.ClientSession) -> AsyncWebClient:
    """The Slack client. No retries of its own: on a dropped connection it would post a second time.

    The time limit is the session's: with a shared session the client's own `timeout` is ignored.
    """
    return AsyncWebClient(
        token=settings.bot_token, base_url=settings.slack_api_url, session=http, retry_handlers=[], logger=_silent()
    )


def make_app(client: AsyncWebClient, identity: install.Identity) -> AsyncApp:
    """The Bolt app of one installation.

    Whose request it is, we know from the start: Bolt would ask Slack during the first one, inside its 3 seconds.
    Signatures are checked before Bolt (`slack/http.py`): it would log the body of a forged one.
    """

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=identity.enterprise_id,
            team_id=identity.team_id,
            bot_user_id=identity.bot_user_id,
            bot_id=identity.bot_id,
            bot_token=client.token,
        )

    app = AsyncApp(
        name="tactful",  # else it looks for its caller's file, in all that was ever imported: 30 ms
        client=client,
        authorize=authorize,
        logger=_silent(),
        process_before_response=True,
        request_verification_enabled=False,
        name="tactful",  # without one Bolt reads the source of every caller on the stack, to find a name there
        raise_error_for_unhandled_request=True,
    )
    app.error(on_error)
    return app


def make_model(settings: Settings) -> Model | None:
    """The language model, where a key is set; without one, drafts come from templates."""
    if settings.openai_api_key is None:
        return None
    key = settings.openai_api_key.get_secret_value()
    return Model(key, settings.openai_base_url, settings.openai_model)


def register_stories(app: AsyncApp, edge: Edge, model: Model | None = None) -> None:
    """Every listener there is."""
    people, screens = People(edge), Screens(edge)
    drafts, negotiations = Drafts(edge, Drafter(), model, screens), Negotiations(edge, screens)
    stories = (
        Encounters(edge, people, screens),
        Attempts(edge, drafts, negotiations, screens),
        drafts,
        Contacts(edge, drafts, screens),
        Merging(edge, screens),
        negotiations,
        Limits(edge, screens),
        Asks(edge, drafts),
        Projects(edge, people),
        MemberSettings(edge, model_is_set=model is not None),
        Imports(edge),
        HomeTab(edge, people),
        Directory(edge, people),
        Data(edge),
    )
    for story in stories:
        story.register(app)


def _silent() -> logging.Logger:
    return logging.getLogger(__name__)
