"""Your data: exported, deleted, and (for admins) what is kept about somebody."""

import asyncio
from datetime import date
from functools import partial
from typing import Any

import aiohttp
import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.orm import Session

from bot.domain.data import Held, Person, Tables, archive, person
from bot.domain.models import Member, Workspace
from bot.errors import FieldErrors, NotFound
from bot.flows import cards, planning
from bot.flows import data as flow
from bot.flows.data import SubjectErased
from bot.slack import erasing, payloads
from bot.slack.edge import Edge, actor_of
from bot.slack.modals import open_view
from bot.slack.people import OUTSIDE_FAILURES
from bot.slack.screens import publish_home
from bot.slack.views import data as views
from bot.slack.views import kit, notes

log = structlog.get_logger()
NOBODY = "Pick somebody, or type an e-mail address or a full name."
BROKE_OFF = ("internal_error", "fatal_error", "request_timeout", "service_unavailable")
"""Errors after which Slack may have done it all the same."""
TICK = "Please tick this if you are sure."


class Data:
    """The story of data."""

    def __init__(self, edge: Edge) -> None:
        self._edge = edge

    def register(self, app: AsyncApp) -> None:
        """Tell Bolt which payload is whose."""
        app.action(views.EXPORT)(self.export)
        app.action(views.ERASE)(self.erase)
        app.view(views.ERASE_FORM)(self.erase_submitted)
        app.action(views.ABOUT)(self.about)
        app.view(views.ABOUT_FORM)(self.about_submitted)
        app.action(views.SUBJECT_EXPORT)(self.subject_export)
        app.action(views.SUBJECT_ERASE)(self.subject_erase)
        app.view(views.SUBJECT_ERASE_FORM)(self.subject_erase_submitted)

    async def export(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """*Export*: everything as a file in the member's DM."""
        tables, today = await self._edge.read(
            body,
            lambda session, owner: (flow.everything(session, owner), planning.today_of(owner, self._edge.now())),
        )
        await open_view(client, body, notes.note(views.ON_ITS_WAY))
        await ack()
        self._edge.background.spawn(self._send(client, body, tables, today, views.exported_text(today)))

    async def erase(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """*Delete everything*: asks first."""
        await self._edge.read(body, lambda _, owner: owner)  # for members only
        await open_view(client, body, views.erase_form())
        await ack()

    async def erase_submitted(
        self, ack: AsyncAck, body: dict[str, Any], view: dict[str, Any], client: AsyncWebClient
    ) -> None:
        """It is all deleted; what they see in Slack follows."""
        if not payloads.form_values(view).get(views.SURE):
            raise FieldErrors({views.SURE: TICK})
        workspace = self._edge.workspace(body)
        known = await self._edge.write(body, partial(flow.erase, now=self._edge.now()))
        await erasing.after_member(self._edge.database, workspace, known)
        await ack(response_action="clear")
        self._edge.background.spawn(self._clear_slack(client, workspace, actor_of(body).user_id))

    async def about(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """*About somebody*: whom?"""
        await self._edge.read(body, flow.require_admin)
        await open_view(client, body, views.about_form())
        await ack()

    async def about_submitted(self, ack: AsyncAck, body: dict[str, Any], view: dict[str, Any]) -> None:
        """How much is kept about them."""
        values = payloads.form_values(view)
        asked = person(values.get(views.PERSON) or values.get(views.TEXT) or "")
        if asked is None:
            raise FieldErrors({views.TEXT: NOBODY})
        held, owner = await self._held(body, asked)
        today = planning.today_of(owner, self._edge.now())
        await ack(response_action="update", view=views.report(held, today))

    async def subject_export(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """*Export* what is kept about them, as facts, into the admin's DM."""
        held, owner = await self._held(body, _asked_about(body))
        today = planning.today_of(owner, self._edge.now())
        await open_view(client, body, notes.note(views.ABOUT_ON_ITS_WAY))
        await ack()
        log.info("data.subject_exported", by=owner.id, workspace=owner.workspace_id, members=held.members)
        text = views.subject_exported_text(today)
        self._edge.background.spawn(self._send(client, body, held.tables, today, text, flow.NOTES_ARE_THEIRS))

    async def subject_erase(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """*Erase …*: asks first."""
        held, _ = await self._held(body, _asked_about(body))
        await open_view(client, body, views.subject_erase_form(held))
        await ack()

    async def subject_erase_submitted(
        self, ack: AsyncAck, body: dict[str, Any], view: dict[str, Any], client: AsyncWebClient
    ) -> None:
        """It is erased beside the dialogue: of everybody's rows, which takes its time; doing it twice is harmless."""
        values = payloads.form_values(view)
        held, owner = await self._held(body, _asked_about(body))
        if not values.get(views.SURE):
            raise FieldErrors({views.SURE: TICK})
        await ack(response_action="update", view=notes.note(views.ERASING))
        work = self._erase_subject(client, body, owner, held, own_too=bool(values.get(views.TOO)))
        self._edge.background.spawn(work)

    async def _held(self, body: dict[str, Any], asked: Person) -> tuple[Held, Member]:
        """What is kept about that person, for an admin, and the admin. Raises NotFound for everybody else."""
        workspace = self._edge.workspace(body)

        def held(session: Session, owner: Member) -> tuple[Held, Member]:
            flow.require_admin(session, owner)
            return flow.held(session, workspace, asked), owner

        return await self._edge.read(body, held)

    async def _send(
        self, client: AsyncWebClient, body: dict[str, Any], tables: Tables, today: date, text: str, about: str = ""
    ) -> None:
        """The file, or a kind word where Slack does not take it."""
        user = actor_of(body).user_id
        content = await asyncio.to_thread(archive, tables, self._edge.now(), about)
        try:
            opened = await client.conversations_open(users=user)
            name = f"tactful-{today.isoformat()}.zip"
            await client.files_upload_v2(
                channel=opened["channel"]["id"], filename=name, title=name, content=content, initial_comment=text
            )
        except (SlackClientError, *OUTSIDE_FAILURES) as error:
            log.warning("export.not_taken", kind=type(error).__name__)
            await self._say(client, user, _why_not(error))

    async def _clear_slack(self, client: AsyncWebClient, workspace: Workspace, user: str) -> None:
        """As far as Slack lets us: nothing of it is to be seen any more."""
        try:
            await client.views_publish(user_id=user, view=views.erased_home())
        except OUTSIDE_FAILURES as error:
            log.warning("home.not_drawn", kind=type(error).__name__)
        await erasing.empty_dms(self._edge.database, {workspace.id: client}, self._edge.clock)

    async def _erase_subject(
        self, client: AsyncWebClient, body: dict[str, Any], owner: Member, held: Held, *, own_too: bool
    ) -> None:
        workspace = self._edge.workspace(body)
        erased, touched = await erasing.erase_subject(self._edge.database, workspace, held.person)
        log.info("data.subject_erased", by=owner.id, workspace=workspace.id, own_data=own_too, **erased.__dict__)
        user = held.person.slack_user_id
        if own_too and user and await erasing.erase_member(self._edge.database, workspace, user, self._edge.now()):
            await self._clear_slack(client, workspace, user)
        await self._say(client, actor_of(body).user_id, views.subject_erased_text(erased))
        for each in touched:
            await self._draw_without(client, workspace, each)

    async def _draw_without(self, client: AsyncWebClient, workspace: Workspace, each: SubjectErased) -> None:
        """The member's cards and Home, without the person."""
        try:
            for delivery_id, channel, ts in each.shown:
                drawn = partial(cards.mornings, delivery_ids=[delivery_id], now=self._edge.now())
                found = await self._edge.database.read(drawn)
                await payloads.redraw_morning(client, channel, ts, found[0][1] if found else None)
            whose = {"team_id": workspace.slack_team_id, "user_id": each.owner.slack_user_id}
            await publish_home(self._edge, client, whose)
        except OUTSIDE_FAILURES as error:
            log.warning("cards.not_redrawn", kind=type(error).__name__)

    async def _say(self, client: AsyncWebClient, user: str, text: str) -> None:
        try:
            await payloads.tell(client, user, [kit.section(text)], text)
        except OUTSIDE_FAILURES as error:
            log.warning("data.not_told", kind=type(error).__name__)


def _asked_about(body: dict[str, Any]) -> Person:
    """Whom the modal names. Raises NotFound."""
    asked = person((body.get("view") or {}).get("private_metadata") or "")
    if asked is None:
        raise NotFound
    return asked


def _why_not(error: Exception) -> str:
    """What to say about a file that did not surely come."""
    if isinstance(error, SlackApiError) and error.response.get("error") == "missing_scope":
        return views.NOT_ALLOWED
    broke_off = isinstance(error, SlackApiError) and error.response.get("error") in BROKE_OFF
    if broke_off or isinstance(error, aiohttp.ClientError | TimeoutError):
        return views.PERHAPS_TAKEN
    return views.NOT_TAKEN
