"""The only file that knows all rooms: it puts the bot together, starts it, and ends it in order."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime, timedelta
from functools import partial
from urllib.parse import urlencode

import aiohttp
import structlog
import tzdata
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.orm import Session

from bot.clock import Clock
from bot.domain.models import Workspace
from bot.flows import planning, rehearsal
from bot.jobs.base import Clients, Job
from bot.jobs.clearing import Clearer
from bot.jobs.deliver import Deliverer
from bot.jobs.directory import Refresher
from bot.jobs.health import Health
from bot.jobs.holds import Holder
from bot.jobs.imports import Importer
from bot.jobs.retention import Retention
from bot.jobs.suggest import Suggester
from bot.jobs.tick import Ticker
from bot.llm.model import Model
from bot.settings import Settings
from bot.slack import install
from bot.slack.answers import only_slack
from bot.slack.app import make_app, register_stories
from bot.slack.background import Background
from bot.slack.edge import Edge
from bot.slack.http import health_site, listening, slack_site
from bot.slack.people import find_division_field
from bot.slack.socket import Socket
from bot.slack.views.encounters import recorded
from bot.store import data, deliveries, members
from bot.store.database import Database
from bot.store.engine import sqlite_file
from bot.store.opening import open_alone

log = structlog.get_logger()
GRACE_SECONDS = 25
"""How long running work may take to finish at the end: a model has twenty, and its draft is still to be shown."""
SLACK_SECONDS = 10
PATIENCE_SECONDS = 10
"""How long the first reminders wait for what is true: who is still there, and what is on hold."""


class Tactful:
    """The bot while it is up: what its clock calls, and how it is."""

    port: int | None = None
    """Where HTTP mode listens."""
    health_port: int | None = None
    socket: Socket | None = None

    def __init__(self, settings: Settings, clock: Clock, database: Database, clients: Clients) -> None:
        self._clock = clock
        self._clients = clients
        self._patience = timedelta(seconds=3 * settings.tick_seconds + 30)
        self.database = database
        self.background = Background()
        self.deliverer = Deliverer(database, clock, clients)
        self.health = Health(database, clock, clients)
        self._before = [job(database, clock, clients) for job in (Refresher, Holder)]
        after = [job(database, clock, clients) for job in (Clearer, Suggester, Importer, Retention)]
        self.jobs: list[Job] = [*self._before, self.deliverer, self.health, *after]
        """In the order of one `tick`: what is true, what is sent, and the rest."""
        works = [self._deliver, *(job.run for job in (*self._before, *after))]
        self._tickers = [Ticker(work, settings.tick_seconds) for work in works]

    async def tick(self) -> None:
        """Everything that the clock does, once."""
        for job in self.jobs:
            await job.run()

    def start_ticking(self) -> None:
        """Each job by itself: none waits for another."""
        for ticker in self._tickers:
            ticker.start()

    async def stop_ticking(self) -> None:
        """Claim nothing more; what is under way is finished."""
        self.deliverer.stop()
        await asyncio.gather(*(ticker.stop(GRACE_SECONDS) for ticker in self._tickers))

    async def next_due_at(self) -> datetime | None:
        """When the next reminder falls due, for anybody."""
        return await self.health.ours(deliveries.next_due_at)

    async def next_moment(self) -> datetime | None:
        """The same for somebody who moves the clock: now, while a reminder is on its way."""
        if await self.health.ours(deliveries.in_progress):
            return self._clock()
        return await self.next_due_at()

    @property
    def healthy(self) -> bool:
        """Whether reminders are being looked for and Slack can reach us."""
        looked_at = self.health.looked_at
        ticking = looked_at is not None and self._clock() - looked_at < self._patience
        return ticking and (self.socket is None or self.socket.connected)

    async def _deliver(self) -> None:
        """Once it is known who is still there and what is on hold: that is waited for at the start, within reason."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE_SECONDS):
                for job in self._before:
                    await job.looked.wait()
        await self.deliverer.run()
        await self.health.run()


@asynccontextmanager
async def running(settings: Settings, clock: Clock) -> AsyncIterator[Tactful]:
    """The bot, up until the block ends. Raises SettingsError where a setting is in the way; nothing stays open."""
    async with AsyncExitStack() as up:
        database = await up.enter_async_context(open_alone(settings.database, settings.keyring))
        client = await up.enter_async_context(slack_client(settings))
        identity = await install.check_bot_token(client)
        field = await find_division_field(client)
        workspace = await database.write(lambda session: _remembered(session, settings, identity, field, clock()))
        bot = Tactful(settings, clock, database, {workspace.id: client})
        if sqlite_file(settings.database):
            for free in (deliveries.free_leases, data.free_clearings):  # nobody else can be working on anything
                await database.write(partial(free, workspaces=[workspace.id], now=clock()))
        app, model = make_app(client, identity), make_model(settings)
        if model:
            up.push_async_callback(model.close)
        up.push_async_callback(bot.background.finish, GRACE_SECONDS)
        ours = {workspace.slack_team_id: workspace}
        register_stories(app, Edge(database, clock, bot.background, ours), model)
        await _rehearse(database, app, workspace, clock())
        if settings.app_token:
            url = await install.check_app_token(client, settings.app_token)
            bot.socket = Socket(app, settings.app_token, client)
            up.push_async_callback(bot.socket.stop)
            await bot.socket.start(url)
        else:
            site = slack_site(app, settings.signing_secret or "")
            bot.port = await up.enter_async_context(listening(site, settings.host, settings.port, "PORT"))
        if settings.health_port is not None:
            site = health_site(
                lambda: bot.healthy, lambda: {"cards": bot.health.cards, "messages": bot.health.messages}
            )
            address = (settings.host, settings.health_port)
            bot.health_port = await up.enter_async_context(listening(site, *address, "HEALTH_PORT"))
        up.push_async_callback(bot.stop_ticking)
        bot.start_ticking()
        log.info("started", mode="socket" if settings.app_token else "http", workspace=workspace.id)
        yield bot


@asynccontextmanager
async def slack_client(settings: Settings, seconds: float = SLACK_SECONDS) -> AsyncIterator[AsyncWebClient]:
    """A client for that workspace, whose calls take so long at most."""
    timeout = aiohttp.ClientTimeout(total=seconds)
    async with aiohttp.ClientSession(timeout=timeout, middlewares=(only_slack,)) as http:
        yield make_client(settings, http)


def make_client(settings: Settings, http: aiohttp.ClientSession) -> AsyncWebClient:
    """The Slack client. No retries of its own: on a dropped connection it would post a second time.

    The time limit is the session's: with a shared session the client's own `timeout` is ignored.
    """
    silent = logging.getLogger("slack_sdk")
    return AsyncWebClient(
        token=settings.bot_token, base_url=settings.slack_api_url, session=http, retry_handlers=[], logger=silent
    )


def make_model(settings: Settings) -> Model | None:
    """The language model, where a key is set; without one, drafts come from templates."""
    if settings.openai_api_key is None:
        return None
    return Model(settings.openai_api_key.get_secret_value(), settings.openai_base_url, settings.openai_model)


def _remembered(
    session: Session, settings: Settings, identity: install.Identity, division_field: str | None, now: datetime
) -> Workspace:
    """The workspace that the tokens are for, as Slack and the settings describe it now."""
    workspace = members.ensure_workspace(session, identity.team_id, identity.bot_user_id, now)
    workspace.enterprise_id, workspace.bot_user_id = identity.enterprise_id, identity.bot_user_id
    workspace.division_field = division_field or workspace.division_field
    workspace.key_ids = settings.keyring.key_ids if settings.keyring else []
    if workspace.tzdata_version != tzdata.IANA_VERSION:
        for member in members.all_members(session, workspace.id):
            planning.replan(session, member, now)
        workspace.tzdata_version = tzdata.IANA_VERSION
    return workspace


async def _rehearse(database: Database, app: AsyncApp, workspace: Workspace, now: datetime) -> None:
    """Everything on the way of `/met`, once, before anybody waits for it."""
    try:
        await database.write(partial(rehearsal.rehearse, workspace_id=workspace.id, now=now))
    except rehearsal.CurtainDown as end:
        [block.to_dict() for block in recorded(end.recorded, end.owner, now.date())]
    form = {"command": "/met", "text": "help", "team_id": workspace.slack_team_id, "user_id": rehearsal.NOBODY}
    await app.async_dispatch(AsyncBoltRequest(body=urlencode(form)))
