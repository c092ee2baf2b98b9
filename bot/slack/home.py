"""The Home tab: opened, paused, and the door to the form of `/met`."""

from datetime import date, timedelta
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.orm import Session

from bot.domain.models import Member
from bot.errors import FieldErrors
from bot.flows import members, planning
from bot.slack import payloads
from bot.slack.edge import Edge, actor_of
from bot.slack.modals import open_view
from bot.slack.people import People
from bot.slack.screens import publish_home
from bot.slack.views import encounters as encounter_views
from bot.slack.views import home as views

LONGEST_PAUSE = timedelta(days=366)


class HomeTab:
    """The story of Home."""

    def __init__(self, edge: Edge, people: People) -> None:
        self._edge = edge
        self._people = people

    def register(self, app: AsyncApp) -> None:
        """Tell Bolt which payload is whose."""
        app.event("app_home_opened")(self.opened)
        app.action(views.MET)(self.met)
        app.action(views.PAUSE)(self.pause)
        app.action(views.RESUME)(self.resume)
        app.view(views.PAUSE_FORM)(self.pause_submitted)

    async def opened(self, event: dict[str, Any], body: dict[str, Any], client: AsyncWebClient) -> None:
        """Draw Home. Whoever opens it becomes a member: that is how people start."""
        if event.get("tab") != "home":
            return
        user = actor_of(body).user_id
        found = await self._people.known(client, body, [user])
        own = found.get(user)
        workspace, zone, now = self._edge.workspace(body), own.zone if own else None, self._edge.now()
        await self._edge.database.write(lambda session: members.join(session, workspace, user, zone, now))
        await publish_home(self._edge, client, body)

    async def met(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """*Whom did you meet?*: the form of `/met`."""
        workspace, user, now = self._edge.workspace(body), actor_of(body).user_id, self._edge.now()
        owner = await self._edge.database.read(lambda session: members.find(session, workspace, user, lock=False))
        today = planning.today_of(owner, now) if owner else now.date()
        await open_view(client, body, encounter_views.form(today))
        await ack()

    async def pause(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """*Pause me until …*: the form for the day."""
        owner = await self._edge.read(body, lambda _session, owner: owner)
        today = planning.today_of(owner, self._edge.now())
        await open_view(client, body, views.pause_form(today))
        await ack()

    async def pause_submitted(
        self, ack: AsyncAck, body: dict[str, Any], view: dict[str, Any], client: AsyncWebClient
    ) -> None:
        """Quiet until that day."""
        values, now = payloads.form_values(view), self._edge.now()

        def paused(session: Session, owner: Member) -> None:
            until = _day_ahead(values, planning.today_of(owner, now))
            planning.pause(session, owner, until, now)

        await self._edge.write(body, paused)
        await ack()
        self._edge.background.spawn(publish_home(self._edge, client, body))

    async def resume(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """*End the pause*."""
        now = self._edge.now()
        await self._edge.write(body, lambda session, owner: planning.pause(session, owner, None, now))
        await ack()
        self._edge.background.spawn(publish_home(self._edge, client, body))


def _day_ahead(values: dict[str, Any], today: date) -> date:
    try:
        until = date.fromisoformat(values.get("until") or "")
    except ValueError:
        raise FieldErrors({"until": "Please pick a day."}) from None
    if until <= today:
        raise FieldErrors({"until": "Please pick a day from tomorrow on."})
    if until > today + LONGEST_PAUSE:
        raise FieldErrors({"until": "That is more than a year away. Please pick an earlier day."})
    return until
