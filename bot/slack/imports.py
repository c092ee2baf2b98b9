"""The import of an attendee list: the form, the report, one yes, and the people taken in part by part."""

import asyncio
from datetime import date
from enum import Enum, auto
from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.models.views import View
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain import attendees
from bot.domain.attendees import AttendeeList
from bot.domain.imports import Progress, Told
from bot.domain.text import said
from bot.errors import FieldErrors, UserError
from bot.flows import imports as flow
from bot.flows import planning
from bot.slack import files, modals, payloads, people
from bot.slack.edge import Edge, actor_of
from bot.slack.encounters import past_day
from bot.slack.modals import open_view
from bot.slack.screens import publish_home
from bot.slack.views import imports as views
from bot.slack.views import notes

log = structlog.get_logger()
SHOWN_EVERY = 600
"""People between two looks at how far it got."""

FAILED = "That did not work, and it is my fault. Nothing is lost; please try again."


class Form(Enum):
    """What became of a form that was to be redrawn."""

    DRAWN = auto()
    CLOSED = auto()
    UNKNOWN = auto()
    """Slack failed: it may show the new state or the old one."""


class Imports:
    """The story of an attendee list."""

    def __init__(self, edge: Edge) -> None:
        self._edge = edge

    def register(self, app: AsyncApp) -> None:
        """Tell Bolt which payload is whose."""
        app.action(views.OPEN)(self.opened)
        app.view(views.FORM)(self.submitted)
        app.view(views.REPORT)(self.confirmed)
        app.view_closed(views.REPORT)(self.closed)

    async def opened(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """*Import an attendee list*, on top of the settings."""
        today = await self._edge.read(body, lambda _, owner: planning.today_of(owner, self._edge.now()))
        await open_view(client, body, views.form(today))
        await ack()

    async def submitted(
        self, ack: AsyncAck, body: dict[str, Any], view: dict[str, Any], client: AsyncWebClient
    ) -> None:
        """The file is fetched, read and looked over beside the listeners; the form tells what goes on."""
        values = payloads.form_values(view)
        today = await self._edge.read(body, lambda _, owner: planning.today_of(owner, self._edge.now()))
        met_on = past_day(values.get("met_on"), today)
        place = said(values.get("place"), views.PLACE_LIMIT)
        if place is None:
            raise FieldErrors({"place": "Where did you meet them? The name of the event is enough."})
        file: dict[str, Any] = next(iter(values.get("file") or []), {})
        await ack(response_action="update", view=views.reading(str(file.get("name") or "")))
        self._edge.background.spawn(self._read(client, body, file.get("id"), place, met_on))

    async def confirmed(
        self, ack: AsyncAck, body: dict[str, Any], view: dict[str, Any], client: AsyncWebClient
    ) -> None:
        """*Import 312 people*."""
        import_id = payloads.number({"value": view.get("private_metadata")})
        remind = payloads.form_values(view).get("what") == views.REMIND
        now = self._edge.now()
        progress, is_first = await self._edge.write(
            body, lambda session, owner: flow.confirm(session, owner, import_id, remind=remind, now=now)
        )
        await ack(response_action="update", view=views.importing(progress))
        if is_first:
            self._edge.background.spawn(self._import(client, body, import_id))

    async def closed(self, ack: AsyncAck, body: dict[str, Any], view: dict[str, Any]) -> None:
        """Not now: what was read is forgotten."""
        await self._cancel(body, payloads.number({"value": view.get("private_metadata")}))
        await ack()

    async def _read(
        self, client: AsyncWebClient, body: dict[str, Any], file_id: object, place: str, met_on: date
    ) -> None:
        import_id, shown = None, notes.note(FAILED)
        try:
            data = await files.fetch(client, file_id, actor_of(body).user_id, attendees.LARGEST)
            listed = await asyncio.to_thread(attendees.read, data)
            told = await self._look_up(client, body, listed)
            import_id, shown = await self._report(body, listed, told, place, met_on)
        except UserError as error:
            shown = notes.note(str(error))
        finally:
            await self._end(client, body, shown, import_id)

    async def _end(self, client: AsyncWebClient, body: dict[str, Any], shown: View, import_id: int | None) -> None:
        """What was found: in the form, or in a DM where Slack fails. Who closed the form wants no import."""
        form = await self._show(client, body, shown, tries=2)
        if form is Form.CLOSED and import_id:
            await self._cancel(body, import_id)
        elif form is Form.UNKNOWN:
            blocks = views.report_told(shown)
            await payloads.tell(client, actor_of(body).user_id, blocks, views.REPORT_TEXT)

    async def _report(
        self, body: dict[str, Any], listed: AttendeeList, told: Told, place: str, met_on: date
    ) -> tuple[int | None, View]:
        now = self._edge.now()
        found, today = await self._edge.read(
            body,
            lambda session, owner: (
                flow.look_over(session, owner, listed, told, place, met_on, now),
                planning.today_of(owner, now),
            ),
        )
        import_id = None
        if found.outlook.changes_something:
            import_id = await self._edge.write(
                body, lambda session, owner: flow.keep(session, owner, found.people, place, met_on, now).id
            )
        return import_id, views.report(found, import_id, today)

    async def _look_up(self, client: AsyncWebClient, body: dict[str, Any], listed: AttendeeList) -> Told:
        wanted = {each.email.casefold() for each in listed.people if each.email}

        async def seen(count: int) -> None:
            await self._show(client, body, views.looking(len(listed.people), count))

        return await people.by_email(client, self._edge.workspace(body), wanted, seen)

    async def _import(self, client: AsyncWebClient, body: dict[str, Any], import_id: int) -> None:
        watched, shown = True, 0
        while progress := await self._carry_on(import_id):
            if progress.finished:
                await self._tell(client, body, progress, watched=watched)
                await publish_home(self._edge, client, body)
                return
            if watched and progress.done - shown >= SHOWN_EVERY:
                shown = progress.done
                watched = await self._show(client, body, views.importing(progress)) is not Form.CLOSED

    async def _carry_on(self, import_id: int) -> Progress | None:
        return await self._edge.database.write(lambda session: flow.carry_on(session, import_id, self._edge.now()))

    async def _tell(self, client: AsyncWebClient, body: dict[str, Any], progress: Progress, *, watched: bool) -> None:
        """That it is done: in the form, or in a DM where that was closed."""
        if not (watched and await self._show(client, body, views.imported(progress), tries=2) is Form.DRAWN):
            text = views.imported_text(progress)
            await payloads.tell(client, actor_of(body).user_id, views.told(progress), text)

    async def _cancel(self, body: dict[str, Any], import_id: int) -> None:
        await self._edge.write(body, lambda session, owner: flow.cancel(session, owner, import_id))

    async def _show(self, client: AsyncWebClient, body: dict[str, Any], view: View, tries: int = 1) -> Form:
        """Redraw the form."""
        for _ in range(tries):
            try:
                is_open = await modals.redraw(client, body["view"]["id"], view)
            except people.OUTSIDE_FAILURES as error:
                log.warning("form.not_drawn", kind=type(error).__name__)
            else:
                return Form.DRAWN if is_open else Form.CLOSED
        return Form.UNKNOWN
