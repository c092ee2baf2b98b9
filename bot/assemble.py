"""The only file that knows all rooms: it puts the bot together, starts it, and ends it in order."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime, timedelta
from functools import partial
from urllib.parse import urlencode

import structlog
import tzdata
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from sqlalchemy.orm import Session

from bot.clock import Clock
from bot.domain.encounters import Meeting, Person
from bot.domain.models import Member, Workspace
from bot.flows import encounters, planning
from bot.jobs.base import Clients
from bot.jobs.clockwork import Clockwork
from bot.llm.model import Model
from bot.settings import Settings
from bot.slack import install
from bot.slack.click import Background, Edge
from bot.slack.door import make_app
from bot.slack.http import health_site, listening, slack_site
from bot.slack.people import find_division_field
from bot.slack.socket import Socket
from bot.slack.views.encounters import recorded
from bot.store import deliveries, members
from bot.store.database import Database, sqlite_file
from bot.store.opening import open_alone
from bot.store.rows import having

log = structlog.get_logger()
GRACE_SECONDS = 25
"""How long running work may take to finish at the end: a model has twenty, and its draft is still to be shown."""
NOBODY = "REHEARSAL"
"""In place of a Slack id: nobody is called so."""


class Tactful(Clockwork):
    """The bot while it is up."""

    port: int | None = None
    """Where HTTP mode listens."""
    socket: Socket | None = None

    def __init__(self, settings: Settings, database: Database, clock: Clock, clients: Clients) -> None:
        super().__init__(database, clock, clients, settings.tick_seconds)
        self.background = Background()
        self._patience = timedelta(seconds=3 * settings.tick_seconds + 30)

    @property
    def healthy(self) -> bool:
        """Whether reminders are being looked for and Slack can reach us."""
        looked_at = self.health.looked_at
        ticking = looked_at is not None and self.clock() - looked_at < self._patience
        return ticking and (self.socket is None or self.socket.connected)


@asynccontextmanager
async def running(settings: Settings, clock: Clock) -> AsyncIterator[Tactful]:
    """The bot, up until the block ends. Raises SettingsError where a setting is in the way; nothing stays open."""
    async with AsyncExitStack() as up:
        database = await up.enter_async_context(open_alone(settings.database, settings.keyring))
        client = await up.enter_async_context(install.slack_client(settings.slack_bot_token, settings.slack_api_url))
        told = await install.check_bot_token(client)
        field = await find_division_field(client)
        workspace = await database.write(lambda session: _remembered(session, settings, told, field, clock()))
        bot = Tactful(settings, database, clock, {workspace.id: client})
        if sqlite_file(settings.database):
            free = partial(deliveries.free_leases, workspaces=[workspace.id], now=clock())
            await database.write(free)  # nobody else can be working on anything
        model = None  # drafts come from templates
        if settings.openai_api_key:
            model = Model(settings.openai_api_key, settings.openai_base_url, settings.openai_model)
            up.push_async_callback(model.close)
        up.push_async_callback(bot.background.finish, GRACE_SECONDS)
        ours = {workspace.slack_team_id: workspace}
        app = make_app(client, Edge(database, clock, bot.background, ours, model))
        await _rehearse(database, app, workspace, clock())
        if settings.slack_app_token:
            url = await install.check_app_token(client, settings.slack_app_token)
            bot.socket = Socket(app, settings.slack_app_token, client)
            up.push_async_callback(bot.socket.stop)
            await bot.socket.start(url)
        else:
            site = slack_site(app, settings.slack_signing_secret)
            bot.port = await up.enter_async_context(listening(site, settings.host, settings.port, "PORT"))
        if settings.health_port is not None:
            site = health_site(lambda: bot.healthy, lambda: bot.health.parked)
            await up.enter_async_context(listening(site, settings.host, settings.health_port, "HEALTH_PORT"))
        up.push_async_callback(bot.stop_ticking, GRACE_SECONDS)
        bot.start_ticking()
        log.info("started", mode="socket" if settings.slack_app_token else "http", workspace=workspace.id)
        yield bot


def _remembered(
    session: Session, settings: Settings, told: AsyncSlackResponse, division_field: str | None, now: datetime
) -> Workspace:
    """The workspace that the tokens are for, as Slack and the settings describe it now."""
    workspace = members.ensure_workspace(session, told["team_id"], told["user_id"], now)
    workspace.enterprise_id, workspace.bot_user_id = told.get("enterprise_id"), told["user_id"]
    workspace.division_field = division_field or workspace.division_field
    workspace.key_ids = settings.keyring.key_ids if settings.keyring else []
    planning.have_free_days(session, workspace, now)
    if workspace.tzdata_version != tzdata.IANA_VERSION:
        for member in having(session, Member, workspace_id=[workspace.id]):
            planning.replan(session, member, now)
        workspace.tzdata_version = tzdata.IANA_VERSION
    return workspace


async def _rehearse(database: Database, app: AsyncApp, workspace: Workspace, now: datetime) -> None:
    """Everything on the way of `/met`, once, before anybody waits: the first time takes ten times as long."""
    await database.write(lambda session: _meet_nobody(session, workspace.id, now))
    form = {"command": "/met", "text": "help", "team_id": workspace.slack_team_id, "user_id": NOBODY}
    await app.async_dispatch(AsyncBoltRequest(body=urlencode(form)))


def _meet_nobody(session: Session, workspace_id: int, now: datetime) -> None:
    """Nothing of it is kept."""
    owner = members.ensure_member(session, workspace_id, NOBODY, None, now)
    meeting = Meeting([Person("Nobody", slack_user_id=f"{NOBODY}2")], now.date(), "the rehearsal", "a note")
    for _ in range(2):  # somebody new, and the same again
        noted = encounters.record_encounter(session, owner, meeting, now)
    [block.to_dict() for block in recorded(noted, owner, now.date())[0]]
    session.rollback()
