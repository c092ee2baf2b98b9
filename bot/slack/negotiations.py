"""Negotiations: they go on, or they have ended, for everybody who was met in one at once."""

from datetime import date
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.orm import Session

from bot.domain.models import Member, Reminder
from bot.errors import FieldErrors, UserError
from bot.flows import attempts, planning
from bot.flows import negotiations as flow
from bot.slack import payloads
from bot.slack.edge import Edge
from bot.slack.modals import open_view, show
from bot.slack.screens import Screens
from bot.slack.views import negotiations as views


class Negotiations:
    """The story of a negotiation that contacts are on hold for."""

    def __init__(self, edge: Edge, screens: Screens) -> None:
        self._edge = edge
        self._screens = screens

    def register(self, app: AsyncApp) -> None:
        """Tell Bolt which payload is whose."""
        app.action(views.ENDED)(self.ended)
        app.action(views.GOES_ON)(self.goes_on)
        app.action(views.UNDO)(self.undo)
        app.view(views.FORM)(self.submitted)

    async def ended(
        self, ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], client: AsyncWebClient
    ) -> None:
        """*It has ended*: when?"""
        await self._open(ack, body, *payloads.pair(action.get("value")), client)

    async def open_for_contact(self, ack: AsyncAck, body: dict[str, Any], about: int, client: AsyncWebClient) -> None:
        """The same for any contact whom it holds."""
        await self._open(ack, body, about, None, client)

    async def _open(
        self, ack: AsyncAck, body: dict[str, Any], about: int, limit_id: int | None, client: AsyncWebClient
    ) -> None:
        def holding(session: Session, owner: Member) -> tuple[flow.Held, Member]:
            return flow.held_with(session, owner, about, limit_id), owner

        held, owner = await self._edge.read(body, holding)
        today = planning.today_of(owner, self._edge.now())
        await open_view(client, body, views.form(held.name, held.names, held.marker(about), owner, today))
        await ack()

    async def submitted(
        self, ack: AsyncAck, body: dict[str, Any], view: dict[str, Any], client: AsyncWebClient
    ) -> None:
        """It ended on that day: for all its people at once."""
        (about, limit_id), now = payloads.pair(view.get("private_metadata")), self._edge.now()
        ended_on = _date(payloads.form_values(view).get("ended_on"))

        def ended(session: Session, owner: Member) -> tuple[flow.Held, list[Reminder], date]:
            held = flow.held_with(session, owner, about, limit_id)
            try:
                planned = flow.end(session, owner, held, ended_on, now)
            except UserError as error:
                raise FieldErrors({"ended_on": str(error)}) from None
            return held, planned, planning.today_of(owner, now)

        held, planned, today = await self._edge.write(body, ended)
        await ack(response_action="update", view=views.ended(held.name, planned, held.marker(about), today))
        self._redraw(client, body, held)

    async def goes_on(
        self, ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], client: AsyncWebClient
    ) -> None:
        """*It goes on*: asked again in a quarter."""
        reminder_id, now = payloads.number(action), self._edge.now()

        def asked_again(session: Session, owner: Member) -> int:
            reminder = attempts.find_reminder(session, owner, reminder_id)
            flow.goes_on(session, owner, reminder, now)
            return reminder.contact_id

        contact_id = await self._edge.write(body, asked_again)
        await ack()
        self._screens.below(client, body, contact_id)

    async def undo(self, ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], client: AsyncWebClient) -> None:
        """*Undo*: it has not ended after all."""
        (about, limit_id), now = payloads.pair(action.get("value")), self._edge.now()
        held = await self._edge.write(
            body, lambda session, owner: flow.take_back(session, owner, about, now, limit_id)
        )
        await ack()
        await show(client, body["view"]["id"], views.taken_back(held.name, held.names))
        self._redraw(client, body, held)

    def _redraw(self, client: AsyncWebClient, body: dict[str, Any], held: flow.Held) -> None:
        """Home, and the message that asked: the question hangs on the first of them."""
        self._screens.below(client, body, held.asked_about.id)


def _date(value: str | None) -> date:
    try:
        return date.fromisoformat(value or "")
    except ValueError:
        raise FieldErrors({"ended_on": "Please pick the day on which it ended."}) from None
